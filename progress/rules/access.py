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
    EDIT_PUBLISHING = "edit-publishing"
    REPORT_SIDE_EFFECT = "report-side-effect"
    SEE_REPORTS = "see-reports"
    ANSWER_REPORT = "answer-report"
    SEND_HOME_PHOTO = "send-home-photo"
    SEE_HOME_PHOTO = "see-home-photo"
    DECIDE_HOME_PHOTO = "decide-home-photo"
    ASK_ERASURE = "ask-erasure"
    HANDLE_ERASURE = "handle-erasure"
    CONFIRM_ERASURE = "confirm-erasure"
    KEEP_OWN_ACCOUNT = "keep-own-account"
    SEE_GALLERY = "see-gallery"
    EDIT_GALLERY = "edit-gallery"
    APPROVE_CASE = "approve-case"
    EXPORT_CASE = "export-case"
    CHASE_COPIES = "chase-copies"
    SEE_KIOSK = "see-kiosk"
    OPEN_KIOSK = "open-kiosk"
    SEE_TEACHING = "see-teaching"


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

    def holds(self, action: Action, course_id: UUID | None, part_id: UUID | None) -> bool:
        """Whether a thing of this course and visit is within reach; what is not said is not."""
        if CAPTURE_POLICY.get(action) is Reach.COURSE:
            return course_id == self.course_id
        return action in CAPTURE_POLICY and part_id == self.visit_id

    def may(self, roles: frozenset[Role], action: Action) -> bool:
        """Whether a phone may do this at all, for somebody with these roles."""
        return action in CAPTURE_POLICY and not roles.isdisjoint(POLICY[action])

    @property
    def trace(self) -> dict[str, str]:
        """What the audit says of it beside the person's name."""
        return {"capture": str(self.session_id)}


@dataclass(frozen=True)
class ConsentScope:
    """What a tablet may reach that was handed to a patient: the one question that they answer."""

    request_id: UUID
    course_id: UUID

    def holds(self, action: Action, course_id: UUID | None, part_id: UUID | None) -> bool:
        """Whether a thing is this question, or of it."""
        return action in TABLET_POLICY and (course_id, part_id) == (self.course_id, self.request_id)

    def may(self, roles: frozenset[Role], action: Action) -> bool:
        """Whether a tablet may do this at all, handed over by somebody with these roles."""
        return action in TABLET_POLICY and not roles.isdisjoint(TABLET_POLICY[action])

    @property
    def trace(self) -> dict[str, str]:
        """What the audit says of it beside the person's name."""
        return {"handed_over": str(self.request_id)}


@dataclass(frozen=True)
class KioskScope:
    """What a tablet in the waiting room may reach: what is shown to everybody there."""

    session_id: UUID

    def holds(self, action: Action, course_id: UUID | None, part_id: UUID | None) -> bool:
        """Nothing of one patient's is within reach."""
        return False

    def may(self, roles: frozenset[Role], action: Action) -> bool:
        """Whether such a tablet may do this at all, put there by somebody with these roles."""
        return action in KIOSK_POLICY and not roles.isdisjoint(POLICY[action])

    @property
    def trace(self) -> dict[str, str]:
        """What the audit says of it beside the person's name."""
        return {"waiting_room": str(self.session_id)}


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is done."""

    id: UUID | None
    name: str
    roles: frozenset[Role]
    patient_id: UUID | None = None
    scope: CaptureScope | ConsentScope | KioskScope | None = None
    """Set when the person acts through a phone that is let in for one visit alone, when a patient
    holds their tablet to answer one question, or when it lies in the waiting room."""


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
    Action.SIGN_CONSENT: frozenset({Role.PATIENT}),
    Action.WITHDRAW_CONSENT: EVERYONE,
    Action.EDIT_CONSENT_TEXTS: frozenset({Role.ADMIN}),
    Action.EDIT_PUBLISHING: frozenset({Role.ADMIN}),
    Action.REPORT_SIDE_EFFECT: frozenset({Role.PATIENT}),
    Action.SEE_REPORTS: EVERYONE,
    Action.ANSWER_REPORT: CLINICAL,
    Action.SEND_HOME_PHOTO: frozenset({Role.PATIENT}),
    Action.SEE_HOME_PHOTO: EVERYONE,
    Action.DECIDE_HOME_PHOTO: CLINICAL,
    Action.ASK_ERASURE: frozenset({Role.PATIENT}),
    Action.HANDLE_ERASURE: frozenset({Role.ADMIN}),
    Action.CONFIRM_ERASURE: frozenset({Role.ADMIN, Role.CLINICIAN}),
    Action.KEEP_OWN_ACCOUNT: EVERYONE,
    Action.SEE_GALLERY: CLINIC,
    Action.EDIT_GALLERY: CLINIC,
    Action.APPROVE_CASE: frozenset({Role.ADMIN, Role.CLINICIAN}),
    Action.EXPORT_CASE: CLINIC,
    Action.CHASE_COPIES: CLINIC,
    Action.SEE_KIOSK: CLINIC,
    Action.OPEN_KIOSK: CLINIC,
    Action.SEE_TEACHING: CLINIC,
}


CAPTURE_POLICY: Final[dict[Action, Reach]] = {
    Action.ADD_PHOTOS: Reach.VISIT,
    Action.CAPTURE: Reach.VISIT,
    Action.SEE_PHOTO: Reach.COURSE,
}
"""All that a capture session may do; its person's roles must permit it as well."""
TABLET_POLICY: Final[dict[Action, frozenset[Role]]] = {Action.SIGN_CONSENT: CLINIC}
"""All that a tablet in a patient's hands may do, and who may have handed it over. Nobody of the
clinic signs without having handed it over."""
KIOSK_POLICY: Final = frozenset({Action.SEE_KIOSK})
"""All that a tablet in the waiting room may do."""


def can(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles permits the action at all."""
    if actor.scope:
        return actor.scope.may(actor.roles, action)
    return not actor.roles.isdisjoint(POLICY[action])


def may_reach(
    actor: Actor,
    action: Action,
    patient_id: UUID,
    course_id: UUID | None = None,
    part_id: UUID | None = None,
) -> bool:
    """Whether the actor may know of something of this patient's, and where it lies, as far as the
    caller says: a patient knows only of themselves, a phone or a tablet only of its scope.
    `part_id`: the visit, or the question, in which it lies."""
    if actor.scope:
        return actor.scope.holds(action, course_id, part_id)
    return not actor.roles.isdisjoint(CLINIC) or actor.patient_id == patient_id


SYSTEM: Final = Actor(id=None, name="Progress", roles=frozenset({Role.ADMIN, Role.CLINICIAN}))
"""The program itself, when no person asks: set-up, recovery and the demo clinic."""
