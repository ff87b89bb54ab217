from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.access import POLICY, SYSTEM, Action, Actor, Role, can, may_reach

MAY: dict[Role, set[str]] = {
    Role.PATIENT: {"see-course", "see-photo", "compare", "see-portal", "keep-own-account"},
    Role.STAFF: {
        "see-today",
        "find-patients",
        "see-patient",
        "edit-patient",
        "see-course",
        "see-visit",
        "edit-visit",
        "add-photos",
        "edit-photo",
        "see-photo",
        "compare",
        "keep-own-account",
    },
}
MAY[Role.CLINICIAN] = MAY[Role.STAFF] | {
    "edit-course",
    "record-treatment",
    "override-safety-stop",
    "align-by-hand",
}
MAY[Role.ADMIN] = MAY[Role.STAFF] | {"manage-people", "see-activity"}
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
    assert may_reach(actor(role), uuid4())


def test_a_patient_reaches_themselves_and_nobody_else() -> None:
    me, other = uuid4(), uuid4()
    assert may_reach(actor(Role.PATIENT, patient_id=me), me)
    assert not may_reach(actor(Role.PATIENT, patient_id=me), other)


def test_an_account_that_belongs_to_no_patient_reaches_nobody() -> None:
    assert not may_reach(actor(Role.PATIENT), uuid4())
    assert not may_reach(actor(), uuid4())


def test_the_program_itself_works_as_the_clinic_and_is_nobody() -> None:
    assert SYSTEM.id is None
    assert may_reach(SYSTEM, uuid4())
    assert can(SYSTEM, Action.ADD_PHOTOS)
    assert not can(SYSTEM, Action.SEE_PORTAL)
