"""In whose name published pictures are signed: the clinic's own certificate, or one it bought.

An authority of its own signs it, since the C2PA specification takes no certificate that signed
itself (https://spec.c2pa.org, "Certificate Profile"). It is another one than phones trust for
HTTPS: whoever trusts this clinic's pictures need not trust it for websites.

What was signed holds as long as the certificate does, whose last years are therefore never used.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from progress import certificate
from progress.certificate import Authority
from progress.config import Settings
from progress.errors import ConfigurationError
from progress.exchange.credentials import Signer

YEAR: Final = timedelta(days=365)
AUTHORITY_LASTS: Final = 20 * YEAR
LASTS: Final = 10 * YEAR
HOLDS: Final = 5 * YEAR
"""At least so long, after it was signed."""
DOCUMENTS: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""
PURPOSES: Final = (ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENTS)
"""One of which every reader of credentials asks for."""
OWN: Final = "signer.pem"
CURVES: Final = {256: "es256", 384: "es384", 521: "es512"}


def open_signer(settings: Settings, now: datetime) -> Signer:
    """What the settings give; otherwise the clinic's own, made or made again where needed.

    Raises ConfigurationError for a certificate and a key that do not belong together."""
    return check_signer(settings) or own(settings.credentials_dir, settings.clinic_name, now)


def check_signer(settings: Settings) -> Signer | None:
    """What the settings give, if they do: nonsense is said before anybody needs it."""
    certificates, key = settings.credentials_certificate, settings.credentials_key
    return given(certificates.encode(), key.encode()) if certificates or key else None


def own(folder: Path, clinic: str, now: datetime) -> Signer:
    name = f"{clinic}, Content Credentials"
    authority = certificate.open_authority(folder, name, now, AUTHORITY_LASTS, LASTS)
    path = folder / OWN
    kept = certificate.read(path)
    if kept is None or not _signs(kept[0], authority, clinic, now):
        certificate.keep(path, *_made(authority, clinic, now))
    key, begin, rest = path.read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
    return Signer(certificates=begin + rest, key=key)


def _signs(found: x509.Certificate, authority: Authority, clinic: str, now: datetime) -> bool:
    return (
        authority.issued(found)
        and found.subject == certificate.subject(clinic, clinic)
        and found.not_valid_after_utc - now >= HOLDS
    )


def _made(
    authority: Authority, clinic: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = certificate.begun(certificate.subject(clinic, clinic), key.public_key(), now, LASTS)
    purposes = x509.ExtendedKeyUsage(PURPOSES)
    return authority.issue(builder.add_extension(purposes, False)), key


def given(certificates: bytes, key: bytes) -> Signer:
    """A certificate from elsewhere, followed by those that vouch for it, and its key."""
    try:
        [first, *_] = x509.load_pem_x509_certificates(certificates)
        secret = serialization.load_pem_private_key(key, None)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(
            "PROGRESS_CREDENTIALS_CERTIFICATE and PROGRESS_CREDENTIALS_KEY must both be given as "
            "PEM, the key without a password."
        ) from error
    if first.public_key() != secret.public_key():
        raise ConfigurationError(
            "PROGRESS_CREDENTIALS_KEY is not the key of the first certificate in "
            "PROGRESS_CREDENTIALS_CERTIFICATE."
        )
    return Signer(certificates, key, _algorithm(secret))


def _algorithm(key: PrivateKeyTypes) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.key_size in CURVES:
        return CURVES[key.curve.key_size]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise ConfigurationError(
        "PROGRESS_CREDENTIALS_KEY must be a key of RSA, Ed25519, or of a NIST curve."
    )
