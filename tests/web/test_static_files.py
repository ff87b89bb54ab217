"""What browsers keep for a year is never an old one."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from progress.web import static_files

SCRIPT = "js/shell.js"


@pytest.fixture
def address(app: Flask) -> str:
    with app.test_request_context():
        return url_for("static", filename=SCRIPT)


def test_a_file_is_kept_under_the_address_of_its_version(
    visitor: FlaskClient, address: str
) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 200
    kept = answer.cache_control
    assert kept.public and kept.immutable and kept.max_age == static_files.A_YEAR
    assert not (kept.no_cache or kept.no_store)
    assert address in visitor.get("/sign-in").text


def test_a_page_of_another_version_is_sent_what_nobody_keeps(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/static/another/{SCRIPT}")
    assert answer.status_code == 200
    assert answer.cache_control.no_cache and not answer.cache_control.max_age


@pytest.mark.parametrize("path", ["js/none.js", "../web/__init__.py", "%2e%2e/config.py"])
def test_there_is_nothing_beside_the_files(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(f"/static/any/{path}").status_code == 404


def test_any_change_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "one.css").write_text("a")
    (tmp_path / "two.css").write_text("b")
    versions = [static_files.version(tmp_path)]
    (tmp_path / "two.css").write_text("c")
    versions.append(static_files.version(tmp_path))
    (tmp_path / "two.css").rename(tmp_path / "three.css")
    versions.append(static_files.version(tmp_path))
    (tmp_path / "css" / "one.css").unlink()
    versions.append(static_files.version(tmp_path))
    assert len(set(versions)) == 4
