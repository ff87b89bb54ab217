from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("visits", __name__)
