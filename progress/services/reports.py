"""A patient reports a side effect from home; a clinician sees it, answers, and notes it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from progress.errors import Conflict, InvalidInput, NotFound, ProgressError
from progress.models import Course, HomePhoto, Report, Treatment, Visit
from progress.rules import reports as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.reports import Said
from progress.rules.treatment import Moment
from progress.services import home_photos, treatments
from progress.services.home_photos import Offer
from progress.services.work import Work

SHOWN = 20
LONGEST_ANSWER = 2000


@dataclass(frozen=True)
class Sent:
    """`photo_fault` says why the photo was not kept: the report is, whatever came with it."""

    report: Report
    photo_fault: str | None = None


def send(work: Work, said: Said, photo: Offer | None = None) -> Sent:
    """Keep what a patient says of themselves, and the photo with it if it is one."""
    work.require(Action.REPORT_SIDE_EFFECT)
    patient_id = work.own_id
    rules.check(said, work.today)
    _check_number(work, patient_id)
    report = _row(work, patient_id, said)
    work.session.add(report)
    work.record(
        Event.REPORT_SENT,
        patient_id=patient_id,
        subject_id=report.id,
        urgent=bool(said.signs),
    )
    work.session.commit()
    return Sent(report, _keep_photo(work, report, photo) if photo else None)


def _keep_photo(work: Work, report: Report, offer: Offer) -> str | None:
    try:
        row = HomePhoto(report_id=report.id)
        known = home_photos.keep(work, report.patient_id, row, offer).known
        return home_photos.SENT_ALREADY if known else None
    except ProgressError as error:
        return error.sentence


def _row(work: Work, patient_id: uuid.UUID, said: Said) -> Report:
    last = _last_session(work, patient_id)
    return Report(
        id=uuid.uuid4(),
        patient_id=patient_id,
        visit_id=last.id if last else None,
        complaints=[slug for slug in rules.Complaint if slug in said.complaints],
        strength=said.strength,
        since=said.since,
        signs=[slug for slug in rules.Sign if slug in said.signs],
        words=said.words.strip(),
        reported_at=work.now,
    )


def _last_session(work: Work, patient_id: uuid.UUID) -> Visit | None:
    query = (
        select(Visit)
        .join(Visit.course)
        .where(Course.patient_id == patient_id, Visit.on <= work.today)
        .where(select(Treatment.id).where(Treatment.visit_id == Visit.id).exists())
        .order_by(Visit.on.desc(), Visit.created_at.desc())
    )
    return work.session.scalar(query.limit(1))


def _check_number(work: Work, patient_id: uuid.UUID) -> None:
    """Never so strict that somebody in need would be turned away without a word."""
    lately = Report.reported_at > work.now - timedelta(days=1)
    query = select(func.count()).select_from(Report).where(Report.patient_id == patient_id, lately)
    if (work.session.scalar(query) or 0) >= rules.MOST_A_DAY:
        raise Conflict("You have sent many reports today. Please call the clinic.")


# -- found and listed ----------------------------------------------------------------------------


def find(work: Work, report_id: uuid.UUID, action: Action = Action.SEE_REPORTS) -> Report:
    """The report, if the actor may do this with it."""
    report = work.session.get(Report, report_id)
    if report is None:
        raise NotFound("There is no such report.")
    work.require(action, report.patient_id)
    return report


def of_patient(work: Work, patient_id: uuid.UUID) -> Sequence[Report]:
    """What a patient reported, latest first."""
    work.require(Action.SEE_REPORTS, patient_id)
    query = select(Report).where(Report.patient_id == patient_id).limit(SHOWN)
    with_photos = query.options(selectinload(Report.photos))
    return work.session.scalars(with_photos.order_by(Report.reported_at.desc())).all()


def of_visit(work: Work, visit: Visit) -> Sequence[Report]:
    """What was reported after a session, in the order of time."""
    work.require(Action.SEE_REPORTS, visit.course.patient_id)
    query = select(Report).where(Report.visit_id == visit.id).order_by(Report.reported_at)
    return work.session.scalars(query).all()


def waiting(work: Work) -> list[Report]:
    """Reports that nobody has seen, for the page of today: urgent ones first, then as they came."""
    work.require(Action.SEE_TODAY)
    query = (
        select(Report)
        .where(Report.seen_at.is_(None))
        .order_by(func.json_array_length(Report.signs) == 0, Report.reported_at)
        .options(joinedload(Report.patient))
    )
    return list(work.session.scalars(query.limit(SHOWN)))


# -- the clinician -------------------------------------------------------------------------------


def answer(work: Work, report_id: uuid.UUID, text: str) -> Report:
    """Say that it was seen, by whom, and what the patient should know; may be said anew."""
    report = find(work, report_id, Action.ANSWER_REPORT)
    if len(text) > LONGEST_ANSWER:
        raise InvalidInput("Please say it in fewer words.")
    report.seen_at, report.seen_by = work.now, work.actor.name
    report.answer = text.strip()
    _record(work, Event.REPORT_ANSWERED, report)
    work.session.commit()
    return report


def take_over(work: Work, report_id: uuid.UUID) -> Report:
    """Note its side effects on the session they followed, beside what was noted there before."""
    report = find(work, report_id, Action.ANSWER_REPORT)
    if report.visit is None or report.visit.treatment is None:
        raise Conflict("There was no session before this report to note it on.")
    if report.taken_over_at:
        raise Conflict("This report is noted on the session already.")
    reported = rules.to_take_over(report.complaints, report.strength)
    noted = report.visit.treatment.side_effects_later
    report.taken_over_at = work.now
    _record(work, Event.REPORT_TAKEN_OVER, report, visit=str(report.visit_id))
    treatments.note_side_effects(work, report.visit.id, Moment.LATER, rules.merged(noted, reported))
    return report


def _record(work: Work, event: Event, report: Report, **detail: str) -> None:
    work.record(event, patient_id=report.patient_id, subject_id=report.id, **detail)
