"""A patient with a marker in everything that can hold a word or bytes, and the search for them."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from PIL import Image
from sqlalchemy import select

from progress.models import (
    ConsentRequest,
    Course,
    ErasureRequest,
    OutgoingMail,
    Person,
    Photo,
)
from progress.rules.erasures import ErasureState
from progress.rules.mails import MailState, Purpose
from progress.rules.patients import PatientDetails
from progress.services import (
    erasure_steps,
    home_photos,
    patients,
    people,
    uploads,
)
from progress.services.work import Work
from tests import factories
from tests.conftest import Cast

WORDS = (
    "name",
    "number",
    "notes",
    "mail",
    "file",
    "exif",
    "course",
    "visit",
    "therapist",
    "override",
    "label",
    "report",
    "answer",
    "homefile",
    "homenote",
    "signer",
    "witness",
    "session",
    "guardian",
    "queued",
    "transfer",
    "refusal",
    "earlier",
)
LATER = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Planted:
    """One patient with a marker in everything; `marker("notes")` stands in their notes."""

    patient_id: UUID
    tag: str

    def marker(self, word: str) -> str:
        return f"zq{self.tag}{word}qz"

    @property
    def phone(self) -> str:
        return f"+91 98765 4{self.tag * 4}"[:16]

    @property
    def traces(self) -> list[bytes]:
        """What must not be found; names are also kept folded, numbers as digits alone."""
        digits = self.phone.replace(" ", "").removeprefix("+")
        return [
            *(self.marker(word).encode() for word in WORDS),
            self.phone.encode(),
            digits.encode(),
        ]


def plant(app: Flask, work: Work, cast: Cast, patient_id: UUID, tag: str) -> Planted:
    it = Planted(patient_id, tag)
    told = PatientDetails(
        name=f"{it.marker('name')} {it.marker('earlier')}",
        record_number=it.marker("number"),
        phone=it.phone,
        email=f"{it.marker('mail')}@home.example",
        notes=it.marker("notes"),
        born_on=date(1990, 4, 1),
    )
    patients.change(work, patient_id, told)
    # A name that was put right leaves its older spelling in pages that nothing refers to.
    patients.change(work, patient_id, replace(told, name=it.marker("name")))
    course = factories.course(work, patient_id, notes=it.marker("course"))
    visit = factories.visit(work, course, date(2026, 11, 1), notes=it.marker("visit"))
    _treat(work, it, visit)
    _photograph(work, cast, it, visit)
    _from_home(work, it, course)
    _sign(work, it, course)
    _sign_in(work, it)
    _sessions(app, work, it)
    work.session.add(_mail(it))
    work.session.commit()
    return it


def _treat(work: Work, it: Planted, visit: Any) -> None:
    factories.treatment(
        work, visit, solution_notes=it.marker("notes"), therapist=it.marker("therapist")
    ).override_reason = it.marker("override")
    factories.stopped_treatment(work, visit, reasons=[it.marker("override")])


def _photograph(work: Work, cast: Cast, it: Planted, visit: Any) -> None:
    data = _with_exif(it.marker("exif"))
    added = uploads.add(work, visit.id, data, filename=f"{it.marker('file')}.jpg", view="vertex")
    photo = work.session.get_one(Photo, added.photo.id)
    photo.view_label, photo.reason = it.marker("label"), it.marker("refusal")
    again = factories.photo(work, visit)
    factories.alignment(work, photo, again, message=it.marker("refusal"))
    sent = factories.transfer(
        work, visit, cast.staff.id, filename=it.marker("transfer"), refusal=it.marker("refusal")
    )
    work.store.put(str(it.patient_id), f"transfers/{sent.id}/p0", it.marker("transfer").encode())
    factories.capture(work, visit, cast.staff.id)
    case = factories.case(work, photo, again, data, sent_back=it.marker("refusal"))
    factories.outside_copy(work, case, place=f"Reel of {it.marker('name')}")


def _with_exif(said: str) -> bytes:
    picture, out = Image.effect_noise((900, 1200), 60).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = said
    picture.save(out, "JPEG", exif=exif)
    assert said.encode() in out.getvalue()
    return out.getvalue()


def _from_home(work: Work, it: Planted, course: Course) -> None:
    report = factories.report(
        work, it.patient_id, words=it.marker("report"), answer=it.marker("answer")
    )
    sent = factories.home_photo(
        work,
        course,
        filename=it.marker("homefile"),
        note=it.marker("homenote"),
        report_id=report.id,
    )
    for part in home_photos.PARTS:
        marker = it.marker("homefile").encode()
        work.store.put(str(it.patient_id), home_photos.key(sent.id, part), marker)
    factories.erasure_request(
        work, it.patient_id, state=ErasureState.REFUSED, reason=it.marker("refusal")
    )


def _sign(work: Work, it: Planted, course: Course) -> None:
    consent = factories.consent(work, course, signer=it.marker("signer"))
    assert consent.signer == it.marker("signer")
    consent.witness = it.marker("witness")
    factories.withdrawal(work, consent).by = it.marker("name")
    factories.invitation(work, it.patient_id)


def _sign_in(work: Work, it: Planted) -> None:
    """Under their own name, which the record of what they did then says too."""
    person = (
        work.session.scalars(select(Person).where(Person.patient_id == it.patient_id))
        .unique()
        .one()
    )
    person.name, person.sign_in_name = it.marker("name"), f"{it.marker('mail')}@home.example"
    work.session.commit()
    people.note_sign_in(replace(work, actor=person.actor), person)


def _sessions(app: Flask, work: Work, it: Planted) -> None:
    """One that names the patient, as a message to a colleague does that was not shown yet; and one
    of a tablet on which a guardian had begun to answer, who is named in nothing else."""
    cache = app.session_interface.cache  # type: ignore[attr-defined]
    query = select(ConsentRequest.id).where(ConsentRequest.patient_id == it.patient_id)
    answered = {"request": str(work.session.scalars(query).one()), "said": it.marker("guardian")}
    cache.set(f"tablet-{it.tag}", {"_user_id": f"tablet:{answered['request']}:x"} | answered)
    cache.set(f"of-{it.tag}", {"_user_id": "x", "told": it.marker("name") + it.marker("session")})


def _mail(it: Planted) -> OutgoingMail:
    return OutgoingMail(
        purpose=Purpose.REMINDER,
        receiver=f"{it.marker('mail')}@home.example",
        patient_id=it.patient_id,
        subject="",
        text=it.marker("queued"),
        state=MailState.WAITING,
        queued_at=LATER,
        next_try_at=LATER,
    )


def found_on_disk(folder: Path, traces: list[bytes]) -> list[str]:
    """Which trace stands in which file, as raw bytes in any case."""
    return [
        f"{path.relative_to(folder)}: {trace.decode()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for trace in traces
        if trace.lower() in path.read_bytes().lower()
    ]


def agree(work: Work, cast: Cast, wish: UUID) -> None:
    name = work.session.get_one(ErasureRequest, wish).patient.name
    erasure_steps.begin(replace(work, actor=cast.admin), wish, name)
    erasure_steps.confirm(replace(work, actor=cast.clinician), wish, name)
