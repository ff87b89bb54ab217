"""Asking, signing, taking back: what stands in the rows afterwards."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound, StorageError
from progress.models import Arrival, AuditEntry, Consent, ConsentRequest, Course, Patient, Photo
from progress.rules.access import ConsentScope
from progress.rules.audit import Event
from progress.rules.consents import Disguise, Extent, Scope, State, standing
from progress.rules.signing import Answers, Kind, Place, Relation
from progress.rules.views import Region
from progress.services import (
    arrivals,
    consent_requests,
    consent_templates,
    consents,
    photos,
    signatures,
)
from progress.services.signatures import Shown
from progress.services.work import Work
from tests import factories, pictures
from tests.conftest import AtWork, Cast

SHOWN = Shown("Glow Clinic", "सिर की सभी फ़ोटो", "क्लिनिक में")
DAY = timedelta(days=1)


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    work.session.get_one(Patient, cast.patient_id).born_on = date(1990, 4, 1)
    return factories.course(work, cast.patient_id)


@pytest.fixture
def version_id(work: Work, cast: Cast) -> uuid.UUID:
    editor = replace(work, actor=cast.admin)
    draft = consent_templates.create(editor, "Photographs")
    return consent_templates.publish(editor, draft.id).id


@pytest.fixture
def request_id(work: Work, course: Course, version_id: uuid.UUID) -> uuid.UUID:
    return consent_requests.ask(work, course.id, version_id).id


def answers(*yes: Scope, **given: object) -> Answers:
    asked = (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)
    said = Answers("hi", {each: each in yes for each in asked}, Disguise.FACE_DISGUISED, "Asha")
    return replace(said, **given)  # type: ignore[arg-type]


def at_home(work: Work, cast: Cast) -> Work:
    return replace(work, actor=cast.patient)


def on_tablet(work: Work, request_id: uuid.UUID) -> Work:
    """The same person's errand once they handed the tablet over."""
    course_id = work.session.get_one(ConsentRequest, request_id).course_id
    return replace(work, actor=replace(work.actor, scope=ConsentScope(request_id, course_id)))


def sign(work: Work, request_id: uuid.UUID, answers: Answers, shown: Shown = SHOWN) -> Consent:
    """On the clinic's tablet."""
    return signatures.sign(on_tablet(work, request_id), request_id, answers, shown)


def rows(work: Work, table: type) -> int:
    return work.session.scalar(select(func.count()).select_from(table)) or 0


def test_what_was_read_and_answered_is_kept_as_it_was(
    work: Work, cast: Cast, request_id: uuid.UUID
) -> None:
    drawn = answers(Scope.WEBSITE, signature=Kind.DRAWN, drawing=pictures.drawing())
    consent = signatures.sign(at_home(work, cast), request_id, drawn, SHOWN)
    said = json.loads(signatures.document(work, consent))
    assert said["title"] == "आपके इलाज की फ़ोटो"
    assert [(each["scope"], each["yes"]) for each in said["questions"]] == [
        ("record", False),
        ("display", False),
        ("teaching", False),
        ("website", True),
    ]
    assert (consent.place, consent.taken_by) == (Place.HOME, None)
    paper = signatures.paper(work, consent)
    assert (paper.signature_png, paper.extent) == (pictures.drawing(), SHOWN.extent)
    assert paper.expires_on == date(2028, 11, 22)


def test_a_signature_under_another_text_is_noticed(work: Work, request_id: uuid.UUID) -> None:
    consent = sign(work, request_id, answers(), SHOWN)
    document = signatures.document(work, consent).replace(b"Asha", b"Usha")
    work.store.put(str(consent.patient_id), signatures.key(consent.id), document)
    with pytest.raises(StorageError, match="damaged"):
        signatures.document(work, consent)


def test_a_question_is_answered_once(work: Work, request_id: uuid.UUID) -> None:
    sign(work, request_id, answers(Scope.WEBSITE), SHOWN)
    with pytest.raises(Conflict, match="not open"):
        sign(work, request_id, answers(), SHOWN)
    assert rows(work, Consent) == 1


