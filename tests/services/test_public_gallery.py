"""What strangers are shown: what is for the web, while the gallery is open and consent lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from progress.errors import Expired, NotFound
from progress.models import AuditEntry, Case, Course, Photo
from progress.rules.consents import Disguise, Scope
from progress.rules.galleries import Audience, CaseState
from progress.rules.publishing import WARNING_VERSION
from progress.rules.treatment import Indication
from progress.rules.views import Region
from progress.services import case_pulls, case_sessions, consents, public_gallery, publishing
from progress.services.galleries import Wanted
from progress.services.work import Work
from progress.web.request import STRANGER
from tests import examples, factories
from tests.conftest import Cast
from tests.web.queries import counted

FIRST = date(2026, 9, 1)
WEEK = timedelta(weeks=1)
ANY = Wanted()


@pytest.fixture
def stranger(work: Work, cast: Cast) -> Work:
    """An errand without any right, while the gallery is open."""
    publishing.open_web(replace(work, actor=cast.admin), WARNING_VERSION)
    return replace(work, actor=STRANGER)


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return allowed(work, factories.course(work, cast.patient_id))


def allowed(work: Work, course: Course, *scopes: Scope, **given: Any) -> Course:
    yes = {scope: scope in (scopes or (Scope.WEBSITE,)) for scope in examples.ASKED}
    factories.consent(replace(work, now=work.now - WEEK), course, scopes=yes, **given)
    return course


def pair(work: Work, course: Course) -> list[Photo]:
    return [
        factories.photo(work, factories.visit(work, course, FIRST + weeks * WEEK))
        for weeks in (0, 8)
    ]


def shown(work: Work, course: Course, **given: Any) -> Case:
    usual = {"audience": Audience.WEB}
    return factories.case(work, *pair(work, course), examples.GREY, **usual | given)


def test_strangers_see_only_what_is_for_them(stranger: Work, course: Course) -> None:
    case = shown(stranger, course)
    clinic = shown(stranger, course, audience=Audience.CLINIC)
    draft = shown(stranger, course, state=CaseState.DRAFT, published_at=None)
    assert public_gallery.page(stranger, ANY).cases == [case]
    assert public_gallery.show(stranger, case.slug) == case
    assert public_gallery.picture(stranger, case.slug, "later") == examples.GREY
    for slug in (clinic.slug, draft.slug, "no-such-slug"):
        with pytest.raises(NotFound):
            public_gallery.show(stranger, slug)
    with pytest.raises(NotFound):
        public_gallery.picture(stranger, case.slug, "original")
    assert not stranger.session.query(AuditEntry).where(AuditEntry.subject_id == case.id).count()


def test_a_closed_gallery_is_gone_and_never_open_by_itself(
    work: Work, cast: Cast, course: Course
) -> None:
    case = shown(work, course)
    admin, stranger = (replace(work, actor=actor) for actor in (cast.admin, STRANGER))
    for turn in (None, publishing.close_web):
        if turn:
            publishing.open_web(admin, WARNING_VERSION)
            assert public_gallery.show(stranger, case.slug)
            turn(admin)
        for ask in (
            lambda: public_gallery.page(stranger, ANY),
            lambda: public_gallery.show(stranger, case.slug),
            lambda: public_gallery.picture(stranger, case.slug, "earlier"),
            lambda: public_gallery.still_shown(stranger, [case.slug]),
        ):
            with pytest.raises(Expired, match="closed"):
                ask()
        with pytest.raises(NotFound):
            public_gallery.show(stranger, "no-such-slug")


@pytest.mark.parametrize("end", ["withdrawn", "expired", "pulled", "recognisable", "aside"])
def test_what_consent_does_not_cover_is_gone(
    end: str, stranger: Work, cast: Cast, course: Course
) -> None:
    case = shown(stranger, course)
    assert public_gallery.still_shown(stranger, [case.slug, "another"]) == [case.slug]
    if end == "withdrawn":
        at_home = replace(stranger, actor=cast.patient)
        consents.withdraw(at_home, cast.patient_id, scopes=[Scope.WEBSITE])
    elif end == "expired":
        stranger = replace(stranger, now=stranger.now + 200 * WEEK)
    elif end == "pulled":
        case_pulls.pull(stranger, case)
    elif end == "recognisable":
        allowed(stranger, course, disguise=Disguise.NOT_RECOGNISABLE)
        case.disguise = Disguise.RECOGNISABLE
    else:
        case.later.set_aside_at = stranger.now
    stranger.session.commit()
    assert public_gallery.page(stranger, ANY).cases == []
    assert public_gallery.still_shown(stranger, [case.slug]) == []
    for ask in (public_gallery.show, lambda *of: public_gallery.picture(*of, "earlier")):
        with pytest.raises(Expired):
            ask(stranger, case.slug)


def test_pictures_taken_down_between_question_and_answer_are_gone(
    stranger: Work, course: Course
) -> None:
    case = shown(stranger, course)
    case_pulls.drop_pictures(stranger, [case])
    with pytest.raises(Expired):
        public_gallery.picture(stranger, case.slug, "earlier")


def test_pages_follow_each_other_whatever_is_pulled_or_not_covered(
    stranger: Work, cast: Cast, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_gallery, "PAGE", 2)
    monkeypatch.setattr(public_gallery, "BATCH", 3)
    private = allowed(stranger, factories.course(stranger, cast.stranger_id), Scope.DISPLAY)
    photos, hidden = pair(stranger, course), pair(stranger, private)
    times = [stranger.now - day * WEEK for day in range(12)]
    made = [
        factories.case(
            stranger,
            # Four of twelve, together and alone, are somebody's who did not allow the web.
            *(hidden if number in (1, 2, 3, 7) else photos),
            examples.GREY,
            audience=Audience.WEB,
            published_at=at,
        )
        for number, at in enumerate(times)
    ]
    expected = [case for case in made if case.course is course]
    first = public_gallery.page(stranger, ANY)
    assert first.cases == expected[:2]
    case_pulls.pull(stranger, expected[1])
    found, after = list(first.cases), first.after
    while after:
        page = public_gallery.page(stranger, ANY, after)
        assert len(page.cases) <= 2
        found, after = found + page.cases, page.after
    assert found == expected
    with pytest.raises(NotFound):
        public_gallery.page(stranger, ANY, "no-such-slug")


def test_cases_of_one_moment_come_each_once(
    stranger: Work, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_gallery, "PAGE", 1)
    photos = pair(stranger, course)
    given = {"audience": Audience.WEB}
    made = [factories.case(stranger, *photos, examples.GREY, **given) for _ in range(3)]
    found, after = [], None
    for _ in made:
        page = public_gallery.page(stranger, ANY, after)
        found, after = found + page.cases, page.after
    assert after is None
    assert sorted(case.slug for case in found) == sorted(case.slug for case in made)


def test_a_page_asks_the_same_few_things_of_many_cases(
    stranger: Work, cast: Cast, course: Course
) -> None:
    def statements() -> int:
        stranger.session.expire_all()
        with counted() as found:
            page = public_gallery.page(stranger, ANY)
            case_sessions.done(stranger, page.cases)
        return len(found)

    shown(stranger, course)
    one = statements()
    for patient_id in (cast.patient_id, cast.stranger_id):
        other = allowed(stranger, factories.course(stranger, patient_id))
        for _ in range(5):
            shown(stranger, other)
    assert len(public_gallery.page(stranger, ANY).cases) == 11
    assert statements() == one


def test_cases_are_found_by_region_indication_and_sessions(
    stranger: Work, cast: Cast, course: Course
) -> None:
    scalp = shown(stranger, course, sessions=6)
    skin = factories.course(
        stranger, cast.stranger_id, Region.FACE, indications=[Indication.PIGMENTATION]
    )
    face = shown(stranger, allowed(stranger, skin), sessions=2)
    wanted = {
        Wanted(Region.SCALP): [scalp],
        Wanted(indication=course.indications[0]): [scalp],
        Wanted(indication="pigmentation"): [face],
        Wanted(indication="pigment%"): [],
        Wanted(sessions=3): [face],
        Wanted(Region.FACE, "thinning"): [],
    }
    assert {each: public_gallery.page(stranger, each).cases for each in wanted} == wanted
    regions, indications = public_gallery.kinds(stranger)
    assert regions == [Region.SCALP, Region.FACE]
    assert Indication.PIGMENTATION in indications
    assert Indication.DULLNESS not in indications


def test_what_consent_has_ended_for_is_no_kind_to_look_for(stranger: Work, course: Course) -> None:
    shown(stranger, course)
    assert public_gallery.kinds(stranger)[0] == [Region.SCALP]
    consent_ended = replace(stranger, now=stranger.now + timedelta(days=4000))
    assert public_gallery.kinds(consent_ended) == ([], [])
