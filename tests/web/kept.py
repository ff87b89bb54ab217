"""Everything that the pages ever printed, kept by those who read them, and what of it still shows a
picture."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import numpy as np
from flask.testing import FlaskClient
from PIL import Image, UnidentifiedImageError

HOST = "http://localhost"
LONG_FROM_NOW = "Fri, 01 Jan 2100 00:00:00 GMT"
LED_TO = re.compile(r"""\b(?:href|src|action|poster)\s*=\s*["']([^"']+)""")
SAID = re.compile(r"""["']((?:http:/)?/[^"'\s<>]+)["']""")
"""In any attribute or script: what begins as an address does."""
SOURCES = re.compile(r"""srcset\s*=\s*["']([^"']+)""")
SIGN_IN = "/sign-in"
"""Says where to go on, which is what was asked for."""
TILES = (6, 4)
"""Of a picture here: rows and columns of patches, each of one colour that no other has."""
SIZE = (96, 144)


def picture(seed: int) -> bytes:
    """A picture that is known again, whole, smaller, or encoded anew."""
    patches = np.random.default_rng(seed).integers(0, 256, (*TILES, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(patches).resize(SIZE, Image.Resampling.NEAREST).save(out, "JPEG", quality=95)
    return out.getvalue()


class Pictures:
    """Those of the cases, and whether an answer holds one of them."""

    def __init__(self, jpegs: Collection[bytes]) -> None:
        self.digests = {hashlib.sha256(each).hexdigest() for each in jpegs}
        self.starts = [base64.b64encode(each)[:400] for each in jpegs]
        self.bodies = [each[-400:] for each in jpegs]
        self.patches = [_patches(Image.open(io.BytesIO(each))) for each in jpegs]

    def in_(self, body: bytes) -> bool:
        if hashlib.sha256(body).hexdigest() in self.digests:
            return True
        if any(part in body for part in (*self.starts, *self.bodies)):
            return True
        try:
            seen = _patches(Image.open(io.BytesIO(body)))
        except (UnidentifiedImageError, OSError):
            return False
        return any(np.abs(seen - each).mean() < 12 for each in self.patches)


def _patches(image: Image.Image) -> Any:
    small = image.convert("RGB").resize(TILES[::-1], Image.Resampling.BOX)
    return np.asarray(small, np.float64)


@dataclass(frozen=True)
class Kept:
    """What somebody was answered at an address, and what a browser keeps to ask there again."""

    path: str
    status: int
    etag: str
    modified: str
    shows: bool
    """Whether a picture of a case came."""
    text: str

    @property
    def conditions(self) -> list[dict[str, str]]:
        """Ways to ask for it again: as it is, a part, and only if it is another one."""
        return [
            {},
            {"Range": "bytes=0-99", "If-Range": self.etag or self.modified},
            {"If-None-Match": self.etag or "*"},
            {"If-Modified-Since": self.modified},
        ]


@dataclass
class Readers:
    """People and devices, each with a browser, and what they were answered."""

    clients: dict[str, FlaskClient]
    pictures: Pictures
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)

    def read(self, who: str, starts: Collection[str], marks: Collection[str]) -> None:
        """Every start, and whatever the answers print that names one of `marks`, until there is
        nothing new."""
        ahead, known = list(starts), set(starts)
        while ahead:
            path = ahead.pop()
            found = self.kept[who, path] = self.ask(who, path)
            new = {each for each in printed(path, found.text) if names(each, marks)} - known
            new -= {each for each in new if each.startswith(SIGN_IN)}
            ahead += new
            known |= new

    def ask(self, who: str, path: str, headers: Mapping[str, str] | None = None) -> Kept:
        given = {"Accept": "text/html,*/*"} | dict(headers or {})
        answer = self.clients[who].get(path, headers=given)
        body = answer.get_data()
        text = body.decode(errors="replace") if _is_text(answer.mimetype) else ""
        led = " ".join(f'href="{each}"' for each in _led_to(answer))
        return Kept(
            path,
            answer.status_code,
            answer.headers.get("ETag", ""),
            answer.headers.get("Last-Modified", LONG_FROM_NOW),
            self.pictures.in_(body),
            f"{text} {led}",
        )


def names(path: str, marks: Collection[str]) -> bool:
    return any(mark in path for mark in marks)


def _is_text(mimetype: str) -> bool:
    return mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "javascript"))


def _led_to(answer: Any) -> list[str]:
    headers = answer.headers
    linked = re.findall(r"<([^>]+)>", headers.get("Link", ""))
    return [*filter(None, (headers.get("Location"), headers.get("Content-Location"))), *linked]


def printed(path: str, text: str) -> set[str]:
    """Each address on our own host that a page, a script or a feed names."""
    said = [*LED_TO.findall(text), *SAID.findall(text), *_sources(text)]
    whole = (urlsplit(urljoin(f"{HOST}{path}", each.replace("&amp;", "&"))) for each in said)
    own = (each for each in whole if f"{each.scheme}://{each.netloc}" == HOST)
    return {f"{each.path}?{each.query}" if each.query else each.path for each in own}


def _sources(text: str) -> Iterator[str]:
    for each in SOURCES.findall(text):
        yield from (part.split()[0] for part in each.split(",") if part.split())
