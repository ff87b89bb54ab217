"""The clinic's own websites: which may show cases, and what to write into their pages."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.services import public_gallery, publishing, websites
from progress.services.galleries import Wanted
from progress.web import case_words
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.websites import WebsiteForm
from progress.web.policy import allows
from progress.web.request import is_only_here, public_address, work

blueprint = Blueprint("websites", __name__, url_prefix="/gallery/websites")
SNIPPET = """<a href="{address}" data-progress-case>{words}</a>
<script async src="{script}"></script>"""


@blueprint.route("", methods=["GET", "POST"])
@allows(Action.EDIT_PUBLISHING)
def index() -> tuple[str, int] | Response:
    """`after` is where a page of cases begins."""
    form = WebsiteForm()
    if form.validate_on_submit():
        with refusals_on(form):
            added = websites.add(work(), form.address.data or "")
            say(f"Pages of {added.origin} may show cases now.")
            return redirect(url_for(".index"), 303)
    is_open = publishing.current(work()).web_open
    after = request.args.get("after")
    page = public_gallery.page(work(), Wanted(), after) if is_open else None
    found = [(case, _snippet(case)) for case in page.cases] if page else []
    return render_form(
        "websites/index.html",
        form,
        websites=websites.listed(work()),
        is_open=is_open,
        cases=found,
        after=page.after if page else None,
        words=case_words,
        only_here=is_only_here(public_address()),
    )


def _snippet(case: Any) -> str:
    """What makes a page of the website show the case: a link, and the script that fills it."""
    return SNIPPET.format(
        address=f"{public_address()}{url_for('public_gallery.show', web_slug=case.slug)}",
        words=f"{case_words.view_name(case)}: {case_words.caption(case)}",
        script=f"{public_address()}{url_for('public_gallery.script')}",
    )


@blueprint.post("/<uuid:website_id>/remove")
@allows(Action.EDIT_PUBLISHING)
def remove(website_id: uuid.UUID) -> Response:
    websites.remove(work(), website_id)
    say("Its pages show no case any more.")
    return redirect(url_for(".index"), 303)
