"""Everything of a patient's as one ZIP: whole, theirs alone, and never on this computer's disk."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from progress.errors import NotAllowed, NotFound
from progress.exchange.words import english
from progress.models import AuditEntry, Photo
from progress.rules.audit import Event
from progress.rules.galleries import Audience, CaseState
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.reports import Said
from progress.rules.treatment import VisitKind
from progress.rules.views import Region
from progress.services import (
    consents,
    everything,
    exports,
    home_photos,
    reports,
    signatures,
    uploads,
)
from progress.services.exports import Readable
from progress.services.home_photos import Offer
from progress.services.photos import key
from progress.services.work import Work
from progress.storage.keyring import KeyDestroyed
from tests import factories, pictures
from tests.conftest import NOW, AtWork, Cast
from tests.exchange.pdfs import reader

READABLE = Readable(
    "<!doctype html>मेरी फ़ोटो",
    {"style.css": b"body {}"},
    "These could not be read:",
    lambda _language: english,
)
PLACES = ("vertex-1", "vertex-2", "midline-1")


@pytest.fixture
def kept(at_work: AtWork, cast: Cast) -> dict[str, bytes]:
    """Two visits of a scalp course with four photos, as files: what was sent, by its path."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, notes="Prefers mornings")
        first = factories.visit(work, course, date(2026, 3, 2), VisitKind.BASELINE)
        second = factories.visit(work, course, date(2026, 4, 6))
        factories.treatment(work, second, therapist="Priya")
        sent = {}
        for visit, title, names in ((first, "Baseline", PLACES), (second, "Session 1", PLACES[:1])):
            for number, name in enumerate(names):
                jpeg = pictures.photo(
                    seed=len(sent), moment=datetime(*visit.on.timetuple()[:3], 10, number)
                )
                added = uploads.add(work, visit.id, jpeg, view=name.rpartition("-")[0])
                added.photo.state = PhotoState.READY
                sent[f"Scalp/{visit.on} {title}/{name}.jpg"] = jpeg
        work.session.commit()
        return sent


def downloaded(work: Work, patient_id: UUID) -> ZipFile:
    found = everything.gather(work, patient_id)
    archive = ZipFile(BytesIO(b"".join(exports.send(work, found, READABLE))))
    assert archive.testzip() is None
    return archive


