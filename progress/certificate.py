"""HTTPS without the internet: an authority of this installation's own, and what it signs.

A phone is told once to trust the authority. The server's certificate is made again when this
computer's addresses change or its end is near, and no phone notices: the authority stays.

Apple's systems ask for the server's names, for SHA-2, for the purpose "server", and for at most 825
days (https://support.apple.com/en-us/103769); of public authorities browsers ask for at most 398,
which is kept to here. The authority could be confined to the clinic's own names by constraints
(RFC 5280, 4.2.1.10), but some of Apple's systems refuse a certificate that has them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from progress.errors import ConfigurationError
from progress.storage import durable

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=1)
LONGEST_NAME = 64
"""Bytes of a name and of an organisation's (RFC 5280, ub-common-name, ub-organization-name)."""
AUTHORITY = "authority.pem"
SERVER = "server.pem"


@dataclass(frozen=True)
class Trusted:
    """The half of an authority that may be given away."""

    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """What phones list it as."""
        [common_name] = self.certificate.subject
        return str(common_name.value)

    @property
    def der(self) -> bytes:
        """The form that every phone takes."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> list[str]:
        """Its SHA-256 in four lines of eight pairs, to be compared by eye."""
        pairs = self.certificate.fingerprint(hashes.SHA256()).hex(" ").upper().split()
        return [" ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)]


@dataclass(frozen=True)
class Authority(Trusted):
    """With the key, which must not leave this computer."""

    key: ec.EllipticCurvePrivateKey

    def sign(
        self, names: Collection[str], now: datetime
    ) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        """A certificate for a server that is reached by `names`, host names and addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            begun(subject("Progress"), key.public_key(), now, SERVER_LASTS)
            .add_extension(x509.SubjectAlternativeName(map(_general, sorted(names))), False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        )
        return self.issue(builder), key

    def issue(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        """What was begun, signed by this authority."""
        own_id = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        issued_by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own_id.value)
        named = builder.issuer_name(self.certificate.subject).add_extension(issued_by, False)
        return named.sign(self.key, hashes.SHA256())

    def issued(self, certificate: x509.Certificate) -> bool:
        try:
            certificate.verify_directly_issued_by(self.certificate)
        except (InvalidSignature, TypeError, ValueError):
            return False
        return True


def open_authority(
    folder: Path,
    name: str,
    now: datetime,
    lasts: timedelta = AUTHORITY_LASTS,
    renewed_before: timedelta = RENEWED_BEFORE,
) -> Authority:
    """The authority in `folder`; one that is not there, or ends soon, is made and called `name`.

    Raises ConfigurationError for a file that holds no authority."""
    path = folder / AUTHORITY
    kept = read(path)
    if kept is None or kept[0].not_valid_after_utc - now < renewed_before:
        keep(path, *_new_authority(name, now, lasts))
        kept = read(path)
        assert kept
    return Authority(*kept)


def trusted(folder: Path) -> Trusted | None:
    """What phones are told to trust, when it has been made."""
    kept = read(folder / AUTHORITY)
    return Trusted(kept[0]) if kept else None


def keep_server(folder: Path, authority: Authority, names: Collection[str], now: datetime) -> Path:
    """The file with the server's key and certificate; made again unless the one that is there is
    the authority's, covers all `names`, and goes on for a while."""
    path = folder / SERVER
    kept = read(path)
    if kept is None or not _serves(kept[0], authority, names, now):
        keep(path, *authority.sign(names, now))
    return path


def _serves(
    server: x509.Certificate, authority: Authority, names: Collection[str], now: datetime
) -> bool:
    if not authority.issued(server):
        return False
    covered = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        set(map(_general, names)) <= set(covered)
        and server.not_valid_after_utc - now >= RENEWED_BEFORE
    )


def _new_authority(
    name: str, now: datetime, lasts: timedelta
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = begun(subject(name), key.public_key(), now, lasts, is_authority=True)
    return builder.issuer_name(subject(name)).sign(key, hashes.SHA256()), key


def begun(
    named: x509.Name,
    public: CertificatePublicKeyTypes,
    now: datetime,
    lasts: timedelta,
    is_authority: bool = False,
) -> x509.CertificateBuilder:
    """What all kinds have. It begins a day ago, since clocks differ."""
    start = now - CLOCKS_DIFFER
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + lasts)
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), True)
        .add_extension(_usage(is_authority), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
    )


def subject(name: str, organisation: str = "") -> x509.Name:
    """Both are cut to what a certificate can hold."""
    given = {NameOID.COMMON_NAME: name, NameOID.ORGANIZATION_NAME: organisation}
    return x509.Name([x509.NameAttribute(of, _short(text)) for of, text in given.items() if text])


def _short(name: str) -> str:
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def keep(path: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Both in one file, so that a crash cannot part them."""
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    durable.write(path, secret + certificate.public_bytes(Encoding.PEM))


def read(path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """What is kept there, if anything; ConfigurationError for a file that is something else."""
    try:
        pem = path.read_bytes()
        key = load_pem_private_key(pem, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return x509.load_pem_x509_certificate(pem), key
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AssertionError) as error:
        raise ConfigurationError(
            f"{path} is no certificate with its key. Put it back from a backup, or remove it: "
            "then another is made."
        ) from error
