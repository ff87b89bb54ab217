"""The page that says how to trust this computer, and the certificate that it gives away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient

from progress.certificate import Authority, open_authority
from progress.config import Settings

ON_THE_NETWORK = "https://192.168.1.5:8443"


@pytest.fixture
def authority(app: Flask) -> Authority:
    """As the server makes it when it starts."""
    folder = Settings.load(data_dir=app.instance_path).certificate_dir
    app.config["PUBLIC_URL"] = ON_THE_NETWORK
    return open_authority(folder, "Progress, Asha Skin", datetime.now(UTC))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_anybody_may_read_it(visitor: FlaskClient, authority: Authority, scheme: str) -> None:
    page = visitor.get("/trust", base_url=f"{scheme}://192.168.1.5:8443").text
    assert all(line in page for line in authority.fingerprint)
    assert "Progress, Asha Skin" in page
    assert f'href="{ON_THE_NETWORK}/"' in page


def test_a_phone_is_sent_to_it_in_the_clear(visitor: FlaskClient, authority: Authority) -> None:
    """By HTTPS it would be warned away from the page that says how to trust."""
    assert "http://192.168.1.5:8443/trust<" in visitor.get("/trust").text


@pytest.mark.parametrize(
    ("agent", "opened"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "iPhone and iPad"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 8)", "Android, in Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "Mac"),
    ],
)
def test_the_way_for_the_own_device_stands_open(
    visitor: FlaskClient, authority: Authority, agent: str, opened: str
) -> None:
    page = visitor.get("/trust", headers={"User-Agent": agent}).text
    [way] = [part for part in page.split("<details")[1:] if part.startswith(' class="panel" open')]
    assert opened in way.partition("</summary>")[0]


def test_the_certificate_comes_as_phones_take_it(
    visitor: FlaskClient, authority: Authority
) -> None:
    answer = visitor.get("/trust/progress.crt")
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(answer.data) == authority.certificate


@pytest.mark.parametrize("path", ["/trust", "/trust/progress.crt"])
def test_without_a_certificate_of_its_own_there_is_nothing(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404
