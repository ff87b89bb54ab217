from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("patients", __name__)
