"""Add what patients send from home: reports of side effects, photos, and wishes to be forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('asked', 'being-handled')")


def _key(name: str, of: str, nullable: bool = True, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=nullable, **more)


def _text(name: str, length: int, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.String(length), nullable=nullable, **more)


def _time(name: str, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime, nullable=nullable, **more)


def upgrade() -> None:
    _reports()
    _home_photos()
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("patient_id", "patients", nullable=False, index=True),
        _text("state", 40),
        _time("asked_at"),
        _time("changed_at"),
        _text("changed_by", 120),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index(
        "ix_erasure_requests_open",
        "erasure_requests",
        ["patient_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("patient_id", "patients", nullable=False, index=True),
        _key("visit_id", "visits", index=True),
        sa.Column("complaints", sa.JSON, nullable=False),
        _text("strength", 40, nullable=True),
        sa.Column("since", sa.Date),
        sa.Column("signs", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        _time("reported_at"),
        _time("seen_at", nullable=True, index=True),
        _text("seen_by", 120, nullable=True),
        sa.Column("answer", sa.Text, nullable=False),
        _time("taken_over_at", nullable=True),
    )


def _home_photos() -> None:
    op.create_table(
        "home_photos",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("patient_id", "patients", nullable=False),
        _key("course_id", "courses"),
        _text("view", 40, nullable=True),
        _key("report_id", "reports", index=True),
        _text("state", 40, index=True),
        _text("sha256", 64),
        sa.Column("size", sa.Integer, nullable=False),
        _text("filename", 255),
        _text("format", 10),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        _time("taken_at"),
        _time("sent_at"),
        _time("decided_at", nullable=True),
        _text("decided_by", 120, nullable=True),
        _text("reason", 40, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        _key("photo_id", "photos"),
        sa.UniqueConstraint("patient_id", "sha256"),
    )


def downgrade() -> None:
    for table in ("erasure_requests", "home_photos", "reports"):
        op.drop_table(table)
