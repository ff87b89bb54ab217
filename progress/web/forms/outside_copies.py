"""What is asked when pictures of a case are taken elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField

from progress.errors import InvalidInput
from progress.rules.consents import Scope
from progress.rules.outside_copies import LONGEST_ADDRESS, LONGEST_PLACE
from progress.web.forms import words

POSTED = (
    "The address of the post or page, as soon as there is one: whoever has it taken down needs it."
)


class TakeForm(FlaskForm):
    """Made by `among`."""

    channel = RadioField("Where to", validate_choice=False)
    place = StringField(
        "Which account, congress or journal",
        description="So that it is found in two years. Never the patient’s name: this line is kept "
        "for as long as the pictures are there.",
        render_kw={"maxlength": LONGEST_PLACE},
    )
    address = StringField("Address", description=POSTED, render_kw={"maxlength": LONGEST_ADDRESS})

    @classmethod
    def among(cls, channels: Collection[Scope]) -> TakeForm:
        form = cls()
        form.channel.choices = words(channels)
        return form

    @property
    def scope(self) -> Scope:
        try:
            return Scope(self.channel.data)
        except ValueError:
            raise InvalidInput("Please choose where they go.") from None


class AddressForm(FlaskForm):
    address = StringField("Address", description=POSTED, render_kw={"maxlength": LONGEST_ADDRESS})
