"""What things are called: in the field's terms for the clinic, in everyday words for patients."""

from __future__ import annotations

from flask_babel import gettext as _

from progress.rules.consents import Disguise, State
from progress.rules.plan import Title
from progress.rules.treatment import Anaesthesia, Delivery, Indication, VisitKind
from progress.rules.views import ViewSlug
from progress.rules.words import Word, told
from progress.web.language import in_english

FOR_PATIENTS: dict[type[Word], dict[Word, str]] = {
    VisitKind: {VisitKind.BASELINE: told("First visit")},
    ViewSlug: {
        ViewSlug.FRONTAL_HAIRLINE: told("Hairline at the front"),
        ViewSlug.MIDLINE: told("Middle parting"),
        ViewSlug.VERTEX: told("Crown of the head"),
        ViewSlug.OCCIPITAL: told("Back of the head"),
        ViewSlug.LEFT_OBLIQUE: told("Left side, half turned"),
        ViewSlug.RIGHT_OBLIQUE: told("Right side, half turned"),
        ViewSlug.LEFT_LATERAL: told("Left side"),
        ViewSlug.RIGHT_LATERAL: told("Right side"),
    },
    Indication: {
        Indication.MALE_PATTERN: told("Male-pattern hair loss (androgenetic alopecia)"),
        Indication.FEMALE_PATTERN: told("Female-pattern hair loss (androgenetic alopecia)"),
        Indication.TELOGEN_EFFLUVIUM: told("Sudden shedding of hair (telogen effluvium)"),
    },
    Delivery: {
        Delivery.MESO_SYRINGE: told("With a fine needle, into the scalp"),
        Delivery.MESO_NEEDLE: told("With a fine needle, into the skin"),
    },
    Anaesthesia: {Anaesthesia.AS_NEEDED: told("As you needed")},
    Disguise: {
        Disguise.RECOGNISABLE: told("People may recognise you"),
        Disguise.FACE_DISGUISED: told("Your face hidden"),
        Disguise.NOT_RECOGNISABLE: told("Nobody can recognise you"),
    },
    State: {
        State.WITHDRAWN: told("Taken back"),
        State.REPLACED: told("Answered again since then"),
    },
}
"""What patients need not learn a word for."""


def called(word: Word) -> str:
    """In the language of the page, and in its reader's words."""
    return _(word.label) if in_english() else everyday(word)


def everyday(word: Word) -> str:
    """In a patient's words, whoever reads."""
    return _(FOR_PATIENTS.get(type(word), {}).get(word, word.label))


def visit_name(title: Title) -> str:
    """ "Baseline" ("First visit" to patients), "Session 3"."""
    if title.number is None:
        return called(title.kind)
    return _("Session %(number)s", number=title.number)
