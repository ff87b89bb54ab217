"""Cases as they are shown in the waiting room and for teaching."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry, Case
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.services import consents
from tests import examples
from tests.conftest import AtWork, Cast, errand
from tests.web.test_hindi import left_over

TEACHING = "/gallery/teaching"


@pytest.fixture
def slugs(app: Flask, cast: Cast) -> list[str]:
    """Two cases for teaching, the latest first, and one that is shown in the clinic."""
    with errand(app, SYSTEM) as work:
        _, case = examples.cases(work, cast, examples.factories.photo)
        taught = [
            examples.factories.case(
                work,
                case.earlier,
                case.later,
                examples.GREY,
                audience=Audience.TEACHING,
                published_at=work.now - timedelta(days=days),
            ).slug
            for days in (1, 2)
        ]
        return [*taught, case.slug]


def addresses(slug: str) -> list[str]:
    return [f"{TEACHING}/{slug}{part}" for part in ("", "/earlier", "/later")]


def test_the_clinics_people_turn_from_case_to_case(
    staff: FlaskClient, slugs: list[str], at_work: AtWork, cast: Cast
) -> None:
    latest, before, in_the_clinic = slugs
    page = staff.get(TEACHING).text
    assert page.index(latest) < page.index(before)
    assert in_the_clinic not in page
    first = staff.get(f"{TEACHING}/{latest}?sessions=6").text
    assert f'href="{TEACHING}/{before}?sessions=6" rel="next"' in first
    assert 'rel="prev"' not in first
    assert f'href="{TEACHING}/{latest}" rel="prev"' in staff.get(f"{TEACHING}/{before}").text
    for secret in ("Asha", "2026", str(cast.patient_id), "/patients"):
        assert secret not in first
    assert all(staff.get(each).status_code == 200 for each in addresses(latest))
    with at_work(cast.admin) as work:
        case_id = work.session.scalar(select(Case.id).where(Case.slug == latest))
        seen = select(AuditEntry).where(
            AuditEntry.event == Event.CASE_SEEN, AuditEntry.subject_id == case_id
        )
        assert {each.actor_name for each in work.session.scalars(seen)} == {"Staff"}


def test_each_audience_has_its_own_door(staff: FlaskClient, slugs: list[str]) -> None:
    for_teaching, _, in_the_clinic = slugs
    for address in addresses(in_the_clinic):
        assert staff.get(address).status_code == 404
        assert staff.get(address.replace("teaching", "kiosk")).status_code == 200
    for address in addresses(for_teaching):
        assert staff.get(address.replace("teaching", "kiosk")).status_code == 404


def test_neither_patients_nor_the_waiting_room_are_taught(
    patient: FlaskClient, staff: FlaskClient, slugs: list[str]
) -> None:
    staff.post("/waiting-room")
    for address in (TEACHING, f"{TEACHING}/shown", *addresses(slugs[0])):
        assert patient.get(address).status_code == 403
        assert staff.get(address).location == "/gallery/kiosk"


def test_taken_back_it_is_gone_at_once(
    staff: FlaskClient, slugs: list[str], at_work: AtWork, cast: Cast
) -> None:
    assert staff.get(f"{TEACHING}/shown").json == {"shown": slugs[:2]}
    with at_work(cast.patient) as work:
        consents.withdraw(work, cast.patient_id, scopes=[Scope.TEACHING])
    for address in addresses(slugs[0]) + addresses(slugs[1]):
        for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": "*"}):
            assert staff.get(address, headers=headers).status_code == 410
    assert staff.get(f"{TEACHING}/shown").json == {"shown": []}
    assert "Nothing is shown here now." in staff.get(TEACHING).text


def test_the_waiting_room_reads_hindi_too(staff: FlaskClient, slugs: list[str]) -> None:
    staff.post("/waiting-room")
    assert 'lang="hi"' in staff.get("/gallery/kiosk").text, "The other language is offered."
    staff.post("/language", data={"language": "hi"})
    for path in ("/gallery/kiosk", f"/gallery/kiosk/{slugs[2]}", "/waiting-room/leave"):
        page = staff.get(path).text
        assert '<html lang="hi">' in page
        assert left_over(page) == []
    assert staff.get("/gallery/kiosk?sessions=3").text.count("data-case") == 0


def test_the_clinics_people_read_english(staff: FlaskClient, slugs: list[str]) -> None:
    staff.post("/language", data={"language": "hi"})
    assert '<html lang="en">' in staff.get(TEACHING).text
