"""Any two photos of a view over each other, and lining them up by hand."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("comparisons", __name__)
SIZES = ("thumb", "view", "full")
