"""The tus protocol over the wire: pieces, refusals by its own numbers, and the photo at the end."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from progress.models import Photo, Transfer
from tests.conftest import AtWork, Cast

TUS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
PIECE = "application/offset+octet-stream"


def told(**facts: str) -> str:
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())


def sum_of(data: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def begin(browser: FlaskClient, visit_id: UUID, length: object, **facts: str) -> TestResponse:
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": told(**facts)}
    return browser.post(f"/visits/{visit_id}/transfers", headers=headers)


def patch(
    browser: FlaskClient, address: str, offset: object, data: bytes, **more: str
) -> TestResponse:
    headers = TUS | {"Upload-Offset": str(offset)}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    return browser.patch(address, data=data, headers=headers, content_type=PIECE)


def arrived(browser: FlaskClient, address: str) -> int:
    answer = browser.head(address, headers=TUS)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


@pytest.fixture
def address(staff: FlaskClient, visit_id: UUID, jpeg: bytes) -> str:
    """Room for `jpeg`, made by staff."""
    answer = begin(staff, visit_id, len(jpeg), filename="vertex.jpg")
    assert answer.status_code == 201
    return str(answer.location)


class TestProtocol:
    def test_what_it_can_do(self, staff: FlaskClient, visit_id: UUID) -> None:
        answer = staff.options(f"/visits/{visit_id}/transfers")
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Extension"] == "creation,expiration,checksum,termination"
        assert "sha1" in answer.headers["Tus-Checksum-Algorithm"].split(",")
        assert answer.headers["Tus-Max-Size"] == "60000000"

    def test_another_version_is_not_spoken(self, staff: FlaskClient, address: str) -> None:
        answer = staff.head(address, headers={"Tus-Resumable": "0.2.2"})
        assert answer.status_code == 412
        assert answer.headers["Tus-Version"] == "1.0.0"

    def test_a_beginning_says_where_and_until_when(
        self, staff: FlaskClient, visit_id: UUID
    ) -> None:
        answer = begin(staff, visit_id, 1000)
        assert answer.status_code == 201
        assert answer.location.startswith("/transfers/")
        until = parsedate_to_datetime(answer.headers["Upload-Expires"]) - datetime.now(UTC)
        assert timedelta(hours=47) < until <= timedelta(hours=48)
        standing = staff.head(answer.location, headers=TUS).headers
        assert (standing["Upload-Offset"], standing["Upload-Length"]) == ("0", "1000")
        assert standing["Cache-Control"] == "no-store"
        assert standing["Tus-Resumable"] == "1.0.0"

    @pytest.mark.parametrize("length", ["", "-1", "12e3", "many", "٣"])
    def test_a_length_that_is_none(self, staff: FlaskClient, visit_id: UUID, length: str) -> None:
        headers = TUS | {"Upload-Length": length.encode().decode("latin-1")}
        answer = staff.post(f"/visits/{visit_id}/transfers", headers=headers)
        assert answer.status_code == 400

    @pytest.mark.parametrize("header", ["filename !!!", "filename ZZ", "filename gA=="])
    def test_metadata_that_make_no_sense(
        self, staff: FlaskClient, visit_id: UUID, header: str
    ) -> None:
        headers = TUS | {"Upload-Length": "10", "Upload-Metadata": header}
        answer = staff.post(f"/visits/{visit_id}/transfers", headers=headers)
        assert answer.status_code == 400

    def test_more_than_is_taken(self, staff: FlaskClient, visit_id: UUID) -> None:
        answer = begin(staff, visit_id, 60_000_001)
        assert answer.status_code == 413
        assert answer.json and "60 MB" in answer.json["message"]

    def test_an_empty_file(self, staff: FlaskClient, visit_id: UUID) -> None:
        answer = begin(staff, visit_id, 0)
        assert answer.status_code == 422
        assert answer.json and "empty" in answer.json["message"]

    def test_a_view_of_another_region(self, staff: FlaskClient, visit_id: UUID) -> None:
        assert begin(staff, visit_id, 10, view="left-oblique").status_code == 422

    def test_a_visit_that_does_not_exist(self, staff: FlaskClient, cast: Cast) -> None:
        assert begin(staff, cast.patient_id, 10).status_code == 404


class TestPieces:
    def test_a_photo_in_three(
        self, staff: FlaskClient, address: str, jpeg: bytes, at_work: AtWork, cast: Cast
    ) -> None:
        for start, end in ((0, 10_000), (10_000, 10_001), (10_001, len(jpeg))):
            answer = patch(staff, address, start, jpeg[start:end])
            assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
            assert "Upload-Expires" in answer.headers
        fate = staff.post(f"{address}/photo", headers=TUS)
        assert fate.status_code == 201
        assert fate.json and fate.json["message"] == "Kept."
        with at_work(cast.clinician) as work:
            photo = work.session.query(Photo).one()
            assert photo.sha256 == hashlib.sha256(jpeg).hexdigest()
            assert (photo.filename, photo.received_by) == ("vertex.jpg", cast.staff.id)

    def test_the_wrong_place(self, staff: FlaskClient, address: str) -> None:
        assert patch(staff, address, 5, b"12345").status_code == 409
        assert patch(staff, address, 0, b"12345").status_code == 204
        again = patch(staff, address, 0, b"12345")
        assert again.status_code == 409
        assert again.json and "5 bytes are here" in again.json["message"]
        assert arrived(staff, address) == 5

    def test_another_kind_of_body(self, staff: FlaskClient, address: str) -> None:
        headers = TUS | {"Upload-Offset": "0"}
        answer = staff.patch(address, data=b"123", headers=headers, content_type="image/jpeg")
        assert answer.status_code == 415

    def test_more_than_was_announced(self, staff: FlaskClient, address: str, jpeg: bytes) -> None:
        assert patch(staff, address, 0, jpeg + b"!").status_code == 413
        assert arrived(staff, address) == 0

    @pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
    def test_a_checksum_that_fits(self, staff: FlaskClient, address: str, algorithm: str) -> None:
        fits = {"Upload_Checksum": sum_of(b"12345", algorithm)}
        assert patch(staff, address, 0, b"12345", **fits).status_code == 204
        assert arrived(staff, address) == 5

    def test_a_checksum_that_does_not(self, staff: FlaskClient, address: str) -> None:
        answer = patch(staff, address, 0, b"12346", Upload_Checksum=sum_of(b"12345"))
        assert answer.status_code == 460
        assert answer.json and answer.json["message"].endswith("sent again.")
        assert arrived(staff, address) == 0

    @pytest.mark.parametrize("header", ["md5 AAAA", "crc32 AAAA", "sha1 !!", "sha1"])
    def test_a_checksum_of_no_known_kind(
        self, staff: FlaskClient, address: str, header: str
    ) -> None:
        answer = patch(staff, address, 0, b"12345", Upload_Checksum=header)
        assert answer.status_code in (400, 460)
        assert arrived(staff, address) == 0

    def test_where_only_post_gets_through(
        self, staff: FlaskClient, address: str, jpeg: bytes
    ) -> None:
        headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
        answer = staff.post(address, data=jpeg[:100], headers=headers, content_type=PIECE)
        assert answer.status_code == 204 and arrived(staff, address) == 100
        assert staff.post(address, headers=TUS).status_code == 405
        assert staff.post(address, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}).data == b""
        assert staff.head(address, headers=TUS).status_code == 404


class TestFate:
    def test_it_can_be_asked_again_and_again(
        self, staff: FlaskClient, address: str, jpeg: bytes
    ) -> None:
        patch(staff, address, 0, jpeg)
        answers = [staff.post(f"{address}/photo", headers=TUS) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201] * 3
        assert len({answer.json["id"] for answer in answers if answer.json}) == 1
        assert patch(staff, address, len(jpeg), b"").status_code == 204
        assert arrived(staff, address) == len(jpeg)

    def test_not_before_all_is_here(self, staff: FlaskClient, address: str) -> None:
        patch(staff, address, 0, b"12345")
        assert staff.post(f"{address}/photo", headers=TUS).status_code == 409

    def test_the_same_photo_again(
        self, staff: FlaskClient, visit_id: UUID, address: str, jpeg: bytes
    ) -> None:
        patch(staff, address, 0, jpeg)
        first = staff.post(f"{address}/photo", headers=TUS).json
        second = str(begin(staff, visit_id, len(jpeg)).location)
        patch(staff, second, 0, jpeg)
        known = staff.post(f"{second}/photo", headers=TUS)
        assert first and known.json and known.json["id"] == first["id"]
        assert known.status_code == 200 and "is here already" in known.json["message"]

    def test_what_is_no_photo(self, staff: FlaskClient, visit_id: UUID) -> None:
        address = str(begin(staff, visit_id, 900).location)
        assert patch(staff, address, 0, b"%PDF-1.7 " * 100).status_code == 204
        for _ in range(2):
            fate = staff.post(f"{address}/photo", headers=TUS)
            assert fate.status_code == 422
            assert fate.json and "cannot read this file" in fate.json["message"]

    def test_a_file_that_is_not_the_one_that_was_announced(
        self, staff: FlaskClient, visit_id: UUID, jpeg: bytes
    ) -> None:
        digest = hashlib.sha256(jpeg).hexdigest()
        address = str(begin(staff, visit_id, len(jpeg), sha256=digest).location)
        garbled = jpeg[:5000] + bytes([jpeg[5000] ^ 1]) + jpeg[5001:]
        assert patch(staff, address, 0, garbled).status_code == 460
        assert staff.head(address, headers=TUS).status_code == 404

    @pytest.mark.parametrize(
        ("claimed", "taken"),
        [
            ("2026-11-19T16:30:05", (datetime(2026, 11, 19, 16, 30, 5), "device")),
            ("2999-01-01T00:00:00", (datetime(2026, 11, 20, 12), "visit")),
            ("soon", (datetime(2026, 11, 20, 12), "visit")),
        ],
    )
    def test_what_the_device_says(
        self, staff: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast, jpeg: bytes,
        claimed: str, taken: tuple[datetime, str],
    ) -> None:  # fmt: skip
        facts = {"view": "close-up", "view_label": "Whorl", "taken_at": claimed}
        address = str(begin(staff, visit_id, len(jpeg), **facts).location)
        patch(staff, address, 0, jpeg)
        with at_work(cast.clinician) as work:
            photo = work.session.query(Photo).one()
            assert (photo.taken_at, photo.taken_from) == taken
            assert (photo.view, photo.view_label, photo.view_confirmed) == (
                "close-up", "Whorl", True,
            )  # fmt: skip


class TestEnds:
    def test_it_is_forgotten(self, staff: FlaskClient, address: str) -> None:
        patch(staff, address, 0, b"12345")
        assert staff.delete(address, headers=TUS).status_code == 204
        assert staff.head(address, headers=TUS).status_code == 404
        assert patch(staff, address, 5, b"1").status_code == 404

    def test_it_expires(
        self, staff: FlaskClient, address: str, at_work: AtWork, cast: Cast
    ) -> None:
        with at_work(cast.clinician) as work:
            work.session.query(Transfer).one().expires_at = datetime.now(UTC)
            work.session.commit()
        assert staff.head(address, headers=TUS).status_code == 410
        assert patch(staff, address, 0, b"1").status_code == 410
        assert staff.post(f"{address}/photo", headers=TUS).status_code == 410

    def test_another_persons_is_not_there(
        self, clinician: FlaskClient, staff: FlaskClient, address: str, jpeg: bytes
    ) -> None:
        patch(staff, address, 0, jpeg[:-1])
        assert clinician.head(address, headers=TUS).status_code == 404
        assert patch(clinician, address, len(jpeg) - 1, jpeg[-1:]).status_code == 404
        assert clinician.post(f"{address}/photo", headers=TUS).status_code == 404
        assert clinician.delete(address, headers=TUS).status_code == 404
        assert arrived(staff, address) == len(jpeg) - 1

    def test_a_patient_sends_none(self, patient: FlaskClient, visit_id: UUID) -> None:
        assert begin(patient, visit_id, 10).status_code == 403

    def test_without_the_forms_token_nothing_begins(
        self, staff: FlaskClient, visit_id: UUID, address: str
    ) -> None:
        staff.application.config["WTF_CSRF_ENABLED"] = True
        assert begin(staff, visit_id, 10).status_code == 400
        assert patch(staff, address, 0, b"12345").status_code == 400
        assert staff.delete(address, headers=TUS).status_code == 400
        assert arrived(staff, address) == 0
