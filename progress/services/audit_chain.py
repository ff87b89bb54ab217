"""Whether the record is what was written: every seal is worked out again.

A check walks a part at a time and its row says how far it came, so that no page waits for a long
record, and what is cut off goes on. What no walk can show is an end that was cut off together with
its count, or all of it written anew: for that, a seal that somebody wrote down outside is looked
for on the way.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import String, func, select, type_coerce, update

from progress.errors import InvalidInput
from progress.models import AuditCheck, AuditEntry, AuditTip
from progress.models.audit import TIP
from progress.rules import chain
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.services.work import Work

JOB = "check-record"
AT_ONCE = 2_000
PART = 5_000
"""Entries of one part: a fraction of a second, on a busy machine too."""
FACTS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.actor_name,
    AuditEntry.salt,
    AuditEntry.name_seal,
    # As it stands there, whatever this version of the program knows.
    type_coerce(AuditEntry.event, String).label("event"),
    AuditEntry.patient_id,
    AuditEntry.subject_id,
    AuditEntry.detail,
    AuditEntry.seal,
)
MOVED = "noted_as entries seal reached since broken broken_at why finished_at".split()
"""What a part changes in the row of its check."""
CHANGED = "It was changed, or an entry before it was taken out or put in."
UNREADABLE = "The next one was changed, so that it cannot be read."
RENAMED = "The name in it was changed."


def tip(work: Work) -> AuditTip:
    """How many entries there are, and how the last is sealed."""
    work.require(Action.SEE_ACTIVITY)
    return work.session.get_one(AuditTip, TIP, populate_existing=True)


def verify(work: Work, noted: str = "") -> AuditCheck:
    """Walk the whole chain at once. Nothing is kept of it."""
    check = _new(work, noted)
    while check.finished_at is None:
        _walk(work, check)
    return check


# -- a part at a time ------------------------------------------------------------------------------


def begin(work: Work, noted: str = "") -> AuditCheck:
    """Walk the first part, and leave the others to the worker."""
    check = _new(work, noted)
    work.session.add(check)
    work.record(Event.RECORD_CHECKED, subject_id=check.id)
    work.session.commit()
    carry_on(work, check.id)
    return check


def carry_on(work: Work, check_id: uuid.UUID) -> None:
    """The next part. Of two who walk it at once, one is counted."""
    check = work.session.get(AuditCheck, check_id, populate_existing=True)
    if check is None or check.finished_at is not None:
        return
    work.session.expunge(check)
    came = check.reached
    _walk(work, check)
    values = {name: getattr(check, name) for name in MOVED}
    still = AuditCheck.id == check_id, AuditCheck.reached == came, AuditCheck.finished_at.is_(None)
    won = work.wins(update(AuditCheck).where(*still).values(values))
    work.session.commit()
    if won and check.finished_at is None:
        work.nudge(JOB, check_id)


def recover(work: Work) -> None:
    """Tell the worker of what an earlier process left."""
    unfinished = select(AuditCheck.id).where(AuditCheck.finished_at.is_(None))
    for check_id in work.session.scalars(unfinished):
        work.nudge(JOB, check_id)


def latest(work: Work) -> AuditCheck | None:
    """The check that was begun last."""
    work.require(Action.SEE_ACTIVITY)
    query = select(AuditCheck).order_by(AuditCheck.begun_at.desc(), AuditCheck.id).limit(1)
    return work.session.scalar(query.execution_options(populate_existing=True))


def _new(work: Work, noted: str) -> AuditCheck:
    return AuditCheck(
        id=uuid.uuid4(),
        begun_by=work.actor.name,
        begun_at=work.now,
        expected=tip(work).entries,
        noted=_seal(noted),
        entries=0,
        seal=chain.FIRST,
        reached=_before_the_first(work),
        why="",
    )


def _before_the_first(work: Work) -> int:
    """The program counts from 1, but who puts an entry in may number it 0 or less."""
    first = work.session.scalar(select(func.min(AuditEntry.id)))
    return min(1 if first is None else first, 1) - 1


def _seal(noted: str) -> str:
    """As it is stored, however it was written down."""
    seal = "".join(noted.split()).lower()
    if seal and (len(seal) != len(chain.FIRST) or not set(seal) <= set("0123456789abcdef")):
        raise InvalidInput("A seal has 64 letters and digits, a to f and 0 to 9. Please check it.")
    return seal


# -- walked ----------------------------------------------------------------------------------------


def _walk(work: Work, check: AuditCheck) -> None:
    """One part more; at the end of the chain the check is finished."""
    try:
        _walk_on(work, check, AT_ONCE)
    except (ValueError, LookupError):
        _walk_to_what_cannot_be_read(work, check)


def _walk_to_what_cannot_be_read(work: Work, check: AuditCheck) -> None:
    """One by one, since many are read together."""
    try:
        _walk_on(work, check, 1)
    except (ValueError, LookupError):
        _finish(work, check, UNREADABLE)


def _walk_on(work: Work, check: AuditCheck, at_once: int) -> None:
    query = select(*FACTS).where(AuditEntry.id > check.reached).order_by(AuditEntry.id).limit(PART)
    found = work.session.execute(query.execution_options(yield_per=at_once))
    before = check.entries
    for row in found:
        why = _fault(check.seal, row)
        if why:
            found.close()
            _finish(work, check, why, row)
            return
        check.entries, check.seal, check.reached = check.entries + 1, row.seal, row.id
        check.since = check.since or row.at
        if check.noted == row.seal:
            check.noted_as = check.entries
    if check.entries - before < PART:
        _look_at_the_end(work, check)


def _fault(before: str, row: Any) -> str:
    """Why an entry does not fit behind this seal; nothing where it does."""
    facts = (row.at, row.actor_id, row.name_seal, row.event, row.patient_id, row.subject_id)
    if row.seal != chain.seal(before, chain.Entry(*facts, row.detail)):
        return CHANGED
    erased = not (row.salt or row.actor_name)
    named = erased or chain.name_seal(row.actor_name, row.salt) == row.name_seal
    return "" if named else RENAMED


def _look_at_the_end(work: Work, check: AuditCheck) -> None:
    """In one statement, so that nothing is written between the tip and the last entry; what was
    written since the walk is walked next."""
    last = select(func.max(AuditEntry.id)).scalar_subquery()
    query = select(AuditTip.entries, AuditTip.seal, func.coalesce(last, 0)).where(
        AuditTip.id == TIP
    )
    entries, seal, newest = work.session.execute(query).one()
    if newest > check.reached:
        return
    missing = (entries, seal) != (check.entries, check.seal)
    why = f"Its end is missing: {check.entries} of {entries} are there." if missing else ""
    _finish(work, check, why)


def _finish(work: Work, check: AuditCheck, why: str, row: Any = None) -> None:
    if row:
        check.broken, check.broken_at = row.id, row.at
    check.why, check.finished_at = why, work.now
