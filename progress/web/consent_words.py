"""What a page says of a consent beside the text that is signed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from progress.rules import views
from progress.rules.consents import Disguise, Scope
from progress.rules.galleries import Audience
from progress.rules.signing import Relation
from progress.web.names import called


def extent_words(row: Any, course: Any) -> str:
    """Which photos a request, a consent or a withdrawal speaks of."""
    if course is None:
        return _("All photos of you")
    region = _(course.region.label)
    if row.photo_ids:
        photos = ngettext("%(num)s photo", "%(num)s photos", len(row.photo_ids))
        return _("%(photos)s chosen from this treatment: %(region)s", photos=photos, region=region)
    if row.view:
        name = called(views.view(row.view).slug)
        return _("All photos of one view, %(view)s: %(region)s", view=name, region=region)
    return _("All photos of this treatment: %(region)s", region=region)


def relation_label(relation: str) -> str:
    return Relation(relation).label


def scope_words(scope: str) -> str:
    return _(Scope(scope).label)


def disguise_words(disguise: str) -> str:
    return called(Disguise(disguise))


def pulled_words(case: dict[str, Any]) -> str:
    """What became of a case that a receipt names."""
    name = called(views.view(case["view"]).slug)
    if not case["published"]:
        return _("%(view)s: was being prepared, and was never shown", view=name)
    if case["audience"] == Audience.TEACHING:
        return _("%(view)s: used for teaching until now", view=name)
    if case["audience"] == Audience.WEB:
        return _("%(view)s: shown on the web until now", view=name)
    return _("%(view)s: shown in the clinic until now", view=name)
