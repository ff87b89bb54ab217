"""A real mail server for tests, with a certificate of its own, that can be made to misbehave."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from progress.mail import Mailer

USER = LoginPassword(b"clinic", b"a secret for tests")


@dataclass
class Server:
    """Keeps what arrived; `refuses` is what it answers to a receiver or to the words themselves."""

    arrived: list[Mail] = field(default_factory=list)
    refuses_receiver: str = ""
    refuses_words: str = ""
    hangs_up: bool = False

    async def handle_RCPT(
        self, _server: SMTP, _session: Any, envelope: Any, to: str, _: Any
    ) -> str:
        if self.refuses_receiver:
            return self.refuses_receiver
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:
        if self.hangs_up:
            assert server.transport
            server.transport.abort()
            return "421 gone"
        if self.refuses_words:
            return self.refuses_words
        self.arrived.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


def authority(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server on localhost and of a client that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(private + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())


@contextmanager
def serving(server: Server, folder: Path, security: str = "starttls") -> Iterator[Mailer]:
    """The server on a free port, and the mailer that is set up for it."""
    own, trusted = authority(folder)
    options: dict[str, Any] = {"auth_require_tls": security == "starttls"}
    if security == "starttls":
        options |= {"tls_context": own, "require_starttls": True, "auth_required": True}
        options["authenticator"] = _knows
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(server, loop=loop, hostname="localhost", **options),
            "127.0.0.1",
            0,
            ssl=own if security == "tls" else None,
        )
    )
    thread = Thread(target=loop.run_forever)
    thread.start()
    port = listener.sockets[0].getsockname()[1]
    signs_in = security == "starttls"
    try:
        yield Mailer(
            host="localhost",
            port=port,
            security=security,
            user="clinic" if signs_in else "",
            password="a secret for tests" if signs_in else "",
            sender="photos@clinic.example",
            clinic="Asha Skin & Hair",
            trusted=trusted,
        )
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        listener.close()
        loop.close()


def _knows(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data == USER, handled=False)
