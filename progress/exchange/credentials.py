"""Content Credentials: what was done to a published picture, signed by the clinic.

They follow the C2PA specification 2 (https://spec.c2pa.org), and lie within the JPEG. First stands
"created by a camera", not with "opened": that would have to name the photo that was opened, whose
bytes stay in the clinic. So does its hash, since a hash tells whoever holds a file that it is this
one. There is no thumbnail, no date and no name but the clinic's; what identifies a picture is drawn
at random. All actions are listed, so that what is not listed was not done.

Nothing is asked of the network: no time-stamp, no revocation, no credentials kept elsewhere. They
hold for as long as the certificate does, which a time-stamp would have prolonged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import c2pa

from progress.errors import ConfigurationError
from progress.rules.looks import Hiding

JPEG: Final = "image/jpeg"
SOURCES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Where a picture comes from, by the vocabulary of the IPTC."""
CAMERA: Final = SOURCES + "digitalCapture"
ACTIONS: Final = "c2pa.actions.v2"
ORIGIN: Final = "c2pa.created"
DONE: Final = {
    "c2pa.orientation": "aligned",
    "c2pa.cropped": "cropped",
    "c2pa.drawing": "partly covered",
    "c2pa.filtered": "partly blurred",
    "c2pa.transcoded": "re-encoded",
}
"""The actions that Progress signs, in the words of people."""
MINING: Final = ("ai_generative_training", "ai_inference", "ai_training", "data_mining")
ALONE: Final[dict[str, Any]] = {
    "core": {"allowed_network_hosts": []},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": True},
    "builder": {"thumbnail": {"enabled": False}},
}
"""Settings of the library."""


@dataclass(frozen=True)
class Signer:
    """In whose name it is signed: certificates (its own first) and key as PEM, and the algorithm
    by its name in the C2PA specification."""

    certificates: bytes
    key: bytes = field(repr=False)
    algorithm: str = "es256"


@dataclass(frozen=True)
class Done:
    """What was done to one photo before it became a picture of a case."""

    title: str
    aligned: bool
    cropped: bool
    hiding: Hiding


@dataclass(frozen=True)
class Credentials:
    """What credentials say. `valid`: the picture is, to the bit, the one that was signed;
    `trusted`: by one whom the reader was told to trust."""

    title: str
    done: tuple[str, ...]
    nothing_generated: bool
    signed_by: str
    valid: bool
    trusted: bool

    @property
    def sentence(self) -> str:
        """ "Aligned, cropped, re-encoded; nothing generated; signed by ..." """
        if not self.valid:
            return "Not valid: the picture was changed, or the certificate has ended."
        generated = "nothing generated" if self.nothing_generated else "partly generated"
        return f"{', '.join(self.done).capitalize()}; {generated}; signed by {self.signed_by}"


def sign(jpeg: bytes, done: Done, signer: Signer) -> bytes:
    """The same picture with its credentials. Raises ConfigurationError for a certificate that
    cannot sign: one that has ended, say."""
    signed = BytesIO()
    info = c2pa.C2paSignerInfo(signer.algorithm, signer.certificates, signer.key, None)
    try:
        with (
            c2pa.Context.from_dict(ALONE, c2pa.Signer.from_info(info)) as context,
            c2pa.Builder(_manifest(done), context) as builder,
        ):
            builder.sign(JPEG, BytesIO(jpeg), signed)
    except c2pa.C2paError as error:
        raise ConfigurationError(
            "The picture could not be signed. Whoever looks after Progress has to look at the "
            f"certificate for Content Credentials: {error}"
        ) from error
    return signed.getvalue()


def read(jpeg: bytes, authorities: bytes = b"") -> Credentials | None:
    """What a picture says of itself; None where that is nothing, or nothing that can be read.
    `authorities`: the certificates (PEM) by which a signer is trusted."""
    settings = ALONE | {"trust": {"user_anchors": authorities.decode()}} if authorities else ALONE
    try:
        with (
            c2pa.Context.from_dict(settings) as context,
            c2pa.Reader(JPEG, BytesIO(jpeg), context=context) as reader,
        ):
            said, state = json.loads(reader.json()), reader.get_validation_state()
    except c2pa.C2paError:
        return None
    return _credentials(said["manifests"][said["active_manifest"]], state)


def _credentials(said: dict[str, Any], state: str | None) -> Credentials:
    found = [each["data"] for each in said["assertions"] if each["label"] == ACTIONS]
    actions = [action for data in found for action in data["actions"]]
    sources = {each.get("digitalSourceType", CAMERA) for each in actions}
    return Credentials(
        title=said.get("title", ""),
        done=tuple(
            DONE.get(each["action"], each["action"]) for each in actions if each["action"] != ORIGIN
        ),
        nothing_generated=sources == {CAMERA}
        and all(data.get("allActionsIncluded", False) for data in found),
        signed_by=said.get("signature_info", {}).get("issuer", ""),
        valid=state in ("Valid", "Trusted"),
        trusted=state == "Trusted",
    )


def _manifest(done: Done) -> dict[str, Any]:
    uses = {f"cawg.{each}": {"use": "notAllowed"} for each in MINING}
    actions = {"actions": list(_actions(done)), "allActionsIncluded": True}
    return {
        "claim_generator_info": [{"name": "Progress"}],
        "title": done.title,
        "format": JPEG,
        "assertions": [
            {"label": ACTIONS, "data": actions, "created": True},
            {"label": "cawg.training-mining", "data": {"entries": uses}, "created": True},
        ],
    }


def _actions(done: Done) -> Iterator[dict[str, str]]:
    yield {"action": ORIGIN, "digitalSourceType": CAMERA}
    if done.aligned:
        yield _action("c2pa.orientation", "Laid over the earlier photo, and cut to its frame.")
    if done.hiding is not Hiding.NOTHING:
        blurred, outside = done.hiding.blurs, done.hiding.hides_outside
        yield _action(
            "c2pa.filtered" if blurred else "c2pa.drawing",
            f"{'All but one area' if outside else 'One area'} was "
            f"{'blurred beyond recovery' if blurred else 'covered with grey'}.",
        )
    if done.cropped:
        yield _action("c2pa.cropped", "Cut to the frame of both photos.")
    yield _action("c2pa.transcoded", "Made smaller where needed, and encoded anew as JPEG.")


def _action(label: str, description: str) -> dict[str, str]:
    return {"action": label, "description": description}
