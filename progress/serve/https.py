"""Where the clinic's network finds this computer by HTTPS, kept true while the server runs."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from urllib.parse import urlsplit

from progress import certificate
from progress.config import Settings
from progress.errors import ProgressError
from progress.serve import network

SECONDS_BETWEEN_LOOKS = 30
DEFAULT_NAME = "Progress"
log = logging.getLogger(__name__)


class HttpsEndpoint:
    """This computer's names and addresses, and a certificate for all of them."""

    def __init__(
        self, settings: Settings, look: Callable[[], list[str]] = network.addresses
    ) -> None:
        """`look` says which addresses this computer has now."""
        self._look = look
        self.port = network.free_port("0.0.0.0", settings.https_port)  # noqa: S104
        self.addresses: list[str] = []
        self._folder = settings.certificate_dir
        self._names = ["localhost", "127.0.0.1", *network.host_names(), *_named(settings)]
        self._context: ssl.SSLContext | None = None
        self._shown = b""
        self.authority = certificate.open_authority(self._folder, _called(settings), _now())
        self.renew()

    def context(self) -> ssl.SSLContext:
        assert self._context
        return self._context

    @property
    def url(self) -> str | None:
        """Where phones find this computer; None while it is on no network."""
        return self.urls[0] if self.urls else None

    @property
    def urls(self) -> list[str]:
        hosts = [*self.addresses, *network.host_names()[:1]] if self.addresses else []
        return [f"https://{host}:{self.port}" for host in hosts]

    @property
    def trust_url(self) -> str:
        """Without encryption, since a phone that does not trust yet would be warned away."""
        return f"http://{(self.url or '').removeprefix('https://')}/trust"

    def renew(self) -> None:
        """Look where this computer is now, and make another certificate if that asks for one.

        A context is replaced and never changed: handshakes may be under way."""
        self.addresses = self._look()
        path = certificate.keep_server(
            self._folder, self.authority, [*self._names, *self.addresses], _now()
        )
        if (pem := path.read_bytes()) != self._shown:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(path)
            self._context, self._shown = context, pem

    def keep(self, then: Callable[[], None]) -> None:
        """From now on look again and again, in a thread; `then` follows each look."""
        Thread(target=self._keep, args=(then,), daemon=True, name="certificate").start()

    def _keep(self, then: Callable[[], None]) -> None:
        pause = Event()
        while not pause.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.renew()
                then()
            except (OSError, ProgressError):
                log.exception("The certificate could not be looked after; the old one stays.")


def _called(settings: Settings) -> str:
    """What phones list the authority as."""
    host = (network.host_names() or ["this computer"])[-1]
    return f"Progress, {host if settings.clinic_name == DEFAULT_NAME else settings.clinic_name}"


def _named(settings: Settings) -> list[str]:
    host = urlsplit(settings.public_url or "").hostname
    return [host] if host else []


def _now() -> datetime:
    return datetime.now(UTC)
