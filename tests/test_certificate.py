"""The authority stays, the server's certificate follows the computer: by Python's own TLS."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509

from progress import certificate
from progress.certificate import Authority, Trusted
from progress.errors import ConfigurationError

NOW = datetime.now(UTC)
NAMES = ["localhost", "clinic-pc.local", "192.168.1.5"]
MODERN_PHONE = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return certificate.open_authority(tmp_path, "Progress, Asha Skin", NOW)


def shake_hands(server: Path, name: str, trusted: Trusted | None) -> str:
    """Both sides of a TLS handshake over a pair of sockets; the name that the server proved."""
    here, there = socket.socketpair()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    Thread(target=serve, args=(context, there), daemon=True).start()
    phone = ssl.create_default_context()
    phone.verify_flags |= MODERN_PHONE
    if trusted:
        phone.load_verify_locations(cadata=trusted.der)
    with here, phone.wrap_socket(here, server_hostname=name) as talk:
        return str(talk.getpeercert()["subject"][0][0][1])  # type: ignore[index]


def serve(context: ssl.SSLContext, sock: socket.socket) -> None:
    try:
        context.wrap_socket(sock, server_side=True).close()
    except OSError:
        sock.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_that_trusts_the_authority_connects(
    authority: Authority, tmp_path: Path, name: str
) -> None:
    server = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    assert shake_hands(server, name, certificate.trusted(tmp_path)) == "Progress"


@pytest.mark.parametrize(("name", "trusts"), [("localhost", False), ("bank.example", True)])
def test_others_do_not(authority: Authority, tmp_path: Path, name: str, trusts: bool) -> None:
    server = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, name, authority if trusts else None)


def test_another_clinics_authority_vouches_for_nothing_here(
    authority: Authority, tmp_path: Path
) -> None:
    other = certificate.open_authority(tmp_path / "other", "Progress, Asha Skin", NOW)
    server = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, "localhost", other)


def test_it_is_made_again_for_a_new_address_and_still_trusted(
    authority: Authority, tmp_path: Path
) -> None:
    path = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    first = path.read_bytes()
    certificate.keep_server(tmp_path, authority, NAMES[:2], NOW)
    assert path.read_bytes() == first, "What is covered already needs no other certificate."

    again = certificate.open_authority(tmp_path, "Another name by now", NOW)
    certificate.keep_server(tmp_path, again, [*NAMES, "10.0.0.7"], NOW)
    assert path.read_bytes() != first
    assert shake_hands(path, "10.0.0.7", authority)


def test_it_is_made_again_before_it_ends(authority: Authority, tmp_path: Path) -> None:
    path = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    first = path.read_bytes()
    certificate.keep_server(tmp_path, authority, NAMES, NOW + timedelta(days=300))
    assert path.read_bytes() == first
    certificate.keep_server(tmp_path, authority, NAMES, NOW + timedelta(days=380))
    assert path.read_bytes() != first


def test_it_is_made_again_when_the_authority_is_another(
    authority: Authority, tmp_path: Path
) -> None:
    path = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    (tmp_path / certificate.AUTHORITY).unlink()
    other = certificate.open_authority(tmp_path, "Progress, Asha Skin", NOW)
    certificate.keep_server(tmp_path, other, NAMES, NOW)
    assert shake_hands(path, "localhost", other)


def test_no_system_finds_it_lasting_too_long(authority: Authority, tmp_path: Path) -> None:
    path = certificate.keep_server(tmp_path, authority, NAMES, NOW)
    server = x509.load_pem_x509_certificate(path.read_bytes())
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=398)
    assert server.not_valid_before_utc < NOW - timedelta(hours=12), "Clocks of phones differ."


def test_the_keys_are_for_this_user_alone(authority: Authority, tmp_path: Path) -> None:
    certificate.keep_server(tmp_path, authority, NAMES, NOW)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert modes == {certificate.AUTHORITY: "0o600", certificate.SERVER: "0o600"}


def test_what_is_given_away_holds_no_key(authority: Authority) -> None:
    assert x509.load_der_x509_certificate(authority.der) == authority.certificate


@pytest.mark.parametrize("name", ["आशा त्वचा और केश चिकित्सालय, नई दिल्ली", "x" * 200])
def test_a_long_name_is_cut_between_letters(tmp_path: Path, name: str) -> None:
    shown = certificate.open_authority(tmp_path, name, NOW).name
    assert name.startswith(shown) and len(shown.encode()) > 60


def test_the_fingerprint_can_be_compared_by_eye(authority: Authority) -> None:
    lines = authority.fingerprint
    assert [len(line) for line in lines] == [23] * 4
    digest = sha256(authority.der).hexdigest().upper()
    assert "".join(lines).replace(" ", "") == digest


def test_a_broken_file_is_named_and_kept(authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / certificate.AUTHORITY
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ConfigurationError, match="Put it back"):
        certificate.open_authority(tmp_path, "Progress", NOW)
    assert len(path.read_bytes()) == 100
