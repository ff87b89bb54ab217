"""Every page that a patient or a stranger reaches, and what a person reads there.

A route that is added later is walked without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from progress.rules.access import POLICY, Action, Role
from progress.web.policy import PUBLIC, policy_of
from tests import examples

READ_OUT = ("aria-label", "alt", "title", "placeholder", "aria-description")
NOT_FOR_READERS = {"script", "style", "svg", "template", "code", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
ALSO_TO_THE_CLINIC = ("trust.", "captures.")
"""Pages of a phone that photographs for the clinic, and of a computer that learns to trust it."""
FEWEST_PAGES = 18
Place = tuple[str, str]
"""Who opens which path."""


class Reader(HTMLParser):
    """What a person reads of a page, or hears; not what is said to be in another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[bool] = [True]
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        readable = (
            self.open[-1]
            and tag not in NOT_FOR_READERS
            and given.get("lang") in (None, self.language)
        )
        if readable:
            self.read += [given[name] or "" for name in READ_OUT if name in given]
        if tag not in VOID:
            self.open.append(readable)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1]:
            self.read.append(data)


def pieces(page: str, language: str) -> list[str]:
    """What stands on a page in its language, piece by piece."""
    reader = Reader(language)
    reader.feed(page)
    return [piece for read in reader.read if (piece := " ".join(read.split()))]


def pages(paths: list[Place], readers: dict[str, FlaskClient], language: str) -> dict[Place, str]:
    """Each page as its reader is given it, in a language."""
    for reader in readers.values():
        reader.post("/language", data={"language": language})
    found = {}
    for who, path in paths:
        answer = readers[who].get(path)
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            found[who, path] = answer.text
    assert len(found) >= FEWEST_PAGES
    return found


def walked(app: Flask, made: examples.Examples) -> Iterator[tuple[str, str]]:
    """Who opens which path: "patient", or "visitor" of what is open to all."""
    for rule, method in examples.routes(app):
        policy = policy_of(app, rule.endpoint)
        if method != "GET" or rule.endpoint.startswith(ALSO_TO_THE_CLINIC):
            continue
        if policy == PUBLIC or (isinstance(policy, Action) and Role.PATIENT in POLICY[policy]):
            who = "visitor" if policy == PUBLIC else "patient"
            yield who, examples.address(app, rule, made)
