"""What is asked when a case is made."""

from __future__ import annotations

import uuid

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField

from progress.errors import InvalidInput
from progress.rules.galleries import Audience
from progress.rules.looks import WHOLE, Box, Hiding, Look
from progress.web.forms import words

PERCENT = "From the left, from the top, to the right, to the bottom, in percent of the photo."


class PairForm(FlaskForm):
    """One pair, of those that the page offers."""

    pair = RadioField("Pair", validate_choice=False)
    audience = RadioField("For whom", choices=words(Audience), default=Audience.CLINIC.value)

    @property
    def photos(self) -> tuple[uuid.UUID, uuid.UUID]:
        try:
            earlier, later = (uuid.UUID(each) for each in (self.pair.data or "").split())
        except ValueError:
            raise InvalidInput("Please choose two photos.") from None
        return earlier, later


class LookForm(FlaskForm):
    """Boxes as four numbers each, which the page's script draws."""

    frame = StringField("Frame", description=PERCENT)
    hiding = RadioField("What to hide", choices=words(Hiding))
    area = StringField("Area", description=PERCENT)
    face = StringField("Face", description="As above. Leave it empty where there is no face.")
    no_face = BooleanField("No part of a face can be seen in either photo")

    @classmethod
    def of(cls, look: Look) -> LookForm:
        return cls(
            frame=_shown(look.frame),
            hiding=look.hiding.value,
            area=_shown(look.area),
            face=_shown(look.face) if look.face else "",
            no_face=look.no_face,
        )

    @property
    def look(self) -> Look:
        """Raises InvalidInput for numbers that are no box."""
        face = _box(self.face.data) if (self.face.data or "").strip() else None
        area = _box(self.area.data) if (self.area.data or "").strip() else WHOLE
        hiding = Hiding(self.hiding.data)
        return Look(_box(self.frame.data), hiding, area, face, bool(self.no_face.data))


class BackForm(FlaskForm):
    why = TextAreaField("What should be changed")


def _shown(box: Box) -> str:
    return " ".join(f"{100 * value:.1f}" for value in box)


def _box(text: str | None) -> Box:
    try:
        left, top, right, bottom = (float(each) / 100 for each in (text or "").split())
    except ValueError:
        raise InvalidInput("A frame or an area is four numbers. Please draw it again.") from None
    return Box(left, top, right, bottom)
