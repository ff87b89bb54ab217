"""The pages of a visit: opened, shown, corrected, and its treatment recorded or stopped."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from progress.models import Visit
from progress.rules.treatment import CheckItem
from progress.rules.views import Region
from tests import factories
from tests.conftest import AtWork, Cast
from tests.web.test_today import local_today

SAFE = {f"check_{item.name.lower()}": "yes" for item in CheckItem}
TREATED = SAFE | {
    "solutions": ["platelet-rich-plasma"],
    "solution_notes": "4 ml, lot 7",
    "delivery": "meso-syringe",
    "anaesthesia": "none",
}
UNSAFE = TREATED | {"check_no_infection": "no"}


@pytest.fixture
def course_id(at_work: AtWork, cast: Cast) -> UUID:
    with at_work(cast.clinician) as work:
        return factories.course(work, cast.patient_id).id


@pytest.fixture
def visit_id(at_work: AtWork, cast: Cast, course_id: UUID) -> UUID:
    with at_work(cast.clinician) as work:
        course = work.session.get_one(factories.Course, course_id)
        return factories.visit(work, course, date(2026, 11, 20)).id


def visit_of(at_work: AtWork, cast: Cast, visit_id: UUID) -> dict[str, object]:
    with at_work(cast.clinician) as work:
        visit = work.session.get_one(Visit, visit_id)
        treatment = visit.treatment
        return {
            "on": visit.on,
            "kind": visit.kind,
            "condition": visit.condition,
            "notes": visit.notes,
            "overridden_by": treatment and treatment.overridden_by,
            "solution_notes": treatment and treatment.solution_notes,
            "later": treatment and treatment.side_effects_later,
        }


def seen_stops(page: str) -> str:
    found = re.search(r'name="seen_stops"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


class TestNew:
    def test_the_first_is_proposed_as_baseline(self, staff: FlaskClient, course_id: UUID) -> None:
        page = staff.get(f"/courses/{course_id}/visits/new").text
        assert re.search(r"checked[^>]*value=\"baseline\"", page)
        assert "Parting" in page and "Make-up" not in page

    def test_a_face_is_asked_about_make_up(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast
    ) -> None:
        with at_work(cast.clinician) as work:
            face = factories.course(work, cast.patient_id, Region.FACE).id
        page = staff.get(f"/courses/{face}/visits/new").text
        assert "Make-up" in page and "Parting" not in page

    def test_it_opens_the_visit(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, course_id: UUID
    ) -> None:
        data = {"on": "2026-11-20", "kind": "treatment", "wetness": "dry", "product": "no"}
        answer = staff.post(f"/courses/{course_id}/visits/new", data=data)
        assert answer.status_code == 303
        visit_id = UUID(answer.location.rpartition("/")[2])
        visit = visit_of(at_work, cast, visit_id)
        assert (visit["on"], visit["kind"]) == (date(2026, 11, 20), "treatment")
        assert visit["condition"] == {"wetness": "dry", "product": False}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"on": ""},
            {"on": "yesterday"},
            {"kind": "party"},
            {"on": "2999-01-01"},
            {"wetness": "  "},
        ],
    )
    def test_a_mistake_brings_it_back_as_it_was(
        self, staff: FlaskClient, course_id: UUID, wrong: dict[str, str]
    ) -> None:
        data = {"on": "2026-11-20", "kind": "baseline", "notes": "Slept badly"} | wrong
        answer = staff.post(f"/courses/{course_id}/visits/new", data=data)
        assert answer.status_code == 422 and "Slept badly" in answer.text


class TestShow:
    def test_what_was_noted_is_read(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        with at_work(cast.clinician) as work:
            visit = work.session.get_one(Visit, visit_id)
            visit.condition, visit.notes = {"wetness": "wet", "product": True}, "Slept badly."
            factories.treatment(work, visit, checklist={"aseptic": "no"}, delivery="meso-syringe")
        page = clinician.get(f"/visits/{visit_id}").text
        for words in (
            "Session 1",
            "Wet",
            "Slept badly.",
            "Platelet-rich plasma (PRP)",
            "20 Nov 2026",
        ):
            assert words in page
        assert "Aseptic precautions are taken: no" in page and "Not asked yet" in page

    def test_staff_find_no_button_to_record(self, staff: FlaskClient, visit_id: UUID) -> None:
        page = staff.get(f"/visits/{visit_id}").text
        assert "A clinician records it" in page and f"/visits/{visit_id}/treatment" not in page
        assert staff.get(f"/visits/{visit_id}/treatment").status_code == 403

    def test_unknown_is_not_found(self, clinician: FlaskClient, course_id: UUID) -> None:
        assert clinician.get(f"/visits/{course_id}").status_code == 404


class TestEdit:
    def test_it_comes_filled_in_and_is_saved(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        data = {"on": "2026-11-19", "kind": "treatment", "product": "yes", "notes": "Calm"}
        assert staff.post(f"/visits/{visit_id}/edit", data=data).status_code == 303
        page = staff.get(f"/visits/{visit_id}/edit").text
        assert 'value="2026-11-19"' in page and "Calm" in page
        assert re.search(r'checked[^>]*name="product"[^>]*value="yes"', page)

    def test_a_visit_with_a_treatment_says_why_it_stays(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        with at_work(cast.clinician) as work:
            factories.treatment(work, work.session.get_one(Visit, visit_id))
        answer = staff.post(
            f"/visits/{visit_id}/edit", data={"on": "2026-11-20", "kind": "follow-up"}
        )
        assert answer.status_code == 422 and "stays a session" in answer.text

    def test_one_opened_by_mistake_goes(self, staff: FlaskClient, visit_id: UUID) -> None:
        assert staff.post(f"/visits/{visit_id}/remove").status_code == 303
        assert staff.get(f"/visits/{visit_id}").status_code == 404


class TestTreatment:
    def test_it_is_recorded_and_read(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        answer = clinician.post(f"/visits/{visit_id}/treatment", data=TREATED)
        assert answer.status_code == 303
        assert visit_of(at_work, cast, visit_id)["solution_notes"] == "4 ml, lot 7"
        assert "Every answer is yes" in clinician.get(f"/visits/{visit_id}").text

    def test_an_unsafe_answer_stops_it_beside_the_question(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        answer = clinician.post(f"/visits/{visit_id}/treatment", data=UNSAFE)
        assert answer.status_code == 422
        question = answer.text[answer.text.index('id="check_no_infection"') :]
        question = question[: question.index("</fieldset>")]
        assert "active infection: needles would carry it deeper" in question
        assert "4 ml, lot 7" in answer.text and "Treat against the checklist" in answer.text
        page = clinician.get(f"/visits/{visit_id}").text
        assert "as Clinician answered it" in page and "needles would carry it deeper" in page
        assert "Take away" not in page
        assert visit_of(at_work, cast, visit_id)["solution_notes"] is None

    def test_a_danger_is_said_beside_other_mistakes_too(
        self, clinician: FlaskClient, visit_id: UUID
    ) -> None:
        answer = clinician.post(f"/visits/{visit_id}/treatment", data=UNSAFE | {"solutions": []})
        assert answer.status_code == 422
        assert "Stopped by the checklist on" in clinician.get(f"/visits/{visit_id}").text
        assert "Choose at least one solution." in answer.text
        assert "active infection: needles would carry it deeper" in answer.text

    def test_a_clinician_overrides_by_name(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        address = f"/visits/{visit_id}/treatment"
        stops = seen_stops(clinician.post(address, data=UNSAFE).text)
        override = {
            "seen_stops": stops,
            "override_name": " clinician ",
            "override_reason": "Healed.",
        }
        assert clinician.post(address, data=UNSAFE | override).status_code == 303
        assert visit_of(at_work, cast, visit_id)["overridden_by"] == "Clinician"
        page = clinician.get(f"/visits/{visit_id}").text
        assert "Clinician decided against the checklist." in page and "Healed." in page

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"override_name": "Somebody Else"}, "You are signed in as Clinician"),
            ({"override_name": ""}, "Type your name"),
            ({"override_reason": " "}, "Write down the reason"),
            ({"check_no_eczema": "no"}, "read the reasons again"),
            ({"seen_stops": ""}, "read the reasons again"),
        ],
        ids=["another-name", "no-name", "no-reason", "new-danger", "never-shown"],
    )
    def test_no_less_than_that_overrides(
        self,
        clinician: FlaskClient,
        at_work: AtWork,
        cast: Cast,
        visit_id: UUID,
        change: dict[str, str],
        sentence: str,
    ) -> None:
        address = f"/visits/{visit_id}/treatment"
        stops = seen_stops(clinician.post(address, data=UNSAFE).text)
        override = {"seen_stops": stops, "override_name": "Clinician", "override_reason": "Healed."}
        answer = clinician.post(address, data=UNSAFE | override | change)
        assert answer.status_code == 422 and sentence in answer.text
        assert visit_of(at_work, cast, visit_id)["solution_notes"] is None

    @pytest.mark.parametrize(
        "wrong",
        [{"solutions": []}, {"solutions": ["bleach"]}, {"delivery": "meso-needle"}],
        ids=["nothing", "unknown", "of-the-face"],
    )
    def test_a_mistake_brings_it_back_as_it_was(
        self, clinician: FlaskClient, visit_id: UUID, wrong: dict[str, object]
    ) -> None:
        answer = clinician.post(f"/visits/{visit_id}/treatment", data=TREATED | wrong)
        assert answer.status_code == 422 and "4 ml, lot 7" in answer.text

    def test_a_baseline_is_not_treated(self, clinician: FlaskClient, visit_id: UUID) -> None:
        clinician.post(f"/visits/{visit_id}/edit", data={"on": "2026-11-20", "kind": "baseline"})
        answer = clinician.post(f"/visits/{visit_id}/treatment", data=TREATED)
        assert answer.status_code == 422 and "not a treatment session" in answer.text


class TestSideEffects:
    @pytest.fixture(autouse=True)
    def treated(self, clinician: FlaskClient, visit_id: UUID) -> None:
        clinician.post(f"/visits/{visit_id}/treatment", data=TREATED)

    @pytest.mark.parametrize(
        ("said", "kept", "read"),
        [
            ({"effect_redness": "mild"}, {"redness": "mild"}, "Redness, mild"),
            ({"nothing": "y"}, {"none": ""}, "None"),
            ({"effect_redness": "no", "effect_swelling": "no"}, {"none": ""}, "None"),
            ({}, {}, "Not asked yet"),
        ],
        ids=["some", "none", "no-to-some", "not-asked"],
    )
    def test_the_day_after(
        self,
        staff: FlaskClient,
        at_work: AtWork,
        cast: Cast,
        visit_id: UUID,
        said: dict[str, str],
        kept: dict[str, str],
        read: str,
    ) -> None:
        address = f"/visits/{visit_id}/side-effects/24-48-hours-later"
        assert staff.get(address).status_code == 200
        assert staff.post(address, data=said).status_code == 303
        assert visit_of(at_work, cast, visit_id)["later"] == kept
        assert read in staff.get(f"/visits/{visit_id}").text

    def test_none_and_some_is_asked_again(self, staff: FlaskClient, visit_id: UUID) -> None:
        answer = staff.post(
            f"/visits/{visit_id}/side-effects/at-visit",
            data={"nothing": "y", "effect_redness": "mild"},
        )
        assert answer.status_code == 422 and "cannot be both" in answer.text

    def test_another_moment_is_not_there(self, staff: FlaskClient, visit_id: UUID) -> None:
        assert staff.get(f"/visits/{visit_id}/side-effects/never").status_code == 404


class TestTheShotList:
    def test_says_of_each_view_what_the_last_visit_teaches(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, course_id: UUID
    ) -> None:
        with at_work(cast.clinician) as work:
            course = work.session.get_one(factories.Course, course_id)
            held = [
                factories.visit(
                    work, course, day, condition={"wetness": wetness} if wetness else {}
                )
                for day, wetness in (
                    (date(2026, 9, 1), "dry"),
                    (date(2026, 10, 1), "wet"),
                    (local_today(), ""),
                )
            ]
            first, last = (factories.photo(work, visit, "vertex") for visit in held[:2])
            factories.alignment(work, first, last)
            before, now = (f"/visits/{visit.id}" for visit in held[1:])
        assert "photograph it dry" not in clinician.get(before).text, "it is over"
        page = clinician.get(now).text
        shots = page.split('aria-label="Shot list"')[1].split("<li>")
        (told,) = [shot for shot in shots if "Hair was wet: photograph it dry" in shot]
        assert "Vertex (crown)" in told
