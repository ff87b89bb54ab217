"""Entries of the record as sentences."""

from __future__ import annotations

from typing import Any, Final

from progress.rules.audit import Event
from progress.services.activity import Activity
from progress.web.activity_details import in_brackets

ERASED: Final = "an erased patient"
SAID: Final[dict[Event, str]] = {
    Event.SIGNED_IN: "{who} signed in",
    Event.SIGN_IN_FAILED: "A wrong password was typed for {person}",
    Event.SIGNED_OUT: "{who} signed out",
    Event.ACCESS_REFUSED: "{who} asked for what their sign-in does not allow{of}",
    Event.PERSON_ADDED: "{who} let {person} sign in",
    Event.PERSON_CHANGED: "{who} changed the sign-in of {person}",
    Event.PATIENT_ADDED: "{who} added {patient}",
    Event.PATIENT_CHANGED: "{who} changed {whose} details",
    Event.LANGUAGE_CHOSEN: "{who} chose the language of {whose} pages",
    Event.COURSE_ADDED: "{who} opened a course for {patient}{thing}",
    Event.COURSE_CHANGED: "{who} changed {whose} course{thing}",
    Event.VISIT_ADDED: "{who} added a visit of {patient}{thing}",
    Event.VISIT_CHANGED: "{who} changed {whose} visit{thing}",
    Event.VISIT_REMOVED: "{who} removed a visit of {patient} that had nothing in it",
    Event.TREATMENT_RECORDED: "{who} recorded {whose} treatment{thing}",
    Event.TREATMENT_STOPPED: "{who} met a safety stop at {whose} treatment{thing}",
    Event.SAFETY_STOP_OVERRIDDEN: "{who} went on in spite of a safety stop with {patient}{thing}",
    Event.SIDE_EFFECTS_RECORDED: "{who} recorded {whose} side effects{thing}",
    Event.PHOTO_ADDED: "{who} added a photo of {patient}{thing}",
    Event.PHOTO_CHANGED: "{who} corrected {whose} photo{thing}",
    Event.PHOTO_SET_ASIDE: "{who} set {whose} photo aside{thing}",
    Event.PHOTO_RESTORED: "{who} took {whose} photo back{thing}",
    Event.PHOTO_SEEN: "{who} looked at {whose} photo{thing}",
    Event.IDENTITY_QUESTIONED: "{who} asked whether {whose} photo shows somebody else{thing}",
    Event.IDENTITY_CONFIRMED: "{who} said that {whose} photo shows them{thing}",
    Event.IDENTITY_DENIED: "{who} said that {whose} photo shows somebody else{thing}",
    Event.IDENTITY_REOPENED: "{who} asked again whom {whose} photo shows{thing}",
    Event.BASELINE_CHOSEN: "{who} laid the others over {whose} photo{thing}",
    Event.ALIGNED_BY_HAND: "{who} lined {whose} photo up by hand{thing}",
    Event.HAND_ALIGNMENT_UNDONE: "{who} undid an alignment by hand of {whose} photo{thing}",
    Event.PHOTO_CHOSEN: "{who} let {whose} photo stand for its view{thing}",
    Event.CAPTURE_OPENED: "{who} made a code to photograph {patient} with a phone{thing}",
    Event.CAPTURE_CONNECTED: "A phone scanned {whose_code} code for {patient}{thing}",
    Event.CAPTURE_ENDED: "{who} ended a phone’s session for {patient}{thing}",
    Event.EVERYTHING_DOWNLOADED: "{who} downloaded everything of {patient}",
    Event.TREATMENT_RECORD_DOWNLOADED: "{who} downloaded {whose} treatment record without photos",
    Event.CONSENT_ASKED: "{who} asked {patient} for consent{thing}",
    Event.CONSENT_CANCELLED: "{who} took a question of consent to {patient} back{thing}",
    Event.TABLET_HANDED_OVER: "{who} handed the tablet to {patient} to answer a question",
    Event.TABLET_TAKEN_BACK: "{who} took the tablet back from {patient}",
    Event.CONSENT_SIGNED: "{signer} gave consent{thing}",
    Event.CONSENT_REFUSED: "{signer} refused consent: no to everything{thing}",
    Event.CONSENT_PAPER_OPENED: "{who} opened {whose} signed consent{thing}",
    Event.CONSENT_WITHDRAWN: "{who} took {whose} consent back{thing}",
    Event.CONSENT_TEXT_CHANGED: "{who} changed a text of consent{thing}",
    Event.CONSENT_TEXT_PUBLISHED: "{who} published a text of consent{thing}",
    Event.INVITATION_MADE: "{who} invited {patient}",
    Event.LETTER_MADE: "{who} had a letter of invitation made for {patient}",
    Event.INVITATION_ANSWERED_WRONGLY: "A wrong answer was given to {whose} invitation",
    Event.INVITATION_USED: "{who} used the invitation",
    Event.INVITATION_REVOKED: "{who} revoked {whose} invitation",
    Event.RESET_ASKED: "A new way in was asked for, for {person}",
    Event.RESET_USED: "{who} used the link of a new way in",
    Event.PASSKEY_ADDED: "{who} added a passkey",
    Event.PASSKEY_REMOVED: "{who} removed a passkey",
    Event.PASSWORD_CHOSEN: "{who} chose a password",
    Event.REPORT_SENT: "{who} reported a side effect",
    Event.REPORT_ANSWERED: "{who} answered {whose} report of a side effect",
    Event.REPORT_TAKEN_OVER: "{who} took {whose} report of a side effect into the record",
    Event.HOME_PHOTO_SENT: "{who} sent a photo from home{thing}",
    Event.HOME_PHOTO_SEEN: "{who} looked at a photo that {patient} sent from home{thing}",
    Event.HOME_PHOTO_ACCEPTED: "{who} took {whose} photo from home into the record{thing}",
    Event.HOME_PHOTO_DECLINED: "{who} did not take {whose} photo from home{thing}",
    Event.ERASURE_ASKED: "{who} asked to be erased",
    Event.ERASURE_TAKEN_BACK: "{who} took the wish to be erased back",
    Event.ERASURE_BEING_HANDLED: "{who} began to handle {whose} wish to be erased",
    Event.ERASURE_REFUSED: "{who} refused {whose} wish to be erased",
    Event.CASE_MADE: "{who} began a case of {patient}{thing}",
    Event.CASE_SUBMITTED: "{who} submitted {whose} case for approval{thing}",
    Event.CASE_SENT_BACK: "{who} sent {whose} case back{thing}",
    Event.CASE_PUBLISHED: "{who} approved and published {whose} case{thing}",
    Event.CASE_REFUSED: "Progress refused {who_object} to publish {whose} case{thing}",
    Event.CASE_PULLED: "{whose_case} case was withdrawn, by {who_object}{thing}",
    Event.CASE_PREVIEWED: "{who} looked at the pictures of {whose} case{thing}",
    Event.CASE_SEEN: "{whose_case} case was shown in the clinic, signed in as {who_object}{thing}",
    Event.KIOSK_BEGUN: "{who} put a tablet with the gallery into the waiting room",
    Event.KIOSK_ENDED: "{who} ended a tablet in the waiting room",
    Event.CASE_EXPORTED: "{who} took pictures of {whose} case elsewhere{thing}",
    Event.COPY_TAKEN_DOWN: "{who} saw that a copy outside is gone{thing}",
    Event.COPY_FOUND_AGAIN: "{who} found a copy outside again{thing}",
    Event.COPY_CHANGED: "{who} wrote down where a copy outside is{thing}",
    Event.WEB_GALLERY_OPENED: "{who} opened the public gallery",
    Event.WEB_GALLERY_CLOSED: "{who} closed the public gallery",
    Event.WEBSITE_ADDED: "{who} let a website of the clinic show cases",
    Event.WEBSITE_REMOVED: "{who} let a website show no case any more",
    Event.CLOSING_WORDS_CHOSEN: "{who} chose what stands below cases",
    Event.ERASURE_BEGUN: "{who} began to erase {patient}",
    Event.ERASURE_STEPPED_BACK: "{who} stepped back from erasing {patient}",
    Event.ERASURE_CONFIRMED: "{who} confirmed, as the second person, to erase {patient}",
    Event.ERASED: "A patient was erased",
    Event.ERASED_AGAIN: "A patient who came back with an older backup was erased again",
    Event.RECORD_CHECKED: "{who} had the record verified",
}


