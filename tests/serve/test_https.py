"""Where phones find this computer, as networks come and go."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from progress.certificate import SERVER
from progress.config import Settings
from progress.errors import ConfigurationError
from progress.serve import network
from progress.serve.https import HttpsEndpoint
from progress.serve.server import Server


def settings_in(folder: Path, **given: object) -> Settings:
    return Settings.load(data_dir=folder / "instance", uploads_dir=folder / "uploads", **given)


def covered(settings: Settings) -> set[str]:
    pem = (settings.certificate_dir / SERVER).read_bytes()
    names = x509.load_pem_x509_certificate(pem).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    return {str(one.value) for one in names.value}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this computer that somebody listens on."""
    with socket.create_server(("0.0.0.0", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_phone_is_given_the_way_out_first(tmp_path: Path) -> None:
    endpoint = HttpsEndpoint(settings_in(tmp_path), look=lambda: ["192.168.1.5", "10.0.0.7"])
    assert endpoint.url == f"https://192.168.1.5:{endpoint.port}"
    assert endpoint.urls[1] == f"https://10.0.0.7:{endpoint.port}"
    assert endpoint.trust_url == f"http://192.168.1.5:{endpoint.port}/trust"


def test_the_certificate_covers_every_name(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, public_url="https://progress.clinic.example")
    HttpsEndpoint(settings, look=lambda: ["192.168.1.5"])
    names = {"192.168.1.5", "localhost", "127.0.0.1", "progress.clinic.example"}
    assert names | set(network.host_names()) == covered(settings)


def test_without_a_network_it_starts_and_waits_for_one(tmp_path: Path) -> None:
    here: list[str] = []
    settings = settings_in(tmp_path)
    endpoint = HttpsEndpoint(settings, look=lambda: list(here))
    assert endpoint.url is None and endpoint.urls == []
    before, authority = endpoint.context(), endpoint.authority.der

    here.append("192.168.7.7")
    endpoint.renew()
    assert endpoint.url == f"https://192.168.7.7:{endpoint.port}"
    assert "192.168.7.7" in covered(settings)
    assert endpoint.context() is not before, "A context in use is never changed."
    again = HttpsEndpoint(settings, look=lambda: list(here))
    assert again.authority.der == authority

    before = again.context()
    again.renew()
    assert again.context() is before, "Nothing has changed."


def test_old_versions_of_tls_are_not_spoken(tmp_path: Path) -> None:
    assert HttpsEndpoint(settings_in(tmp_path)).context().minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("clinic", "listed"), [("Asha Skin", "Progress, Asha Skin"), ("Progress", "Progress, ")]
)
def test_phones_list_it_by_the_clinics_name(tmp_path: Path, clinic: str, listed: str) -> None:
    name = HttpsEndpoint(settings_in(tmp_path, clinic_name=clinic)).authority.name
    assert name.startswith(listed) and len(name) > len("Progress, ")


def test_the_next_port_is_taken_when_one_is_not_free(tmp_path: Path, taken: int) -> None:
    assert HttpsEndpoint(settings_in(tmp_path, https_port=taken)).port > taken


def test_a_second_start_is_told_what_to_do(tmp_path: Path, taken: int) -> None:
    with pytest.raises(ConfigurationError, match="Perhaps Progress runs already"):
        Server(settings_in(tmp_path, port=taken))


def test_an_address_of_another_computer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot answer at 203\.0\.113\.9:8000"):
        Server(settings_in(tmp_path, host="203.0.113.9"))


def test_addresses_are_this_computers_and_none_is_its_own_alone() -> None:
    for address in network.addresses():
        assert not address.startswith("127.")
        with socket.create_server((address, 0)):
            pass
