"""Which events belong together for who searches the record; an event may lie in several groups."""

from __future__ import annotations

from typing import Final

from progress.rules.audit import Event
from progress.rules.words import Word


class Group(Word):
    """In the order in which an administrator is offered them."""

    LOOKS = "looks", "Looks at photos"
    EXPORTS = "exports", "What left the clinic"
    PUBLICATIONS = "publications", "Publications and galleries"
    CONSENTS = "consents", "Consents"
    REFUSALS = "refusals", "Refusals"
    ERASURES = "erasures", "Erasures"
    PHOTOS = "photos", "Photos and alignments"
    VISITS = "visits", "Courses, visits and treatments"
    FROM_HOME = "from-home", "What patients sent from home"
    PATIENTS = "patients", "Patients’ details"
    PEOPLE = "people", "Who can sign in"
    DEVICES = "devices", "Phones and tablets"
    RECORD = "the-record", "The record itself"


GROUPS: Final[dict[Group, tuple[Event, ...]]] = {
    Group.LOOKS: (
        Event.PHOTO_SEEN,
        Event.HOME_PHOTO_SEEN,
        Event.CASE_PREVIEWED,
        Event.CASE_SEEN,
        Event.CONSENT_PAPER_OPENED,
        Event.EVERYTHING_DOWNLOADED,
    ),
    Group.EXPORTS: (
        Event.EVERYTHING_DOWNLOADED,
        Event.TREATMENT_RECORD_DOWNLOADED,
        Event.CASE_EXPORTED,
        Event.CONSENT_PAPER_OPENED,
        Event.LETTER_MADE,
        Event.COPY_CHANGED,
        Event.COPY_TAKEN_DOWN,
        Event.COPY_FOUND_AGAIN,
    ),
    Group.PUBLICATIONS: (
        Event.CASE_MADE,
        Event.CASE_SUBMITTED,
        Event.CASE_SENT_BACK,
        Event.CASE_PUBLISHED,
        Event.CASE_REFUSED,
        Event.CASE_PULLED,
        Event.CASE_EXPORTED,
        Event.WEB_GALLERY_OPENED,
        Event.WEB_GALLERY_CLOSED,
        Event.WEBSITE_ADDED,
        Event.WEBSITE_REMOVED,
        Event.CLOSING_WORDS_CHOSEN,
    ),
    Group.CONSENTS: (
        Event.CONSENT_ASKED,
        Event.CONSENT_CANCELLED,
        Event.CONSENT_SIGNED,
        Event.CONSENT_REFUSED,
        Event.CONSENT_WITHDRAWN,
        Event.CONSENT_PAPER_OPENED,
        Event.CONSENT_TEXT_CHANGED,
        Event.CONSENT_TEXT_PUBLISHED,
    ),
    Group.REFUSALS: (
        Event.ACCESS_REFUSED,
        Event.SIGN_IN_FAILED,
        Event.INVITATION_ANSWERED_WRONGLY,
        Event.CONSENT_REFUSED,
        Event.CASE_REFUSED,
        Event.CASE_SENT_BACK,
        Event.HOME_PHOTO_DECLINED,
        Event.ERASURE_REFUSED,
        Event.TREATMENT_STOPPED,
        Event.SAFETY_STOP_OVERRIDDEN,
    ),
    Group.ERASURES: (
        Event.ERASURE_ASKED,
        Event.ERASURE_TAKEN_BACK,
        Event.ERASURE_BEING_HANDLED,
        Event.ERASURE_REFUSED,
        Event.ERASURE_BEGUN,
        Event.ERASURE_STEPPED_BACK,
        Event.ERASURE_CONFIRMED,
        Event.ERASED,
        Event.ERASED_AGAIN,
    ),
    Group.PHOTOS: (
        Event.PHOTO_ADDED,
        Event.PHOTO_CHANGED,
        Event.PHOTO_CHOSEN,
        Event.PHOTO_SET_ASIDE,
        Event.PHOTO_RESTORED,
        Event.BASELINE_CHOSEN,
        Event.ALIGNED_BY_HAND,
        Event.HAND_ALIGNMENT_UNDONE,
        Event.IDENTITY_QUESTIONED,
        Event.IDENTITY_CONFIRMED,
        Event.IDENTITY_DENIED,
        Event.IDENTITY_REOPENED,
    ),
    Group.VISITS: (
        Event.COURSE_ADDED,
        Event.COURSE_CHANGED,
        Event.VISIT_ADDED,
        Event.VISIT_CHANGED,
        Event.VISIT_REMOVED,
        Event.TREATMENT_RECORDED,
        Event.TREATMENT_STOPPED,
        Event.SAFETY_STOP_OVERRIDDEN,
        Event.SIDE_EFFECTS_RECORDED,
    ),
    Group.FROM_HOME: (
        Event.REPORT_SENT,
        Event.REPORT_ANSWERED,
        Event.REPORT_TAKEN_OVER,
        Event.HOME_PHOTO_SENT,
        Event.HOME_PHOTO_SEEN,
        Event.HOME_PHOTO_ACCEPTED,
        Event.HOME_PHOTO_DECLINED,
    ),
    Group.PATIENTS: (
        Event.PATIENT_ADDED,
        Event.PATIENT_CHANGED,
        Event.LANGUAGE_CHOSEN,
    ),
    Group.PEOPLE: (
        Event.SIGNED_IN,
        Event.SIGN_IN_FAILED,
        Event.SIGNED_OUT,
        Event.PERSON_ADDED,
        Event.PERSON_CHANGED,
        Event.PASSWORD_CHOSEN,
        Event.PASSKEY_ADDED,
        Event.PASSKEY_REMOVED,
        Event.INVITATION_MADE,
        Event.LETTER_MADE,
        Event.INVITATION_USED,
        Event.INVITATION_REVOKED,
        Event.INVITATION_ANSWERED_WRONGLY,
        Event.RESET_ASKED,
        Event.RESET_USED,
    ),
    Group.DEVICES: (
        Event.CAPTURE_OPENED,
        Event.CAPTURE_CONNECTED,
        Event.CAPTURE_ENDED,
        Event.TABLET_HANDED_OVER,
        Event.TABLET_TAKEN_BACK,
        Event.KIOSK_BEGUN,
        Event.KIOSK_ENDED,
    ),
    Group.RECORD: (Event.RECORD_CHECKED,),
}
