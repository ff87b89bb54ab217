"""An administrator writes what patients sign, reads it, and publishes it for good."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from progress.services import consent_templates
from tests.conftest import AtWork, Cast


@pytest.fixture
def draft(admin: FlaskClient) -> str:
    """The address of a new draft's page."""
    answer = admin.post("/consent-texts/new", data={"name": "Photographs"})
    return answer.location.removesuffix("/edit")


def filled(page: str) -> dict[str, Any]:
    """What the form on a page would send."""
    boxes = re.findall(r'<input checked[^>]*name="(\w+)"[^>]*value="([\w-]+)"', page)
    texts = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', page, re.S))
    titles = dict(re.findall(r'name="(\w\w_title)"[^>]*value="([^"]*)"', page))
    sent: dict[str, Any] = dict(texts) | titles | {"valid_months": "24"}
    for name, value in boxes:
        sent.setdefault(name, []).append(value)
    return sent


def publish(admin: FlaskClient, draft: str) -> Any:
    """The button of the page that was read."""
    [read] = re.findall(r'name="read" value="(\w+)"', admin.get(draft).text)
    return admin.post(f"{draft}/publish", data={"read": read})


def test_from_the_first_words_to_a_published_text(
    admin: FlaskClient, draft: str, at_work: AtWork, cast: Cast
) -> None:
    page = admin.get(f"{draft}/edit").text
    sent = filled(page) | {"hi_title": "आपकी फ़ोटो", "scopes": ["website", "research"]}
    assert admin.post(f"{draft}/edit", data=sent).location == draft
    in_hindi = admin.get(f"{draft}?in=hi").text
    assert "आपकी फ़ोटो" in in_hindi
    assert "मेडिकल रिसर्च" in in_hindi
    assert "Instagram" not in in_hindi
    assert publish(admin, draft).status_code == 303
    with at_work(cast.clinician) as work:
        (offered,) = consent_templates.offered(work)
        assert offered.scopes == ["website", "research"]
        assert offered.published_by == "Admin"


def test_a_text_with_gaps_is_not_offered_for_publishing(admin: FlaskClient, draft: str) -> None:
    sent = filled(admin.get(f"{draft}/edit").text) | {"hi_withdrawing": ""}
    admin.post(f"{draft}/edit", data=sent)
    page = admin.get(draft).text
    assert "Still to be written in हिन्दी: About taking it back." in page
    assert "/publish" not in page
    assert admin.post(f"{draft}/publish", data={"read": ""}).status_code == 422


def test_a_language_that_was_left_behind_is_named(admin: FlaskClient, draft: str) -> None:
    publish(admin, draft)
    [revise] = re.findall(
        r'action="(/consent-texts/[^"]+/revise)"', admin.get("/consent-texts/").text
    )
    edit = admin.post(revise).location
    preview = edit.removesuffix("/edit")
    assert "still says" not in admin.get(preview).text, "It says the same in all of them."
    admin.post(edit, data=filled(admin.get(edit).text) | {"en_title": "Other words"})
    assert "हिन्दी still says what version 1 said" in admin.get(preview).text
    sent = filled(admin.get(edit).text) | {"hi_title": "दूसरे शब्द"}
    admin.post(edit, data=sent)
    assert "still says" not in admin.get(preview).text


def test_only_what_was_read_is_published(admin: FlaskClient, draft: str) -> None:
    [read] = re.findall(r'name="read" value="(\w+)"', admin.get(draft).text)
    sent = filled(admin.get(f"{draft}/edit").text) | {"en_title": "Other words"}
    admin.post(f"{draft}/edit", data=sent)
    for fingerprint in (read, ""):
        refused = admin.post(f"{draft}/publish", data={"read": fingerprint})
        assert refused.status_code == 409
        assert "changed after you read it" in refused.text
    assert admin.get(f"{draft}/edit").status_code == 200
    assert publish(admin, draft).status_code == 303


def test_the_preview_says_in_its_language_what_stands_around_the_text(
    admin: FlaskClient, draft: str
) -> None:
    page = admin.get(f"{draft}?in=hi").text
    assert "अगर आपका मन बदल जाए" in page
    assert "इन फ़ोटो में आपको कितना पहचाना जा सके?" in page
    record = filled(admin.get(f"{draft}/edit").text) | {"scopes": ["record"]}
    admin.post(f"{draft}/edit", data=record)
    assert "कितना पहचाना जा सके" not in admin.get(f"{draft}?in=hi").text


def test_a_draft_is_thrown_away_and_what_was_published_is_not(
    admin: FlaskClient, draft: str
) -> None:
    assert admin.post(f"{draft}/discard").status_code == 303
    assert admin.get(draft).status_code == 404
    assert "No text yet" in admin.get("/consent-texts/").text
    kept = admin.post("/consent-texts/new", data={"name": "Kept"}).location.removesuffix("/edit")
    publish(admin, kept)
    revise = re.search(r"/consent-texts/[\w-]+/revise", admin.get("/consent-texts/").text)
    assert revise
    second = admin.post(revise[0]).location.removesuffix("/edit")
    assert admin.post(f"{second}/discard").status_code == 303
    assert admin.post(f"{kept}/discard").status_code == 409
    assert "Published on" in admin.get(kept).text


def test_a_published_version_is_only_read(admin: FlaskClient, draft: str) -> None:
    publish(admin, draft)
    assert admin.get(f"{draft}/edit").location == draft
    assert admin.post(f"{draft}/edit", data={"valid_months": "1"}).location == draft
    assert admin.post(f"{draft}/publish").status_code == 409
    assert "Published on" in admin.get(draft).text


def test_a_new_version_begins_with_the_words_of_the_last(admin: FlaskClient, draft: str) -> None:
    assert "No text yet" not in admin.get("/consent-texts/").text
    publish(admin, draft)
    revise = re.search(r"/consent-texts/[\w-]+/revise", admin.get("/consent-texts/").text)
    assert revise
    second = admin.post(revise[0]).location
    assert second.removesuffix("/edit") != draft
    assert "version 2" in admin.get(second).text


def test_a_text_is_retired_and_used_again(admin: FlaskClient, draft: str) -> None:
    retire = re.search(r"/consent-texts/[\w-]+/retire", admin.get("/consent-texts/").text)
    assert retire
    admin.post(retire[0])
    assert "Not asked any more" in admin.get("/consent-texts/").text
    admin.post(retire[0].replace("retire", "use-again"))
    assert "Not asked any more" not in admin.get("/consent-texts/").text


def test_an_empty_list_says_what_to_do(admin: FlaskClient) -> None:
    assert "Begin with the words that Progress brings" in admin.get("/consent-texts/").text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"valid_months": ""}, "for how many months"),
        ({"valid_months": "500"}, "From 1 to 120"),
        ({"en_title": "x" * 201}, "longer than 200"),
    ],
)
def test_a_mistake_keeps_what_was_written(
    admin: FlaskClient, draft: str, data: dict[str, str], sentence: str
) -> None:
    sent = filled(admin.get(f"{draft}/edit").text) | {"en_body": "Our own words."} | data
    answer = admin.post(f"{draft}/edit", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Our own words." in answer.text


@pytest.mark.parametrize("who", ["clinician", "staff", "patient"])
def test_nobody_else_writes_them(client_of: Any, draft: str, who: str) -> None:
    somebody = client_of(who)
    for address in ("/consent-texts/", f"{draft}/edit", draft):
        assert somebody.get(address).status_code == 403
    for press in ("publish", "discard"):
        assert somebody.post(f"{draft}/{press}").status_code == 403
