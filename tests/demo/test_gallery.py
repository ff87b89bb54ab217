"""The gallery of the demonstration clinic: a case for all to see, and what people do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from progress.demo import clinic, gallery
from progress.demo.cast import PATIENTS, DemoPatient
from progress.demo.gallery import CASES
from progress.demo.photos import shoot
from progress.models import Case
from progress.rules.access import SYSTEM
from progress.rules.galleries import CaseState
from progress.services import case_pictures, cases, outside_copies, publishing
from tests.conftest import errand

SMALLER = (405, 540)


def with_two_visits(name: str, view: str) -> DemoPatient:
    one = next(each for each in PATIENTS if each.name == name)
    shown = tuple(each for each in one.views if each.slug == view)
    return replace(
        one, views=shown, visits=(one.visits[0], one.visits[-1]), misfiled={}, missing=frozenset()
    )


def smaller(one: DemoPatient, view: int, visit: int, today: date) -> bytes:
    return shoot(one, view, visit, today, SMALLER)


def test_one_case_is_shown_one_waits_and_one_is_being_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = [with_two_visits(each.patient, each.view) for each in CASES]
    monkeypatch.setattr(clinic.pictures, "shoot", smaller)
    with errand(app, SYSTEM) as work:
        crew = clinic.add_people(work, str)
        doctor = replace(work, actor=crew[clinic.DOCTOR])
        made = {
            one.name: clinic.add_patient(doctor, number, one, lambda _line: None)
            for number, one in enumerate(cast, start=1)
        }
        clinic.consents.add(work, doctor.actor, made)
        gallery.add(work, doctor.actor, crew[clinic.ADMIN], made)
        found = {case.course.patient.name: case for case in work.session.scalars(select(Case))}
        assert {name: (case.audience, case.state) for name, case in found.items()} == {
            each.patient: (each.audience, each.state) for each in CASES
        }
        admin = replace(work, actor=crew[clinic.ADMIN])
        for case in found.values():
            assert len(case_pictures.credentials_of(work, case)) == 2
            if case.state is CaseState.WAITING:
                cases.approve(admin, case.id, case_pictures.fingerprint(case))
        listed = outside_copies.every(admin)
        assert [each.copy.scope for each in listed.to_take_down] == [gallery.TAKEN_BACK]
        assert len(listed.allowed) == 1
        assert publishing.current(work).words == gallery.WORDS
        assert not publishing.current(work).web_open
