"""A patient's record as plain data, for programs; docs/archive.md explains each field."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from progress.models import AlignmentRow, StoppedTreatment, Treatment
from progress.services.everything import (
    Everything,
    Filed,
    FiledCase,
    FiledConsent,
    FiledCourse,
    FiledVisit,
)
from progress.services.lookers import Look
from progress.services.work import Work

FORMAT, VERSION = "progress-record", 1
PATIENT = "id name record_number born_on sex phone email language notes created_at"
COURSE = (
    "id region indications views sessions_planned interval_days started_on closed_on next_due notes"
)
VISIT = "id on kind condition notes"
TREATMENT = (
    "solutions solution_notes delivery anaesthesia adjuncts checklist side_effects "
    "side_effects_later therapist overridden_by override_reason recorded_by recorded_at"
)
STOPPED = "stopped_at reasons checklist answered_by"
PHOTO = (
    "id view view_label taken_at taken_from sha256 size filename format width height state reason "
    "is_baseline quality received_at"
)
ALIGNMENT = (
    "reference_id moving_id method status matrix error_px trust grade reasons message technique "
    "made_by made_at"
)
CONSENT = (
    "id course_id view photo_ids language scopes disguise signer guardian signature witness "
    "taken_by place given_at ends_at document_sha256"
)
FROM_HOME = (
    "id course_id view report_id state sha256 size filename format width height taken_at sent_at "
    "decided_at decided_by reason note"
)
REPORT = (
    "id visit_id complaints strength since signs words reported_at seen_at seen_by answer "
    "taken_over_at"
)
ERASURE = "id state asked_at changed_at changed_by reason"
CASE = (
    "id course_id earlier_id later_id audience state disguise days sessions grade published_at "
    "pulled_at earlier_sha256 later_sha256"
)
COPY = "scope place address taken_at taken_down_at"
WITHDRAWAL = "id course_id view photo_ids scopes at by place receipt"
LOOK = (
    "day name through_phone others from_home papers took_everything took_record framed taught "
    "shown taken_to first last"
)


def record_data(work: Work, everything: Everything) -> dict[str, Any]:
    """Everything, as what JSON knows. Rows of photos that stay out are not among it."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _plain(everything.made_at),
        "patient": _fields(everything.patient, PATIENT),
        "courses": [_course(each) for each in everything.courses],
        "alignments": _alignments(work, everything.photos),
        "from_home": [
            {"file": each.path} | _fields(each.photo, FROM_HOME) for each in everything.from_home
        ],
        "reports": [_fields(each, REPORT) for each in everything.reports],
        "erasures": [_fields(each, ERASURE) for each in everything.erasures],
        "consents": [_consent(each) for each in everything.consents],
        "withdrawals": [_fields(each, WITHDRAWAL) for each in everything.withdrawals],
        "cases": [_case(each) for each in everything.cases],
        "looks": [_look(each) for each in everything.looks],
        "left_out": [
            {"taken_on": photo.taken_at.date().isoformat(), "why": why}
            for photo, why in everything.held
        ],
    }


def _course(filed: FiledCourse) -> dict[str, Any]:
    visits = [_visit(each) for each in filed.visits]
    return _fields(filed.course, COURSE) | {"folder": filed.folder, "visits": visits}


def _visit(filed: FiledVisit) -> dict[str, Any]:
    visit = filed.visit
    return _fields(visit, VISIT) | {
        "title": filed.title,
        "treatment": _treatment(visit.treatment),
        "stopped": [_stopped(each) for each in visit.stopped],
        "photos": [_photo(each) for each in filed.photos],
    }


def _treatment(treatment: Treatment | None) -> dict[str, Any] | None:
    return _fields(treatment, TREATMENT) if treatment else None


def _stopped(stopped: StoppedTreatment) -> dict[str, Any]:
    return _fields(stopped, STOPPED)


def _photo(filed: Filed) -> dict[str, Any]:
    return {"file": filed.path} | _fields(filed.photo, PHOTO)


def _alignments(work: Work, photos: Sequence[Filed]) -> list[dict[str, Any]]:
    ids = {filed.photo.id for filed in photos}
    courses = {filed.photo.course_id for filed in photos}
    query = select(AlignmentRow).where(AlignmentRow.course_id.in_(courses))
    rows = work.session.scalars(query.order_by(AlignmentRow.made_at, AlignmentRow.id))
    return [_fields(row, ALIGNMENT) for row in rows if {row.reference_id, row.moving_id} <= ids]


def _consent(filed: FiledConsent) -> dict[str, Any]:
    standing = {"file": filed.path, "state": filed.held.standing.state}
    return standing | _fields(filed.held.consent, CONSENT)


def _case(filed: FiledCase) -> dict[str, Any]:
    copies = [_fields(copy, COPY) for copy in filed.copies]
    return {"files": list(filed.paths)} | _fields(filed.case, CASE) | {"copies": copies}


def _look(look: Look) -> dict[str, Any]:
    return _fields(look, LOOK) | {
        "roles": sorted(look.roles),
        "photos": [str(photo.id) for photo in look.photos],
    }


def _fields(row: object, names: str) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    """Times with their zone where it is known; a photo's own time has none."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
