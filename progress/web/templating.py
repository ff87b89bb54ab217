"""What every template may use."""

from __future__ import annotations

from flask import Flask
from flask_security import current_user

from progress.config import Settings
from progress.rules.access import Action, can
from progress.web import words
from progress.web.icons import icon_shapes
from progress.web.script_words import script_words


def init_app(app: Flask, settings: Settings) -> None:
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    words.init_app(app)
    app.jinja_env.globals.update(
        clinic_name=settings.clinic_name,
        clinic_phone=settings.clinic_phone,
        Action=Action,
        may=may,
        icon_shapes=icon_shapes,
        script_words=script_words,
    )


def may(action: Action) -> bool:
    """Whether the signed-in person's role allows an action: templates hide what it does not."""
    return current_user.is_authenticated and can(current_user.actor, action)
