"""The page of the clinic's websites, and the lines to copy."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.rules.access import SYSTEM
from progress.services import publishing
from tests import examples, factories
from tests.conftest import AtWork, Cast

PATH = "/gallery/websites"


def test_an_administrator_names_a_website_and_copies_the_lines_of_a_case(
    admin: FlaskClient, visitor: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    with at_work(SYSTEM) as work:
        _, clinic = examples.cases(work, cast, factories.photo)
        slug = examples.on_the_web(work, clinic).slug
    assert admin.post(PATH, data={"address": "https://clinic.example/x"}).status_code == 303
    page = admin.get(PATH).text
    assert "https://clinic.example" in page
    assert "These lines lead to this computer alone." in page
    lines = html.unescape(re.findall(r'data-copy="([^"]*)"', page)[0])
    assert f'/cases/{slug}" data-progress-case>' in lines
    assert "8 weeks, 6 sessions</a>" in lines
    script = re.findall(r'src="http://localhost(.*?)"', lines)[0]
    assert visitor.get(script).status_code == 200
    policy = visitor.get(f"/cases/{slug}/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://clinic.example;" in policy

    [remove] = re.findall(rf'action="({PATH}/[^"]+/remove)"', page)
    assert admin.post(remove).status_code == 303
    policy = visitor.get(f"/cases/{slug}/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in policy


def test_what_is_no_website_comes_back_with_a_sentence(admin: FlaskClient) -> None:
    answer = admin.post(PATH, data={"address": "https://clinic.example;script-src *"})
    assert answer.status_code == 422
    assert "Please type the address of a website" in answer.text
    assert "No website yet." in answer.text


def test_lines_lead_to_where_strangers_reach_progress(
    app: Flask,
    admin: FlaskClient,
    at_work: AtWork,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with at_work(SYSTEM) as work:
        _, clinic = examples.cases(work, cast, factories.photo)
        examples.on_the_web(work, clinic)
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://progress.clinic.example")
    page = admin.get(PATH).text
    assert "https://progress.clinic.example/cases/embed.js" in page
    assert "localhost" not in page
    assert "this computer alone" not in page


def test_a_gallery_that_is_closed_has_nothing_to_copy(
    admin: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    with at_work(SYSTEM) as work:
        _, clinic = examples.cases(work, cast, factories.photo)
        slug = examples.on_the_web(work, clinic).slug
        publishing.close_web(work)
    page = admin.get(PATH).text
    assert "The public gallery is switched off." in page
    assert slug not in page
