"""What patients of the demonstration clinic sent from home: a report and a photo, both waiting."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from progress.demo import photos as pictures
from progress.demo.cast import DemoPatient
from progress.rules.access import Actor, Role
from progress.rules.reports import Complaint, Said
from progress.rules.treatment import Severity
from progress.services import courses, home_photos, reports
from progress.services.home_photos import Offer
from progress.services.work import Work

WORDS = "Since yesterday evening. It is a little warm, but it does not hurt."
DAYS_AGO = 5
"""When the photo was taken: between two visits."""


def add(work: Work, cast: Sequence[DemoPatient], made: Mapping[str, uuid.UUID]) -> None:
    """The two with the longest courses, each on an errand of their own."""
    longest = sorted(cast, key=lambda one: len(one.visits), reverse=True)
    sends = next(filter(_can_send, longest), None)
    if sends:
        _send(_at_home(work, sends, made), sends)
    reports_it = next(one for one in longest if one is not sends)
    _report(_at_home(work, reports_it, made))


def _can_send(one: DemoPatient) -> bool:
    return pictures.available(one) and _view(one) is not None


def _view(one: DemoPatient) -> int | None:
    """The first that a patient can photograph: labels of close-ups are the clinic’s to give."""
    return next((number for number, view in enumerate(one.views) if not view.label), None)


def _at_home(work: Work, one: DemoPatient, made: Mapping[str, uuid.UUID]) -> Work:
    return replace(work, actor=Actor(None, one.name, frozenset({Role.PATIENT}), made[one.name]))


def _report(work: Work) -> None:
    yesterday = work.today - timedelta(days=1)
    said = Said([Complaint.REDNESS, Complaint.SWELLING], Severity.MILD, yesterday, words=WORDS)
    reports.send(work, said)


def _send(work: Work, one: DemoPatient) -> None:
    """A view once more, nearly as it was at the last visit."""
    assert work.actor.patient_id
    course = courses.overviews(work, work.actor.patient_id)[0].course
    number = _view(one) or 0
    later = replace(one, visits=(*one.visits, (DAYS_AGO, one.visits[-1][1])))
    data = pictures.shoot(later, number, len(one.visits), work.today)
    home_photos.send(work, course.id, one.views[number].slug, Offer(data, "IMG_0001.jpg"))
