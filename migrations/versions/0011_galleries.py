"""Add the cases that a clinic shows of its patients, with their consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _key(name: str, of: str, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=nullable, **more)


def _text(name: str, length: int, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.String(length), nullable=nullable, **more)


def _time(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("slug", 40, unique=True),
        _key("patient_id", "patients", index=True),
        _key("course_id", "courses"),
        _key("earlier_id", "photos"),
        _key("later_id", "photos"),
        _text("audience", 40),
        _text("state", 40),
        *_look(),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("sessions", sa.Integer, nullable=False),
        _text("grade", 1),
        _key("made_by_id", "people", nullable=True),
        _text("made_by", 120),
        _time("made_at", nullable=False),
        sa.Column("sent_back", sa.Text, nullable=False),
        _text("approved_by", 120, nullable=True),
        _time("published_at"),
        _time("pulled_at"),
        _text("pulled_by", 120, nullable=True),
    )
    op.create_index("ix_cases_state_audience", "cases", ["state", "audience"])


def _look() -> list[sa.Column[object]]:
    return [
        sa.Column("frame", sa.JSON, nullable=False),
        _text("hiding", 40),
        sa.Column("area", sa.JSON, nullable=False),
        sa.Column("face", sa.JSON),
        sa.Column("no_face", sa.Boolean, nullable=False),
        _text("disguise", 40),
        _text("earlier_sha256", 64),
        _text("later_sha256", 64),
    ]


def downgrade() -> None:
    op.drop_table("cases")
