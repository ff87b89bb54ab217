"""Who looked at my photos: told to the patient, day by day."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from babel.dates import format_date
from flask import Blueprint, render_template, request

from progress.rules.access import Action
from progress.services import lookers
from progress.web.archive_page import view_name
from progress.web.language import language
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("lookers", __name__)
blueprint.add_app_template_filter(view_name, "photo_name")


@blueprint.get("/portal/who-looked")
@allows(Action.SEE_PORTAL)
def index() -> str:
    """The latest days first; `before` is where the page before ended."""
    looks = lookers.page(work(), work().own_id, request.args.get("before", type=int))
    days = [(day, list(own)) for day, own in groupby(looks.rows, lambda look: look.day)]
    return render_template("lookers/index.html", days=days, before=looks.before)


@blueprint.app_template_filter("day_in_words")
def day_in_words(day: date) -> str:
    """ "Monday, 23 November 2026" """
    return format_date(day, "EEEE, d MMMM y", locale=language())


@blueprint.app_template_filter("hour")
def hour(at: datetime) -> str:
    """By the clinic's clock."""
    return f"{at.astimezone():%H:%M}"
