import pytest

from progress.rules.photos import PhotoState
from progress.rules.verdicts import Verdict, sentence, verdict, worth_retaking

CLOSER = "Taken from about 30 percent closer: step back."
TURNED = "Turned about 10 degrees more to the patient’s left: turn the face back to the right."
LIGHT = "The light is yellower than in the first photo: use the same lamps."


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PhotoState.RECEIVED, Verdict.WORKING),
        (PhotoState.READY, Verdict.WORKING),
        (PhotoState.ALIGNED, Verdict.ALIGNED),
        (PhotoState.NEEDS_REVIEW, Verdict.NEEDS_REVIEW),
        (PhotoState.REFUSED, Verdict.REFUSED),
        (PhotoState.UNREADABLE, Verdict.UNREADABLE),
    ],
)
def test_every_state_has_its_verdict(state: PhotoState, expected: Verdict) -> None:
    assert verdict(state, is_baseline=False) is expected


def test_the_first_photo_of_a_view_is_laid_over_nothing() -> None:
    assert verdict(PhotoState.ALIGNED, is_baseline=True) is Verdict.FIRST
    assert verdict(PhotoState.READY, is_baseline=True) is Verdict.WORKING
    assert verdict(PhotoState.UNREADABLE, is_baseline=True) is Verdict.UNREADABLE


@pytest.mark.parametrize("is_baseline", [False, True])
@pytest.mark.parametrize("state", [PhotoState.ALIGNED, PhotoState.REFUSED])
def test_a_photo_that_may_be_somebody_elses_is_looked_at_first(
    state: PhotoState, is_baseline: bool
) -> None:
    assert verdict(state, is_baseline, in_question=True) is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize("state", [PhotoState.READY, PhotoState.UNREADABLE])
def test_nobody_is_asked_to_look_at_what_cannot_be_seen_yet_or_at_all(state: PhotoState) -> None:
    assert verdict(state, False, in_question=True) is verdict(state, False)


def test_a_good_photo_is_told_so_in_three_words() -> None:
    assert sentence(Verdict.ALIGNED, "A", [LIGHT]) == "Aligned, grade A."
    assert sentence(Verdict.ALIGNED, "B", [LIGHT]) == "Aligned, grade B."


def test_a_poor_photo_is_told_why_and_asked_for_again() -> None:
    said = sentence(Verdict.ALIGNED, "D", [CLOSER, TURNED, LIGHT])
    assert said == f"Aligned, grade D. {CLOSER} {TURNED} Retake?"


def test_a_photo_that_could_not_be_lined_up_is_told_why() -> None:
    why = "The head is turned too much between these two photos to line them up."
    assert sentence(Verdict.REFUSED, None, [TURNED], why) == f"{why} {TURNED} Retake?"


def test_while_progress_works_nobody_is_asked_to_do_anything() -> None:
    assert sentence(Verdict.WORKING, None, [TURNED]) == "Progress is looking at it."
    assert "Retake" not in sentence(Verdict.FIRST, None, [])


@pytest.mark.parametrize("each", Verdict)
@pytest.mark.parametrize("grade", [None, *"ABCDEF"])
def test_who_is_asked_to_retake_reads_it(each: Verdict, grade: str | None) -> None:
    said = sentence(each, grade, [CLOSER], "Why.")
    assert said.endswith("Retake?") == worth_retaking(each, grade)
