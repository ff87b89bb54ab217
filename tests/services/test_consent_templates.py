"""The texts that patients sign, as administrators write them."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest

from progress.errors import Conflict, InvalidInput
from progress.models import Course
from progress.services import consent_requests, consent_templates
from progress.services.consent_templates import Wording
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast


@pytest.fixture
def version_id(work: Work, cast: Cast) -> uuid.UUID:
    editor = replace(work, actor=cast.admin)
    draft = consent_templates.create(editor, "Photographs")
    return consent_templates.publish(editor, draft.id).id


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


def test_a_published_version_stays_as_it_is(work: Work, cast: Cast, version_id: uuid.UUID) -> None:
    editor = replace(work, actor=cast.admin)
    version = consent_templates.version(editor, version_id)
    wording = Wording(version.texts, ["website"], ["not-recognisable"], 12)
    with pytest.raises(Conflict, match="stays as it is"):
        consent_templates.save(editor, version_id, wording)
    draft = consent_templates.revise(editor, version.template_id)
    assert consent_templates.revise(editor, version.template_id).id == draft.id
    consent_templates.save(editor, draft.id, wording)
    assert [each.number for each in consent_templates.offered(work)] == [1]
    consent_templates.publish(editor, draft.id)
    assert [each.number for each in consent_templates.offered(work)] == [2]
    assert [each.number for each in consent_templates.every(editor)[0].versions] == [1, 2]


def test_what_was_published_meanwhile_is_not_written_over(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.admin) as first, at_work(cast.admin) as second:
        draft = consent_templates.create(first, "New")
        consent_templates.version(second, draft.id)
        second.session.commit()
        wording = consent_templates.wording(draft)
        consent_templates.publish(first, draft.id, wording.fingerprint)
        for write in (
            lambda: consent_templates.save(second, draft.id, wording),
            lambda: consent_templates.publish(second, draft.id, wording.fingerprint),
            lambda: consent_templates.discard(second, draft.id),
        ):
            with pytest.raises(Conflict, match="stays as it is"):
                write()
            second.session.rollback()


def test_a_retired_text_is_not_asked(
    work: Work, cast: Cast, course: Course, version_id: uuid.UUID
) -> None:
    editor = replace(work, actor=cast.admin)
    template_id = consent_templates.version(editor, version_id).template_id
    consent_templates.retire(editor, template_id)
    assert consent_templates.offered(work) == []
    with pytest.raises(InvalidInput, match="published"):
        consent_requests.ask(work, course.id, version_id)
    consent_templates.retire(editor, template_id, retired=False)
    assert consent_templates.offered(work)


def test_a_draft_is_not_asked(work: Work, cast: Cast, course: Course) -> None:
    draft = consent_templates.create(replace(work, actor=cast.admin), "New")
    with pytest.raises(InvalidInput, match="published"):
        consent_requests.ask(work, course.id, draft.id)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scopes": []}, "at least one question"),
        ({"valid_months": 0}, "1 to 120 months"),
        ({"texts": {}}, "at least one of the languages"),
        ({"scopes": ["website", "research"]}, "in English: Research"),
    ],
)
def test_gaps_are_named_before_anybody_is_asked(
    work: Work, cast: Cast, change: dict, sentence: str
) -> None:
    editor = replace(work, actor=cast.admin)
    draft = consent_templates.create(editor, "New")
    texts = json.loads(json.dumps(draft.texts))
    texts["en"]["scopes"]["research"] = " "
    wording = Wording(texts, ["website"], ["not-recognisable"], 12)
    consent_templates.save(editor, draft.id, replace(wording, **change))
    with pytest.raises(InvalidInput, match=sentence):
        consent_templates.publish(editor, draft.id)


@pytest.mark.parametrize("name", ["", "x" * 121])
def test_a_text_has_a_name(work: Work, cast: Cast, name: str) -> None:
    with pytest.raises(InvalidInput, match="name"):
        consent_templates.create(replace(work, actor=cast.admin), name)
