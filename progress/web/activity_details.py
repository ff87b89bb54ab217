"""What an entry of the record is about, where that is seen, and what matters beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final

from flask import url_for

from progress.rules.access import Role
from progress.rules.consents import Disguise, Scope
from progress.rules.galleries import Audience, CaseState, Obstacle
from progress.rules.home_photos import Declined
from progress.rules.languages import LANGUAGES
from progress.rules.outside_copies import Reason
from progress.rules.treatment import Moment
from progress.rules.views import view
from progress.rules.words import Word, listed
from progress.services.activity import Activity
from progress.services.photos import Size


def in_brackets(entry: Any, activity: Activity) -> str:
    """ " (vertex, 3 May 2026)"; nothing once it is gone."""
    subject = activity.subjects.get(entry.subject_id)
    found = THINGS[subject.kind](subject.row) if subject and subject.kind in THINGS else ""
    return f" ({found})" if found else ""


def _day(day: date) -> str:
    """ "3 May 2026"."""
    return f"{day.day} {day:%b %Y}"


def _photo(row: Any) -> str:
    return f"{_view(row)}, {_day(row.taken_at)}"


def _view(row: Any) -> str:
    """By the field's word, never by what somebody wrote of a close-up."""
    return view(row.view).name.lower() if row.view else "of a report"


def _consent(row: Any) -> str:
    what = f"{row.version.template.name}, {_region(row)}"
    return what if row.photo_ids is None else f"{what}, some photos"


def _region(row: Any) -> str:
    return view(row.view).name.lower() if row.view else "a whole course"


THINGS: Final[dict[str, Callable[[Any], str]]] = {
    "photos": _photo,
    "home_photos": lambda row: f"{_view(row)}, {_day(row.sent_at.astimezone())}",
    "visits": lambda row: f"{row.kind.label.lower()}, {_day(row.on)}",
    "courses": lambda row: f"{row.region.label.lower()}, since {_day(row.started_on)}",
    "cases": lambda row: f"{_view(row.earlier)}, {row.audience.label.lower()}",
    "outside_copies": lambda row: f"{row.scope.label}: {row.place}",
    "consents": _consent,
    "consent_requests": _consent,
    "consent_templates": lambda row: row.name,
    "consent_versions": lambda row: f"{row.template.name}, version {row.number}",
}
"""By table, what it is."""


def address(entry: Any, activity: Activity) -> str | None:
    """Where to see what it is about, as long as that is there; else its patient, or nothing."""
    subject = activity.subjects.get(entry.subject_id)
    if subject and subject.kind in PLACES:
        return PLACES[subject.kind](subject.row)
    if activity.name(entry.patient_id):
        return url_for("patients.show", patient_id=entry.patient_id)
    return url_for("people.index") if entry.subject_id in activity.people else None


def _consents(row: Any) -> str:
    return url_for("consents.of_patient", patient_id=row.patient_id)


PLACES: Final[dict[str, Callable[[Any], str]]] = {
    "photos": lambda row: url_for("visits.show", visit_id=row.visit_id, _anchor=f"photo-{row.id}"),
    "home_photos": lambda row: url_for("home_photos.of_patient", patient_id=row.patient_id),
    "visits": lambda row: url_for("visits.show", visit_id=row.id),
    "courses": lambda row: url_for("courses.show", course_id=row.id),
    "cases": lambda row: url_for("galleries.show", case_id=row.id),
    "outside_copies": lambda row: url_for("outside_copies.show", copy_id=row.id),
    "consents": _consents,
    "consent_requests": _consents,
    "withdrawals": lambda row: url_for("consents.receipt", withdrawal_id=row.id),
    "consent_templates": lambda row: url_for("consent_templates.index"),
    "consent_versions": lambda row: url_for("consent_templates.preview", version_id=row.id),
    "reports": lambda row: url_for("reports.show", report_id=row.id),
    "erasure_requests": lambda row: url_for("erasures.show", erasure_id=row.id),
    "erasures": lambda row: url_for("erasures.show", erasure_id=row.id),
}


# -- what matters beside it ------------------------------------------------------------------------


def remarks(entry: Any) -> list[str]:
    """Whatever an entry says besides, in words; numbers for programs are left out."""
    found = [REMARKS[name](value) for name, value in entry.detail.items() if name in REMARKS]
    return [each for each in found if each]


def _label(*vocabularies: type[Word]) -> Callable[[Any], str]:
    """A slug's label, out of the first vocabulary that has it."""

    def said(slug: Any) -> str:
        found = (each(slug).label for each in vocabularies if slug in set(each))
        return next(found, str(slug))

    return said


def _labels(*vocabularies: type[Word]) -> Callable[[Any], str]:
    label = _label(*vocabularies)
    return lambda slugs: " ".join(map(label, slugs))


def _scopes(slugs: Iterable[str] | None) -> str:
    label = _label(Scope)
    return f"For: {listed(map(label, slugs))}." if slugs else ""


def _asked_for(endpoint: str) -> str:
    """ "home_photos.show_pixels" is "Asked for: home photos (show pixels)."."""
    place, _, view_name = endpoint.replace("_", " ").partition(".")
    return f"Asked for: {place} ({view_name})."


def _iso(value: Any) -> str:
    try:
        return f"{_day(datetime.fromisoformat(str(value)))}."
    except ValueError:
        return ""


CHANGES: Final = {"plan": "The plan.", "closed": "Closed.", "reopened": "Reopened."}
REMARKS: Final[dict[str, Callable[[Any], str]]] = {
    "capture": lambda _: "Through a phone that was photographing.",
    "handed_over": lambda _: "On the clinic’s tablet.",
    "waiting_room": lambda _: "On the tablet of the waiting room.",
    "kind": _asked_for,
    "size": lambda size: "In full size." if size == Size.FULL else "",
    "photos": lambda count: f"{count} photo{'s' * (count != 1)}.",
    "roles": lambda slugs: f"As {listed(Role(slug).value for slug in slugs)}.",
    "active": lambda active: "Opened again." if active else "Closed.",
    "new_password": lambda _: "A new password was set.",
    "language": lambda slug: f"{LANGUAGES.get(slug, slug)}.",
    "change": lambda change: CHANGES.get(change, ""),
    "on": _iso,
    "taken_on": lambda day: f"Taken on {_iso(day)}",
    "view": lambda slug: f"Now filed as {view(slug).name.lower()}.",
    "visit": lambda _: "Filed under another visit.",
    "again": lambda _: "Opened once more.",
    "reasons": _labels(Obstacle, Reason),
    "reason": _label(Declined),
    "moment": lambda slug: f"{_label(Moment)(slug)}.",
    "urgent": lambda urgent: "With a sign that is urgent." if urgent else "",
    "answered": lambda answered: "" if answered else "The question was not answered.",
    "scopes": _scopes,
    "audience": lambda slug: f"Audience: {_label(Audience)(slug).lower()}.",
    "disguise": lambda slug: f"{_label(Disguise)(slug)}.",
    "was": lambda slug: f"It was “{_label(CaseState)(slug).lower()}”.",
    "channel": lambda slug: f"For: {_label(Scope)(slug)}.",
    "warning": lambda version: f"After reading the warning of {version}.",
    "wrong_answers": lambda count: f"{count} of them so far.",
    "number": lambda number: f"Version {number}.",
    "retired": lambda retired: "No longer offered." if retired else "Offered again.",
    "discarded": lambda _: "The draft was thrown away.",
}
"""By the name of the detail."""
