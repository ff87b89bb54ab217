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
    CAPTURE = "capture"
    OPEN_CAPTURE = "open-capture"
    EDIT_PHOTO = "edit-photo"
    SEE_PHOTO = "see-photo"
    COMPARE = "compare"
    ALIGN_BY_HAND = "align-by-hand"
    SEE_PORTAL = "see-portal"
    DOWNLOAD_EVERYTHING = "download-everything"
    INVITE_PATIENT = "invite-patient"
    MANAGE_PEOPLE = "manage-people"
    SEE_ACTIVITY = "see-activity"
    ASK_CONSENT = "ask-consent"
    SEE_CONSENTS = "see-consents"
    SIGN_CONSENT = "sign-consent"
    WITHDRAW_CONSENT = "withdraw-consent"
    EDIT_CONSENT_TEXTS = "edit-consent-texts"
    REPORT_SIDE_EFFECT = "report-side-effect"
    SEE_REPORTS = "see-reports"
    ANSWER_REPORT = "answer-report"
    SEND_HOME_PHOTO = "send-home-photo"
    SEE_HOME_PHOTO = "see-home-photo"
    DECIDE_HOME_PHOTO = "decide-home-photo"
    ASK_ERASURE = "ask-erasure"
    HANDLE_ERASURE = "handle-erasure"
    KEEP_OWN_ACCOUNT = "keep-own-account"


class Reach(StrEnum):
    """How far an action goes in a capture session."""

    VISIT = "visit"
    COURSE = "course"


@dataclass(frozen=True)
class CaptureScope:
    """What a phone that scanned a visit's code may reach: the visit, and the photos of its course,
    which it lays over its own."""

    session_id: UUID
    course_id: UUID
    visit_id: UUID

    def holds(self, action: Action, course_id: UUID | None, visit_id: UUID | None) -> bool:
        """Whether a thing of this course and visit is within reach; what is not said is not."""
        if CAPTURE_POLICY.get(action) is Reach.COURSE:
            return course_id == self.course_id
        return action in CAPTURE_POLICY and visit_id == self.visit_id


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is done."""

    id: UUID | None
    name: str
    roles: frozenset[Role]
    patient_id: UUID | None = None
    scope: CaptureScope | None = None
    """Set when the person acts through a phone that is let in for one visit alone."""


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
    Action.CAPTURE: CLINIC,
    Action.OPEN_CAPTURE: CLINIC,
    Action.EDIT_PHOTO: CLINIC,
    Action.SEE_PHOTO: EVERYONE,
    Action.COMPARE: EVERYONE,
    Action.ALIGN_BY_HAND: CLINICAL,
    Action.SEE_PORTAL: frozenset({Role.PATIENT}),
    Action.DOWNLOAD_EVERYTHING: frozenset({Role.PATIENT, Role.ADMIN}),
    Action.INVITE_PATIENT: CLINIC,
    Action.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Action.SEE_ACTIVITY: frozenset({Role.ADMIN}),
    Action.ASK_CONSENT: CLINIC,
    Action.SEE_CONSENTS: EVERYONE,
    Action.SIGN_CONSENT: EVERYONE,
    Action.WITHDRAW_CONSENT: EVERYONE,
    Action.EDIT_CONSENT_TEXTS: frozenset({Role.ADMIN}),
    Action.REPORT_SIDE_EFFECT: frozenset({Role.PATIENT}),
    Action.SEE_REPORTS: EVERYONE,
    Action.ANSWER_REPORT: CLINICAL,
    Action.SEND_HOME_PHOTO: frozenset({Role.PATIENT}),
    Action.SEE_HOME_PHOTO: EVERYONE,
    Action.DECIDE_HOME_PHOTO: CLINICAL,
    Action.ASK_ERASURE: frozenset({Role.PATIENT}),
    Action.HANDLE_ERASURE: frozenset({Role.ADMIN}),
    Action.KEEP_OWN_ACCOUNT: EVERYONE,
}


CAPTURE_POLICY: Final[dict[Action, Reach]] = {
    Action.ADD_PHOTOS: Reach.VISIT,
    Action.CAPTURE: Reach.VISIT,
    Action.SEE_PHOTO: Reach.COURSE,
}
"""All that a capture session may do; its person's roles must permit it as well."""


def can(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles permits the action at all."""
    if actor.scope and action not in CAPTURE_POLICY:
        return False
    return not actor.roles.isdisjoint(POLICY[action])


def may_reach(
    actor: Actor,
    action: Action,
    patient_id: UUID,
    course_id: UUID | None = None,
    visit_id: UUID | None = None,
) -> bool:
    """Whether the actor may know of something of this patient's, and where it lies, as far as the
    caller says: a patient knows only of themselves, a capture session only of its scope."""
    if actor.scope:
        return actor.scope.holds(action, course_id, visit_id)
    return not actor.roles.isdisjoint(CLINIC) or actor.patient_id == patient_id


SYSTEM: Final = Actor(id=None, name="Progress", roles=frozenset({Role.ADMIN, Role.CLINICIAN}))
"""The program itself, when no person asks: set-up, recovery and the demo clinic."""
