"""What is asked when the record is verified."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField


class NotedForm(FlaskForm):
    noted = StringField(
        "A seal that you wrote down earlier, if you have one",
        description="Then it is also seen whether the end of the record was cut off since.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 120},
    )
