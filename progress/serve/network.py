"""Where this computer is found on the clinic's network."""

from __future__ import annotations

import errno
import re
import socket
from contextlib import closing
from ipaddress import ip_address

import ifaddr

from progress.errors import ConfigurationError

FAR_AWAY = ("203.0.113.1", 9)
"""An address that no network has (RFC 5737); asking for the way there sends nothing."""
PORTS_TRIED = 20


def addresses() -> list[str]:
    """IPv4 addresses, the one that leads to the network first; none when there is no network."""
    every = {ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    main = _way_out()
    outside = [one for one in map(str, every) if not ip_address(one).is_loopback]
    return sorted(outside, key=lambda one: (one != main, ip_address(one)))


def host_names() -> list[str]:
    """What this computer is called: `clinic-pc.local` where names are told by mDNS (RFC 6762)."""
    name = re.sub("[^a-z0-9-]", "", socket.gethostname().partition(".")[0].lower()).strip("-")
    return [f"{name}.local", name] if name else []


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the first port after it that nobody listens on."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 1 << 16)):
        if is_free(host, port):
            return port
    raise ConfigurationError(
        f"The ports from {wanted} on are taken: name another with PROGRESS_HTTPS_PORT."
    )


def is_free(host: str, port: int) -> bool:
    """Raises ConfigurationError when this program may not listen there, free or not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        # What a server that has just ended leaves behind does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise ConfigurationError(
                f"Progress cannot answer at {host}:{port} ({error.strerror}): "
                "choose others with PROGRESS_HOST and PROGRESS_PORT."
            ) from error
        return True


def _way_out() -> str | None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(FAR_AWAY)
        except OSError:
            return None
        return str(probe.getsockname()[0])
