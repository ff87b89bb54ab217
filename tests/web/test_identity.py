"""Whose photo it is, over the wire: where it is asked, and what the answers do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from progress.models import Photo
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.views import Region
from progress.vision.answer import MESSAGES
from tests import factories
from tests.conftest import AtWork, Cast

QUESTION = "This may be another person"
AS_HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Asked:
    course_id: UUID
    visit_id: UUID
    photo_id: UUID

    @property
    def page(self) -> str:
        return f"/visits/{self.visit_id}"

    def answer(self, what: str) -> str:
        return f"/photos/{self.photo_id}/identity/{what}"


@pytest.fixture
def asked(at_work: AtWork, cast: Cast) -> Asked:
    """The second of two photos of a face, which alignment refused for the same reason."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, Region.FACE)
        before, visit = (
            factories.visit(work, course, work.today - timedelta(days=days)) for days in (28, 0)
        )
        factories.photo(work, before, "frontal")
        photo = factories.photo(
            work,
            visit,
            "frontal",
            identity=Identity.IN_QUESTION,
            state=PhotoState.NEEDS_REVIEW,
            reason=MESSAGES["another-person"],
            received_at=datetime.now(UTC),
        )
        return Asked(course.id, visit.id, photo.id)


def known(at_work: AtWork, cast: Cast, asked: Asked) -> tuple[Identity, str | None, bool]:
    with at_work(cast.clinician) as work:
        photo = work.session.get_one(Photo, asked.photo_id)
        return photo.identity, photo.identified_by, photo.set_aside_at is not None


def test_it_is_asked_on_the_photo_s_card(staff: FlaskClient, asked: Asked) -> None:
    page = staff.get(asked.page).text
    assert page.count(QUESTION) == 1, "the reason says the same and is left out"
    assert "It is Asha Verma" in page and "Somebody else: take it away" in page


def test_it_is_seen_from_everywhere(staff: FlaskClient, asked: Asked) -> None:
    assert QUESTION in staff.get(f"/courses/{asked.course_id}").text
    assert asked.page in staff.get(f"/courses/{asked.course_id}/compare/frontal").text
    today = staff.get("/").text
    assert "1 photo may be another person" in today
    assert "to look at" not in today, "it is listed once"


def test_it_is_the_patient(staff: FlaskClient, at_work: AtWork, cast: Cast, asked: Asked) -> None:
    answer = staff.post(asked.answer("confirm"), headers=AS_HTMX)
    assert answer.status_code == 200 and QUESTION not in answer.text
    assert "Staff said on" in answer.text
    assert asked.answer("reopen") in answer.headers["HX-Trigger"]
    assert known(at_work, cast, asked) == (Identity.CONFIRMED, "Staff", False)
    assert "may be another person" not in staff.get("/").text


def test_the_answer_can_be_taken_back(
    staff: FlaskClient, at_work: AtWork, cast: Cast, asked: Asked
) -> None:
    staff.post(asked.answer("confirm"))
    answer = staff.post(asked.answer("reopen"))
    assert answer.location.endswith(f"{asked.page}#photo-{asked.photo_id}")
    assert known(at_work, cast, asked) == (Identity.IN_QUESTION, None, False)
    assert staff.post(asked.answer("reopen")).status_code == 409


def test_it_is_somebody_else(staff: FlaskClient, at_work: AtWork, cast: Cast, asked: Asked) -> None:
    answer = staff.post(asked.answer("deny"), headers=AS_HTMX)
    assert "add the file on that patient’s own visit" in answer.text
    assert f"/photos/{asked.photo_id}/restore" in answer.headers["HX-Trigger"]
    assert known(at_work, cast, asked) == (Identity.IN_QUESTION, None, True)
    staff.post(f"/photos/{asked.photo_id}/restore")
    assert QUESTION in staff.get(asked.page).text


def test_what_was_never_asked_is_not_answered(
    staff: FlaskClient, at_work: AtWork, cast: Cast, asked: Asked
) -> None:
    staff.post(asked.answer("confirm"))
    for what in ("confirm", "deny"):
        refused = staff.post(asked.answer(what))
        assert refused.status_code == 409 and "has been answered" in refused.text
    assert known(at_work, cast, asked)[0] is Identity.CONFIRMED


def test_the_patient_sees_neither_photo_nor_question(
    patient: FlaskClient, staff: FlaskClient, asked: Asked
) -> None:
    thumb = f"/photos/{asked.photo_id}/thumb"
    assert thumb in staff.get(f"/courses/{asked.course_id}").text
    assert patient.get(thumb).status_code == 404
    for page in (
        "/portal",
        f"/portal/courses/{asked.course_id}",
        f"/courses/{asked.course_id}/compare/frontal",
    ):
        shown = patient.get(page)
        assert shown.status_code == 200 and thumb not in shown.text
        assert "another person" not in shown.text
