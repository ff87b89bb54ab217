"""Every stage of an alignment has a picture that shows it and a sentence that says it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from progress.vision.align import Alignment, Prepared, Refusal, align, prepare
from progress.vision.explain import BLUE, ORANGE, Stage, explain
from tests.vision.scenes import SIZE, move, moved, scene


@pytest.fixture(scope="module")
def reference() -> Prepared:
    return prepare(scene(1), "scalp", SIZE)


@pytest.fixture(scope="module")
def aligned(reference: Prepared) -> tuple[Alignment, dict[str, Stage]]:
    later = moved(scene(1), move())
    later[150:260, 180:290] = scene(2)[150:260, 180:290]
    other = prepare(later, "scalp", SIZE)
    answer = align(reference, other, "scalp")
    assert isinstance(answer, Alignment)
    return answer, {stage.name: stage for stage in explain(reference, other, answer)}


def share(stage: Stage, colour: tuple[int, int, int]) -> float:
    return float((stage.picture == colour).all(axis=2).mean())


def test_the_stages_stand_in_order(aligned: tuple[Alignment, dict[str, Stage]]) -> None:
    assert list(aligned[1]) == ["photos", "features", "guess-1", "evidence", "result"]


def test_the_caption_says_what_the_answer_says(
    aligned: tuple[Alignment, dict[str, Stage]],
) -> None:
    answer, stages = aligned
    caption = stages["result"].caption
    assert f"error {answer.error_px:.1f} px" in caption and f"grade {answer.grade}" in caption
    assert all(reason in caption for reason in answer.reasons)


def test_what_agrees_is_blue_and_what_changed_is_not(
    aligned: tuple[Alignment, dict[str, Stage]],
) -> None:
    picture = aligned[1]["evidence"].picture[:640]
    blue = (picture == BLUE).all(axis=2)
    # The changed patch, as the reference shows it, in pixels of 640.
    patch = blue[210:330, 250:370]
    assert blue[150:500, 150:500].mean() > 0.1
    assert patch.mean() < 0.3 * blue[400:500, 200:400].mean()


def test_features_that_agree_are_orange(aligned: tuple[Alignment, dict[str, Stage]]) -> None:
    assert share(aligned[1]["features"], ORANGE) > 0.01


def test_the_result_lays_the_photos_over_each_other(
    reference: Prepared, aligned: tuple[Alignment, dict[str, Stage]]
) -> None:
    """Turn and turn about on a board, the two continue each other."""
    board = aligned[1]["result"].picture[:640, :640, 0].astype(float)
    off = np.abs(board - reference.gray)[350:500, 200:450]
    assert off.mean() < 6


def test_a_refusal_is_explained_with_its_reason(reference: Prepared) -> None:
    stranger = prepare(scene(9), "scalp", SIZE)
    answer = align(reference, stranger, "scalp")
    assert isinstance(answer, Refusal)
    *stages, last = explain(reference, stranger, answer)
    assert answer.message in last.caption
    assert [stage.name for stage in stages][:2] == ["photos", "features"]
    assert any(stage.name == "evidence" for stage in stages)


def test_photos_of_two_shapes_stand_beside_each_other(reference: Prepared) -> None:
    tall = prepare(scene(3, (300, 480)), "scalp", (300, 480))
    first = explain(reference, tall, align(reference, tall, "scalp"))[0]
    assert first.picture.shape[1] == reference.size[0] + tall.size[0]


def test_a_stage_is_saved_as_it_is_seen(aligned: tuple[Alignment, dict[str, Stage]]) -> None:
    stage = aligned[1]["photos"]
    saved = cv2.imdecode(np.frombuffer(stage.png(), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.array_equal(saved, stage.picture)


def test_no_caption_runs_over_the_edge(aligned: tuple[Alignment, dict[str, Stage]]) -> None:
    for stage in aligned[1].values():
        below = stage.picture[-40:, -4:]
        assert (below == 255).all()
