"""The server: gunicorn with one process of many threads, and the worker inside it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from progress import create_app
from progress.config import Settings

SECONDS_OF_SILENCE = 30


class Server(BaseApplication):
    """The worker's threads start after the fork: threads do not survive one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.web_threads,
            "timeout": 120,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "pre_request": _wait_no_longer_than_this,
            "post_worker_init": lambda process: _worker(process).start(),
            "worker_exit": lambda _server, process: _worker(process).stop(),
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings)


def _wait_no_longer_than_this(_process: Any, request: Any) -> None:
    """A phone that walks out of range says no goodbye: without a limit, each would keep a thread
    reading its photo for ever."""
    request.unreader.sock.settimeout(SECONDS_OF_SILENCE)


def _worker(process: Any) -> Any:
    return process.app.wsgi().extensions["progress.worker"]
