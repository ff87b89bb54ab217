"""Every route states its policy, and every role meets it.

A new route fails here until it says who may use it (`@allows(Action...)` or `@public` beside the
view) and, if its address names something, until EXAMPLES below names such a thing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from progress.rules.access import POLICY, SYSTEM, Action, Role
from progress.web.policy import PUBLIC, policy_of
from tests import factories
from tests.conftest import Cast, errand

HTML = {"Accept": "text/html"}
TURNED_TO_SIGN_IN = 302


@pytest.fixture
def examples(app: Flask, cast: Cast) -> dict[str, object]:
    """Something of the patient's for every part of an address."""
    with errand(app, SYSTEM) as work:
        course = factories.course(work, cast.patient_id)
        visit = factories.visit(work, course, date(2026, 11, 1))
        photos = [factories.photo(work, visit) for _ in range(2)]
        edge = factories.alignment(work, *photos)
        return {
            "patient_id": cast.patient_id,
            "course_id": course.id,
            "visit_id": visit.id,
            "photo_id": photos[0].id,
            "alignment_id": edge.id,
            "person_id": cast.staff.id,
            "view": "vertex",
            "size": "thumb",
            "filename": "css/tokens.css",
            "moment": "at-visit",
        }


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(app: Flask, rule: Rule, examples: dict[str, object]) -> str:
    missing = rule.arguments - set(examples)
    assert not missing, (
        f"{rule.rule}: tests/test_every_route.py has no example of {', '.join(sorted(missing))}. "
        "Add one of the patient's own to `examples`."
    )
    with app.test_request_context():
        values = {name: examples[name] for name in rule.arguments}
        return app.url_for(rule.endpoint, **values)


def test_every_route_states_its_policy(app: Flask) -> None:
    silent = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if policy_of(app, rule.endpoint) is None
    ]
    assert not silent, (
        "These routes do not say who may use them. Put @allows(Action...) or @public "
        "(progress/web/policy.py) beside the view:\n" + "\n".join(silent)
    )


def test_every_action_is_in_the_policy() -> None:
    assert set(POLICY) == set(Action)


def test_nobody_gets_past_sign_in(
    app: Flask, visitor: FlaskClient, examples: dict[str, object]
) -> None:
    for rule, method in routes(app):
        if policy_of(app, rule.endpoint) == PUBLIC:
            continue
        answer = visitor.open(address(app, rule, examples), method=method, headers=HTML)
        assert answer.status_code in (TURNED_TO_SIGN_IN, 401), (rule.rule, method, answer.status)
        if answer.status_code == TURNED_TO_SIGN_IN:
            assert answer.location.startswith("/sign-in"), (rule.rule, answer.location)


@pytest.mark.parametrize("name", ["admin", "clinician", "staff", "patient"])
def test_each_role_reaches_what_the_policy_says(
    name: str,
    app: Flask,
    client_of: Callable[[str], FlaskClient],
    examples: dict[str, object],
) -> None:
    """What is allowed may still be answered with "that is incomplete"; never with a refusal."""
    client = client_of(name)
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Action):
            continue
        answer = client.open(address(app, rule, examples), method=method)
        if Role(name) in POLICY[policy]:
            assert answer.status_code not in (401, 403), (rule.rule, method, answer.status)
            assert answer.status_code < 500 or policy is Action.SEE_PHOTO, (rule.rule, answer.text)
        else:
            assert answer.status_code in (403, 404), (rule.rule, method, answer.status)


def test_another_patient_learns_nothing(
    app: Flask, stranger: FlaskClient, examples: dict[str, object]
) -> None:
    """What is somebody else's is answered just as what does not exist."""
    nothing = {name: uuid.uuid4() if "_id" in name else value for name, value in examples.items()}
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Action) or not any("_id" in each for each in rule.arguments):
            continue
        theirs = stranger.open(address(app, rule, examples), method=method)
        nobodys = stranger.open(address(app, rule, nothing), method=method)
        assert theirs.status_code >= 400, (rule.rule, method, theirs.status)
        assert theirs.status_code == nobodys.status_code, (rule.rule, method)
