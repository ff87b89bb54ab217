"""What brings a device back to who handed it over."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired


class TakeBackForm(FlaskForm):
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Please type the password."))],
        render_kw={"autocomplete": "current-password"},
    )