def test_what_was_shown_comes_along_as_it_was_published(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    """While it stands; of what was pulled it is told when, and a photo that the patient is not
    shown does not leave by way of a case."""
    with at_work(cast.patient) as work:
        pair = photo_at(work, date(2026, 3, 2)), photo_at(work, date(2026, 4, 6))
        stands = factories.case(work, *pair, b"as published")
        factories.outside_copy(work, stands)
        own = {"audience": Audience.TEACHING, "published_at": NOW - timedelta(days=3)}
        factories.case(work, *pair, b"pulled", **own, state=CaseState.PULLED, pulled_at=NOW)
        factories.case(work, *pair, b"draft", state=CaseState.DRAFT, published_at=None)
        archive = downloaded(work, cast.patient_id)
        told = json.loads(archive.read("data.json"))["cases"]
        folder = f"Shown of me/{factories.LONG_AGO.date()} vertex clinic"
        assert told[0]["files"] == [f"{folder}/earlier.jpg", f"{folder}/later.jpg"]
        assert archive.read(f"{folder}/later.jpg") == b"as published"
        assert hashlib.sha256(b"as published").hexdigest() == told[0]["later_sha256"]
        assert told[0]["copies"][0]["place"] == "@glow.clinic"
        assert [(each["audience"], each["files"]) for each in told[1:]] == [("teaching", [])]
        assert told[1]["pulled_at"].startswith(NOW.date().isoformat())
        pair[0].set_aside_at = NOW
        work.session.commit()
        names = downloaded(work, cast.patient_id).namelist()
        assert not any(name.startswith("Shown") for name in names)


def photo_at(work: Work, on: date, view: str = "vertex") -> Photo:
    query = select(Photo).where(Photo.view == view).order_by(Photo.taken_at)
    return next(each for each in work.session.scalars(query) if each.taken_at.date() == on)


def test_originals_come_out_as_they_went_in(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.patient) as work:
        archive = downloaded(work, cast.patient_id)
    originals = {name for name in archive.namelist() if name.startswith("Scalp/")}
    assert originals == set(kept)
    assert {name: archive.read(name) for name in kept} == kept
    assert archive.read("index.html").decode() == READABLE.page
    assert archive.read("pictures/small/Scalp/2026-03-02 Baseline/midline-1.jpg")[:2] == b"\xff\xd8"


def test_the_data_tell_all_of_it(at_work: AtWork, cast: Cast, kept: dict[str, bytes]) -> None:
    with at_work(cast.clinician) as work:
        first, second = photo_at(work, date(2026, 3, 2)), photo_at(work, date(2026, 4, 6))
        factories.alignment(work, first, second)
    with at_work(cast.patient) as work:
        archive = downloaded(work, cast.patient_id)
    data = json.loads(archive.read("data.json"))
    assert (data["format"], data["version"]) == ("progress-record", 1)
    assert data["patient"]["name"] == "Asha Verma"
    [course] = data["courses"]
    assert course["notes"] == "Prefers mornings"
    assert [visit["title"] for visit in course["visits"]] == ["Baseline", "Session 1"]
    assert course["visits"][1]["treatment"]["therapist"] == "Priya"
    photos = [photo for visit in course["visits"] for photo in visit["photos"]]
    assert {photo["file"] for photo in photos} == set(kept)
    for photo in photos:
        assert photo["sha256"] == hashlib.sha256(archive.read(photo["file"])).hexdigest()
    [alignment] = [each for each in data["alignments"] if each["grade"] == "B"]
    assert len(alignment["matrix"]) == 9
    assert alignment["moving_id"] in {photo["id"] for photo in photos}


def test_what_may_be_another_persons_stays_out_whoever_downloads(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.clinician) as work:
        aside, doubted = (
            photo_at(work, date(2026, 4, 6)),
            photo_at(work, date(2026, 3, 2), "midline"),
        )
        factories.alignment(work, photo_at(work, date(2026, 3, 2)), aside)
        aside.set_aside_at, doubted.identity = work.now, Identity.IN_QUESTION
        aside_id = str(aside.id)
        work.session.commit()
    lists = []
    for actor in (cast.patient, cast.admin):
        with at_work(actor) as work:
            archive = downloaded(work, cast.patient_id)
            assert everything.announce(work, cast.patient_id).held == 2
        lists.append(archive.namelist())
        data = json.loads(archive.read("data.json"))
        assert {each["why"] for each in data["left_out"]} == {"set-aside", "being-checked"}
        assert not any("midline" in name or "Session 1" in name for name in archive.namelist())
        assert aside_id not in archive.read("data.json").decode()
    assert lists[0] == lists[1]


def test_what_was_signed_comes_as_paper_and_as_data(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        signed, spoilt = factories.consent(work, course), factories.consent(work, course)
        work.store.put(str(cast.patient_id), signatures.key(spoilt.id), b"{}")
        document = signatures.document(work, signed)
        consents.withdraw(work, cast.patient_id)
        ids = [str(signed.id), str(spoilt.id)]
    with at_work(cast.patient) as work:
        archive = downloaded(work, cast.patient_id)
    data = json.loads(archive.read("data.json"))
    told = {each["id"]: each for each in data["consents"]}
    assert set(told) == set(ids)
    assert told[ids[0]]["scopes"] == ["website"]
    paper = archive.read(told[ids[0]]["file"])
    assert reader(paper).attachments["signed.json"] == [document]
    assert hashlib.sha256(document).hexdigest() == told[ids[0]]["document_sha256"]
    assert "damaged" in archive.read(f"{told[ids[1]]['file']}.txt").decode()
    [withdrawal] = data["withdrawals"]
    assert withdrawal["receipt"]["scopes"] == ["website"]


def test_what_was_sent_from_home_comes_along(at_work: AtWork, cast: Cast) -> None:
    jpeg, other = pictures.photo(seed=7), pictures.photo(seed=8)
    with at_work(cast.clinician) as work:
        course_id = factories.course(work, cast.patient_id).id
        factories.erasure_request(work, cast.patient_id)
    with at_work(cast.patient) as work:
        home_photos.send(work, course_id, "vertex", Offer(jpeg))
        reports.send(work, Said(["redness"], "mild", words="It itches"), Offer(other))
        found = everything.announce(work, cast.patient_id)
        archive = downloaded(work, cast.patient_id)
    assert (found.photos, found.size) == (2, len(jpeg) + len(other))
    data = json.loads(archive.read("data.json"))
    offered, with_report = sorted(data["from_home"], key=lambda each: bool(each["report_id"]))
    assert [archive.read(each["file"]) for each in (offered, with_report)] == [jpeg, other]
    assert offered["file"] == "From home/2026-11-22 vertex.jpg"
    assert with_report["report_id"] == data["reports"][0]["id"]
    assert data["reports"][0]["words"] == "It itches"
    assert [each["state"] for each in data["erasures"]] == ["asked"]
    assert archive.read(f"pictures/small/{offered['file']}")[:2] == b"\xff\xd8"


def test_only_the_patient_and_an_administrator(at_work: AtWork, cast: Cast) -> None:
    for actor in (cast.clinician, cast.staff):
        with at_work(actor) as work, pytest.raises(NotAllowed):
            everything.gather(work, cast.patient_id)
    with at_work(cast.stranger) as work, pytest.raises(NotFound):
        everything.announce(work, cast.patient_id)


def test_it_is_recorded_once_before_the_first_byte(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.admin) as work:
        begun = exports.send(work, everything.gather(work, cast.patient_id), READABLE)
        query = select(AuditEntry).where(AuditEntry.event == Event.EVERYTHING_DOWNLOADED)
        [entry] = work.session.scalars(query)
        assert entry.patient_id == cast.patient_id and entry.actor_id == cast.admin.id
        assert entry.detail == {"photos": 4}
        list(begun)
        assert len(work.session.scalars(query).all()) == 1


def test_the_treatment_record_has_what_was_done_and_no_photo(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.admin) as work:
        found = everything.without_photos(everything.gather(work, cast.patient_id))
        archive = ZipFile(BytesIO(b"".join(exports.send(work, found, READABLE))))
        query = select(AuditEntry.event).where(AuditEntry.patient_id == cast.patient_id)
        events = work.session.scalars(query).all()
    names = archive.namelist()
    assert "data.json" in names and "index.html" in names
    assert not [name for name in names if name.endswith((".jpg", ".heic", ".png"))]
    data = json.loads(archive.read("data.json"))
    assert [visit["photos"] for visit in data["courses"][0]["visits"]]
    assert not any(visit["photos"] for visit in data["courses"][0]["visits"])
    assert Event.TREATMENT_RECORD_DOWNLOADED in events
    assert Event.EVERYTHING_DOWNLOADED not in events, "the patient is told of no photos that left"


def test_a_download_that_breaks_off_leaves_nothing_on_disk(
    app: Flask, at_work: AtWork, cast: Cast, kept: dict[str, bytes], tmp_path: Path
) -> None:
    def files() -> set[str]:
        return {str(path) for path in tmp_path.rglob("*")}

    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    with at_work(cast.patient) as work:
        found = everything.gather(work, cast.patient_id)
        before, descriptors = files(), open_files()
        begun = exports.send(work, found, READABLE)
        for _ in range(4):
            next(begun)
        assert open_files() <= descriptors + 1
        begun.close()  # type: ignore[attr-defined]
        assert {path for path in files() - before if "progress.db" not in path} == set()


def test_a_photo_that_cannot_be_read_does_not_keep_the_others(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.patient) as work:
        lost = photo_at(work, date(2026, 4, 6))
        work.store.delete(key(lost.id, "original"))
        archive = downloaded(work, cast.patient_id)
    missing = "Scalp/2026-04-06 Session 1/vertex-1.jpg"
    assert missing not in archive.namelist()
    assert len([name for name in archive.namelist() if name.startswith("Scalp/")]) == 3
    told = archive.read("could-not-be-read.txt").decode()
    assert told.startswith(READABLE.lost) and missing in told


def test_an_erasure_in_the_middle_ends_it(
    at_work: AtWork, cast: Cast, kept: dict[str, bytes]
) -> None:
    with at_work(cast.patient) as work:
        begun = exports.send(work, everything.gather(work, cast.patient_id), READABLE)
        next(begun)
        work.store.keyring.destroy(str(cast.patient_id))
        with pytest.raises(KeyDestroyed):
            list(begun)


def test_names_stay_apart(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.clinician) as work:
        for started in (date(2026, 1, 5), date(2026, 6, 1)):
            course = factories.course(work, cast.patient_id, started_on=started)
            for _ in range(2):
                visit = factories.visit(work, course, started, VisitKind.FOLLOW_UP)
                factories.photo(
                    work, visit, "close-up", view_label="Mole: left / ear?", format="heic"
                )
        face = factories.course(work, cast.patient_id, Region.FACE)
        factories.photo(
            work,
            factories.visit(work, face, date(2026, 2, 1)),
            "left-lateral",
            state=PhotoState.UNREADABLE,
        )
    with at_work(cast.patient) as work:
        found = everything.gather(work, cast.patient_id)
    mole = "close-up Mole left ear-1.heic"
    assert [filed.path for filed in found.photos] == [
        f"Scalp/2026-01-05 Follow-up/{mole}",
        f"Scalp/2026-01-05 Follow-up (2)/{mole}",
        "Face/2026-02-01 Session 1/left-lateral-1.jpg",
        f"Scalp (2)/2026-06-01 Follow-up/{mole}",
        f"Scalp (2)/2026-06-01 Follow-up (2)/{mole}",
    ]
    assert [filed.small is None for filed in found.photos].count(True) == 1


def test_memory_stays_the_same_for_many_photos(at_work: AtWork, cast: Cast) -> None:
    """300 photos are sent with a few of them in memory at any time."""
    size = 1 << 18
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 3, 2))
        for number in range(300):
            row = factories.photo(work, visit, "vertex", size=size, state=PhotoState.UNREADABLE)
            data = number.to_bytes(2, "big") * (size // 2)
            work.store.put(str(cast.patient_id), key(row.id, "original"), data)
    with at_work(cast.patient) as work:
        begun = exports.send(work, everything.gather(work, cast.patient_id), READABLE)
        tracemalloc.start()
        sent = sum(map(len, begun))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sent > 300 * size
    assert peak < 32 * size, f"{peak} bytes for photos of {size}"
