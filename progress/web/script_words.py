"""What scripts say to patients: a page in another language brings these sentences along."""

from __future__ import annotations

from flask_babel import gettext as _

from progress.rules.words import told

SENTENCES = (
    told("Aligned"),
    told("Aligned by hand"),
    told("Not aligned"),
    told("As photographed"),
    told("as photographed"),
    told("These two have not been lined up."),
    told("These two photos are not lined up yet."),
    told("Needs photos that are lined up."),
    told("%(name)s could not be loaded. Check the connection and reload the page."),
    told("%(percent)s percent left photo"),
    told("The server answered %(status)s."),
    told("That did not work. Please try again."),
    told("The clinic's server does not answer. Is this device on its network?"),
    told("That could not be undone. Please reload the page to see how things stand."),
)


def script_words() -> dict[str, str]:
    """By sentence, in the language of the page."""
    return {sentence: _(sentence) for sentence in SENTENCES}
