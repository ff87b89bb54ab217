"""In whose name pictures are signed: made once, renewed long before its end, or given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from progress import certificate, create_app, signer
from progress.config import Settings
from progress.errors import ConfigurationError
from progress.exchange import credentials
from progress.exchange.credentials import Done, Signer
from progress.rules.looks import Hiding
from progress.vision import codec
from tests.pictures import scene

NOW = datetime.now(UTC)
CLINIC = "Asha Skin and Hair"
DONE = Done("Before", False, False, Hiding.NOTHING)
JPEG = codec.encode_jpeg(scene(1, 160, 120))


def signed_with(one: Signer) -> bytes:
    return credentials.sign(JPEG, DONE, one)


def valid(jpeg: bytes) -> bool:
    said = credentials.read(jpeg)
    return said is not None and said.valid


def test_the_clinics_own_is_made_once_for_its_user_alone(tmp_path: Path) -> None:
    first = signer.own(tmp_path, CLINIC, NOW)
    assert signer.own(tmp_path, CLINIC, NOW + timedelta(days=700)) == first
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.pem")} == {0o600}
    assert b"PRIVATE" not in first.certificates


def test_it_is_renewed_while_it_holds_and_what_it_signed_stays(tmp_path: Path) -> None:
    first = signer.own(tmp_path, CLINIC, NOW - signer.HOLDS)
    picture = signed_with(first)
    second = signer.own(tmp_path, CLINIC, NOW)
    assert second.certificates != first.certificates
    assert valid(picture)
    authority = certificate.trusted(tmp_path)
    assert authority
    for jpeg in (picture, signed_with(second)):
        said = credentials.read(jpeg, authority.pem)
        assert said
        assert said.trusted, "One authority for both"


def test_a_clinic_of_another_name_signs_by_it(tmp_path: Path) -> None:
    signer.own(tmp_path, CLINIC, NOW)
    said = credentials.read(signed_with(signer.own(tmp_path, "आशा क्लिनिक", NOW)))
    assert said
    assert said.signed_by == "आशा क्लिनिक"


def test_it_is_not_what_phones_trust(tmp_path: Path) -> None:
    """A certificate for pictures serves no website."""
    made = x509.load_pem_x509_certificate(signer.own(tmp_path, CLINIC, NOW).certificates)
    purposes = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == list(signer.PURPOSES)


Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def bought(folder: Path, key: Key) -> tuple[bytes, bytes]:
    """A certificate of somebody else's authority for a key of any kind, and the key."""
    authority = certificate.open_authority(folder, "Sells certificates", NOW)
    builder = certificate.begun(
        certificate.subject(CLINIC, CLINIC), key.public_key(), NOW, timedelta(days=300)
    )
    made = authority.issue(builder.add_extension(x509.ExtendedKeyUsage(signer.PURPOSES), False))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), secret


def a_key(kind: str) -> Key:
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "ps256":
        return rsa.generate_private_key(65537, 2048)
    curve = ec.SECP384R1() if kind == "es384" else ec.SECP256R1()
    return ec.generate_private_key(curve)


@pytest.mark.parametrize("kind", ["es256", "es384", "ed25519", "ps256"])
def test_a_bought_one_signs(tmp_path: Path, kind: str) -> None:
    given = signer.given(*bought(tmp_path, a_key(kind)))
    assert given.algorithm == kind
    assert valid(signed_with(given))


def test_settings_that_do_not_fit_stop_the_program(tmp_path: Path) -> None:
    certificates, key = (each.decode() for each in bought(tmp_path, a_key("es256")))
    _, another = (each.decode() for each in bought(tmp_path, a_key("es256")))
    for given in (
        {"credentials_key": key},
        {"credentials_certificate": certificates},
        {"credentials_certificate": certificates, "credentials_key": another},
    ):
        settings = Settings.load(data_dir=tmp_path, uploads_dir=tmp_path / "uploads", **given)
        with pytest.raises(ConfigurationError, match="PROGRESS_CREDENTIALS_KEY"):
            create_app(settings)


def test_a_bought_one_is_read_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, pem in zip(("certificate", "key"), bought(tmp_path, a_key("es256")), strict=True):
        (tmp_path / name).write_bytes(pem)
        monkeypatch.setenv(f"PROGRESS_CREDENTIALS_{name.upper()}_FILE", str(tmp_path / name))
    settings = Settings.load(data_dir=tmp_path / "instance")
    assert valid(signed_with(signer.open_signer(settings, NOW)))
    assert not settings.credentials_dir.exists()
