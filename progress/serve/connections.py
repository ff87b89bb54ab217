"""gunicorn's threaded worker, taught two things: TLS on one of its listeners, and patience.

A connection takes a thread only when there is something to do. Until the head of a request is whole
it waits in the worker's poller, its TLS handshake too, step by step: a phone that falls silent in
the middle keeps nobody waiting.
"""

from __future__ import annotations

import errno
import math
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1); a request in the clear begins with a letter."""
SECONDS_OF_SILENCE = 30
"""In the middle of a body: what had come is kept, and a phone may come back into range."""
SECONDS_FOR_A_HEAD = 5
"""From its first byte to its last. It fits into one packet or two."""
END_OF_HEAD = b"\r\n\r\n"
MOST_BYTES_OF_A_HEAD = 1 << 16
BLOCK_BYTES = 1 << 13
GONE = (errno.EAGAIN, errno.ECONNABORTED)

ContextNow = Callable[[], ssl.SSLContext]


class Connection(TConn):
    """One browser's. `context` is None where only HTTP is spoken."""

    sock: Any

    def __init__(
        self, cfg: Any, sock: socket.socket, client: Any, server: Any, context: ContextNow | None
    ) -> None:
        self._head = b""
        self._head_ends = math.inf
        super().__init__(cfg, sock, client, server)
        self._context = context
        self._greeted = False
        self._closed = False

    @property
    def timeout(self) -> float:
        """When the worker's loop gives this connection up, by the monotonic clock."""
        return min(self._timeout, self._head_ends)

    @timeout.setter
    def timeout(self, moment: float | None) -> None:
        self._timeout = math.inf if moment is None else moment

    def is_ready(self) -> bool:
        """Whether a request's head is here; takes a step towards it and never waits.

        Raises OSError when the other side is gone, what it says is no TLS, or takes too long."""
        self.sock.setblocking(False)
        try:
            return (self._greeted or self._greet()) and self._listen()
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False

    def init(self) -> None:
        """A phone that walks out of range says no goodbye: without a limit, each would keep a
        thread reading its photo for ever."""
        super().init()
        self.sock.settimeout(SECONDS_OF_SILENCE)
        self.parser.unreader.unread(self._head)
        self._head, self._head_ends = b"", math.inf

    def close(self, graceful: bool = False) -> None:
        """Once: the thread that served a connection closes it, and then the worker would again."""
        if not self._closed:
            self._closed = True
            super().close(graceful)

    def _greet(self) -> bool:
        """Encrypted bytes cannot be looked at beforehand."""
        if not isinstance(self.sock, ssl.SSLSocket):
            first = self.sock.recv(1, socket.MSG_PEEK)
            if not self._context or first != HANDSHAKE:
                return True
            self.sock = self._context().wrap_socket(
                self.sock, server_side=True, do_handshake_on_connect=False
            )
        self.sock.do_handshake()
        self._greeted = True
        return True

    def _listen(self) -> bool:
        """All that has come is taken, since the poller sees nothing of what TLS has read ahead."""
        if self.initialized and not self._head:
            self._head = self.parser.unreader.take_buffered()
        while END_OF_HEAD not in self._head:
            if self._head:
                self._head_ends = min(self._head_ends, time.monotonic() + SECONDS_FOR_A_HEAD)
            if len(self._head) > MOST_BYTES_OF_A_HEAD or time.monotonic() > self._head_ends:
                raise ConnectionAbortedError("The head of a request took too long.")
            block = self.sock.recv(BLOCK_BYTES)
            if not block:
                raise ConnectionResetError("Gone before its request was whole.")
            self._head += block
        # What the parser would otherwise wait for is here.
        self.data_ready = True
        return True


class Worker(ThreadWorker):
    """Serves the listeners of a `progress.serve.server.Server`."""

    pending_conns: deque[Connection]

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

    def murder_pending(self) -> None:
        """Half a head has less time than a connection that has not spoken: who is next stands
        first."""
        self.pending_conns = deque(sorted(self.pending_conns, key=lambda conn: conn.timeout))
        super().murder_pending()

    def handle(self, conn: Connection) -> Any:
        """In a thread. What ends is closed here, since saying goodbye may take two seconds, and in
        the worker's loop everybody would wait for them."""
        try:
            if not conn.is_ready():
                return _DEFER
        except OSError:
            conn.close()
            return False
        goes_on = super().handle(conn)
        if not goes_on:
            conn.close(graceful=True)
        return goes_on
