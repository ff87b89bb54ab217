"""What an administrator says of the clinic's websites."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from progress.rules.websites import LONGEST


class WebsiteForm(FlaskForm):
    address = StringField(
        "Address of a website",
        [InputRequired("Please type an address.")],
        description="One of the clinic’s own, such as https://clinic.example.",
        render_kw={"maxlength": LONGEST, "inputmode": "url", "spellcheck": "false"},
    )
