from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("comparisons", __name__)
