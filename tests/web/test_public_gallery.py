"""What strangers and their caches are told: the same for everybody, and not for long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.models import Case
from progress.rules.access import SYSTEM
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.rules.looks import Hiding
from progress.rules.publishing import WARNING_VERSION
from progress.schema import upgrade
from progress.services import case_pulls, consents, publishing
from progress.services.work import Work
from progress.web import public_gallery
from tests import examples, factories
from tests.conftest import AtWork, Cast, errand, make_app
from tests.web.queries import counted

ADDRESS = re.compile(r'(?:href|src|data-shown)="(/cases[^"#]*)"')
ASKED: list[dict[str, str]] = [
    {},
    {"Range": "bytes=0-99"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
    {"Accept": "image/*"},
    {"Cookie": "progress=whatever"},
    {"Cache-Control": "only-if-cached"},
]
LONGEST = 5
"""Seconds after which nothing that was withdrawn is answered any more."""


@pytest.fixture
def shown(app: Flask, cast: Cast) -> dict[str, Any]:
    """A case on the web, of somebody who was treated in between, while the gallery is open."""
    with errand(app, SYSTEM) as work:
        publishing.open_web(work, WARNING_VERSION)
        publishing.choose_words(work, "We are in Gurgaon.", "https://clinic.example/book", "")
        _, clinic = examples.cases(work, cast, factories.photo)
        factories.treatment(
            work, clinic.earlier.visit, solutions=["growth-peptides"], adjuncts=["procapil"]
        )
        given = {"audience": Audience.WEB, "hiding": Hiding.COVER_INSIDE}
        case = factories.case(work, clinic.earlier, clinic.later, examples.GREY, **given)
        return {"slug": case.slug, "id": case.id, "clinic": clinic.slug}


@pytest.fixture
def addresses(shown: dict[str, Any]) -> dict[str, str]:
    one = f"/cases/{shown['slug']}"
    return {
        "index": "/cases",
        "feed": "/cases/feed.json",
        "show": one,
        "embed": f"{one}/embed",
        "earlier": f"{one}/earlier.jpg",
        "later": f"{one}/later.jpg",
    }


def of_the_case(addresses: dict[str, str]) -> list[str]:
    return [addresses[name] for name in ("show", "embed", "earlier", "later")]


def longest(answer: Any) -> int:
    """Seconds for which anybody may keep an answer."""
    if answer.cache_control.no_store:
        return 0
    assert answer.cache_control.max_age is not None, answer.headers
    assert answer.cache_control.must_revalidate, answer.headers
    assert "stale" not in answer.headers["Cache-Control"]
    return int(answer.cache_control.max_age)


def test_a_case_says_how_long_it_took_and_nothing_of_whom(
    visitor: FlaskClient, shown: dict[str, Any], addresses: dict[str, str], cast: Cast
) -> None:
    texts = {name: visitor.get(addresses[name]).text for name in ("index", "show", "embed", "feed")}
    for text in texts.values():
        assert "8 weeks, 6 sessions" in text
        for secret in ("Asha", "P-0001", "2026", str(cast.patient_id), str(shown["id"])):
            assert secret not in text
    for name in ("show", "embed", "feed"):
        assert "No retouching" in texts[name]
        assert "covered" in texts[name]
    for name in ("show", "feed"):
        assert "Growth peptides" in texts[name]
        assert "Hair serum" in texts[name]
        assert "Procapil" not in texts[name]
        assert "These two photos can be compared well." in texts[name]
    for name in ("index", "show", "embed"):
        assert "We are in Gurgaon." in texts[name]
        assert "https://clinic.example/book" in texts[name]
        for asked in ("og:image", "twitter:", "schema.org", "ld+json"):
            assert asked not in texts[name]


def test_strangers_get_no_cookie_and_leave_no_trace(
    app: Flask, visitor: FlaskClient, staff: FlaskClient, addresses: dict[str, str]
) -> None:
    """Whoever asks is nobody: also somebody who is signed in, or a forged cookie."""
    kept = Path(app.instance_path, "sessions")
    before = sorted(kept.iterdir())
    forged = app.test_client()
    forged.set_cookie(app.config["SESSION_COOKIE_NAME"], "forged")
    nowhere = "/cases/no-such-slug", "/cases/a/b/c", "/cases/feed.xml"
    for path in (*addresses.values(), *nowhere, "/cases/embed.js"):
        texts = set()
        for browser in (visitor, staff, forged):
            with counted() as statements:
                answer = browser.get(path)
            texts.add(answer.data)
            assert "Set-Cookie" not in answer.headers, path
            assert "Cookie" not in answer.vary, path
            assert not [each for each in statements if not each.startswith("SELECT")], path
        assert len(texts) == 1, path
    assert sorted(kept.iterdir()) == before
    assert staff.get("/gallery").status_code == 200


def test_what_browsers_ask_for_beside_a_picture_begins_no_session(visitor: FlaskClient) -> None:
    answer = visitor.get("/favicon.ico")
    assert answer.mimetype == "image/svg+xml"
    assert "Set-Cookie" not in answer.headers


def test_answers_are_kept_no_longer_than_a_withdrawal_takes(
    visitor: FlaskClient, addresses: dict[str, str]
) -> None:
    for path in (*addresses.values(), "/cases/shown.json", "/cases/embed.js", "/cases/nothing"):
        assert longest(visitor.get(path)) < LONGEST, path
    for path in addresses.values():
        answer = visitor.get(path)
        again = visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
        assert longest(again) < LONGEST
        assert visitor.get(path, headers={"Range": "bytes=0-9"}).status_code == 200


@pytest.mark.parametrize("end", ["withdrawn", "closed", "pulled"])
def test_every_address_is_gone_whatever_a_browser_has_kept(
    end: str, visitor: FlaskClient, addresses: dict[str, str], at_work: AtWork, cast: Cast
) -> None:
    tags = {path: visitor.get(path).headers["ETag"] for path in addresses.values()}
    printed = {
        each for name in ("index", "show", "embed") for each in found(visitor, addresses[name])
    }
    assert set(of_the_case(addresses)) - {addresses["embed"]} <= printed
    with at_work(cast.admin) as work:
        bring_about(end, work, cast)
    gone = of_the_case(addresses)
    gone += [addresses["index"], addresses["feed"], "/cases/shown.json"] if end == "closed" else []
    for path in gone:
        for headers in (*ASKED, {"If-None-Match": tags.get(path, "*")}):
            answer = visitor.get(path, headers=headers)
            assert answer.status_code == 410, (path, headers)
            assert longest(answer) == 0
            assert answer.headers["X-Robots-Tag"] == "noindex"
        assert visitor.head(path).status_code == 410
    if end != "closed":
        assert visitor.get(addresses["feed"]).json["items"] == []
        assert not set(of_the_case(addresses)) & set(found(visitor, "/cases"))
        slug = addresses["show"].rpartition("/")[2]
        assert visitor.get(f"/cases/shown.json?of={slug}").json == {"shown": []}


def bring_about(end: str, work: Work, cast: Cast) -> None:
    if end == "withdrawn":
        consents.withdraw(work, cast.patient_id, scopes=[Scope.WEBSITE])
    elif end == "closed":
        publishing.close_web(work)
    else:
        for case in work.session.query(Case).where(Case.audience == Audience.WEB):
            case_pulls.pull(work, case)
        work.session.commit()


def found(visitor: FlaskClient, path: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in ADDRESS.findall(visitor.get(path).text)]


def test_what_is_not_for_strangers_has_no_address(
    visitor: FlaskClient, staff: FlaskClient, shown: dict[str, Any]
) -> None:
    for client in (visitor, staff):
        for path in (shown["clinic"], "nothing", f"{shown['slug']}/original.jpg", str(shown["id"])):
            answer = client.get(f"/cases/{path}")
            assert answer.status_code == 404, path
            assert longest(answer) == 0
    assert visitor.get("/cases?after=nothing").status_code == 404


def test_pages_may_stand_only_where_the_patients_allowed_it(
    visitor: FlaskClient, addresses: dict[str, str], at_work: AtWork
) -> None:
    def ancestors(path: str) -> str:
        policy = visitor.get(path).headers["Content-Security-Policy"]
        return re.findall(r"frame-ancestors ([^;]*)", policy)[0]

    assert ancestors(addresses["embed"]) == "'self'"
    with at_work(SYSTEM) as work:
        factories.website(work, "https://clinic.example")
    assert ancestors(addresses["embed"]) == "'self' https://clinic.example"
    assert ancestors(f"{addresses['show']}x/embed") == "'self' https://clinic.example"
    for name in ("index", "show", "earlier", "feed"):
        assert ancestors(addresses[name]) == "'none'"
    for path in addresses.values():
        policy = visitor.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy


def test_only_the_feed_and_the_script_are_for_other_sites(
    visitor: FlaskClient, addresses: dict[str, str]
) -> None:
    answers = {name: visitor.get(path) for name, path in addresses.items()}
    answers["script"] = visitor.get("/cases/embed.js")
    cors = {name for name, one in answers.items() if "Access-Control-Allow-Origin" in one.headers}
    corp = {
        name
        for name, one in answers.items()
        if one.headers["Cross-Origin-Resource-Policy"] != "same-origin"
    }
    assert (cors, corp) == ({"feed"}, {"script"})
    assert "javascript" in answers["script"].content_type


def test_search_engines_may_lead_to_pages_and_keep_no_picture(
    visitor: FlaskClient, addresses: dict[str, str]
) -> None:
    for name, path in addresses.items():
        said = visitor.get(path).headers["X-Robots-Tag"]
        assert ("noimageindex" in said) if name in ("index", "show") else (said == "noindex"), name


def test_pictures_are_what_was_approved_and_say_nothing_else(
    visitor: FlaskClient, addresses: dict[str, str]
) -> None:
    answer = visitor.get(addresses["later"])
    assert (answer.data, answer.mimetype) == (examples.GREY, "image/jpeg")
    assert "Content-Disposition" not in answer.headers
    assert "Last-Modified" not in answer.headers


def test_the_feed_is_a_json_feed_without_pictures_and_dates(
    app: Flask, visitor: FlaskClient, shown: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://progress.clinic.example")
    answer = visitor.get("/cases/feed.json?region=scalp", headers={"Host": "elsewhere.example"})
    assert answer.mimetype == "application/feed+json"
    feed = answer.json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://progress.clinic.example/cases/feed.json?region=scalp"
    assert feed["language"] == "en"
    [item] = feed["items"]
    one = f"https://progress.clinic.example/cases/{shown['slug']}"
    assert (item["id"], item["url"], item["_progress"]["embed"]) == (
        shown["slug"],
        one,
        f"{one}/embed",
    )
    assert not {"image", "banner_image", "attachments", "date_published"} & item.keys()
    assert ".jpg" not in answer.text
    assert visitor.get("/cases/feed.json?region=face").json["items"] == []


@pytest.mark.parametrize("asked", ["sessions=99999999999999999999", "region=x", "indication=x"])
def test_what_makes_no_sense_is_not_asked_for(
    visitor: FlaskClient, addresses: dict[str, str], asked: str
) -> None:
    assert addresses["show"] in visitor.get(f"/cases?{asked}").text
    assert len(visitor.get(f"/cases/feed.json?{asked}").json["items"]) == 1


def test_the_feed_and_the_list_go_on_where_a_page_ends(
    visitor: FlaskClient,
    shown: dict[str, Any],
    at_work: AtWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(public_gallery.public_gallery, "PAGE", 1)
    with at_work(SYSTEM) as work:
        case = work.session.get_one(Case, shown["id"])
        older = factories.case(
            work, case.earlier, case.later, examples.GREY, audience=Audience.WEB
        ).slug
    first = visitor.get("/cases/feed.json?sessions=6&lang=hi").json
    then = visitor.get(first["next_url"].partition("localhost")[2]).json
    assert "next_url" not in then
    assert {shown["slug"], older} == {each["items"][0]["id"] for each in (first, then)}
    assert then["language"] == "hi"
    [following] = [each for each in found(visitor, "/cases?sessions=6") if "after" in each]
    assert "sessions=6" in following
    assert visitor.get(following).status_code == 200


def test_a_language_stands_in_the_address_or_is_the_browsers(
    visitor: FlaskClient, addresses: dict[str, str]
) -> None:
    visitor.post("/language", data={"language": "hi"})
    assert 'lang="en"' in visitor.get(addresses["show"]).text
    answer = visitor.get(addresses["show"], headers={"Accept-Language": "hi"})
    assert '<html lang="hi">' in answer.text
    assert set(answer.vary) == {"Accept-Language"}
    chosen = visitor.get("/cases?lang=hi").text
    assert f"{addresses['show']}?lang=hi" in chosen
    assert 'name="lang" value="hi"' in chosen
    assert 'data-shown="/cases/shown.json"' in chosen
    assert f'{addresses["earlier"]}"' in chosen


def test_more_cases_ask_the_database_no_more(
    visitor: FlaskClient, shown: dict[str, Any], at_work: AtWork
) -> None:
    def statements(path: str) -> int:
        with counted() as asked:
            assert visitor.get(path).status_code == 200
        return len(asked)

    paths = ("/cases", "/cases/feed.json", f"/cases/shown.json?of={shown['slug']}")
    one = [statements(path) for path in paths]
    with at_work(SYSTEM) as work:
        case = work.session.get_one(Case, shown["id"])
        for _ in range(public_gallery.public_gallery.PAGE - 1):
            factories.case(work, case.earlier, case.later, examples.GREY, audience=Audience.WEB)
    assert [statements(path) for path in paths] == one


def test_one_address_looks_only_so_often(tmp_path: Path) -> None:
    hurried = make_app(tmp_path / "clinic", look_limit="3 per minute")
    upgrade(hurried.config["SQLALCHEMY_ENGINES"]["default"])
    client = hurried.test_client()
    paths = ("/cases", "/cases/feed.json", "/cases/nothing", "/cases/embed.js", "/cases")
    assert [client.get(path).status_code for path in paths] == [410, 410, 404, 429, 429]
    answer = client.get("/cases")
    assert "Please wait a minute" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert longest(answer) == 0
    assert client.get("/sign-in").status_code == 200
