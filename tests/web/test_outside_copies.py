"""Pictures taken elsewhere: what the clinic may do, what the patient reads, what is chased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.models import Case
from progress.rules.access import SYSTEM
from progress.rules.consents import Scope
from progress.services import consents
from tests import examples, factories
from tests.conftest import AtWork, Cast, errand
from tests.web.queries import counted

PLACE = {"channel": "instagram", "place": "@glow.clinic", "address": "https://social.example/p/1"}
TAKE_BACK = re.compile(r'href="(/consents/[\w-]+/withdraw\?scope=instagram)"')
WAITS = "1 picture pair to have taken down elsewhere"


@pytest.fixture
def case_id(app: Flask, cast: Cast) -> UUID:
    """Published in the clinic; teaching and Instagram are allowed, YouTube is not."""
    with errand(app, SYSTEM) as work:
        _, case = examples.cases(work, cast, factories.photo)
        yesterday = replace(work, now=work.now - timedelta(days=1))
        consent = factories.consent(yesterday, case.course)
        consent.version.scopes = ["instagram", "youtube"]
        consent.scopes = ["instagram"]
        work.session.commit()
        return case.id


@pytest.fixture
def copy(staff: FlaskClient, case_id: UUID) -> str:
    """The page of one that staff took to Instagram."""
    answer = staff.post(f"/gallery/cases/{case_id}/elsewhere", data=PLACE)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_cases_page_leads_to_the_channels_and_each_other_says_why(
    staff: FlaskClient, case_id: UUID
) -> None:
    path = f"/gallery/cases/{case_id}/elsewhere"
    assert f'href="{path}"' in staff.get(f"/gallery/cases/{case_id}").text
    page = staff.get(path).text
    assert re.findall(r'name="channel"[^>]*value="([\w-]+)"', page) == ["teaching", "instagram"]
    closed = page.split("Not allowed")[1]
    assert "YouTube" in closed and "said no" in closed
    assert "Facebook" in closed and "has not been asked" in closed


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": ""},
        {"channel": "website"},
        {"channel": "youtube"},
        {"place": ""},
        {"place": "Reel of Asha Verma"},
        {"address": "javascript:alert(1)"},
    ],
)
def test_what_cannot_be_noted_is_said_on_the_form(
    wrong: dict[str, str], staff: FlaskClient, case_id: UUID
) -> None:
    answer = staff.post(f"/gallery/cases/{case_id}/elsewhere", data=PLACE | wrong)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "Nothing has to be taken down" in staff.get("/outside-copies").text


def test_the_pictures_are_files_that_name_nobody(
    staff: FlaskClient, copy: str, case_id: UUID
) -> None:
    page = staff.get(copy).text
    for side in ("earlier", "later"):
        assert f'href="{copy}/{side}"' in page
        answer = staff.get(f"{copy}/{side}")
        assert answer.data == examples.GREY
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{side}.jpg"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert staff.get(f"{copy}/original").status_code == 404
    assert "@glow.clinic" in staff.get(f"/gallery/cases/{case_id}").text


def test_two_taps_take_it_back_and_the_clinic_chases_the_copy(
    patient: FlaskClient, staff: FlaskClient, copy: str
) -> None:
    own = patient.get("/portal/consents").text
    assert "@glow.clinic" in own and "There with your permission" in own
    assert WAITS not in staff.get("/").text
    # The first tap opens the page, the second presses its one button.
    path = TAKE_BACK.findall(own)[0]
    assert patient.get(path).text.count('<form method="post" action="/consents/') == 1
    receipt = patient.post(path).location
    told = patient.get(receipt).text
    assert "@glow.clinic" in told and "https://social.example/p/1" in told
    assert "is having it taken down" in told
    assert "हटवा रहा है" in patient.get(f"{receipt}?lang=hi").text
    assert staff.get(f"{copy}/earlier").status_code == 410
    assert WAITS in staff.get("/").text
    tasks = staff.get("/outside-copies").text
    assert f'action="{copy}/taken-down"' in tasks
    assert staff.post(f"{copy}/taken-down").status_code == 303
    assert WAITS not in staff.get("/").text
    assert f"Taken down on {_today()}" in patient.get(receipt).text
    assert "को हटा दी गई" in patient.get(f"{receipt}?lang=hi").text
    assert "Staff checked it" in staff.get(copy).text
    assert staff.post(f"{copy}/put-back").status_code == 303
    assert "Taken down on" not in patient.get(receipt).text


def _today() -> str:
    now = datetime.now(UTC).astimezone()
    return f"{now.day} {now.strftime('%b %Y')}"


def test_staff_takes_it_back_in_two_taps_too(staff: FlaskClient, copy: str, cast: Cast) -> None:
    path = TAKE_BACK.findall(staff.get(f"/patients/{cast.patient_id}/consents").text)[0]
    assert "Yes, take it back" in staff.get(path).text
    assert "@glow.clinic" in staff.get(staff.post(path).location).text
    assert staff.get(f"{copy}/earlier").status_code == 410


def test_a_purpose_without_a_noted_copy_says_so(
    patient: FlaskClient, copy: str, case_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.patient) as work:
        scopes = [Scope.INSTAGRAM, Scope.TEACHING]
        taken = consents.withdraw(work, cast.patient_id, scopes=scopes).id
    page = patient.get(f"/withdrawals/{taken}").text
    assert "No copy is noted for: Teaching." in page


def test_the_address_may_follow(staff: FlaskClient, copy: str) -> None:
    wrong = staff.post(f"{copy}/address", data={"address": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert staff.post(f"{copy}/address", data={"address": "https://a.example/2"}).status_code == 303
    assert 'href="https://a.example/2"' in staff.get(copy).text


def test_nobody_but_the_clinic_reaches_a_copy(
    patient: FlaskClient, stranger: FlaskClient, visitor: FlaskClient, copy: str
) -> None:
    for path in (copy, f"{copy}/earlier", "/outside-copies"):
        assert patient.get(path).status_code == 403
        assert stranger.get(path).status_code == 403
        assert visitor.get(path).status_code == 401
    assert "@glow.clinic" not in stranger.get("/portal/consents").text


def test_whoever_an_erasure_concerns_reads_what_is_still_elsewhere(
    admin: FlaskClient, patient: FlaskClient, copy: str, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        wish = factories.erasure_request(work, cast.patient_id).id
    page = admin.get(f"/erasures/{wish}").text
    assert "Pictures elsewhere" in page and "@glow.clinic" in page
    assert "@glow.clinic" in patient.get("/portal/erasure").text


def test_more_copies_ask_the_database_no_more(
    staff: FlaskClient, copy: str, at_work: AtWork, cast: Cast, case_id: UUID
) -> None:
    with counted() as found:
        staff.get("/outside-copies")
    few = len(found)
    with at_work(cast.clinician) as work:
        case = work.session.get_one(Case, case_id)
        for _ in range(4):
            factories.outside_copy(work, case)
    with counted() as found:
        staff.get("/outside-copies")
    assert len(found) == few
