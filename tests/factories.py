"""Rows for tests, each with as little as it needs; what a test is about it says itself."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any, TypeVar

from progress.db import Base
from progress.exchange import credentials
from progress.exchange.credentials import Done
from progress.models import (
    AlignmentRow,
    CaptureSession,
    Case,
    Consent,
    ConsentRequest,
    Course,
    ErasureRequest,
    HomePhoto,
    Invitation,
    Method,
    OutsideCopy,
    Patient,
    Person,
    Photo,
    Report,
    Status,
    StoppedTreatment,
    Transfer,
    Treatment,
    Visit,
    Website,
    Withdrawal,
)
from progress.rules.access import SYSTEM, ConsentScope
from progress.rules.captures import fingerprint
from progress.rules.consents import Disguise, Scope
from progress.rules.erasures import ErasureState
from progress.rules.galleries import Audience, CaseState
from progress.rules.home_photos import HomeState
from progress.rules.invitations import Kind, code_of
from progress.rules.looks import Hiding
from progress.rules.photos import PhotoState
from progress.rules.signing import Answers
from progress.rules.treatment import Indication, VisitKind
from progress.rules.views import Region, proposed_views
from progress.services import (
    case_pictures,
    case_pulls,
    consent_requests,
    consent_templates,
    consents,
    search,
    signatures,
)
from progress.services.case_pictures import Made
from progress.services.signatures import Shown
from progress.services.work import Work

LONG_AGO = datetime(2026, 1, 5, 10, tzinfo=UTC)
IDENTITY = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
INDICATION = {Region.SCALP: Indication.THINNING, Region.FACE: Indication.DULLNESS}
_numbers = count(1)
Row = TypeVar("Row", bound=Base)


def patient(work: Work, **given: Any) -> Patient:
    row = Patient(**{"id": uuid.uuid4(), "name": "Asha Verma", "created_at": LONG_AGO} | given)
    search.index(row)
    work.store.keyring.create(str(row.id))
    return _kept(work, row)


def course(
    work: Work, patient_id: uuid.UUID, region: Region = Region.SCALP, **given: Any
) -> Course:
    usual = {
        "id": uuid.uuid4(),
        "patient_id": patient_id,
        "region": region,
        "indications": [INDICATION[region]],
        "views": [view.slug for view in proposed_views(region)],
        "sessions_planned": 6,
        "interval_days": 28,
        "started_on": date(2026, 1, 5),
        "created_at": LONG_AGO,
    }
    return _kept(work, Course(**usual | given))


def visit(
    work: Work, course: Course, on: date, kind: VisitKind = VisitKind.TREATMENT, **given: Any
) -> Visit:
    usual = {"id": uuid.uuid4(), "course_id": course.id, "on": on, "kind": kind}
    return _kept(work, Visit(**usual | {"created_at": LONG_AGO} | given))


def treatment(work: Work, visit: Visit, **given: Any) -> Treatment:
    usual = {
        "id": uuid.uuid4(),
        "visit_id": visit.id,
        "solutions": ["platelet-rich-plasma"],
        "adjuncts": [],
        "checklist": {},
        "recorded_by": "Clinician",
        "recorded_at": LONG_AGO,
    }
    return _kept(work, Treatment(**usual | given))


def stopped_treatment(work: Work, visit: Visit, **given: Any) -> StoppedTreatment:
    usual = {
        "id": uuid.uuid4(),
        "visit_id": visit.id,
        "reasons": ["The area has eczema: needles may make it flare."],
        "checklist": {"no-eczema": "no"},
        "stopped_at": LONG_AGO,
        "answered_by": "Clinician",
    }
    return _kept(work, StoppedTreatment(**usual | given))


def photo(work: Work, visit: Visit, view: str = "vertex", **given: Any) -> Photo:
    """A row without bytes in the store."""
    usual = {
        "id": uuid.uuid4(),
        "patient_id": visit.course.patient_id,
        "course_id": visit.course_id,
        "visit_id": visit.id,
        "view": view,
        "view_confirmed": True,
        "taken_at": datetime.combine(visit.on, time(12)),
        "taken_from": "visit",
        "state": PhotoState.ALIGNED,
        "sha256": hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
        "size": 1000,
        "format": "jpeg",
        "width": 3000,
        "height": 4000,
        "received_at": LONG_AGO,
    }
    return _kept(work, Photo(**usual | given))


def alignment(work: Work, reference: Photo, moving: Photo, **given: Any) -> AlignmentRow:
    usual = {
        "id": uuid.uuid4(),
        "course_id": moving.course_id,
        "reference_id": reference.id,
        "moving_id": moving.id,
        "method": Method.AUTOMATIC,
        "status": Status.ALIGNED,
        "matrix": IDENTITY,
        "error_px": 1.5,
        "trust": 0.95,
        "grade": "B",
        "made_at": LONG_AGO,
    }
    return _kept(work, AlignmentRow(**usual | given))


def transfer(work: Work, visit: Visit, sent_by: uuid.UUID, **given: Any) -> Transfer:
    """One that has begun, of which nothing has arrived."""
    usual = {
        "id": uuid.uuid4(),
        "patient_id": visit.course.patient_id,
        "visit_id": visit.id,
        "sent_by": sent_by,
        "length": 1000,
        "begun_at": LONG_AGO,
        "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
    }
    return _kept(work, Transfer(**usual | given))


def capture(
    work: Work, visit: Visit, opened_by: uuid.UUID, token: str = "", **given: Any
) -> CaptureSession:
    """One whose phone is connected, for a long time yet."""
    usual = {
        "id": uuid.uuid4(),
        "token_hash": fingerprint(token or str(next(_numbers))),
        "patient_id": visit.course.patient_id,
        "visit_id": visit.id,
        "opened_by": opened_by,
        "opened_as": work.session.get_one(Person, opened_by).fs_uniquifier,
        "opened_at": LONG_AGO,
        "connected_at": LONG_AGO,
        "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
    }
    return _kept(work, CaptureSession(**usual | given))


def consent(work: Work, course: Course, language: str = "hi", **said: Any) -> Consent:
    """A really signed one, which allows the website alone; `said` is of signing.Answers."""
    work = replace(work, actor=SYSTEM)
    course.patient.born_on = course.patient.born_on or date(1990, 4, 1)
    draft = consent_templates.create(work, f"Photographs {next(_numbers)}")
    asked = consent_requests.ask(work, course.id, consent_templates.publish(work, draft.id).id)
    scopes = {Scope(slug): slug == Scope.WEBSITE for slug in draft.scopes}
    answers = Answers(language, scopes, Disguise.FACE_DISGUISED, "आशा वर्मा")
    shown = Shown("Glow Clinic", "सिर की सभी फ़ोटो", "क्लिनिक में")
    tablet = replace(SYSTEM, scope=ConsentScope(asked.id, course.id))
    signed = replace(answers, **said)
    return signatures.sign(replace(work, actor=tablet), asked.id, signed, shown)


def consent_request(work: Work, course: Course, version_id: uuid.UUID) -> ConsentRequest:
    """An open one, for the whole course."""
    course.patient.born_on = course.patient.born_on or date(1990, 4, 1)
    return consent_requests.ask(replace(work, actor=SYSTEM), course.id, version_id)


def withdrawal(work: Work, consent: Consent) -> Withdrawal:
    """Of everything that was allowed until then."""
    return consents.withdraw(replace(work, actor=SYSTEM), consent.patient_id)


def invitation(work: Work, patient_id: uuid.UUID, token: str = "", **given: Any) -> Invitation:
    """One that waits, for a long time yet."""
    token = token or str(next(_numbers))
    usual = {
        "id": uuid.uuid4(),
        "kind": Kind.INVITATION,
        "patient_id": patient_id,
        "token_hash": fingerprint(token),
        "code_hash": fingerprint(code_of(token)),
        "made_at": LONG_AGO,
        "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
        "wrong_answers": 0,
    }
    return _kept(work, Invitation(**usual | given))


def report(work: Work, patient_id: uuid.UUID, **given: Any) -> Report:
    """One that nobody has seen."""
    usual = {
        "id": uuid.uuid4(),
        "patient_id": patient_id,
        "complaints": ["redness"],
        "strength": "mild",
        "signs": [],
        "reported_at": LONG_AGO,
    }
    return _kept(work, Report(**usual | given))


def home_photo(work: Work, course: Course, view: str = "vertex", **given: Any) -> HomePhoto:
    """One that waits; a row without bytes in the store."""
    usual = {
        "id": uuid.uuid4(),
        "patient_id": course.patient_id,
        "course_id": course.id,
        "view": view,
        "state": HomeState.OFFERED,
        "sha256": hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
        "size": 1000,
        "format": "jpeg",
        "width": 3000,
        "height": 4000,
        "taken_at": datetime(2026, 1, 5, 12),
        "sent_at": LONG_AGO,
    }
    return _kept(work, HomePhoto(**usual | given))


def erasure_request(work: Work, patient_id: uuid.UUID, **given: Any) -> ErasureRequest:
    """One that was asked for."""
    usual = {
        "id": uuid.uuid4(),
        "patient_id": patient_id,
        "state": ErasureState.ASKED,
        "asked_at": LONG_AGO,
        "changed_at": LONG_AGO,
        "changed_by": "Patient",
    }
    return _kept(work, ErasureRequest(**usual | given))


def case(work: Work, earlier: Photo, later: Photo, picture: bytes, **given: Any) -> Case:
    """A published one in the clinic, both of whose pictures are `picture`."""
    digest = hashlib.sha256(picture).hexdigest()
    usual = {
        "id": uuid.uuid4(),
        "slug": f"slug-{next(_numbers)}",
        "patient_id": earlier.patient_id,
        "course_id": earlier.course_id,
        "earlier_id": earlier.id,
        "later_id": later.id,
        "audience": Audience.CLINIC,
        "state": CaseState.PUBLISHED,
        "frame": [0.0, 0.0, 1.0, 1.0],
        "hiding": Hiding.NOTHING,
        "area": [0.0, 0.0, 1.0, 1.0],
        "disguise": Disguise.NOT_RECOGNISABLE,
        "earlier_sha256": digest,
        "later_sha256": digest,
        "days": 56,
        "sessions": 6,
        "grade": "B",
        "made_by": "Staff",
        "made_at": LONG_AGO,
        "approved_by": "Admin",
        "published_at": LONG_AGO,
    }
    row = _kept(work, Case(**usual | given))
    for side in case_pulls.SIDES:
        work.store.put(str(row.patient_id), case_pulls.key(row.id, side), picture)
    return row


def sign(work: Work, case: Case) -> None:
    """Give its pictures what they need to be approved."""
    done = Done("Before", aligned=False, cropped=False, hiding=Hiding.NOTHING)
    before, after = (
        credentials.sign(case_pictures.read(work, case, side), done, work.signer())
        for side in case_pulls.SIDES
    )
    case_pictures.keep(work, case, Made(case.look, case.disguise, (before, after)))
    work.session.commit()


def outside_copy(work: Work, case: Case, **given: Any) -> OutsideCopy:
    """Both pictures of a case on a social network, where nobody said yet that they are gone."""
    usual = {
        "id": uuid.uuid4(),
        "case_id": case.id,
        "scope": Scope.INSTAGRAM,
        "place": "@glow.clinic",
        "address": "https://social.example/p/1",
        "taken_by": "Staff",
        "taken_at": LONG_AGO,
    }
    return _kept(work, OutsideCopy(**usual | given))


def website(work: Work, origin: str = "") -> Website:
    origin = origin or f"https://clinic-{next(_numbers)}.example"
    row = Website(id=uuid.uuid4(), origin=origin, added_by="Admin", added_at=LONG_AGO)
    return _kept(work, row)


def _kept(work: Work, row: Row) -> Row:
    work.session.add(row)
    work.session.commit()
    return row
