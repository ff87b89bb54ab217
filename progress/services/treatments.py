"""What was done at a treatment visit, and how the skin answered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from progress.errors import Conflict, InvalidInput, NotFound, ProgressError
from progress.models import StoppedTreatment, Treatment, Visit
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.safety import Override, Stop, dangers, may_record, side_effects_fault
from progress.rules.treatment import VOCABULARY, Answer, CheckItem, Moment, VisitKind
from progress.rules.views import Region
from progress.services.visits import find
from progress.services.work import Work


@dataclass(frozen=True)
class Details:
    """A treatment as the clinician states it; slugs of rules/treatment.py."""

    solutions: Sequence[str]
    delivery: str | None
    anaesthesia: str | None
    checklist: Mapping[str, str]
    adjuncts: Sequence[str] = ()
    solution_notes: str = ""
    therapist: str = ""
    side_effects: Mapping[str, str] = field(default_factory=dict)


class Stopped(ProgressError):
    """The answers of the checklist stop the treatment; `stops` say why."""

    status = 409

    def __init__(self, stops: Sequence[Stop]) -> None:
        super().__init__("The checklist stops this treatment: " + " ".join(s.reason for s in stops))
        self.stops = tuple(stops)


def record(
    work: Work, visit_id: uuid.UUID, details: Details, override_reason: str | None = None
) -> Treatment:
    """Write down the treatment of a visit. Raises Stopped while an unsafe answer stands and no
    clinician has overridden it by name, with a reason."""
    visit = find(work, visit_id, Action.RECORD_TREATMENT)
    if visit.kind is not VisitKind.TREATMENT:
        raise Conflict("This visit is not a treatment session. Change what the visit is for first.")
    _check(visit.course.region, details)
    override = _override(work, override_reason)
    stops = may_record(details.checklist, override)
    if stops:
        note_stop(work, visit, details.checklist)
        raise Stopped(stops)
    treatment = _write(work, visit, details, override if may_record(details.checklist) else None)
    work.session.commit()
    return treatment


def note_stop(work: Work, visit: Visit, checklist: Mapping[str, str]) -> None:
    """That a session was stopped stays on its visit, once for the same reasons."""
    work.require(Action.RECORD_TREATMENT, visit.course.patient_id)
    reasons = [stop.reason for stop in dangers(checklist)]
    if not reasons or any(earlier.reasons == reasons for earlier in visit.stopped):
        return
    work.session.add(
        StoppedTreatment(
            id=uuid.uuid4(),
            visit=visit,
            reasons=reasons,
            checklist={item: checklist[item] for item in CheckItem if checklist.get(item)},
            stopped_at=work.now,
            answered_by=work.actor.name,
        )
    )
    _record(work, Event.TREATMENT_STOPPED, visit, reasons=reasons)
    work.session.commit()


def _override(work: Work, reason: str | None) -> Override | None:
    if not reason or not reason.strip():
        return None
    work.require(Action.OVERRIDE_SAFETY_STOP)
    return Override(work.actor.name, reason.strip())


def _write(work: Work, visit: Visit, details: Details, override: Override | None) -> Treatment:
    treatment = visit.treatment or Treatment(id=uuid.uuid4(), visit=visit)
    treatment.solutions = list(details.solutions)
    treatment.solution_notes = details.solution_notes.strip()
    treatment.delivery, treatment.anaesthesia = details.delivery, details.anaesthesia
    treatment.adjuncts, treatment.checklist = list(details.adjuncts), dict(details.checklist)
    treatment.therapist = details.therapist.strip()
    treatment.side_effects = dict(details.side_effects)
    treatment.overridden_by = override.clinician if override else None
    treatment.override_reason = override.reason if override else None
    treatment.recorded_by, treatment.recorded_at = work.actor.name, work.now
    work.session.add(treatment)
    _record(work, Event.TREATMENT_RECORDED, visit)
    if override:
        _record(work, Event.SAFETY_STOP_OVERRIDDEN, visit)
    return treatment


def _record(work: Work, event: Event, visit: Visit, **detail: Any) -> None:
    work.record(event, patient_id=visit.course.patient_id, subject_id=visit.id, **detail)


def side_effects_of(visit: Visit, moment: str) -> tuple[Moment, dict[str, str]]:
    """What was noted at a moment of a visit that was treated."""
    if moment not in list(Moment):
        raise NotFound()
    treatment = _given(visit)
    at_visit = moment == Moment.AT_VISIT
    return Moment(moment), treatment.side_effects if at_visit else treatment.side_effects_later


def note_side_effects(
    work: Work, visit_id: uuid.UUID, moment: Moment, found: Mapping[str, str]
) -> Treatment:
    """Note the side effects at the visit, or 24-48 hours later."""
    visit = find(work, visit_id, Action.EDIT_VISIT)
    treatment = _given(visit)
    _check_side_effects(found)
    if moment is Moment.AT_VISIT:
        treatment.side_effects = dict(found)
    else:
        treatment.side_effects_later = dict(found)
    _record(work, Event.SIDE_EFFECTS_RECORDED, visit, moment=moment)
    work.session.commit()
    return treatment


def _given(visit: Visit) -> Treatment:
    if visit.treatment is None:
        raise Conflict("Record the treatment first; then its side effects.")
    return visit.treatment


def _check(region: Region, details: Details) -> None:
    """Only words of the region's vocabulary; raises InvalidInput."""
    words = VOCABULARY[region]
    if not details.solutions:
        raise InvalidInput("Choose at least one solution.")
    for said, known in (
        (details.solutions, words.solutions),
        (details.adjuncts, words.adjuncts),
        ([details.delivery] if details.delivery else [], words.deliveries),
        ([details.anaesthesia] if details.anaesthesia else [], words.anaesthesias),
        (details.checklist, tuple(CheckItem)),
        (details.checklist.values(), tuple(Answer)),
    ):
        strange = set(said) - set(known)
        if strange:
            raise InvalidInput(f"“{min(strange)}” is not on the list for this region.")
    _check_side_effects(details.side_effects)


def _check_side_effects(found: Mapping[str, str]) -> None:
    fault = side_effects_fault(found)
    if fault:
        raise InvalidInput(fault)
