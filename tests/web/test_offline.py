"""What a phone keeps for when there is no connection: nothing of anybody, for all the same."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.web import offline


def test_the_page_is_the_same_whoever_asks(visitor: FlaskClient, staff: FlaskClient) -> None:
    answer = visitor.get("/offline")
    assert answer.status_code == 200
    assert answer.data == staff.get("/offline").data
    assert "Set-Cookie" not in answer.headers


def test_the_worker_keeps_all_that_the_page_asks_for_and_no_more(
    app: Flask, visitor: FlaskClient
) -> None:
    worker = visitor.get("/offline-worker.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    with app.test_request_context():
        addresses = offline.addresses()
    named = re.findall(r'(?:href|src)="([^"]+)"', visitor.get("/offline").text)
    assert set(named) <= set(addresses)
    for address in addresses:
        assert f'"{address}"' in worker.text
        assert visitor.get(address).status_code == 200


def test_another_file_is_another_version(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        before = offline.version()
        assert offline.version() == before
        monkeypatch.setattr(offline, "addresses", lambda: ["/static/another/css/app.css"])
        assert offline.version() != before
