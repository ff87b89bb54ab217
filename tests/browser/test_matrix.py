"""The geometry of the stage in the browser, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.browser.conftest import OpenPage, script
from tests.browser.marked import TILTED, turned

pytestmark = pytest.mark.browser

CALL = f"""async ([name, ...given]) => {{
  const module = await {script("matrix.js")};
  return module[name](...given);
}}"""


@pytest.fixture(scope="module")
def call(chromium: Any, clinic: Any) -> Any:
    """`call("invert", matrix)`: one function of matrix.js."""
    page = chromium.new_page()
    page.goto(f"{clinic.address}/sign-in")
    yield lambda name, *given: np.array(page.evaluate(CALL, [name, *given]))
    page.close()


def test_multiply_and_invert_agree_with_numpy(call: Any) -> None:
    other = turned(20, 0.7, (3, 4), 1e-4)
    assert np.allclose(call("multiply", TILTED.tolist(), other.tolist()), TILTED @ other)
    assert np.allclose(call("invert", TILTED.tolist()), np.linalg.inv(TILTED))


def test_apply_divides_by_the_third_coordinate(call: Any) -> None:
    u, v, w = TILTED @ [640, 480, 1]
    assert np.allclose(call("apply", TILTED.tolist(), [640, 480]), [u / w, v / w])


def test_growth_is_the_local_scale(call: Any) -> None:
    there, beside, below = (
        call("apply", TILTED.tolist(), point)
        for point in ([300, 200], [300.01, 200], [300, 200.01])
    )
    area = np.linalg.det(np.array([beside - there, below - there])) / 1e-4
    assert call("growth", TILTED.tolist(), [300, 200]) == pytest.approx(np.sqrt(area), rel=1e-4)


def test_similarity_finds_what_made_the_points(call: Any) -> None:
    made = turned(33, 1.7, (-40, 12), 0.0)
    here = [[10, 20], [300, 40], [120, 500]]
    there = [(made @ [*point, 1])[:2].tolist() for point in here]
    assert np.allclose(call("similarity", here, there), made)
    assert np.allclose(call("similarity", here[:2], there[:2]), made)


def test_similarity_of_points_on_one_spot_is_unknown(call: Any) -> None:
    assert call("similarity", [[5, 5], [5, 5]], [[1, 1], [2, 2]]).item() is None


def test_css_reads_the_matrix_as_it_is_meant(open_page: OpenPage, call: Any) -> None:
    page = open_page("/sign-in")
    css = str(call("toCss", TILTED.tolist()))
    point = page.evaluate(
        """(css) => { const { x, y, w } = new DOMMatrix(css).transformPoint({ x: 640, y: 480 });
                      return [x / w, y / w]; }""",
        css,
    )
    u, v, w = TILTED @ [640, 480, 1]
    assert np.allclose(point, [u / w, v / w])
