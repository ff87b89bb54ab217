from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.access import (
    CAPTURE_POLICY,
    CLINIC,
    POLICY,
    SYSTEM,
    Action,
    Actor,
    CaptureScope,
    ConsentScope,
    KioskScope,
    Role,
    can,
    may_reach,
)

MAY: dict[Role, set[str]] = {
    Role.PATIENT: {
        "see-course",
        "see-photo",
        "compare",
        "see-portal",
        "download-everything",
        "see-consents",
        "sign-consent",
        "withdraw-consent",
        "report-side-effect",
        "see-reports",
        "send-home-photo",
        "see-home-photo",
        "ask-erasure",
        "keep-own-account",
    },
    Role.STAFF: {
        "see-today",
        "find-patients",
        "see-patient",
        "edit-patient",
        "see-course",
        "see-visit",
        "edit-visit",
        "add-photos",
        "invite-patient",
        "capture",
        "open-capture",
        "edit-photo",
        "see-photo",
        "compare",
        "ask-consent",
        "see-consents",
        "withdraw-consent",
        "see-reports",
        "see-home-photo",
        "keep-own-account",
        "see-gallery",
        "edit-gallery",
        "see-kiosk",
        "open-kiosk",
        "see-teaching",
        "export-case",
        "chase-copies",
    },
}
MAY[Role.CLINICIAN] = MAY[Role.STAFF] | {
    "edit-course",
    "record-treatment",
    "override-safety-stop",
    "confirm-erasure",
    "align-by-hand",
    "answer-report",
    "decide-home-photo",
    "approve-case",
}
MAY[Role.ADMIN] = MAY[Role.STAFF] | {
    "approve-case",
    "handle-erasure",
    "confirm-erasure",
    "manage-people",
    "see-activity",
    "download-everything",
    "edit-consent-texts",
    "edit-publishing",
}
"""What each role may do, written down a second time: who changes the policy changes it here too."""

ROLES = st.frozensets(st.sampled_from(Role))
ACTIONS = st.sampled_from(Action)


def actor(*roles: Role, patient_id: UUID | None = None) -> Actor:
    return Actor(id=uuid4(), name="Asha Rao", roles=frozenset(roles), patient_id=patient_id)


def test_every_action_has_a_stated_policy_and_somebody_who_may() -> None:
    assert set(POLICY) == set(Action)
    assert all(POLICY.values())


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_exactly_what_is_written_down(role: Role) -> None:
    assert {action for action in Action if can(actor(role), action)} == MAY[role]


@given(ROLES, ROLES, ACTIONS)
def test_a_further_role_only_adds(
    some: frozenset[Role], more: frozenset[Role], act: Action
) -> None:
    both = can(actor(*some, *more), act)
    assert both == (can(actor(*some), act) or can(actor(*more), act))


@pytest.mark.parametrize("action", Action)
def test_nobody_does_anything_without_a_role(action: Action) -> None:
    assert not can(actor(), action)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CLINICIAN, Role.STAFF])
def test_the_clinic_reaches_every_patient(role: Role) -> None:
    assert may_reach(actor(role), Action.SEE_PATIENT, uuid4())


def test_a_patient_reaches_themselves_and_nobody_else() -> None:
    me, other = uuid4(), uuid4()
    assert may_reach(actor(Role.PATIENT, patient_id=me), Action.SEE_PHOTO, me)
    assert not may_reach(actor(Role.PATIENT, patient_id=me), Action.SEE_PHOTO, other)


def test_an_account_that_belongs_to_no_patient_reaches_nobody() -> None:
    assert not may_reach(actor(Role.PATIENT), Action.SEE_PHOTO, uuid4())
    assert not may_reach(actor(), Action.SEE_PHOTO, uuid4())


def test_the_program_itself_works_as_the_clinic_and_is_nobody() -> None:
    assert SYSTEM.id is None
    assert may_reach(SYSTEM, Action.ADD_PHOTOS, uuid4())
    assert can(SYSTEM, Action.ADD_PHOTOS)
    assert not can(SYSTEM, Action.SEE_PORTAL)


# -- a phone that is let in for one visit --------------------------------------------------------


def on_phone(*roles: Role) -> Actor:
    return replace(actor(*roles), scope=CaptureScope(uuid4(), uuid4(), uuid4()))


@pytest.mark.parametrize("role", Role)
def test_a_phone_may_do_what_is_written_down_and_its_person_may(role: Role) -> None:
    may = {action for action in Action if can(on_phone(role), action)}
    assert may == {"add-photos", "capture", "see-photo"} & MAY[role]


@given(ROLES, ACTIONS)
def test_a_phone_reaches_one_visit_and_the_photos_of_its_course(
    roles: frozenset[Role], action: Action
) -> None:
    phone = on_phone(*roles)
    assert isinstance(phone.scope, CaptureScope)
    course, visit, patient = phone.scope.course_id, phone.scope.visit_id, uuid4()
    seen = action is Action.SEE_PHOTO
    assert may_reach(phone, action, patient, course, visit) == (action in CAPTURE_POLICY)
    assert may_reach(phone, action, patient, course, uuid4()) == seen
    assert not may_reach(phone, action, patient, uuid4(), uuid4())


@given(ROLES, ACTIONS)
def test_what_is_not_said_to_lie_within_reach_does_not(
    roles: frozenset[Role], action: Action
) -> None:
    assert not may_reach(on_phone(*roles), action, uuid4())


def test_a_patients_own_sign_in_cannot_widen_a_phones_reach() -> None:
    mine = uuid4()
    phone = replace(on_phone(Role.PATIENT), patient_id=mine)
    assert not may_reach(phone, Action.SEE_PHOTO, mine, uuid4(), uuid4())


# -- a tablet in a patient's hands ---------------------------------------------------------------


def on_tablet(*roles: Role) -> Actor:
    return replace(actor(*roles), scope=ConsentScope(uuid4(), uuid4()))


@given(ROLES, ACTIONS)
def test_a_tablet_answers_one_question_and_does_nothing_else(
    roles: frozenset[Role], action: Action
) -> None:
    tablet = on_tablet(*roles)
    assert isinstance(tablet.scope, ConsentScope)
    course, question = tablet.scope.course_id, tablet.scope.request_id
    signs = action is Action.SIGN_CONSENT
    assert can(tablet, action) == (signs and not roles.isdisjoint(CLINIC))
    assert may_reach(tablet, action, uuid4(), course, question) == signs
    assert not may_reach(tablet, action, uuid4(), course, uuid4())
    assert not may_reach(tablet, action, uuid4(), uuid4(), question)
    assert not may_reach(tablet, action, uuid4())


# -- a tablet in the waiting room ----------------------------------------------------------------


@given(ROLES, ACTIONS)
def test_a_tablet_in_the_waiting_room_shows_the_gallery_and_nothing_else(
    roles: frozenset[Role], action: Action
) -> None:
    tablet = replace(actor(*roles), scope=KioskScope(uuid4()))
    assert can(tablet, action) == (action is Action.SEE_KIOSK and not roles.isdisjoint(CLINIC))
    assert not may_reach(tablet, action, uuid4(), uuid4(), uuid4())


def test_each_borrowed_device_leaves_a_trace_of_its_own() -> None:
    session = UUID(int=7)
    traces = [
        CaptureScope(session, UUID(int=8), UUID(int=9)).trace,
        ConsentScope(session, UUID(int=8)).trace,
        KioskScope(session).trace,
    ]
    assert traces == [
        {"capture": str(session)},
        {"handed_over": str(session)},
        {"waiting_room": str(session)},
    ]
