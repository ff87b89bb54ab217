"""Who may do what: the one table of policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Role(StrEnum):
    ADMIN = "admin"
    CLINICIAN = "clinician"
    STAFF = "staff"
    PATIENT = "patient"


class Action(StrEnum):
    """Everything that a signed-in person can ask for."""

    SEE_TODAY = "see-today"
    FIND_PATIENTS = "find-patients"
    SEE_PATIENT = "see-patient"
    EDIT_PATIENT = "edit-patient"
    SEE_COURSE = "see-course"
    EDIT_COURSE = "edit-course"
    SEE_VISIT = "see-visit"
    EDIT_VISIT = "edit-visit"
    RECORD_TREATMENT = "record-treatment"
    OVERRIDE_SAFETY_STOP = "override-safety-stop"
    ADD_PHOTOS = "add-photos"
    EDIT_PHOTO = "edit-photo"
    SEE_PHOTO = "see-photo"
    COMPARE = "compare"
    ALIGN_BY_HAND = "align-by-hand"
    SEE_PORTAL = "see-portal"
    MANAGE_PEOPLE = "manage-people"
    SEE_ACTIVITY = "see-activity"
    KEEP_OWN_ACCOUNT = "keep-own-account"


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is done."""

    id: UUID | None
    name: str
    roles: frozenset[Role]
    patient_id: UUID | None = None


CLINICAL: Final = frozenset({Role.CLINICIAN})
CLINIC: Final = frozenset({Role.ADMIN, Role.CLINICIAN, Role.STAFF})
EVERYONE: Final = frozenset(Role)

POLICY: Final[dict[Action, frozenset[Role]]] = {
    Action.SEE_TODAY: CLINIC,
    Action.FIND_PATIENTS: CLINIC,
    Action.SEE_PATIENT: CLINIC,
    Action.EDIT_PATIENT: CLINIC,
    Action.SEE_COURSE: EVERYONE,
    Action.EDIT_COURSE: CLINICAL,
    Action.SEE_VISIT: CLINIC,
    Action.EDIT_VISIT: CLINIC,
    Action.RECORD_TREATMENT: CLINICAL,
    Action.OVERRIDE_SAFETY_STOP: CLINICAL,
    Action.ADD_PHOTOS: CLINIC,
    Action.EDIT_PHOTO: CLINIC,
    Action.SEE_PHOTO: EVERYONE,
    Action.COMPARE: EVERYONE,
    Action.ALIGN_BY_HAND: CLINICAL,
    Action.SEE_PORTAL: frozenset({Role.PATIENT}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Action.SEE_ACTIVITY: frozenset({Role.ADMIN}),
    Action.KEEP_OWN_ACCOUNT: EVERYONE,
}


def can(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles permits the action at all."""
    return not actor.roles.isdisjoint(POLICY[action])


def may_reach(actor: Actor, patient_id: UUID) -> bool:
    """Whether the actor may know of this patient: a patient knows only of themselves."""
    return not actor.roles.isdisjoint(CLINIC) or actor.patient_id == patient_id


SYSTEM: Final = Actor(id=None, name="Progress", roles=frozenset({Role.ADMIN, Role.CLINICIAN}))
"""The program itself, when no person asks: set-up, recovery and the demo clinic."""
