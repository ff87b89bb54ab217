"""Every route states its policy, and every role meets it.

A new route fails here until it says who may use it (`@allows(Action...)` or `@public` beside the
view) and, if its address names something, until tests/examples.py makes such a thing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.models import Consent
from progress.rules.access import (
    CAPTURE_POLICY,
    KIOSK_POLICY,
    POLICY,
    SYSTEM,
    TABLET_POLICY,
    Action,
    Role,
)
from progress.web.policy import PUBLIC, policy_of
from tests import factories
from tests.conftest import PASSWORD, Cast, errand
from tests.examples import Examples, address, elsewhere, make, routes

HTML = {"Accept": "text/html"}
TURNED_TO_SIGN_IN = 302
PIXELS = ("photos.pixels", "comparisons.light")
"""Routes that open what the examples do not have: their photos are rows without bytes."""


@pytest.fixture
def examples(app: Flask, cast: Cast) -> Examples:
    with errand(app, SYSTEM) as work:
        return make(work, cast)


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


def test_nobody_gets_past_sign_in(app: Flask, visitor: FlaskClient, examples: Examples) -> None:
    for rule, method in routes(app):
        if policy_of(app, rule.endpoint) == PUBLIC:
            continue
        answer = visitor.open(address(app, rule, examples), method=method, headers=HTML)
        assert answer.status_code in (TURNED_TO_SIGN_IN, 401), (rule.rule, method, answer.status)
        if answer.status_code == TURNED_TO_SIGN_IN:
            assert answer.location.startswith("/sign-in"), (rule.rule, answer.location)


@pytest.mark.parametrize("name", ["admin", "clinician", "patient", "nobody"])
def test_what_another_site_forges_is_refused(
    name: str,
    app: Flask,
    client_of: Callable[[str], FlaskClient],
    examples: Examples,
) -> None:
    """A form without the token of a page: before anything is looked up, whoever is signed in."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client() if name == "nobody" else client_of(name)
    for rule, method in routes(app):
        if method != "GET":
            answer = client.open(address(app, rule, examples), method=method, headers=HTML)
            assert answer.status_code == 400, (rule.rule, method, answer.status)


@pytest.mark.parametrize("name", ["admin", "clinician", "staff", "patient"])
def test_each_role_reaches_what_the_policy_says(
    name: str,
    app: Flask,
    client_of: Callable[[str], FlaskClient],
    examples: Examples,
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
            assert answer.status_code < 500 or rule.endpoint in PIXELS, (rule.rule, answer.text)
        else:
            assert answer.status_code in (403, 404), (rule.rule, method, answer.status)
        if rule.endpoint == "signing.hand_over" and answer.status_code == 303:
            assert client.post("/tablet", data={"password": PASSWORD}).status_code == 303
        if rule.endpoint == "kiosks.begin" and answer.status_code == 303:
            back = client.post("/waiting-room/leave", data={"password": PASSWORD})
            assert back.status_code == 303


def test_a_tablet_in_a_patients_hands_leads_back_to_its_question(
    app: Flask, clinician: FlaskClient, examples: Examples
) -> None:
    """Whatever address is tried; but for those that anybody may open."""
    begin = f"/portal/consents/{examples['request_id']}"
    assert clinician.post(f"/consent-requests/{examples['request_id']}/hand-over").location == begin
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Action) or rule.endpoint == "signing.answer":
            continue
        answer = clinician.open(address(app, rule, examples), method=method)
        if policy in TABLET_POLICY:
            assert answer.status_code < 500, (rule.rule, answer.text)
        else:
            assert (answer.status_code, answer.location) == (303, begin), (rule.rule, method)


def test_a_tablet_in_the_waiting_room_leads_back_to_the_gallery(
    app: Flask, clinician: FlaskClient, examples: Examples
) -> None:
    """Whatever address is tried; but for those that anybody may open."""
    assert clinician.post("/waiting-room").location == "/gallery/kiosk"
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Action):
            continue
        answer = clinician.open(address(app, rule, examples), method=method)
        if policy in KIOSK_POLICY:
            assert answer.status_code in (200, 404, 422), (rule.rule, answer.text)
        else:
            assert (answer.status_code, answer.location) == (303, "/gallery/kiosk"), rule.rule


def test_a_tablet_knows_of_no_other_question(
    app: Flask, cast: Cast, clinician: FlaskClient, examples: Examples
) -> None:
    with errand(app, SYSTEM) as work:
        consent = work.session.get_one(Consent, examples["consent_id"])
        theirs = factories.course(work, cast.stranger_id)
        other = factories.consent_request(work, theirs, consent.version_id).id
    clinician.post(f"/consent-requests/{examples['request_id']}/hand-over")
    for rule, method in routes(app):
        if policy_of(app, rule.endpoint) in TABLET_POLICY and rule.arguments:
            path = address(app, rule, examples | {"request_id": other})
            assert clinician.open(path, method=method).status_code == 404, (rule.rule, method)


def test_a_phone_does_what_its_policy_says(
    app: Flask, let_in: Callable[..., FlaskClient], examples: Examples
) -> None:
    """What is allowed may be answered with "that is incomplete"; all else is refused."""
    phone = let_in(examples["visit_id"])
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Action):
            continue
        answer = phone.open(address(app, rule, examples), method=method)
        if policy in CAPTURE_POLICY:
            assert answer.status_code not in (401, 403), (rule.rule, method, answer.status)
        else:
            assert answer.status_code in (403, 404), (rule.rule, method, answer.status)
        if rule.endpoint == "captures.leave":
            phone = let_in(examples["visit_id"])


@pytest.mark.parametrize("place", ["visit", "course", "patient"])
def test_a_phone_learns_nothing_of_elsewhere(
    place: str,
    app: Flask,
    cast: Cast,
    let_in: Callable[..., FlaskClient],
    examples: Examples,
) -> None:
    """Another visit, another course of the same patient, and another patient's are answered as what
    does not exist; but for the photos of the course, which it lays over its own."""
    with errand(app, SYSTEM) as work:
        other = elsewhere(work, cast, examples, place)
    nothing = {name: uuid.uuid4() if "_id" in name else value for name, value in other.items()}
    phone = let_in(examples["visit_id"])
    for rule, method in routes(app):
        policy = policy_of(app, rule.endpoint)
        if policy not in CAPTURE_POLICY or not any("_id" in each for each in rule.arguments):
            continue
        if policy is Action.SEE_PHOTO and place == "visit":
            continue
        theirs = phone.open(address(app, rule, other), method=method)
        nobodys = phone.open(address(app, rule, nothing), method=method)
        assert theirs.status_code >= 400, (rule.rule, method, theirs.status)
        assert theirs.status_code == nobodys.status_code, (rule.rule, method, theirs.status)


def test_another_patient_learns_nothing(
    app: Flask, stranger: FlaskClient, examples: Examples
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
