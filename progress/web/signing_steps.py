"""The way through a consent: one question a page, and what was answered so far.

Answers wait in the session on the server, so that going back, forward and reloading lose nothing.
A step is reached once all before it are answered.
"""

from __future__ import annotations

import uuid
from base64 import b64decode
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, flash, session
from flask_babel import gettext as _

from progress.errors import Conflict
from progress.rules import signing, views
from progress.rules.consents import Disguise, Scope
from progress.rules.signing import Answers, Kind, Place, Relation
from progress.rules.words import told
from progress.services.signatures import Shown
from progress.services.tablets import Asked
from progress.web.consent_words import extent_words
from progress.web.language import language
from progress.web.names import called
from progress.web.on_tablet import handed_over

KEPT = "signing"
"""Where the session keeps the answers to one question at a time."""
YES, NO, READ = "yes", "no", "read"
LANGUAGE, TEXT, DISGUISE, SIGNER, REVIEW, SIGN = (
    "language",
    "text",
    "disguise",
    "signer",
    "review",
    "sign",
)
READ_IN = "read-in"
"""Beside the answers: the language in which the text was read."""
NO_BIRTHDAY = told("Your date of birth is not written down yet. Please ask the clinic to do that.")
ANOTHER_SIGNS = {
    False: told(
        "The patient is 18 or older now, and decides alone. Nothing was signed, and what was "
        "answered for them was not kept: the patient reads, answers and signs."
    ),
    True: told(
        "The patient is under 18: a parent or guardian decides. Nothing was signed: please read "
        "and answer once more."
    ),
}
"""Said where somebody else signs than at the steps before; by whether it is a guardian."""
DATA_URL = "data:image/png;base64,"


@dataclass(frozen=True)
class Signing:
    """One question on its way to a signature."""

    asked: Asked
    said: dict[str, str]
    """What was answered at each step; a guardian's relation beside the steps."""
    today: date

    @property
    def request_id(self) -> uuid.UUID:
        return self.asked.request.id

    @property
    def version(self) -> Any:
        return self.asked.request.version

    @property
    def language(self) -> str:
        """The page's, where the text exists in it."""
        return language() if language() in self.version.texts else next(iter(self.version.texts))

    @property
    def words(self) -> dict[str, Any]:
        """The text in its language: see rules/consent_texts.py."""
        words: dict[str, Any] = self.version.texts[self.language]
        return words

    @property
    def steps(self) -> list[str]:
        """All steps of this person's way, as far as the answers tell."""
        found = [LANGUAGE] if len(self.version.texts) > 1 else []
        found += [TEXT, *self.version.scopes]
        if any(Scope(scope).is_disguisable for scope in self.yes):
            found.append(DISGUISE)
        return [*found, *([SIGNER] if self.asked.by_guardian else []), REVIEW, SIGN]

    @property
    def yes(self) -> list[str]:
        return [scope for scope in self.version.scopes if self.said.get(scope) == YES]

    @property
    def next_step(self) -> str:
        """The first that has no answer yet."""
        return next(step for step in self.steps if step == SIGN or step not in self.said)

    def reaches(self, step: str) -> bool:
        steps = self.steps
        return step in steps and steps.index(step) <= steps.index(self.next_step)

    def before(self, step: str) -> str | None:
        """Where Back leads."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None

    @property
    def extent(self) -> str:
        return extent_words(self.asked.request, self.asked.course)

    @property
    def photos(self) -> list[tuple[Any, str]]:
        """Those that the question names, each with its view in words."""
        return [(photo, called(views.view(photo.view).slug)) for photo in self.asked.photos]

    @property
    def ends_on(self) -> date:
        patient, months = self.asked.patient, self.version.valid_months
        return signing.ends_on(self.today, months, patient.born_on, self.asked.by_guardian)

    def keep(self, **said: str) -> None:
        """Write an answer down. What was read over before is to be read over again."""
        self.said.pop(REVIEW, None)
        self.said.update(said)
        if TEXT in said:
            self.said[READ_IN] = self.language
        session[KEPT] = {
            "request": str(self.request_id),
            "by_guardian": self.asked.by_guardian,
            "said": self.said,
        }

    def refuse_all(self) -> None:
        """No to every question, in one step."""
        self.said.pop(DISGUISE, None)
        self.keep(text=READ, **dict.fromkeys(self.version.scopes, NO))

    def answers(self, kind: Kind, drawing: str, typed: str, witness: str) -> Answers:
        """For the service, which checks them all. A drawing comes as a PNG in a data: address."""
        said, minor = self.said, self.asked.by_guardian
        known = said.get(SIGNER, "") if minor else self.asked.patient.name
        disguised = DISGUISE in self.steps and said.get(DISGUISE)
        return Answers(
            language=self.language,
            scopes={Scope(each): said[each] == YES for each in self.version.scopes if each in said},
            disguise=Disguise(disguised) if disguised else None,
            signer=known if kind is Kind.DRAWN else typed,
            guardian=Relation(said["relation"]) if minor and "relation" in said else None,
            signature=kind,
            drawing=_png(drawing) if kind is Kind.DRAWN else None,
            witness=witness,
        )

    @property
    def shown(self) -> Shown:
        """What was read beside the text."""
        place = Place.CLINIC if handed_over() else Place.HOME
        relation = self.said.get("relation") if self.asked.by_guardian else None
        return Shown(
            clinic=current_app.config["CLINIC_NAME"],
            extent=self.extent,
            place=_(place.label),
            guardian=_(Relation(relation).label) if relation else "",
        )


def begun(asked: Asked, today: date) -> Signing:
    """With what was answered before. Raises Conflict where nobody can sign."""
    if asked.request.answered_at is None and asked.patient.born_on is None:
        raise Conflict(NO_BIRTHDAY)
    signing = Signing(asked, _said(asked), today)
    if signing.said.get(READ_IN) != signing.language:
        # What is signed is what was read: in another language, it is to be read once more.
        signing.said.pop(TEXT, None)
        signing.said.pop(REVIEW, None)
    return signing


def _said(asked: Asked) -> dict[str, str]:
    """What was answered so far, by whoever signs. Between two steps a patient may come of age: then
    what a guardian said is not the patient's word, and everything is asked anew."""
    kept = session.get(KEPT, {})
    if kept.get("request") != str(asked.request.id):
        return {}
    if kept.get("by_guardian", asked.by_guardian) != asked.by_guardian:
        forget()
        flash(_(ANOTHER_SIGNS[asked.by_guardian]), "warning")
        return {}
    return dict(kept["said"])


def forget() -> None:
    """The answers are signed; the session keeps them no longer."""
    session.pop(KEPT, None)


def _png(drawing: str) -> bytes:
    try:
        return b64decode(drawing.removeprefix(DATA_URL), validate=True)
    except ValueError:
        return b""