def test_of_two_signatures_at_once_one_counts(
    work: Work, request_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[Consent] = []

    def meanwhile(work: Work, request: ConsentRequest, consent: Consent, document: bytes) -> None:
        if not first:
            first.append(consent)
            first.append(sign(work, request_id, answers(Scope.WEBSITE), SHOWN))
        keep(work, request, consent, document)

    keep = signatures._keep
    monkeypatch.setattr(signatures, "_keep", meanwhile)
    with pytest.raises(Conflict, match="not open"):
        sign(work, request_id, answers(Scope.TEACHING), SHOWN)
    assert work.session.scalars(select(Consent)).one().id == first[1].id
    assert signatures.document(work, first[1])
    assert rows(work, Arrival) == 0


def test_a_full_disk_leaves_nothing_and_the_question_open(
    work: Work, request_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(type(work.store), "put", full)
    with pytest.raises(StorageError, match="full"):
        sign(work, request_id, answers(), SHOWN)
    assert work.session.get_one(ConsentRequest, request_id).is_open
    assert (rows(work, Consent), rows(work, Arrival)) == (0, 0)


def test_what_a_crash_left_is_swept(
    work: Work, request_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(signatures, "_answer", killed)
    with pytest.raises(Killed):
        sign(work, request_id, answers(), SHOWN)
    work.session.rollback()
    left = work.session.scalars(select(Arrival)).one()
    assert list(work.store.blobs.list(f"consents/{left.id}"))
    assert arrivals.sweep(replace(work, now=work.now + 2 * DAY)) == 1
    assert not list(work.store.blobs.list("consents"))


def test_a_missing_answer_changes_nothing(work: Work, request_id: uuid.UUID) -> None:
    with pytest.raises(InvalidInput):
        sign(work, request_id, replace(answers(), scopes={}), SHOWN)
    assert (rows(work, Consent), rows(work, Arrival)) == (0, 0)


def test_a_guardian_signs_until_the_child_is_of_age(
    work: Work, cast: Cast, request_id: uuid.UUID
) -> None:
    work.session.get_one(Patient, cast.patient_id).born_on = date(2009, 6, 1)
    with pytest.raises(InvalidInput, match="under 18"):
        sign(work, request_id, answers(), SHOWN)
    by_mother = answers(Scope.WEBSITE, guardian=Relation.MOTHER)
    shown = replace(SHOWN, guardian="माँ")
    consent = sign(work, request_id, by_mother, shown)
    assert consent.ends_at.astimezone().date() == date(2027, 6, 1)
    assert signatures.paper(work, consent).guardian_of == "माँ"


def test_a_date_of_birth_that_is_corrected_ends_a_guardians_word(
    work: Work, cast: Cast, course: Course, request_id: uuid.UUID
) -> None:
    patient = work.session.get_one(Patient, cast.patient_id)
    patient.born_on = date(2009, 6, 1)
    sign(work, request_id, answers(Scope.WEBSITE, guardian=Relation.MOTHER), SHOWN)
    patient.born_on = date(2007, 6, 1)
    work.session.commit()
    assert consents.of_course(work, course).state is State.EXPIRED


def test_who_turns_out_to_have_been_a_child_has_allowed_nothing(
    work: Work, cast: Cast, course: Course, request_id: uuid.UUID
) -> None:
    sign(work, request_id, answers(Scope.WEBSITE), SHOWN)
    work.session.get_one(Patient, cast.patient_id).born_on = date(2010, 6, 1)
    work.session.commit()
    assert consents.of_course(work, course).state is State.EXPIRED


def test_a_stranger_learns_of_nothing(work: Work, cast: Cast, request_id: uuid.UUID) -> None:
    consent = sign(work, request_id, answers(), SHOWN)
    stranger = replace(work, actor=cast.stranger)
    for look in (
        lambda: consent_requests.find(stranger, request_id),
        lambda: consent_requests.open_of(stranger, cast.patient_id),
        lambda: signatures.sign(stranger, request_id, answers(), SHOWN),
        lambda: consents.find(stranger, consent.id),
        lambda: consents.of_patient(stranger, cast.patient_id),
        lambda: consents.withdraw(stranger, cast.patient_id),
    ):
        with pytest.raises(NotFound):
            look()


def test_nobody_of_the_clinic_answers_for_a_patient(work: Work, cast: Cast) -> None:
    """But on a tablet that was handed over for this very question."""
    course = factories.course(work, cast.patient_id)
    signed = factories.consent(work, course)
    version_id = signed.version_id
    one = consent_requests.ask(work, course.id, version_id).id
    two = consent_requests.ask(work, course.id, version_id, view="vertex").id
    with pytest.raises(NotAllowed):
        signatures.sign(work, one, answers(), SHOWN)
    with pytest.raises(NotFound):
        signatures.sign(on_tablet(work, two), one, answers(), SHOWN)
    with pytest.raises(NotAllowed):
        consents.of_patient(on_tablet(work, one), cast.patient_id)
    assert sign(work, one, answers()).taken_by == "Clinician"


def test_a_patient_asks_nobody_and_writes_no_texts(
    work: Work, cast: Cast, course: Course, version_id: uuid.UUID
) -> None:
    with pytest.raises(NotAllowed):
        consent_requests.ask(at_home(work, cast), course.id, version_id)
    with pytest.raises(NotAllowed):
        consent_templates.every(work)


def test_the_same_question_is_asked_once(
    work: Work, course: Course, version_id: uuid.UUID, request_id: uuid.UUID
) -> None:
    again = consent_requests.ask(work, course.id, version_id)
    of_view = consent_requests.ask(work, course.id, version_id, view="vertex")
    open_now = [each.id for each in consent_requests.open_of(work, course.patient_id)]
    assert open_now == [again.id, of_view.id]


def test_a_cancelled_question_cannot_be_signed(work: Work, request_id: uuid.UUID) -> None:
    consent_requests.cancel(work, request_id)
    with pytest.raises(Conflict):
        consent_requests.cancel(work, request_id)
    with pytest.raises(Conflict, match="not open"):
        sign(work, request_id, answers(), SHOWN)


def test_photos_of_another_course_are_not_asked_for(
    work: Work, cast: Cast, course: Course, version_id: uuid.UUID
) -> None:
    face = factories.course(work, cast.patient_id, Region.FACE)
    visit = factories.visit(work, face, date(2026, 11, 1))
    photo = factories.photo(work, visit, view="frontal")
    with pytest.raises(InvalidInput, match="photos of this course"):
        consent_requests.ask(work, course.id, version_id, photo_ids=[photo.id])
    assert consent_requests.ask(work, face.id, version_id, photo_ids=[photo.id]).photo_ids


def allowed(work: Work, photo: Photo) -> frozenset[Scope]:
    acts = consents.history(work, photo.patient_id)
    return standing(acts, consents.subject(photo), work.now).scopes


class TestTakingBack:
    def test_it_works_at_once_and_says_what_it_took(
        self, work: Work, cast: Cast, course: Course, request_id: uuid.UUID
    ) -> None:
        factories.photo(work, factories.visit(work, course, date(2026, 11, 1)))
        sign(work, request_id, answers(Scope.WEBSITE, Scope.TEACHING), SHOWN)
        assert consents.of_course(work, course).scopes == {Scope.WEBSITE, Scope.TEACHING}
        home = at_home(work, cast)
        taken = consents.withdraw(home, cast.patient_id, Extent(course.id), {Scope.WEBSITE})
        assert consents.of_course(work, course).scopes == {Scope.TEACHING}
        counted = {"photos": 1, "scopes": ["website"]}
        assert taken.receipt == counted | {"outside": [], "cases": [], "copies": []}

    def test_of_a_view_holds_its_photos_wherever_they_are_filed_later(
        self, work: Work, course: Course, request_id: uuid.UUID
    ) -> None:
        visit = factories.visit(work, course, date(2026, 11, 1))
        held, other = (factories.photo(work, visit, view=view) for view in ("vertex", "midline"))
        sign(work, request_id, answers(Scope.TEACHING), SHOWN)
        taken = consents.withdraw(work, course.patient_id, Extent(course.id, "vertex"))
        photos.place(work, held.id, "superior")
        assert [allowed(work, each) for each in (held, other)] == [set(), {Scope.TEACHING}]
        work.session.delete(taken)
        work.session.commit()
        assert consents.withdraw_again(work) == 1, "As after a restored backup."
        assert allowed(work, held) == set()

    def test_of_everything(
        self, work: Work, cast: Cast, course: Course, request_id: uuid.UUID
    ) -> None:
        sign(work, request_id, answers(Scope.TEACHING), SHOWN)
        taken = consents.withdraw(work, cast.patient_id)
        assert taken.receipt == {
            "photos": 0,
            "scopes": ["teaching"],
            "outside": ["teaching"],
            "cases": [],
            "copies": [],
        }
        assert consents.of_course(work, course).state is State.WITHDRAWN
        assert consents.receipt(work, taken.id) is taken
        assert consents.withdrawals(work, cast.patient_id) == [taken]

    @pytest.mark.parametrize("before", [False, True])
    def test_a_clock_that_was_put_back_brings_nothing_back(
        self, work: Work, cast: Cast, course: Course, version_id: uuid.UUID, before: bool
    ) -> None:
        """`before`: whether something was signed under the right clock as well."""
        for days in (0, 2) if before else (2,):
            wrong = replace(work, now=work.now + days * DAY)
            asked = consent_requests.ask(wrong, course.id, version_id)
            sign(wrong, asked.id, answers(Scope.TEACHING), SHOWN)
        later = replace(work, now=work.now + DAY)
        consents.withdraw(later, cast.patient_id)
        for days in (1, 2, 3):
            then = replace(work, now=work.now + days * DAY)
            assert not consents.of_course(then, course).scopes

    def test_nothing_is_taken_back_twice(
        self, work: Work, cast: Cast, request_id: uuid.UUID
    ) -> None:
        sign(work, request_id, answers(Scope.TEACHING), SHOWN)
        consents.withdraw(work, cast.patient_id)
        with pytest.raises(Conflict, match="nothing to take back"):
            consents.withdraw(work, cast.patient_id)


def test_a_patients_list_tells_what_became_of_each(
    work: Work, cast: Cast, course: Course, version_id: uuid.UUID, request_id: uuid.UUID
) -> None:
    first = sign(work, request_id, answers(Scope.WEBSITE), SHOWN)
    later = replace(work, now=work.now + DAY)
    again = consent_requests.ask(later, course.id, version_id)
    second = sign(later, again.id, answers(), SHOWN)
    held = consents.of_patient(later, cast.patient_id)
    assert [(each.consent.id, each.standing.state) for each in held] == [
        (second.id, State.ACTIVE),
        (first.id, State.REPLACED),
    ]


def test_today_speaks_of_what_ends(work: Work, cast: Cast, request_id: uuid.UUID) -> None:
    consent = sign(work, request_id, answers(Scope.WEBSITE), SHOWN)

    def ending(days: int) -> list[uuid.UUID]:
        then = replace(work, now=consent.ends_at + days * DAY)
        return [each.held.consent.id for each in consents.ending(then)]

    assert [bool(ending(days)) for days in (-31, -29, 0, 29, 31)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    consents.withdraw(work, cast.patient_id)
    assert not ending(0)


def test_a_no_to_everything_is_recorded_as_one(work: Work, cast: Cast, request_id) -> None:
    sign(work, request_id, answers(), SHOWN)
    query = select(AuditEntry.event).where(AuditEntry.patient_id == cast.patient_id)
    events = set(work.session.scalars(query))
    assert Event.CONSENT_REFUSED in events
    assert Event.CONSENT_SIGNED not in events


def test_each_act_is_recorded(work: Work, cast: Cast, at_work: AtWork, request_id) -> None:
    sign(work, request_id, answers(Scope.WEBSITE), SHOWN)
    consents.withdraw(work, cast.patient_id)
    events = work.session.scalars(
        select(AuditEntry.event).where(AuditEntry.patient_id == cast.patient_id)
    ).all()
    assert [each for each in events if each.startswith("consent")] == [
        Event.CONSENT_ASKED,
        Event.CONSENT_SIGNED,
        Event.CONSENT_WITHDRAWN,
    ]
