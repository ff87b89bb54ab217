"""Which view a photo shows: its file name, its looks and the shot list, weighed together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from progress.rules.views import VIEWS, View, ViewSlug, view

SIDES = {"left": "left", "l": "left", "lt": "left", "right": "right", "r": "right", "rt": "right"}


NEXT, MISSING, TAKEN, OTHER = 3.0, 2.0, 0.5, 0.4
"""How likely a photo is of the next view of the shot list, of a later one, of one that the visit
has already, and of one that is not planned; only the ratios mean something."""
UNSEEN = 0.1
"""How likely the picture is for a view of which it cannot speak, against the likeliest of which it
can: a close-up may show anything."""


def propose_view(
    file_name: str,
    used: Collection[str],
    planned: Sequence[str],
    looks: Mapping[str, float] | None = None,
) -> ViewSlug | None:
    """A view for a photo that a person then confirms: the one that its file name speaks of; else
    the one that it looks like (`looks`: how likely the picture would be for each view), weighed
    by the shot list (`planned`) and by what the visit has of it (`used`)."""
    words = _words(file_name)
    missing = [slug for slug in planned if slug not in used]
    chances = {each: _chance(each, planned, missing, looks) for each in _candidates(planned)}
    # Of equals: the close-up, since the other word says of what; then the likelier one.
    named = max(chances, key=lambda it: (_score(it, words), it.free_label, chances[it]))
    if _score(named, words):
        return named.slug
    likeliest = max(chances, key=chances.__getitem__)
    sure = looks and chances[likeliest] >= sum(chances.values()) / 2
    return likeliest.slug if missing or sure else None


def _chance(
    candidate: View,
    planned: Sequence[str],
    missing: Sequence[str],
    looks: Mapping[str, float] | None,
) -> float:
    """How likely the view is before the file name is heard."""
    slug = candidate.slug
    if slug in missing:
        expected = NEXT if slug == missing[0] else MISSING
    else:
        expected = TAKEN if slug in planned else OTHER
    return expected * looks.get(slug, UNSEEN * max(looks.values())) if looks else expected


def _candidates(planned: Sequence[str]) -> tuple[View, ...]:
    """Every view of the course's region: a name may speak of one that is not planned."""
    regions = [view(slug).regions for slug in planned]
    return tuple(each for each in VIEWS if all(each.regions & theirs for theirs in regions))


def _score(candidate: View, words: frozenset[str]) -> int:
    """How strongly words speak for a view; 0 when it has a side and the words name another or none.
    A side alone says least: the back of the head taken from the left is still the back."""
    spoken = 2 * len(candidate.also_called & words)
    if candidate.side is None:
        return spoken
    return spoken + 1 if {SIDES[word] for word in words if word in SIDES} == {candidate.side} else 0


def _words(file_name: str) -> frozenset[str]:
    """`"LeftTemporal_02.jpg"` -> left, temporal, 02."""
    stem = re.sub(r"\.\w{1,5}$", "", file_name)
    return frozenset(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", stem))
