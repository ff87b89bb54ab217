"""gunicorn's threaded worker, taught two things: TLS on one of its listeners, and patience.

A connection takes a thread only when there is something to do. Until its first request arrives it
waits in the worker's poller, its TLS handshake too, one step at a time: a phone that falls silent
in the middle keeps nobody waiting.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable
from typing import Any

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1); a request in the clear begins with a letter."""
SECONDS_OF_SILENCE = 30
GONE = (errno.EAGAIN, errno.ECONNABORTED)

ContextNow = Callable[[], ssl.SSLContext]


class Connection(TConn):
    """One browser's. `context` is None where only HTTP is spoken."""

    sock: Any

    def __init__(
        self, cfg: Any, sock: socket.socket, client: Any, server: Any, context: ContextNow | None
    ) -> None:
        super().__init__(cfg, sock, client, server)
        self._context = context
        self._greeted = False
        self._closed = False

    def is_ready(self) -> bool:
        """Whether a request is arriving; takes a step towards it and never waits.

        Raises OSError when the other side is gone, or what it says is no TLS."""
        try:
            return self._greeted or self._greet()
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False

    def init(self) -> None:
        """A phone that walks out of range says no goodbye: without a limit, each would keep a
        thread reading its photo for ever."""
        super().init()
        self.sock.settimeout(SECONDS_OF_SILENCE)

    def close(self, graceful: bool = False) -> None:
        """Once: the thread that served a connection closes it, and then the worker would again."""
        if not self._closed:
            self._closed = True
            super().close(graceful)

    def _greet(self) -> bool:
        """Encrypted bytes cannot be looked at beforehand: after the handshake the poller says when
        some have come."""
        if not isinstance(self.sock, ssl.SSLSocket):
            first = self.sock.recv(1, socket.MSG_PEEK)
            if not self._context or first != HANDSHAKE:
                return True
            self.sock = self._context().wrap_socket(
                self.sock, server_side=True, do_handshake_on_connect=False
            )
        self.sock.do_handshake()
        self._greeted = True
        return False


class Worker(ThreadWorker):
    """Serves the listeners of a `progress.serve.server.Server`."""

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno not in GONE:
                raise
            return
        server = listener.getsockname()
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, sock, client, server, self.app.context(server)))

    def handle(self, conn: Connection) -> Any:
        """In a thread. What ends is closed here, since saying goodbye may take two seconds, and in
        the worker's loop everybody would wait for them."""
        try:
            if not conn.initialized and not conn.is_ready():
                return _DEFER
        except OSError:
            conn.close()
            return False
        goes_on = super().handle(conn)
        if not goes_on:
            conn.close(graceful=True)
        return goes_on
