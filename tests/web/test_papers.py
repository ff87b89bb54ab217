"""A signed consent as a paper, over the web."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.conftest import AtWork, Cast
from tests.exchange.pdfs import check_archival, squeezed, words_of


@pytest.fixture
def address(at_work: AtWork, cast: Cast) -> str:
    with at_work(cast.clinician) as work:
        signed = factories.consent(work, factories.course(work, cast.patient_id))
        return f"/consents/{signed.id}/paper"


@pytest.mark.parametrize("reader", ["patient", "staff"])
def test_the_paper_is_in_the_language_of_the_signature(
    reader: str, address: str, request: pytest.FixtureRequest
) -> None:
    answer = request.getfixturevalue(reader).get(address)
    assert answer.mimetype == "application/pdf"
    check_archival(answer.data, "hi")
    assert squeezed("आशा वर्मा") in words_of(answer.data)


def test_nobody_elses(stranger: FlaskClient, visitor: FlaskClient, address: str) -> None:
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"/consents/{uuid.uuid4()}/paper").status_code == 404
    assert visitor.get(address).status_code in (302, 401)
