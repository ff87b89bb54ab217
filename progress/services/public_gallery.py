"""The gallery on the web: what strangers see of patients who allow just that.

Anybody may look, so that nobody's right is asked, and no look is written down: who looks is nobody
whom the clinic knows. Asked at every request is whether the gallery is open, and consent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Select, select

from progress.errors import Expired
from progress.models import Case, Course
from progress.rules.galleries import Audience
from progress.rules.treatment import Indication
from progress.rules.views import Region
from progress.rules.words import told
from progress.services import galleries, gone_addresses, publishing
from progress.services.galleries import Wanted
from progress.services.work import Work

CLOSED = told("This gallery is closed.")
PAGE = 12
"""Cases, of two pictures each."""
BATCH = 3 * PAGE
"""Read at once: consent leaves some of them out."""


@dataclass(frozen=True)
class Page:
    """Some cases, the latest first; `after` is where the next page begins, None at the end."""

    cases: list[Case]
    after: str | None


def page(work: Work, wanted: Wanted, after: str | None = None) -> Page:
    """`after`: the slug of the last case of the page before. Raises Expired while it is closed."""
    _require_open(work)
    query, found = _matching(wanted), list[Case]()
    while len(found) <= PAGE:
        rest = query.where(_comes_after(work, after)) if after else query
        batch = list(work.session.scalars(rest.limit(BATCH)))
        found += galleries.allowed(work, batch)
        if len(batch) < BATCH:
            break
        after = batch[-1].slug
    return Page(found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else None)


def show(work: Work, slug: str) -> Case:
    """Raises Expired for what is not shown any more, or while the gallery is closed."""
    case = galleries.published(work, slug, Audience.WEB)
    _require_open(work)
    return case


def picture(work: Work, slug: str, side: str) -> bytes:
    """One of its pictures, as it was approved."""
    return galleries.picture_of(work, show(work, slug), side)


def still_shown(work: Work, slugs: Collection[str]) -> list[str]:
    """Which of these addresses are shown at this moment, for a page that is already open."""
    _require_open(work)
    query = galleries.latest(Audience.WEB).where(Case.slug.in_(slugs))
    return [case.slug for case in galleries.allowed(work, list(work.session.scalars(query)))]


def kinds(work: Work) -> tuple[list[Region], list[Indication]]:
    """What there is to look for, of what may be shown at this moment."""
    cases = galleries.allowed(work, list(work.session.scalars(galleries.latest(Audience.WEB))))
    regions = {case.course.region for case in cases}
    named = {slug for case in cases for slug in case.course.indications}
    return [one for one in Region if one in regions], [one for one in Indication if one in named]


def _require_open(work: Work) -> None:
    if not publishing.current(work).web_open:
        raise Expired(CLOSED)


def _matching(wanted: Wanted) -> Select[Case]:
    query = galleries.latest(Audience.WEB).join(Case.course)
    if wanted.region:
        query = query.where(Course.region == wanted.region)
    if wanted.indication:
        listed = sa.cast(Course.indications, sa.String)
        query = query.where(listed.contains(f'"{wanted.indication}"', autoescape=True))
    if wanted.sessions is not None:
        query = query.where(Case.sessions <= wanted.sessions)
    return query


def _comes_after(work: Work, slug: str) -> sa.ColumnElement[bool]:
    """By the row, which stays when its case is pulled: the next page begins where it did."""
    query = select(Case.published_at, Case.id).where(
        Case.slug == slug, Case.audience == Audience.WEB, Case.published_at.is_not(None)
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        raise gone_addresses.missing(work, slug)
    at, case_id = row
    return (Case.published_at < at) | ((Case.published_at == at) & (Case.id > case_id))
