"""A case is made by one person and approved by another; whoever may do it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import Case, Course, Photo
from progress.models.galleries import as_pair
from progress.rules import galleries as rules
from progress.rules.access import Action, can
from progress.rules.audit import Event
from progress.rules.consents import Act, Disguise
from progress.rules.galleries import Audience, CaseEvent, CaseState, Obstacle, move
from progress.rules.looks import WHOLE, Box, Hiding, Look
from progress.services import (
    case_pictures,
    case_pulls,
    case_sessions,
    comparisons,
    consents,
    gone_addresses,
    publishing,
)
from progress.services.comparisons import Pair
from progress.services.work import Work

MOST_WORDS = 500


def find(work: Work, case_id: uuid.UUID, action: Action = Action.SEE_GALLERY) -> Case:
    """The case, if the actor may do this with it."""
    case = work.session.get(Case, case_id)
    if case is None:
        raise gone_addresses.missing(work, case_id)
    work.require(action, case.patient_id, case.course_id)
    return case


def of_state(work: Work, state: CaseState) -> list[Case]:
    """The latest first."""
    work.require(Action.SEE_GALLERY)
    query = (
        select(Case)
        .where(Case.state == state)
        .options(
            joinedload(Case.earlier),
            joinedload(Case.later),
            joinedload(Case.course).joinedload(Course.patient),
        )
        .order_by(Case.made_at.desc(), Case.id)
    )
    return list(work.session.scalars(query))


def for_person(work: Work) -> list[Case]:
    """Those that the actor may approve now, and those of theirs that were sent back."""
    back = [
        case
        for case in of_state(work, CaseState.DRAFT)
        if case.sent_back and case.made_by_id == work.actor.id
    ]
    if not can(work.actor, Action.APPROVE_CASE):
        return back
    shown = audiences(work)
    return back + [
        case
        for case in of_state(work, CaseState.WAITING)
        if case.audience in shown and rules.may_approve(case.made_by_id, work.actor.id)
    ]


# -- what stands against it ------------------------------------------------------------------------


def obstacles(work: Work, case: Case, disguise: Disguise | None = None) -> list[Obstacle]:
    """What forbids showing a case at this moment, as it is or at another degree of disguise."""
    return _obstacles(work, consents.history(work, case.patient_id), case, disguise)


def obstacles_of_all(work: Work, found: Collection[Case]) -> dict[uuid.UUID, list[Obstacle]]:
    """The same of many cases, by their ids, with the same few queries."""
    histories = consents.histories(work, {case.patient_id for case in found})
    return {case.id: _obstacles(work, histories[case.patient_id], case) for case in found}


def _obstacles(
    work: Work, history: Collection[Act], case: Case, disguise: Disguise | None = None
) -> list[Obstacle]:
    return rules.obstacles(history, case.pair, case.audience, disguise or case.disguise, work.now)


def audiences(work: Work) -> tuple[Audience, ...]:
    """For whom cases are made, approved and shown at this moment."""
    return rules.audiences(publishing.current(work).web_open)


def allowed_disguise(work: Work, case: Case) -> Disguise:
    """How recognisable the patient may be in it at most."""
    history = consents.history(work, case.patient_id)
    return rules.allowed_disguise(history, case.pair, case.audience, work.now)


# -- made ------------------------------------------------------------------------------------------


def draft(work: Work, earlier_id: uuid.UUID, later_id: uuid.UUID, audience: Audience) -> Case:
    """Begin a case with what the program proposes: what both photos fill, and a face covered
    unless it may be recognised."""
    earlier, later = (work.session.get(Photo, each) for each in (earlier_id, later_id))
    if earlier is None or later is None or earlier.course_id != later.course_id:
        raise NotFound("There are no such photos in one course.")
    work.require(Action.EDIT_GALLERY, earlier.patient_id, earlier.course_id)
    if audience not in audiences(work):
        raise InvalidInput(Obstacle.NOT_OPEN.label)
    pair = _laid(work, earlier, later)
    history = consents.history(work, earlier.patient_id)
    facts = as_pair(earlier, later, pair.grade)
    _refuse(rules.may_offer(history, facts, audience, work.now))
    case = _row(work, earlier, later, audience, pair)
    work.session.add(case)
    work.session.flush()
    source = case_pictures.source(work, earlier, later, pair.matrix or [])
    allowed = rules.allowed_disguise(history, facts, audience, work.now)
    work.record(Event.CASE_MADE, patient_id=case.patient_id, subject_id=case.id, audience=audience)
    # The row first: should the program end here, the pictures belong to somebody.
    work.session.commit()
    look = _proposed(source, allowed)
    made = case_pictures.make(look, earlier.view, source, work.signer())
    _hold_draft(work, case)
    case_pictures.keep(work, case, made)
    work.session.commit()
    return case


def _laid(work: Work, earlier: Photo, later: Photo) -> Pair:
    found = comparisons.compare(
        work, earlier.course_id, earlier.view, earlier.view_label, earlier.id, later.id
    ).pair
    if found is None or (found.left, found.right) != (earlier.id, later.id):
        raise InvalidInput("Please choose two photos of one view that can be shown.")
    if later.taken_at < earlier.taken_at:
        raise InvalidInput("The earlier photo comes first.")
    return found


def _proposed(source: case_pictures.Source, allowed: Disguise) -> Look:
    face = source.faces[0] if source.faces else None
    if face is None or allowed is Disguise.RECOGNISABLE:
        return Look(frame=source.frame, face=face)
    return Look(source.frame, Hiding.COVER_INSIDE, _around(source.faces), face)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _row(work: Work, earlier: Photo, later: Photo, audience: Audience, pair: Pair) -> Case:
    return Case(
        id=uuid.uuid4(),
        slug=secrets.token_urlsafe(18),
        patient_id=earlier.patient_id,
        course_id=earlier.course_id,
        earlier=earlier,
        later=later,
        audience=audience,
        state=CaseState.DRAFT,
        frame=list(WHOLE),
        hiding=Hiding.NOTHING,
        area=list(WHOLE),
        disguise=Disguise.RECOGNISABLE,
        earlier_sha256="",
        later_sha256="",
        days=(later.taken_at.date() - earlier.taken_at.date()).days,
        sessions=case_sessions.count(work, earlier, later),
        grade=pair.grade or "",
        made_by_id=work.actor.id,
        made_by=work.actor.name,
        made_at=work.now,
        sent_back="",
    )


def choose_look(work: Work, case_id: uuid.UUID, look: Look) -> Case:
    """Frame and disguise; the pictures are made anew, and whoever did it is the maker."""
    case = find(work, case_id, Action.EDIT_GALLERY)
    _require_draft(case.state is CaseState.DRAFT)
    pair = _laid(work, case.earlier, case.later)
    if pair.matrix is None:
        _refuse([Obstacle.NOT_ALIGNED])
    source = case_pictures.source(work, case.earlier, case.later, pair.matrix or [])
    made = case_pictures.make(look, case.earlier.view, source, work.signer())
    _hold_draft(work, case)
    case_pictures.keep(work, case, made)
    case.grade = pair.grade or ""
    case.made_by_id, case.made_by = work.actor.id, work.actor.name
    work.session.commit()
    return case


def _hold_draft(work: Work, case: Case) -> None:
    """Until the commit nobody submits it: pictures that are looked at are never changed."""
    held = (
        update(Case)
        .where(Case.id == case.id, Case.state == CaseState.DRAFT)
        .values(state=CaseState.DRAFT)
        .execution_options(synchronize_session=False)
    )
    _require_draft(work.wins(held))


def _require_draft(is_draft: bool) -> None:
    if not is_draft:
        raise Conflict("This case cannot be changed any more. Please look at its page again.")


# -- approved --------------------------------------------------------------------------------------


def submit(work: Work, case_id: uuid.UUID) -> Case:
    """Put it before a second person. Raises Conflict where something stands against it."""
    case = find(work, case_id, Action.EDIT_GALLERY)
    _refuse(obstacles(work, case))
    _move(work, case, CaseEvent.SUBMITTED, sent_back="")
    work.record(Event.CASE_SUBMITTED, patient_id=case.patient_id, subject_id=case.id)
    work.session.commit()
    return case


def send_back(work: Work, case_id: uuid.UUID, why: str) -> Case:
    case = find(work, case_id, Action.EDIT_GALLERY)
    why = why.strip()[:MOST_WORDS]
    if not why:
        raise InvalidInput("Please say what should be changed.")
    _move(work, case, CaseEvent.SENT_BACK, sent_back=why)
    work.record(Event.CASE_SENT_BACK, patient_id=case.patient_id, subject_id=case.id)
    work.session.commit()
    return case


def approve(work: Work, case_id: uuid.UUID, seen: str) -> Case:
    """Publish what was looked at: `seen` is the fingerprint of the pictures on the page."""
    case = find(work, case_id, Action.APPROVE_CASE)
    if not rules.may_approve(case.made_by_id, work.actor.id):
        raise Conflict("You made this case. Somebody else has to approve it.")
    if seen != case_pictures.fingerprint(case):
        raise Conflict("The pictures were changed meanwhile. Please look at them again.")
    case_pictures.require_signed(work, case)
    found = obstacles(work, case)
    if case.audience not in audiences(work):
        found.append(Obstacle.NOT_OPEN)
    if found:
        _refuse_aloud(work, case, found)
    values = {"approved_by": work.actor.name, "published_at": work.now}
    _move(work, case, CaseEvent.APPROVED, **values)
    work.record(
        Event.CASE_PUBLISHED,
        patient_id=case.patient_id,
        subject_id=case.id,
        audience=case.audience,
        disguise=case.disguise,
        pictures=seen,
    )
    work.session.commit()
    return case


def pull(work: Work, case_id: uuid.UUID) -> Case:
    """Take a case down by hand, or give up one that is being made."""
    case = find(work, case_id, Action.EDIT_GALLERY)
    case_pulls.pull(work, case)
    work.session.commit()
    case_pulls.drop_pictures(work, [case])
    return case


def _move(work: Work, case: Case, event: CaseEvent, **values: Any) -> None:
    """In one UPDATE, so that a withdrawal of the same moment wins."""
    was, to = case.state, move(case.state, event)
    moved = (
        update(Case)
        .where(Case.id == case.id, Case.state == was)
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )
    if not work.wins(moved):
        work.session.rollback()
        raise Conflict("This case was changed meanwhile. Please look at its page again.")
    work.session.refresh(case)


def _refuse(found: list[Obstacle]) -> None:
    if found:
        raise Conflict(" ".join(each.label for each in found))


def _refuse_aloud(work: Work, case: Case, found: list[Obstacle]) -> None:
    """A publication that was refused stands in the record."""
    work.record(
        Event.CASE_REFUSED,
        patient_id=case.patient_id,
        subject_id=case.id,
        reasons=[str(each) for each in found],
    )
    work.session.commit()
    _refuse(found)
