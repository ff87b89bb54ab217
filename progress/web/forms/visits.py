"""What is noted about a visit."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from progress.rules.treatment import HairState, Parting, SkinState, VisitKind, Wetness
from progress.rules.views import Region
from progress.web.forms import UNLESS_LEFT, words

NOT_NOTED = SelectChoice("", "Not noted")
YES_NO = [SelectChoice("yes", "Yes"), SelectChoice("no", "No"), NOT_NOTED]
KINDS = {
    VisitKind.BASELINE: "Baseline: before anything is done",
    VisitKind.TREATMENT: "Treatment session",
    VisitKind.FOLLOW_UP: "Follow-up",
}


def yes_no(label: str) -> Any:
    return RadioField(label, [UNLESS_LEFT], choices=YES_NO, default="")


class VisitForm(FlaskForm):
    """Fields that both regions share; make one with `form_for`."""

    condition_fields: tuple[str, ...] = ()

    on = DateField("Date", [InputRequired("Please say when the visit is.")])
    kind = RadioField(
        "What the visit is for",
        [InputRequired("Please say what the visit is for.")],
        choices=[SelectChoice(kind.value, text) for kind, text in KINDS.items()],
    )
    notes = TextAreaField("Notes", [Length(max=10_000)])

    @property
    def condition(self) -> HairState | SkinState:
        raise NotImplementedError

    @property
    def asked(self) -> dict[str, Any]:
        """The form's answers as the services take them."""
        return {
            "on": self.on.data,
            "kind": VisitKind(self.kind.data),
            "condition": self.condition,
            "notes": self.notes.data or "",
        }

    @classmethod
    def for_visit(cls, visit: Any) -> Self:
        noted = {name: _as_choice(value) for name, value in visit.condition.items()}
        form = cls(on=visit.on, kind=visit.kind, notes=visit.notes, **noted)
        if visit.kind is VisitKind.FROM_HOME:
            form.kind.choices = words([visit.kind])
        return form


class HairVisitForm(VisitForm):
    """Scalp: what makes hair look fuller or thinner without any treatment."""

    condition_fields = ("wetness", "parting", "product")

    wetness = RadioField("Hair", [UNLESS_LEFT], choices=[*words(Wetness), NOT_NOTED])
    parting = RadioField(
        "Parting, by the patient’s own side",
        [UNLESS_LEFT],
        choices=[*words(Parting), NOT_NOTED],
    )
    product = yes_no("Product in the hair")

    @property
    def condition(self) -> HairState:
        return HairState(
            wetness=Wetness(self.wetness.data) if self.wetness.data else None,
            parting=Parting(self.parting.data) if self.parting.data else None,
            product=_as_fact(self.product.data),
        )


class SkinVisitForm(VisitForm):
    """Face: what makes skin look better or worse without any treatment."""

    condition_fields = ("make_up", "cleansed")

    make_up = yes_no("Make-up")
    cleansed = yes_no("Face cleansed")

    @property
    def condition(self) -> SkinState:
        return SkinState(make_up=_as_fact(self.make_up.data), cleansed=_as_fact(self.cleansed.data))


FORMS: dict[Region, type[VisitForm]] = {Region.SCALP: HairVisitForm, Region.FACE: SkinVisitForm}


def new_form(region: Region, today: date, kind: VisitKind) -> VisitForm:
    return FORMS[region](on=today, kind=kind.value)


def _as_fact(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def _as_choice(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
