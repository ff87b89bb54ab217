from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("today", __name__)
