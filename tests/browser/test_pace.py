"""How fast photos go, and how long that will take, in figures and in words."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, script

pytestmark = pytest.mark.browser

PACE = script("upload/pace.js")
WORDS = f"""async ([name, value]) => (await {PACE})[name](value)"""
SPEED = f"""async (marks) => {{
  const pace = new (await {PACE}).Pace();
  for (const [milliseconds, bytes] of marks) pace.add(bytes, milliseconds);
  return pace.speed;
}}"""


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page("/")


def words(page: Page, name: str, value: float) -> Any:
    return page.evaluate(WORDS, [name, value])


def test_speed_and_time_in_words(page: Page) -> None:
    speeds = {400: "1 kB/s", 84_300: "84 kB/s", 1_440_000: "1.4 MB/s", 23_600_000: "24 MB/s"}
    assert {speed: words(page, "speedInWords", speed) for speed in speeds} == speeds
    times = {
        0: "a few seconds left",
        11: "about 20 seconds left",
        49: "about 50 seconds left",
        54: "about a minute left",
        80: "about a minute left",
        200: "about 3 minutes left",
    }
    assert {time: words(page, "timeLeftInWords", time) for time in times} == times


def test_the_speed_of_the_last_seconds(page: Page) -> None:
    assert page.evaluate(SPEED, []) == 0
    assert page.evaluate(SPEED, [[0, 9_000], [100, 50_000]]) == 0
    assert page.evaluate(SPEED, [[0, 10], [1000, 50_000], [2000, 150_000]]) == 100_000
    old = [[0, 10], [1000, 9_000_000]]
    assert page.evaluate(SPEED, [*old, [20_000, 10], [21_000, 5_000]]) == 5_000