def sentence(entry: Any, activity: Activity) -> str:
    """ "Dr. Meera Rao looked at Rohan Gupta’s photo (vertex, 3 May 2026)"."""
    text = SAID[entry.event].format_map(_words(entry, activity))
    return text[:1].upper() + text[1:]


def _words(entry: Any, activity: Activity) -> dict[str, str]:
    who, name = entry.actor_name or ERASED, activity.name(entry.patient_id)
    patient = name or (ERASED if entry.patient_id else "a patient")
    whose, own = _possessive(patient), _is_own(entry, activity)
    person = activity.people.get(entry.subject_id)
    at_clinic = "handed_over" in entry.detail or not own
    return {
        "who": who,
        "who_object": who,
        "patient": "themselves" if own else patient,
        "whose": "their own" if own else whose,
        "whose_case": whose,
        "whose_code": _possessive(who),
        "signer": patient if at_clinic else who,
        "person": person.name if person else patient,
        "of": f": something of {_possessive(patient)}" if entry.patient_id and not own else "",
        "thing": in_brackets(entry, activity),
    }


def _possessive(name: str) -> str:
    return f"{name}’s"


def _is_own(entry: Any, activity: Activity) -> bool:
    """Whether a patient acted on what is theirs."""
    actor = activity.people.get(entry.actor_id)
    return bool(actor and entry.patient_id and actor.patient_id == entry.patient_id)
