"""The clinic's own websites."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class Website(Base, Identified):
    """One whose pages may show cases in frames."""

    __tablename__ = "websites"

    origin: Mapped[str] = mapped_column(sa.String(200), unique=True)
    """As browsers compare it: "https://clinic.example"."""
    added_by: Mapped[str] = mapped_column(sa.String(120))
    added_at: Mapped[datetime]
