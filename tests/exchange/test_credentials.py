"""What a published picture says of itself, read back by the library's own reader."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import c2pa
import cv2
import numpy as np
import pytest
from PIL import Image

from progress import certificate, signer
from progress.errors import ConfigurationError
from progress.exchange import credentials
from progress.exchange.credentials import Done, Signer
from progress.rules.looks import Hiding
from progress.vision import codec
from tests.pictures import scene

NOW = datetime.now(UTC)
CLINIC = "Asha Skin and Hair"
AFTER = Done("After", True, True, Hiding.COVER_INSIDE)
SEGMENT = re.compile(rb"\xff([\xc0-\xfe])(..)", re.DOTALL)
APP0, APP11, START_OF_SCAN = 0xE0, 0xEB, 0xDA
DATE = re.compile(rb"(19|20)\d\d[-:/.][01]\d[-:/.][0-3]\d")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("credentials")


@pytest.fixture(scope="module")
def clinic(folder: Path) -> Signer:
    return signer.own(folder, CLINIC, NOW)


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    return codec.encode_jpeg(scene(1, 400, 300))


@pytest.fixture(scope="module")
def signed(jpeg: bytes, clinic: Signer) -> bytes:
    return credentials.sign(jpeg, AFTER, clinic)


def faults(jpeg: bytes) -> list[str]:
    """What a reader with its own settings, who never heard of this clinic, finds wrong."""
    with c2pa.Reader("image/jpeg", io.BytesIO(jpeg)) as reader:
        return [each["code"] for each in json.loads(reader.json()).get("validation_status", [])]


def segments(jpeg: bytes) -> list[int]:
    """The kinds of a JPEG's segments, up to its pixels."""
    found, at = [], 2
    while (match := SEGMENT.match(jpeg, at)) and match[1][0] != START_OF_SCAN:
        found.append(match[1][0])
        at += 2 + int.from_bytes(match[2], "big")
    return found


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Done("Before", False, False, Hiding.NOTHING), ("re-encoded",)),
        (Done("Before", False, True, Hiding.NOTHING), ("cropped", "re-encoded")),
        (AFTER, ("aligned", "partly covered", "cropped", "re-encoded")),
        (replace(AFTER, hiding=Hiding.BLUR_OUTSIDE, cropped=False),
         ("aligned", "partly blurred", "re-encoded")),
    ],
)  # fmt: skip
def test_what_was_done_is_said(
    jpeg: bytes, clinic: Signer, done: Done, words: tuple[str, ...]
) -> None:
    said = credentials.read(credentials.sign(jpeg, done, clinic))
    assert said
    assert (said.title, said.done, said.signed_by) == (done.title, words, CLINIC)
    assert said.nothing_generated
    assert said.valid
    assert not said.trusted


def test_only_its_signer_is_doubted_and_not_by_whoever_trusts_the_clinic(
    signed: bytes, folder: Path
) -> None:
    assert faults(signed) == ["signingCredential.untrusted"]
    authority = certificate.trusted(folder)
    assert authority
    said = credentials.read(signed, authority.pem)
    assert said
    assert said.trusted


@pytest.mark.parametrize("part", [0.2, 0.5, 0.99])
def test_a_changed_picture_is_noticed(signed: bytes, jpeg: bytes, part: float) -> None:
    changed = bytearray(signed)
    changed[len(signed) - len(jpeg) + round(part * len(jpeg))] ^= 1
    said = credentials.read(bytes(changed))
    assert said
    assert not said.valid


def test_the_pixels_are_those_of_the_picture_without(signed: bytes, jpeg: bytes) -> None:
    for decode in (
        lambda it: np.asarray(Image.open(io.BytesIO(it))),
        lambda it: cv2.imdecode(np.frombuffer(it, np.uint8), cv2.IMREAD_COLOR),
        codec.decode,
    ):
        assert np.array_equal(decode(signed), decode(jpeg))


def test_nothing_else_comes_along(signed: bytes, jpeg: bytes) -> None:
    assert segments(signed) == [APP0, APP11, *segments(jpeg)[1:]]
    with c2pa.Reader("image/jpeg", io.BytesIO(signed)) as reader:
        said = reader.get_active_manifest()
    assert said
    assert not said.keys() & {"ingredients", "thumbnail", "redactions", "credentials"}
    labels = {each["label"] for each in said["assertions"]}
    assert labels == {"c2pa.actions.v2", "cawg.training-mining"}
    assert not any("when" in each for each in said["assertions"][0]["data"]["actions"])
    start = signed.index(b"jumb")
    assert not DATE.search(signed[start : start + len(signed) - len(jpeg)].split(b"0\x82")[0])
    uses = said["assertions"][1]["data"]["entries"].values()
    assert [each["use"] for each in uses] == ["notAllowed"] * 4


def test_a_picture_without_says_nothing(jpeg: bytes) -> None:
    assert credentials.read(jpeg) is None


def test_what_was_generated_is_not_called_otherwise(jpeg: bytes, clinic: Signer) -> None:
    """By another program, say: Progress itself has no words for it."""
    action = {"action": "c2pa.created", "digitalSourceType": f"{credentials.SOURCES}compositeX"}
    data = {"actions": [action], "allActionsIncluded": True}
    made = {"assertions": [{"label": credentials.ACTIONS, "data": data}]}
    info = c2pa.C2paSignerInfo(clinic.algorithm, clinic.certificates, clinic.key, None)
    out = io.BytesIO()
    c2pa.Builder(made | {"claim_generator_info": [{"name": "Other"}]}).sign(
        c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(jpeg), out
    )
    said = credentials.read(out.getvalue())
    assert said
    assert not said.nothing_generated


def test_a_certificate_that_has_ended_signs_nothing(jpeg: bytes, tmp_path: Path) -> None:
    old = signer.own(tmp_path, CLINIC, NOW - signer.LASTS - timedelta(days=9))
    with pytest.raises(ConfigurationError, match="could not be signed"):
        credentials.sign(jpeg, AFTER, old)


class Elsewhere(BaseHTTPRequestHandler):
    """Whoever asks here went out to the network."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_said: Any) -> None:
        """The list says it."""


@pytest.fixture
def elsewhere() -> Iterator[HTTPServer]:
    Elsewhere.asked = []
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_credentials_kept_elsewhere_are_not_fetched(
    jpeg: bytes, clinic: Signer, elsewhere: HTTPServer
) -> None:
    info = c2pa.C2paSignerInfo(clinic.algorithm, clinic.certificates, clinic.key, None)
    out = io.BytesIO()
    with c2pa.Builder(credentials._manifest(AFTER)) as builder:
        builder.set_no_embed()
        builder.set_remote_url(f"http://127.0.0.1:{elsewhere.server_port}/manifest.c2pa")
        builder.sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(jpeg), out)
    assert credentials.read(out.getvalue()) is None
    assert Elsewhere.asked == []
    with pytest.raises(c2pa.C2paError):
        c2pa.Reader("image/jpeg", io.BytesIO(out.getvalue()))
    assert Elsewhere.asked == ["/manifest.c2pa"], "Another reader would have gone there"
