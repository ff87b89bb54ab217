"""gunicorn with one process of many threads, and the worker inside it."""

from __future__ import annotations

import os
import signal
import ssl
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from progress import create_app
from progress.config import Settings
from progress.errors import ConfigurationError
from progress.serve import network
from progress.serve.connections import ContextNow, Worker
from progress.serve.https import HttpsEndpoint
from progress.serve.in_the_clear import only_trust_in_the_clear

SECONDS_KEPT_ALIVE = 15
"""A handshake costs a phone three journeys through the air: what is open stays so for a while."""


class Server(BaseApplication):
    """The worker's threads start after the fork: threads do not survive one."""

    def __init__(self, settings: Settings) -> None:
        if not network.is_free(settings.host, settings.port):
            raise ConfigurationError(
                f"Port {settings.port} is taken. Perhaps Progress runs already; if not, name "
                "another port with PROGRESS_PORT."
            )
        self._settings = settings
        self.https = HttpsEndpoint(settings) if settings.https == "own" else None
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": [f"{self._settings.host}:{self._settings.port}"],
            "workers": 1,
            "worker_class": Worker,
            "threads": self._settings.web_threads,
            "timeout": 120,
            "graceful_timeout": 20,
            "keepalive": SECONDS_KEPT_ALIVE,
            "loglevel": "warning",
            "control_socket_disable": True,
            # Whom a proxy speaks for, the app is told by `web/request.py`, where there is one.
            "forwarded_allow_ips": "",
            "pre_request": _say_what_it_came_by,
            "post_worker_init": self._begin,
            "worker_exit": _end,
        }
        if self.https:
            options["bind"].append(f"0.0.0.0:{self.https.port}")
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self._settings)
        if self.https:
            self._tell(app)
            guarded = only_trust_in_the_clear(app.wsgi_app, self.https.port)
            app.wsgi_app = guarded  # type: ignore[method-assign, assignment]
        return app

    def context(self, address: tuple[str, int]) -> ContextNow | None:
        """What speaks TLS on the listener at `address`; None where HTTP is spoken."""
        if self.https and address[1] == self.https.port:
            return self.https.context
        return None

    def _begin(self, process: Any) -> None:
        _worker(process).start()
        if self.https:
            self.https.keep(lambda: self._tell(process.app.wsgi()))

    def _tell(self, app: Flask) -> None:
        """The address for phones, unless the clinic gave one."""
        assert self.https
        if not self._settings.public_url:
            app.config["PUBLIC_URL"] = self.https.url


def _say_what_it_came_by(_process: Any, request: Any) -> None:
    if isinstance(request.unreader.sock, ssl.SSLSocket):
        request.scheme = "https"


def _end(_server: Any, process: Any) -> None:
    """The photo that is being worked on is finished; whoever asks again is not heard. Then the
    process ends without clearing up: threads inside native code would not survive that."""
    if not process.booted:
        return
    for asked in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_IGN)
    _worker(process).stop()
    os._exit(0)


def _worker(process: Any) -> Any:
    return process.app.wsgi().extensions["progress.worker"]
