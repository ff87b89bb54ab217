"""Whoever asked for what they may not stands in the record, and cannot fill it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.services import refusals
from progress.services.work import Work
from tests import factories
from tests.conftest import NOW, AtWork, Cast, errand


def refused(work: Work) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.event == Event.ACCESS_REFUSED)
    return list(work.session.scalars(query.order_by(AuditEntry.id)))


def test_once_for_each_person_kind_and_hour(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.patient) as work:
        for _ in range(5):
            refusals.note(work, "photos.pixels", cast.stranger_id)
        refusals.note(work, "activity.index")
        refusals.note(replace(work, actor=cast.stranger), "photos.pixels", cast.patient_id)
        assert [row.detail["kind"] for row in refused(work)] == [
            "photos.pixels",
            "activity.index",
            "photos.pixels",
        ]
        later = replace(work, now=NOW + timedelta(minutes=61))
        refusals.note(later, "photos.pixels", cast.stranger_id)
        assert len(refused(work)) == 4


def test_what_was_under_way_is_given_up(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.staff) as work:
        work.record(Event.PHOTO_SEEN, number=1)
        refusals.note(work, "photos.pixels")
        seen = select(AuditEntry).where(AuditEntry.event == Event.PHOTO_SEEN)
        assert work.session.scalar(seen) is None


def test_another_patients_thing_says_whose_it_is(
    app: Flask, patient: FlaskClient, stranger: FlaskClient, cast: Cast
) -> None:
    with errand(app, SYSTEM) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 2))
        photo_id = factories.photo(work, visit).id
    for _ in range(3):
        assert stranger.get(f"/photos/{photo_id}/view").status_code == 404
    with errand(app, SYSTEM) as work:
        [row] = refused(work)
        assert (row.actor_id, row.patient_id) == (cast.stranger.id, cast.patient_id)


def test_a_page_that_is_not_for_a_role_and_none_that_does_not_exist(
    app: Flask, staff: FlaskClient, visitor: FlaskClient
) -> None:
    assert staff.get("/activity").status_code == 403
    assert staff.get("/nowhere").status_code == 404
    assert staff.get("/photos/00000000-0000-4000-8000-000000000000/view").status_code == 404
    assert visitor.get("/activity").status_code == 401
    with errand(app, SYSTEM) as work:
        assert [row.detail for row in refused(work)] == [{"kind": "activity.index"}]
