"""A bad network: a small TCP proxy that cuts connections where chance wants it.

A cut comes after a random number of bytes towards the server, in one of four ways: both ends are
told (`close`), both are thrown out with what was not read yet (`reset`), the request arrives and
its answer does not (`answer`), or, now and then, nothing passes any more and nobody is told
(`silence`).
"""

from __future__ import annotations

import random
import socket
import struct
import time
from collections import Counter
from contextlib import suppress
from threading import Lock, Thread

WAYS = ("close", "reset", "answer")
SILENT_EVERY = 50
SLICE = 1 << 14
RESET = struct.pack("ii", 1, 0)


class Cut(Exception):
    """The connection ends here."""


class BadNetwork:
    """Listens on `port` and passes everything on to the port of a server on this machine."""

    def __init__(self, server_port: int, chance: random.Random, bytes_per_second: int) -> None:
        self.server_port = server_port
        self.cuts: Counter[str] = Counter()
        self.silent: list[Connection] = []
        self._chance = chance
        self._pause = SLICE / bytes_per_second
        self._cuts_left = 0
        self._most_bytes = 0
        self._bytes_left = 0
        self._lock = Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def cut(self, times: int, most_bytes: int) -> None:
        """Cut so often, each time after at most so many bytes."""
        with self._lock:
            self._cuts_left, self._most_bytes = times, most_bytes
            self._bytes_left = self._chance.randint(1, most_bytes)

    @property
    def is_calm(self) -> bool:
        return self._cuts_left == 0

    def close(self) -> None:
        self._listener.close()
        for connection in self.silent:
            connection.client.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.server_port))
        except OSError:
            client.close()
            return
        connection = Connection(self, client, server)
        Thread(target=connection.carry_answers, daemon=True).start()
        connection.carry_requests()

    def allow(self, size: int) -> tuple[int, str | None]:
        """How many of `size` bytes may pass, and the way of the cut that follows them."""
        time.sleep(self._pause * size / SLICE)
        with self._lock:
            if not self._cuts_left:
                return size, None
            if size < self._bytes_left:
                self._bytes_left -= size
                return size, None
            allowed, way = self._bytes_left, self._chance.choice(WAYS)
            self._cuts_left -= 1
            if self._cuts_left % SILENT_EVERY == SILENT_EVERY - 1:
                way = "silence"
            self.cuts[way] += 1
            self._bytes_left = self._chance.randint(1, self._most_bytes)
            return allowed, way


class Connection:
    """One client's connection, and the proxy's own to the server."""

    def __init__(self, network: BadNetwork, client: socket.socket, server: socket.socket) -> None:
        self.network, self.client, self.server = network, client, server
        self.keeps_answer = False

    def carry_requests(self) -> None:
        with suppress(OSError, Cut):
            while data := self.client.recv(SLICE):
                allowed, way = self.network.allow(len(data))
                if way == "answer":
                    self.keeps_answer = True
                    allowed = len(data)
                self.server.sendall(data[:allowed])
                if way == "silence":
                    self.network.silent.append(self)
                    return
                if way in ("close", "reset"):
                    self._end(way)
        self._end("close", quietly=True)

    def carry_answers(self) -> None:
        with suppress(OSError, Cut):
            while data := self.server.recv(SLICE):
                if self.keeps_answer:
                    self._end("reset")
                if self not in self.network.silent:
                    self.client.sendall(data)
        if self not in self.network.silent:
            self._end("close", quietly=True)

    def _end(self, way: str, quietly: bool = False) -> None:
        for side in (self.client, self.server):
            with suppress(OSError):
                if way == "reset":
                    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                # Wakes the other thread, without which the system would not close.
                side.shutdown(socket.SHUT_RD if way == "reset" else socket.SHUT_RDWR)
                side.close()
        if not quietly:
            raise Cut
