"""Every event that is recorded."""

from enum import StrEnum


class Event(StrEnum):
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    PATIENT_ADDED = "patient-added"
    PATIENT_CHANGED = "patient-changed"
    COURSE_ADDED = "course-added"
    COURSE_CHANGED = "course-changed"
    VISIT_ADDED = "visit-added"
    VISIT_CHANGED = "visit-changed"
    TREATMENT_RECORDED = "treatment-recorded"
    SAFETY_STOP_OVERRIDDEN = "safety-stop-overridden"
    SIDE_EFFECTS_RECORDED = "side-effects-recorded"
    PHOTO_ADDED = "photo-added"
    PHOTO_CHANGED = "photo-changed"
    PHOTO_SET_ASIDE = "photo-set-aside"
    PHOTO_RESTORED = "photo-restored"
    PHOTO_SEEN = "photo-seen"
    BASELINE_CHOSEN = "baseline-chosen"
    ALIGNED_BY_HAND = "aligned-by-hand"
    HAND_ALIGNMENT_UNDONE = "hand-alignment-undone"
    PHOTOS_IMPORTED = "photos-imported"
