"""Pictures that leave for a post, a slide or a journal, and those that have to come back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, Expired, InvalidInput, NotFound
from progress.models import Case, Course, OutsideCopy
from progress.rules import outside_copies as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import Act, Scope
from progress.rules.galleries import CaseState
from progress.rules.outside_copies import CHANNELS, Fate
from progress.rules.words import Word
from progress.services import case_pictures, cases, consents, gone_addresses
from progress.services.case_pulls import SIDES
from progress.services.gone_addresses import GONE
from progress.services.work import Work

MEANWHILE = "Somebody has changed this meanwhile. Please look at the page again."
SHOWN = 50
"""Of those that were taken down, the latest."""


@dataclass(frozen=True)
class Standing:
    """A copy, where it stands at this moment, and what forbids it."""

    copy: OutsideCopy
    fate: Fate
    why: list[Word]


# -- taken -----------------------------------------------------------------------------------------


def channels(work: Work, case: Case) -> dict[Scope, list[Word]]:
    """What forbids taking a case there at this moment, by channel; nothing where it may go."""
    work.require(Action.EXPORT_CASE, case.patient_id, case.course_id)
    history = consents.history(work, case.patient_id)
    return {each: _obstacles(work, history, case, each) for each in CHANNELS}


def take(
    work: Work, case_id: uuid.UUID, scope: Scope, place: str, address: str = ""
) -> OutsideCopy:
    """Note where both pictures go, so that they can be fetched for it. Consent is asked while no
    other writer comes between: a withdrawal is seen here, or finds the copy."""
    case = cases.find(work, case_id, Action.EXPORT_CASE)
    if scope not in CHANNELS:
        raise InvalidInput("Please choose where they go.")
    copy = OutsideCopy(
        id=uuid.uuid4(),
        case_id=case.id,
        scope=scope,
        place=rules.check_place(place, case.course.patient.name),
        address=rules.check_address(address),
        taken_by=work.actor.name,
        taken_at=work.now,
    )
    work.session.add(copy)
    _record_export(work, case, scope)
    if case.state is not CaseState.PUBLISHED:
        work.session.rollback()
        raise Conflict("Only what is published can be taken elsewhere.")
    _require_allowed(work, case, scope)
    work.session.commit()
    return copy


def picture(work: Work, copy_id: uuid.UUID, side: str) -> bytes:
    """One picture to take there, byte by byte as it was approved. Raises Expired when it may not
    go there any more, or is not there any more."""
    copy = _find(work, copy_id, Action.EXPORT_CASE)
    if side not in SIDES:
        raise NotFound()
    if copy.case is None or copy.taken_down_at:
        raise Expired(GONE)
    _record_export(work, copy.case, copy.scope, side=side)
    if _obstacles(work, consents.history(work, copy.case.patient_id), copy.case, copy.scope):
        work.session.rollback()
        raise Expired(GONE)
    jpeg = case_pictures.read(work, copy.case, side)
    work.session.commit()
    return jpeg


def _record_export(work: Work, case: Case, scope: Scope, **more: str) -> None:
    work.record(
        Event.CASE_EXPORTED,
        patient_id=case.patient_id,
        subject_id=case.id,
        channel=scope,
        **more,
    )
    work.alone()


def _require_allowed(work: Work, case: Case, scope: Scope) -> None:
    """Refused aloud: it stands in the record."""
    found = _obstacles(work, consents.history(work, case.patient_id), case, scope)
    if not found:
        return
    work.session.rollback()
    work.record(
        Event.CASE_REFUSED,
        patient_id=case.patient_id,
        subject_id=case.id,
        channel=scope,
        reasons=[str(each) for each in found],
    )
    work.session.commit()
    raise Conflict(" ".join(each.label for each in found))


def _obstacles(work: Work, history: Collection[Act], case: Case | None, scope: Scope) -> list[Word]:
    return rules.obstacles(history, case, scope, _latest(work.now, history))


def _latest(now: datetime, history: Collection[Act]) -> datetime:
    """What somebody said after this request began counts too."""
    return max([now, *(act.at for act in history)])


# -- chased ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lists:
    """All copies: those to take down, the oldest first; those allowed; the latest of the others."""

    to_take_down: list[Standing]
    allowed: list[Standing]
    taken_down: list[Standing]


def every(work: Work) -> Lists:
    work.require(Action.CHASE_COPIES)
    there = _standings(work, _of().where(OutsideCopy.taken_down_at.is_(None)))
    done = _of().where(OutsideCopy.taken_down_at.is_not(None))
    latest = done.order_by(None).order_by(OutsideCopy.taken_down_at.desc()).limit(SHOWN)
    return Lists(
        [each for each in there if each.fate is Fate.TO_TAKE_DOWN],
        [each for each in there if each.fate is Fate.ALLOWED],
        _standings(work, latest),
    )


def count(work: Work) -> int:
    """How many wait to be taken down."""
    work.require(Action.CHASE_COPIES)
    there = _standings(work, _of().where(OutsideCopy.taken_down_at.is_(None)))
    return sum(each.fate is Fate.TO_TAKE_DOWN for each in there)


def find(work: Work, copy_id: uuid.UUID) -> Standing:
    return _standings(work, [_find(work, copy_id, Action.CHASE_COPIES)])[0]


def of_case(work: Work, case: Case) -> list[Standing]:
    work.require(Action.CHASE_COPIES, case.patient_id, case.course_id)
    return _standings(work, _of().where(OutsideCopy.case_id == case.id))


def of_patient(work: Work, patient_id: uuid.UUID) -> list[Standing]:
    """For the patient too: where pictures of them are, and were."""
    work.require(Action.SEE_CONSENTS, patient_id)
    return _standings(work, _of().join(OutsideCopy.case).where(Case.patient_id == patient_id))


def there_of(work: Work, patient_id: uuid.UUID) -> list[Standing]:
    """Those of a patient that nobody has seen gone yet."""
    found = of_patient(work, patient_id)
    return [each for each in found if each.fate is not Fate.TAKEN_DOWN]


def count_of_erased(work: Work) -> int:
    """How many are still somewhere of patients who were erased."""
    work.require(Action.CHASE_COPIES)
    there = OutsideCopy.case_id.is_(None), OutsideCopy.taken_down_at.is_(None)
    return work.session.scalar(select(func.count(OutsideCopy.id)).where(*there)) or 0


def take_down(work: Work, copy_id: uuid.UUID) -> OutsideCopy:
    """Somebody looked, and it is not there any more."""
    values = {"taken_down_at": work.now, "taken_down_by": work.actor.name}
    return _change(work, copy_id, values, Event.COPY_TAKEN_DOWN, there=True)


def put_back(work: Work, copy_id: uuid.UUID) -> OutsideCopy:
    """It was checked off by mistake, or is there again."""
    values = {"taken_down_at": None, "taken_down_by": None}
    return _change(work, copy_id, values, Event.COPY_FOUND_AGAIN, there=False)


def write_address(work: Work, copy_id: uuid.UUID, address: str) -> OutsideCopy:
    """The address of a post is known once it is posted."""
    values = {"address": rules.check_address(address)}
    return _change(work, copy_id, values, Event.COPY_CHANGED, there=True)


def _change(
    work: Work, copy_id: uuid.UUID, values: Mapping[str, object], event: Event, *, there: bool
) -> OutsideCopy:
    """Only from where the page showed it: of two who press at once, one wins."""
    copy = _find(work, copy_id, Action.CHASE_COPIES)
    gone = OutsideCopy.taken_down_at
    now = gone.is_(None) if there else gone.is_not(None)
    if not work.wins(update(OutsideCopy).where(OutsideCopy.id == copy_id, now).values(values)):
        work.session.rollback()
        raise Conflict(MEANWHILE)
    patient_id = copy.case.patient_id if copy.case else None
    work.record(event, patient_id=patient_id, subject_id=copy.id)
    work.session.commit()
    return copy


def _find(work: Work, copy_id: uuid.UUID, action: Action) -> OutsideCopy:
    work.require(action)
    copy = work.session.get(OutsideCopy, copy_id)
    if copy is None:
        raise gone_addresses.missing(work, copy_id)
    if copy.case:
        work.require(action, copy.case.patient_id, copy.case.course_id)
    return copy


def _of() -> Select[OutsideCopy]:
    """The oldest first, each with all that is asked of it."""
    case = joinedload(OutsideCopy.case)
    return (
        select(OutsideCopy)
        .order_by(OutsideCopy.taken_at, OutsideCopy.id)
        .options(
            case.joinedload(Case.earlier),
            case.joinedload(Case.later),
            case.joinedload(Case.course).joinedload(Course.patient),
        )
    )


def _standings(work: Work, copies: Select[OutsideCopy] | Iterable[OutsideCopy]) -> list[Standing]:
    found = list(work.session.scalars(copies) if isinstance(copies, Select) else copies)
    histories = consents.histories(work, {each.case.patient_id for each in found if each.case})
    return [_standing(work, histories, each) for each in found]


def _standing(work: Work, histories: dict[uuid.UUID, list[Act]], copy: OutsideCopy) -> Standing:
    history = histories[copy.case.patient_id] if copy.case else []
    why = _obstacles(work, history, copy.case, copy.scope)
    return Standing(copy, rules.fate(copy.taken_down_at, why), why)


# -- erased ----------------------------------------------------------------------------------------


def outlive(work: Work, patient_id: uuid.UUID, names: Collection[str]) -> None:
    """Before a patient's cases are deleted: what is still somewhere stays a task, with its place
    alone. What was taken down goes with the case."""
    query = select(OutsideCopy).join(Case).where(Case.patient_id == patient_id)
    for copy in work.session.scalars(query.where(OutsideCopy.taken_down_at.is_(None))):
        copy.case_id = None
        copy.place = rules.without(copy.place, names)
    work.session.flush()
