"""The texts that patients sign: drafts that are written, versions that stay as they were read."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import ConsentTemplate, ConsentVersion
from progress.rules import consent_texts as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import Disguise, Scope
from progress.rules.signing import Offer
from progress.services.work import Work

LONGEST_NAME = 120
PUBLISHED = "This version is published and stays as it is. Begin a new version."
NOT_READ = "This text was changed after you read it. Please read it again, then publish it."


@dataclass(frozen=True)
class Wording:
    """What an administrator writes: see models.ConsentVersion for the shapes."""

    texts: Mapping[str, Any]
    scopes: Sequence[str]
    disguises: Sequence[str]
    valid_months: int

    @property
    def fingerprint(self) -> str:
        """By which a page that somebody read is known again: 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def every(work: Work) -> list[ConsentTemplate]:
    """All of them with their versions, those in use first, by name."""
    work.require(Action.EDIT_CONSENT_TEXTS)
    query = (
        select(ConsentTemplate)
        .options(selectinload(ConsentTemplate.versions))
        .order_by(ConsentTemplate.retired_at.is_not(None), ConsentTemplate.name)
    )
    return list(work.session.scalars(query))


def offered(work: Work) -> list[ConsentVersion]:
    """What a patient can be asked now: the latest published version of each text in use."""
    work.require(Action.ASK_CONSENT)
    query = (
        select(ConsentVersion)
        .join(ConsentVersion.template)
        .where(ConsentVersion.published_at.is_not(None), ConsentTemplate.retired_at.is_(None))
        .order_by(ConsentTemplate.name, ConsentVersion.number)
    )
    return list({version.template_id: version for version in work.session.scalars(query)}.values())


def version(work: Work, version_id: uuid.UUID) -> ConsentVersion:
    """A draft or a published version, for who edits them."""
    work.require(Action.EDIT_CONSENT_TEXTS)
    found = work.session.get(ConsentVersion, version_id)
    if found is None:
        raise NotFound("There is no such text.")
    return found


def offer(version: ConsentVersion) -> Offer:
    """What a signature under this version must answer."""
    return Offer(
        scopes=[Scope(slug) for slug in version.scopes],
        disguises=[Disguise(slug) for slug in version.disguises],
        languages=list(version.texts),
    )


def wording(version: ConsentVersion) -> Wording:
    """What a version says."""
    return Wording(version.texts, version.scopes, version.disguises, version.valid_months)


def left_behind(version: ConsentVersion) -> list[str]:
    """The languages that say what the version before said, where another says something else."""
    before = [each.texts for each in version.template.versions if each.number < version.number]
    same = [
        each for each in version.texts if before and version.texts[each] == before[-1].get(each)
    ]
    return same if len(same) < len(version.texts) else []


def create(work: Work, name: str) -> ConsentVersion:
    """A new text, as a draft with the words with which a clinic begins."""
    work.require(Action.EDIT_CONSENT_TEXTS)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(f"Give the text a name of at most {LONGEST_NAME} letters.")
    template = ConsentTemplate(id=uuid.uuid4(), name=name, created_at=work.now)
    work.session.add(template)
    begun = Wording(
        rules.plain(rules.DEFAULTS),
        [str(scope) for scope in rules.SCOPES],
        [str(disguise) for disguise in rules.DISGUISES],
        rules.VALID_MONTHS,
    )
    return _drafted(work, template.id, 1, begun)


def revise(work: Work, template_id: uuid.UUID) -> ConsentVersion:
    """The draft of the next version: the one that is open, or a copy of the latest."""
    template = _template(work, template_id)
    _hold(work, ConsentTemplate, ConsentTemplate.id == template_id)
    work.session.refresh(template)
    latest = template.versions[-1]
    if latest.published_at is None:
        return latest
    return _drafted(work, template_id, latest.number + 1, wording(latest))


def save(work: Work, version_id: uuid.UUID, said: Wording) -> ConsentVersion:
    """Write a draft down; it may have gaps until it is published."""
    draft = _held_draft(work, version_id)
    scopes, disguises = [*map(Scope, said.scopes)], [*map(Disguise, said.disguises)]
    draft.texts = dict(said.texts)
    draft.scopes = [str(scope) for scope in Scope if scope in scopes]
    draft.disguises = [str(disguise) for disguise in Disguise if disguise in disguises]
    draft.valid_months = said.valid_months
    work.record(Event.CONSENT_TEXT_CHANGED, subject_id=draft.id, number=draft.number)
    work.session.commit()
    return draft


def publish(work: Work, version_id: uuid.UUID, read: str | None = None) -> ConsentVersion:
    """From now on patients are asked this, and it is never changed again. `read` is the fingerprint
    of what somebody read before they said so; raises Conflict where it says something else now."""
    draft = _held_draft(work, version_id)
    check(work, version_id)
    if read not in (None, wording(draft).fingerprint):
        raise Conflict(NOT_READ)
    draft.published_at, draft.published_by = work.now, work.actor.name
    work.record(Event.CONSENT_TEXT_PUBLISHED, subject_id=draft.id, number=draft.number)
    work.session.commit()
    return draft


def check(work: Work, version_id: uuid.UUID) -> None:
    """Raise InvalidInput, naming the gaps, unless it could be published."""
    found = version(work, version_id)
    rules.check(found.texts, found.scopes, found.disguises, found.valid_months)


def discard(work: Work, version_id: uuid.UUID) -> None:
    """Throw a draft away, and its text too where no version of it was ever published."""
    draft = _held_draft(work, version_id)
    template = draft.template
    work.record(
        Event.CONSENT_TEXT_CHANGED, subject_id=draft.id, number=draft.number, discarded=True
    )
    work.session.delete(draft)
    if draft.number == 1:
        work.session.flush()
        work.session.delete(template)
    work.session.commit()


def retire(work: Work, template_id: uuid.UUID, retired: bool = True) -> ConsentTemplate:
    """Nobody is asked this any more, or again; what was signed stays as it is."""
    template = _template(work, template_id)
    template.retired_at = work.now if retired else None
    work.record(Event.CONSENT_TEXT_CHANGED, subject_id=template.id, retired=retired)
    work.session.commit()
    return template


def _template(work: Work, template_id: uuid.UUID) -> ConsentTemplate:
    work.require(Action.EDIT_CONSENT_TEXTS)
    found = work.session.get(ConsentTemplate, template_id)
    if found is None:
        raise NotFound("There is no such text.")
    return found


def _held_draft(work: Work, version_id: uuid.UUID) -> ConsentVersion:
    """A draft, as it stands until the commit: nobody else writes or publishes it meanwhile."""
    found = version(work, version_id)
    held = ConsentVersion.id == version_id, ConsentVersion.published_at.is_(None)
    if not _hold(work, ConsentVersion, *held):
        raise Conflict(PUBLISHED)
    work.session.refresh(found)
    return found


def _hold(work: Work, table: type[Any], *which: Any) -> bool:
    """Take a row until the commit; False where there is none such."""
    held = update(table).where(*which).values(created_at=table.created_at)
    return work.wins(held.execution_options(synchronize_session=False))


def _drafted(work: Work, template_id: uuid.UUID, number: int, said: Wording) -> ConsentVersion:
    draft = ConsentVersion(
        id=uuid.uuid4(),
        template_id=template_id,
        number=number,
        texts=dict(said.texts),
        scopes=list(said.scopes),
        disguises=list(said.disguises),
        valid_months=said.valid_months,
        created_at=work.now,
    )
    work.session.add(draft)
    work.record(Event.CONSENT_TEXT_CHANGED, subject_id=draft.id, number=number)
    work.session.commit()
    return draft
