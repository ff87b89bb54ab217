"""The comparison page's addresses: what they answer, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from progress.vision.quality import Quality
from tests import factories
from tests.conftest import AtWork, Cast

Made = tuple[UUID, list[UUID]]
POINT = {"reference": [10, 20], "moving": [12, 25]}


@pytest.fixture
def made(at_work: AtWork, cast: Cast) -> Made:
    """A course with two aligned photos of the vertex and one of the midline."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        visits = [factories.visit(work, course, date(2026, month, 5)) for month in (1, 2)]
        first, second = (factories.photo(work, visit) for visit in visits)
        alone = factories.photo(work, visits[0], "midline")
        factories.alignment(work, first, second)
        return course.id, [first.id, second.id, alone.id]


def test_a_pair_is_answered_with_its_matrix_and_grade(clinician: FlaskClient, made: Made) -> None:
    course, (first, second, _) = made
    pair = clinician.get(f"/courses/{course}/compare/vertex/pair?left={first}&right={second}").json
    assert pair["aligned"]
    assert (pair["left"], pair["right"], pair["grade"]) == (str(first), str(second), "B")
    assert pair["matrix"] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert pair["undo"] is None


def test_two_cells_of_the_grid_are_compared_earlier_first(
    clinician: FlaskClient, made: Made
) -> None:
    course, (first, second, _) = made
    answer = clinician.get(f"/courses/{course}/compare?photo={second}&photo={first}")
    assert answer.status_code == 302
    assert answer.location == f"/courses/{course}/compare/vertex?left={first}&right={second}"


def test_cells_of_two_views_are_not_compared(clinician: FlaskClient, made: Made) -> None:
    course, (first, _, alone) = made
    answer = clinician.get(f"/courses/{course}/compare?photo={first}&photo={alone}")
    assert answer.status_code == 422


def test_a_view_with_one_photo_says_that_there_is_nothing_to_compare(
    clinician: FlaskClient, made: Made
) -> None:
    page = clinician.get(f"/courses/{made[0]}/compare/midline")
    assert page.status_code == 200
    assert "There is nothing to compare yet" in page.text


def test_only_the_patient_reaches_the_page(
    patient: FlaskClient, stranger: FlaskClient, made: Made
) -> None:
    path = f"/courses/{made[0]}/compare/vertex"
    assert patient.get(path).status_code == 200
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/pair").status_code == 404


@pytest.mark.parametrize(
    "points",
    [
        None,
        [],
        [POINT],
        [POINT, {"reference": [1, 2]}],
        [POINT, {"reference": [1], "moving": [1, 2]}],
        [POINT, {"reference": ["x", 2], "moving": [1, 2]}],
        [POINT, {"reference": [1e999, 2], "moving": [1, 2]}],
        [POINT, POINT],
    ],
)
def test_unusable_points_are_refused_and_change_nothing(
    clinician: FlaskClient, made: Made, points: Any
) -> None:
    course, (first, second, _) = made
    sent = {"reference": str(first), "moving": str(second), "points": points}
    answer = clinician.post("/alignments", json=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json["message"].endswith(".")
    pair = clinician.get(f"/courses/{course}/compare/vertex/pair?left={first}&right={second}").json
    assert pair["how"] == "automatic"


def test_an_unknown_alignment_cannot_be_undone(clinician: FlaskClient) -> None:
    assert clinician.post(f"/alignments/{uuid4()}/undo").status_code == 404


@pytest.mark.parametrize("mark", [None, [], [POINT], {"reference": [1, 2]}, {"moving": "x"}])
def test_an_unusable_mark_is_refused_with_a_sentence(
    clinician: FlaskClient, made: Made, mark: Any
) -> None:
    _, (first, second, _) = made
    sent = {"reference": str(first), "moving": str(second), "points": [], "mark": mark}
    answer = clinician.post("/alignments/refine", json=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json["message"].endswith(".")


def test_marks_are_not_refined_for_a_patient(patient: FlaskClient, made: Made) -> None:
    _, (first, second, _) = made
    sent = {"reference": str(first), "moving": str(second), "points": [], "mark": POINT}
    assert patient.post("/alignments/refine", json=sent).status_code == 403


def test_what_marks_would_mean_is_told_and_not_kept(clinician: FlaskClient, made: Made) -> None:
    course, (first, second, _) = made
    points = [POINT, {"reference": [1010, 20], "moving": [1012, 25]}]
    sent = {"reference": str(first), "moving": str(second), "points": points}
    told = clinician.post("/alignments/foresee", json=sent).json
    assert told["matrix"] == [
        pytest.approx(row, abs=1e-9) for row in ([1, 0, -2], [0, 1, -5], [0, 0, 1])
    ]
    assert told["error_px"] > 0
    pair = clinician.get(f"/courses/{course}/compare/vertex/pair?left={first}&right={second}").json
    assert pair["how"] == "automatic"
    assert clinician.post("/alignments/foresee", json=sent | {"points": []}).status_code == 422


def test_where_the_head_was_is_told_to_the_clinic_and_not_to_patients(
    at_work: AtWork, cast: Cast, clinician: FlaskClient, patient: FlaskClient
) -> None:
    quality = Quality(80.0, 60.0, 15.0, 0.0, left=0.1, top=0.1, right=0.9, bottom=0.9).as_dict()
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        visits = [factories.visit(work, course, date(2026, month, 5)) for month in (1, 2)]
        photos = [factories.photo(work, visit, quality=quality) for visit in visits]
        factories.alignment(work, *photos)
        path = f"/courses/{course.id}/compare/vertex/pair"
    told, simple = clinician.get(path).json, patient.get(path).json
    assert (told["grade"], simple["grade"]) == ("A", None)
    assert simple["verdict"] == "These two photos can be compared well."
    assert told["pose"] == ["Difference: head and camera hardly moved."]
    assert simple["pose"] == []
