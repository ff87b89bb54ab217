"""What a phone keeps for when there is no connection: nothing of anybody, for all the same."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_another_file_is_another_version(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = offline.version(app)
    root = Path(app.root_path)
    for name in (offline.PAGE, *(f"static/{name}" for name in offline.DRAWN_WITH)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((root / name).read_bytes())
    monkeypatch.setattr(app, "root_path", str(tmp_path))
    assert offline.version(app) == before
    (tmp_path / "static" / offline.DRAWN_WITH[-1]).write_text("other")
    assert offline.version(app) != before
