"""One process speaks HTTP to this computer and TLS to the network; no phone stalls another."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPSConnection

import pytest

from progress.serve.connections import SECONDS_FOR_A_HEAD
from tests.serve.conftest import THREADS, Network

QUICK = 3
"""Seconds; a request takes milliseconds, whoever else stalls."""


def encrypted(network: Network, host: str = "localhost") -> HTTPSConnection:
    return HTTPSConnection(host, network.port, timeout=10, context=network.context())


def in_the_clear(network: Network) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", network.port, timeout=10)


def seconds_for_a_page(network: Network) -> float:
    begun = time.monotonic()
    connection = encrypted(network)
    connection.request("GET", "/sign-in")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - begun


def test_who_trusts_the_authority_is_served_and_others_are_not(network: Network) -> None:
    connection = encrypted(network)
    connection.request("GET", "/sign-in")
    assert connection.getresponse().status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        HTTPSConnection("localhost", network.port, timeout=10).request("GET", "/sign-in")


def test_by_https_the_app_knows_it_and_by_http_too(network: Network) -> None:
    connection = encrypted(network)
    connection.request("GET", "/sign-in")
    cookie = connection.getresponse().getheader("Set-Cookie")
    assert cookie and cookie.startswith("__Host-progress=") and "; Secure" in cookie

    plain = HTTPConnection("127.0.0.1", network.clinic.port, timeout=10)
    plain.request("GET", "/sign-in")
    cookie = plain.getresponse().getheader("Set-Cookie")
    assert cookie and cookie.startswith("progress=") and "Secure" not in cookie


def test_one_connection_serves_many_requests(network: Network) -> None:
    connection = encrypted(network)
    connection.connect()
    first = connection.sock
    for path in ("/sign-in", "/static/any/css/app.css", "/static/any/img/logo.svg", "/sign-in"):
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
    assert connection.sock is first


def test_a_large_file_arrives_whole(network: Network) -> None:
    bodies = []
    plain = HTTPConnection("127.0.0.1", network.clinic.port, timeout=10)
    for connection in (plain, encrypted(network)):
        connection.request("GET", "/static/any/vendor/bootstrap/bootstrap.bundle.min.js")
        bodies.append(connection.getresponse().read())
    assert bodies[0] == bodies[1] and len(bodies[0]) > 50_000


def test_phones_that_stall_in_the_handshake_stall_nobody(network: Network) -> None:
    """Four times as many as there are threads, each silent from another byte on."""
    hello = client_hello()
    with ExitStack() as stalled:
        for number in range(4 * THREADS):
            sock = socket.create_connection(("127.0.0.1", network.port))
            stalled.enter_context(sock)
            sock.sendall(hello[: number * len(hello) // (4 * THREADS)])
        time.sleep(0.2)
        assert seconds_for_a_page(network) < QUICK


def test_phones_that_shake_hands_and_say_no_more_stall_nobody(network: Network) -> None:
    with ExitStack() as stalled:
        for _ in range(4 * THREADS):
            sock = socket.create_connection(("localhost", network.port))
            talk = network.context().wrap_socket(sock, server_hostname="localhost")
            stalled.enter_context(talk)
        assert seconds_for_a_page(network) < QUICK


def test_phones_that_do_not_hang_up_stall_nobody(network: Network) -> None:
    """Gone out of range after an answer that ends the connection."""
    with ExitStack() as silent:
        for _ in range(THREADS - 1):
            sock = socket.create_connection(("127.0.0.1", network.clinic.port))
            silent.enter_context(sock)
            sock.sendall(b"GET /sign-in HTTP/1.0\r\n\r\n")
        time.sleep(0.5)
        assert seconds_for_a_page(network) < QUICK


def test_half_sent_heads_hold_nobody_and_do_not_last(network: Network) -> None:
    """Three times as many as there are threads; some go on, one byte at a time."""
    half = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Half: "
    with ExitStack() as held:
        socks = [held.enter_context(talk(network, way)) for way in WAYS_IN for _ in range(THREADS)]
        for sock in socks:
            sock.sendall(half)
        begun = time.monotonic()
        assert seconds_for_a_page(network) < QUICK
        while socks and time.monotonic() < begun + SECONDS_FOR_A_HEAD + QUICK:
            socks = [sock for sock in socks if not hung_up(sock)]
            for sock in socks[::2]:
                with suppress(OSError):
                    sock.sendall(b"x")
        assert socks == []
        assert time.monotonic() - begun > SECONDS_FOR_A_HEAD - 1, "Nobody is hurried."


WAYS_IN = ("in the clear", "encrypted", "kept alive")


def talk(network: Network, way_in: str) -> socket.socket:
    if way_in == "in the clear":
        return socket.create_connection(("127.0.0.1", network.clinic.port))
    sock = socket.create_connection(("localhost", network.port))
    talk = network.context().wrap_socket(sock, server_hostname="localhost")
    if way_in == "kept alive":
        talk.sendall(b"GET /static/any/img/logo.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while b"</svg>" not in talk.recv(1 << 14):
            pass
    return talk


def hung_up(sock: socket.socket) -> bool:
    sock.settimeout(0.05)
    try:
        return not sock.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_head_that_comes_in_pieces_is_answered(network: Network) -> None:
    with talk(network, "kept alive") as sock:
        for piece in (
            b"GET /sta",
            b"tic/any/img/logo.svg HTTP/1.1\r\nHost: local",
            b"host\r\n\r",
            b"\n",
        ):
            sock.sendall(piece)
            time.sleep(0.1)
        sock.settimeout(QUICK)
        assert sock.recv(15) == b"HTTP/1.1 200 OK"


def client_hello() -> bytes:
    outgoing = ssl.MemoryBIO()
    talk = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="x")
    with pytest.raises(ssl.SSLWantReadError):
        talk.do_handshake()
    return outgoing.read()


def test_noise_on_the_port_ends_that_connection_alone(network: Network) -> None:
    for noise in (b"\x16\x03\x01\x00\x05noise", b"\x00" * 40, b""):
        with socket.create_connection(("127.0.0.1", network.port), timeout=10) as sock:
            sock.sendall(noise)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(4096):
                pass
    assert seconds_for_a_page(network) < QUICK


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_in_the_clear_the_network_is_sent_on_to_https(network: Network, method: str) -> None:
    connection = in_the_clear(network)
    connection.request(method, "/sign-in?next=/patients")
    answer = connection.getresponse()
    assert answer.status == 303
    address = f"https://127.0.0.1:{network.port}/sign-in?next=/patients"
    assert answer.getheader("Location") == address
    assert answer.getheader("Set-Cookie") is None


def test_in_the_clear_the_network_learns_how_to_trust(network: Network) -> None:
    connection = in_the_clear(network)
    for path in ("/trust", "/static/any/css/trust.css", "/trust/progress.crt"):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, path
    assert body == network.authority.der


def test_nobody_calls_himself_encrypted(network: Network) -> None:
    """Without a proxy before it, not even a program of this computer."""
    connection = in_the_clear(network)
    connection.request("GET", "/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert connection.getresponse().status == 303
