from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("photos", __name__)
