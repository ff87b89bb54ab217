"""Whatever shows a photo, or leaves as a file, leaves a line in the record.

A new route that answers with bytes of a picture, a paper or an archive fails here until it records
that, or until UNRECORDED says why it needs not to.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from progress.models import AuditEntry, OutsideCopy, Photo, Visit
from progress.rules.access import POLICY, SYSTEM, Action, Role
from progress.rules.audit import Event
from progress.rules.audit_groups import GROUPS, Group
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.rules.publishing import WARNING_VERSION
from progress.services import photos, publishing
from progress.services.photos import Size
from progress.services.work import Work
from progress.web.policy import PUBLIC, policy_of
from tests import factories
from tests.conftest import Cast, errand
from tests.examples import GREY, Examples, address, make, routes

Clients = dict[str, FlaskClient]
"""By role; "" is nobody's."""
BYTES = ("image/", "application/pdf", "application/zip", "application/octet-stream")
RECORDED = {*GROUPS[Group.LOOKS], *GROUPS[Group.EXPORTS]}
UNRECORDED = {
    "public_gallery.picture": "nobody knows who looks; that it was published is recorded",
    "signing.named_photo": "thumbnails, for who is asked about them",
}
BROUGHT_ALONG = ("static", "favicon")
ROLES = ("clinician", "admin", "patient")


def photo(work: Work, visit: Visit) -> Photo:
    """One with bytes."""
    row = factories.photo(work, visit)
    for part in ("original", Size.VIEW.value, Size.THUMB.value):
        work.store.put(str(row.patient_id), photos.key(row.id, part), GREY)
    return row


@pytest.fixture
def examples(app: Flask, cast: Cast) -> Examples:
    with errand(app, SYSTEM) as work:
        publishing.open_web(work, WARNING_VERSION)
        found = make(work, cast, photo)
        copy = work.session.get_one(OutsideCopy, found["copy_id"])
        copy.scope = Scope.TEACHING
        lesson = factories.case(
            work, copy.case.earlier, copy.case.later, GREY, audience=Audience.TEACHING
        )
        return found | {"lesson": lesson.slug}


@pytest.fixture
def clients(client_of: Callable[[str], FlaskClient], visitor: FlaskClient) -> Clients:
    return {"": visitor} | {name: client_of(name) for name in ROLES}


def last(app: Flask) -> int:
    with errand(app, SYSTEM) as work:
        return work.session.scalar(select(func.max(AuditEntry.id))) or 0


def since(app: Flask, number: int) -> set[Event]:
    with errand(app, SYSTEM) as work:
        query = select(AuditEntry.event).where(AuditEntry.id > number)
        return set(work.session.scalars(query))


def first_who_may(app: Flask, clients: Clients, rule: Rule) -> FlaskClient | None:
    policy = policy_of(app, rule.endpoint)
    if not isinstance(policy, Action):
        return clients[""] if policy == PUBLIC else None
    return next((clients[name] for name in ROLES if Role(name) in POLICY[policy]), None)


def gets(app: Flask) -> list[Rule]:
    """All but what every page brings along; what is inside of a page before the page itself."""
    found = [rule for rule, method in routes(app) if method == "GET"]
    found = [rule for rule in found if rule.endpoint not in BROUGHT_ALONG]
    return sorted(found, key=lambda rule: -len(rule.arguments))


def test_whoever_gets_a_picture_or_a_paper_leaves_a_line(
    app: Flask, clients: Clients, examples: Examples
) -> None:
    found, silent = set(), set()
    for rule in gets(app):
        client = first_who_may(app, clients, rule)
        for size in (Size.VIEW, Size.FULL) if "size" in rule.arguments else (Size.VIEW,):
            before = last(app)
            slug = examples["lesson" if rule.endpoint.startswith("teaching.") else "slug"]
            path = address(app, rule, examples | {"size": size, "slug": slug})
            if client and client.get(path).mimetype.startswith(BYTES):
                found.add(rule.endpoint)
                if not since(app, before) & RECORDED:
                    silent.add(rule.endpoint)
    assert set(UNRECORDED) <= set(app.view_functions)
    assert silent <= set(UNRECORDED), (
        "These routes answer with a picture or a paper, and nothing is written down. Record it in "
        f"the service (see services/pixels.py): {', '.join(sorted(silent - set(UNRECORDED)))}"
    )
    reached = {
        "photos.pixels",
        "home_photos.show_pixels",
        "papers.consent",
        "galleries.preview",
        "kiosk.picture",
        "teaching.picture",
        "outside_copies.picture",
        "public_gallery.picture",
    }
    assert reached <= found, f"Not reached any more: {', '.join(sorted(reached - found))}"


def test_thumbnails_are_not_recorded(
    app: Flask, clinician: FlaskClient, examples: Examples
) -> None:
    before = last(app)
    for place in ("photos", "home-photos"):
        photo_id = examples["photo_id" if place == "photos" else "home_photo_id"]
        assert clinician.get(f"/{place}/{photo_id}/thumb").status_code == 200
    assert since(app, before) == set()


def test_what_the_browser_has_already_is_looked_at_again(
    app: Flask, clinician: FlaskClient, examples: Examples
) -> None:
    for path in (f"photos/{examples['photo_id']}", f"home-photos/{examples['home_photo_id']}"):
        etag = clinician.get(f"/{path}/view").headers["ETag"]
        before = last(app)
        again = clinician.get(f"/{path}/view", headers={"If-None-Match": etag})
        assert again.status_code == 304
        assert since(app, before) & RECORDED, path


def test_every_export_leaves_a_line(
    app: Flask, admin: FlaskClient, patient: FlaskClient, examples: Examples
) -> None:
    """Those that are begun by pressing a button."""
    exports = [
        rule
        for rule, method in routes(app)
        if method == "POST" and rule.endpoint.startswith("exports.")
    ]
    assert exports
    for rule in exports:
        before = last(app)
        client = patient if rule.rule.startswith("/portal") else admin
        answer = client.post(address(app, rule, examples))
        assert (answer.status_code, answer.mimetype) == (200, "application/zip"), rule.rule
        assert since(app, before) & RECORDED, rule.rule


def test_a_list_of_cases_is_recorded_once_an_hour(
    app: Flask, clinician: FlaskClient, examples: Examples
) -> None:
    """A page asks for many pictures, and asks again."""
    for _ in range(3):
        for side in ("earlier", "later"):
            clinician.get(f"/gallery/kiosk/{examples['slug']}/{side}")
            clinician.get(f"/gallery/cases/{examples['case_id']}/{side}")
    with errand(app, SYSTEM) as work:
        for event in (Event.CASE_SEEN, Event.CASE_PREVIEWED):
            query = select(func.count(AuditEntry.id)).where(AuditEntry.event == event)
            assert work.session.scalar(query) == 1, event
