"""What was done at a session, and what stops it from being recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry, Treatment, Visit
from progress.rules.audit import Event
from progress.rules.safety import DANGERS
from progress.rules.treatment import Adjunct, CheckItem, Moment, VisitKind
from progress.services import treatments
from progress.services.treatments import Details, Stopped
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast

DAY = date(2026, 11, 22)
SAFE = {item.value: "yes" for item in CheckItem}
INFECTED = SAFE | {"no-infection": "no"}
DETAILS = Details(
    solutions=["platelet-rich-plasma", "hyaluronic-acid"],
    delivery="meso-syringe",
    anaesthesia="numbing-cream",
    checklist=SAFE,
    adjuncts=["minoxidil"],
    therapist=" Meera ",
)


@pytest.fixture
def visit(work: Work, cast: Cast) -> Visit:
    return factories.visit(work, factories.course(work, cast.patient_id), DAY)


def events(work: Work) -> list[Event]:
    return list(work.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_a_safe_treatment_is_recorded(work: Work, visit: Visit) -> None:
    treatment = treatments.record(work, visit.id, DETAILS)
    assert treatment.solutions == ["platelet-rich-plasma", "hyaluronic-acid"]
    assert (treatment.therapist, treatment.recorded_by) == ("Meera", "Clinician")
    assert treatment.overridden_by is None
    assert events(work)[-1] == Event.TREATMENT_RECORDED


def test_recording_again_corrects_the_record(work: Work, visit: Visit) -> None:
    treatments.record(work, visit.id, DETAILS)
    treatments.record(work, visit.id, replace(DETAILS, solutions=["growth-peptides"]))
    assert work.session.scalars(select(Treatment.solutions)).all() == [["growth-peptides"]]


class TestStops:
    @pytest.mark.parametrize(
        ("item", "answer"),
        [
            ("no-infection", "no"),
            ("blood-thinners-stopped", "no"),
            ("consultation", None),
            ("aseptic", "not-applicable"),
        ],
    )
    def test_an_unsafe_answer_stops_the_record(
        self, work: Work, visit: Visit, item: str, answer: str | None
    ) -> None:
        checklist = {**SAFE, item: answer} if answer else {k: SAFE[k] for k in SAFE if k != item}
        with pytest.raises(Stopped) as stopped:
            treatments.record(work, visit.id, replace(DETAILS, checklist=checklist))
        assert [stop.item for stop in stopped.value.stops] == [item]
        assert visit.treatment is None and events(work).count(Event.TREATMENT_RECORDED) == 0

    def test_it_stays_on_the_visit_that_it_was_stopped_and_why(
        self, work: Work, visit: Visit
    ) -> None:
        for _ in range(2):
            with pytest.raises(Stopped):
                treatments.record(work, visit.id, replace(DETAILS, checklist=INFECTED))
        treatments.record(work, visit.id, DETAILS)
        (stopped,) = visit.stopped
        assert stopped.reasons == [DANGERS[CheckItem.NO_INFECTION]]
        assert (stopped.answered_by, stopped.stopped_at) == ("Clinician", work.now)
        assert stopped.checklist == INFECTED
        assert events(work).count(Event.TREATMENT_STOPPED) == 1

    def test_what_is_not_answered_yet_stops_nothing_for_the_record(
        self, work: Work, visit: Visit
    ) -> None:
        with pytest.raises(Stopped):
            treatments.record(work, visit.id, replace(DETAILS, checklist={}))
        assert visit.stopped == []

    def test_a_clinician_overrides_by_name_with_a_reason(self, work: Work, visit: Visit) -> None:
        treatment = treatments.record(
            work, visit.id, replace(DETAILS, checklist=INFECTED), " Healed; the culture is clear. "
        )
        assert treatment.overridden_by == "Clinician"
        assert treatment.override_reason == "Healed; the culture is clear."
        entry = work.session.scalars(
            select(AuditEntry).where(AuditEntry.event == Event.SAFETY_STOP_OVERRIDDEN)
        ).one()
        assert entry.detail == {}, "The record cannot be erased: words stand in the treatment."

    def test_a_blank_reason_is_none(self, work: Work, visit: Visit) -> None:
        with pytest.raises(Stopped):
            treatments.record(work, visit.id, replace(DETAILS, checklist=INFECTED), "   ")

    def test_what_needs_no_override_has_none(self, work: Work, visit: Visit) -> None:
        treatment = treatments.record(work, visit.id, DETAILS, "To be sure.")
        assert treatment.overridden_by is None and treatment.override_reason is None

    def test_an_answer_put_right_takes_the_override_away(self, work: Work, visit: Visit) -> None:
        treatments.record(work, visit.id, replace(DETAILS, checklist=INFECTED), "Healed.")
        assert treatments.record(work, visit.id, DETAILS).overridden_by is None

    @pytest.mark.parametrize("who", ["staff", "admin", "patient"])
    def test_nobody_else_records_or_overrides(self, at_work: AtWork, cast: Cast, who: str) -> None:
        with at_work(cast.clinician) as work:
            course = factories.course(work, cast.patient_id)
            visit_id = factories.visit(work, course, DAY).id
        with at_work(getattr(cast, who)) as work, pytest.raises(NotAllowed):
            treatments.record(work, visit_id, replace(DETAILS, checklist=INFECTED), "Healed.")


class TestWords:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"solutions": []},
            {"solutions": ["bleach"]},
            {"delivery": "meso-needle"},
            {"anaesthesia": "general"},
            {"adjuncts": [Adjunct.PRESCRIPTION_BEFOREHAND.value]},
            {"checklist": SAFE | {"weather": "yes"}},
            {"checklist": SAFE | {"aseptic": "maybe"}},
            {"side_effects": {"redness": "purple"}},
            {"side_effects": {"none": "", "redness": "mild"}},
        ],
        ids=str,
    )
    def test_only_the_words_of_the_region(
        self, work: Work, visit: Visit, wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput):
            treatments.record(work, visit.id, replace(DETAILS, **wrong))
        assert visit.treatment is None

    def test_only_a_session_is_treated(self, work: Work, visit: Visit) -> None:
        visit.kind = VisitKind.BASELINE
        with pytest.raises(Conflict, match="not a treatment session"):
            treatments.record(work, visit.id, DETAILS)


class TestSideEffects:
    def test_at_the_visit_and_later_are_two_records(self, work: Work, visit: Visit) -> None:
        treatments.record(work, visit.id, replace(DETAILS, side_effects={"redness": "mild"}))
        treatment = treatments.note_side_effects(
            work, visit.id, Moment.LATER, {"swelling": "moderate"}
        )
        assert treatment.side_effects == {"redness": "mild"}
        assert treatment.side_effects_later == {"swelling": "moderate"}
        treatments.note_side_effects(work, visit.id, Moment.AT_VISIT, {"none": ""})
        assert treatment.side_effects == {"none": ""}
        assert treatments.side_effects_of(visit, Moment.LATER) == (
            Moment.LATER,
            {"swelling": "moderate"},
        )

    def test_staff_may_ask_the_day_after(self, at_work: AtWork, cast: Cast) -> None:
        with at_work(cast.clinician) as work:
            visit = factories.visit(work, factories.course(work, cast.patient_id), DAY)
            visit_id = factories.treatment(work, visit).visit_id
        with at_work(cast.staff) as work:
            treatment = treatments.note_side_effects(
                work, visit_id, Moment.LATER, {"bruising": "mild"}
            )
            assert treatment.side_effects_later == {"bruising": "mild"}

    def test_a_severity_is_needed(self, work: Work, visit: Visit) -> None:
        factories.treatment(work, visit)
        with pytest.raises(InvalidInput, match="how strong the redness was"):
            treatments.note_side_effects(work, visit.id, Moment.LATER, {"redness": ""})

    def test_without_a_treatment_there_are_none(self, work: Work, visit: Visit) -> None:
        with pytest.raises(Conflict, match="treatment first"):
            treatments.note_side_effects(work, visit.id, Moment.LATER, {"none": ""})
        with pytest.raises(Conflict):
            treatments.side_effects_of(visit, "at-visit")
        with pytest.raises(NotFound):
            treatments.side_effects_of(visit, "next-year")
