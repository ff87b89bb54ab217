"""Of an address, the website."""

import pytest

from progress.errors import InvalidInput
from progress.rules.websites import origin


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://clinic.example", "https://clinic.example"),
        (" HTTPS://WWW.Clinic.Example:443/results?a=b#c ", "https://www.clinic.example"),
        ("clinic.example/results", "https://clinic.example"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://xn--h2brj9c.example", "https://xn--h2brj9c.example"),
    ],
)
def test_whatever_page_is_named_its_website_is_meant(address: str, expected: str) -> None:
    assert origin(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "*",
        "https://*.clinic.example",
        "https://clinic.example;script-src",
        "https://clinic .example",
        "https://clinic.example:port",
        "javascript:alert(1)",
        "ftp://clinic.example",
        "https://[::1",
        f"https://{'a' * 200}.example",
    ],
)
def test_what_names_no_website_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="address of a website"):
        origin(address)
