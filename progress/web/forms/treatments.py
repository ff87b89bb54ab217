"""What is asked before, at and after a treatment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from progress.rules.access import Actor
from progress.rules.safety import safety_stops
from progress.rules.treatment import VOCABULARY, Answer, CheckItem, Severity, SideEffect
from progress.rules.views import Region
from progress.services.treatments import Details
from progress.web.forms import UNLESS_LEFT, boxes, words

EFFECTS = tuple(effect for effect in SideEffect if effect is not SideEffect.NONE)
NO = "no"
SEVERITIES = [SelectChoice(NO, "No"), *words(Severity)]


class SideEffectsForm(FlaskForm):
    """Nothing chosen says that nobody asked; "none" says that somebody did."""

    nothing = BooleanField("None of these")

    @property
    def effects(self) -> list[Any]:
        return [self[_effect(effect)] for effect in EFFECTS]

    @property
    def found(self) -> dict[str, str]:
        answers = {effect.value: self[_effect(effect)].data for effect in EFFECTS}
        severities = {effect: said for effect, said in answers.items() if said and said != NO}
        asked = NO in answers.values() and not severities
        return severities | ({SideEffect.NONE.value: ""} if self.nothing.data or asked else {})

    @classmethod
    def noted(cls, found: dict[str, str], **given: Any) -> Self:
        somebody_asked = NO if found and SideEffect.NONE not in found else None
        answers = {_effect(effect): found.get(effect, somebody_asked) for effect in EFFECTS}
        return cls(nothing=SideEffect.NONE in found, **answers, **given)


class TreatmentForm(SideEffectsForm):
    """The choices depend on the region: make it with `for_visit`."""

    solutions = boxes("Solutions", validators=[InputRequired("Choose at least one solution.")])
    solution_notes = TextAreaField("Amounts, brand, lot number", [Length(max=4000)])
    delivery = RadioField("Delivery", [InputRequired("Say how it was brought into the skin.")])
    anaesthesia = RadioField("Anaesthesia", [InputRequired("Say what numbed the area.")])
    adjuncts = boxes("Together with", validators=[Optional()])
    therapist = StringField("Therapist", [Length(max=120)])
    seen_stops = HiddenField()
    """Which reasons to stop the clinician had before their eyes when they decided."""
    override_name = StringField("Your name", [Length(max=120)])
    override_reason = TextAreaField("Why the treatment is given all the same", [Length(max=4000)])

    @classmethod
    def for_visit(cls, visit: Any, actor: Actor) -> Self:
        vocabulary = VOCABULARY[visit.course.region]
        form = cls.noted(
            visit.treatment.side_effects if visit.treatment else {},
            **(_as_recorded(visit.treatment) if visit.treatment else _usual(visit, actor)),
        )
        form.solutions.choices = words(vocabulary.solutions)
        form.delivery.choices = words(vocabulary.deliveries)
        form.anaesthesia.choices = words(vocabulary.anaesthesias)
        form.adjuncts.choices = words(vocabulary.adjuncts)
        return form

    @property
    def checks(self) -> list[tuple[CheckItem, Any]]:
        return [(item, self[_check(item)]) for item in CheckItem]

    @property
    def checklist(self) -> dict[str, str]:
        return {item.value: field.data for item, field in self.checks if field.data}

    @property
    def details(self) -> Details:
        return Details(
            solutions=self.solutions.data or [],
            solution_notes=self.solution_notes.data or "",
            delivery=self.delivery.data,
            anaesthesia=self.anaesthesia.data,
            adjuncts=self.adjuncts.data or [],
            checklist=self.checklist,
            therapist=self.therapist.data or "",
            side_effects=self.found,
        )

    def override(self, actor: Actor) -> str | None:
        """The reason, once the clinician has put their own name to the stops that now stand."""
        if not self._was_seen() or not (self.override_reason.data or "").strip():
            return None
        if _folded(self.override_name.data) != _folded(actor.name):
            return None
        return self.override_reason.data

    def explain_stop(self, actor: Actor) -> None:
        """Say what is missing when a clinician began to decide against the checklist."""
        name, reason = _folded(self.override_name.data), (self.override_reason.data or "").strip()
        if name and name != _folded(actor.name):
            self.override_name.errors = [f"You are signed in as {actor.name}: type that name."]
        elif name and not reason:
            self.override_reason.errors = ["Write down the reason."]
        elif reason and not name:
            self.override_name.errors = ["Type your name to decide against the checklist."]
        elif name:
            self.form_errors.append("The answers changed. Please read the reasons again.")

    def show_stops(self) -> dict[str, str]:
        """The reasons by item, which from now on count as seen."""
        stops = safety_stops(self.checklist)
        self.seen_stops.data = _signature(stops)
        return {stop.item.value: stop.reason for stop in stops}

    def _was_seen(self) -> bool:
        return self.seen_stops.data == _signature(safety_stops(self.checklist))


def _signature(stops: Iterable[Any]) -> str:
    return ",".join(stop.item for stop in stops)


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def _as_recorded(treatment: Any) -> dict[str, Any]:
    answers = {_check(item): treatment.checklist.get(item) for item in CheckItem}
    names = ("solutions", "solution_notes", "delivery", "anaesthesia", "adjuncts", "therapist")
    kept = {name: getattr(treatment, name) for name in names}
    return answers | kept | {"override_reason": treatment.override_reason or ""}


def _usual(visit: Any, actor: Actor) -> dict[str, Any]:
    words = VOCABULARY[Region(visit.course.region)]
    return {
        "delivery": words.deliveries[0].value,
        "anaesthesia": words.anaesthesias[0].value,
        "therapist": actor.name,
    }


def _check(item: CheckItem) -> str:
    return f"check_{item.name.lower()}"


def _effect(effect: SideEffect) -> str:
    return f"effect_{effect.name.lower()}"


for _item in CheckItem:
    setattr(
        TreatmentForm,
        _check(_item),
        RadioField(_item.label, [UNLESS_LEFT], choices=words(Answer)),
    )
for _each in EFFECTS:
    setattr(
        SideEffectsForm,
        _effect(_each),
        RadioField(_each.label, [UNLESS_LEFT], choices=SEVERITIES),
    )
