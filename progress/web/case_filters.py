"""What is looked for among cases, as addresses say it."""

from __future__ import annotations

from typing import Any

from flask import request

from progress.rules.treatment import Indication
from progress.rules.views import Region
from progress.services.galleries import Wanted

SESSIONS = (3, 6, 12)
"""Steps of the filter: at most so many."""
FILTERS = ("region", "indication", "sessions")


def wanted() -> Wanted:
    """What makes no sense is not looked for."""
    return Wanted(
        request.args.get("region", type=Region),
        request.args.get("indication", type=Indication),
        request.args.get("sessions", type=_number),
    )


def _number(text: str) -> int:
    """One that every database can compare with."""
    return min(int(text), 1000)


def asked() -> dict[str, Any]:
    """The filters of this page, for the next."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}
