"""Add the texts that patients sign, what they signed, and what they took back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _key(name: str, of: str, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=nullable, **more)


def _text(name: str, length: int, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _json(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=nullable)


def _time(name: str, nullable: bool = False, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime, nullable=nullable, **more)


def _bounds() -> list[sa.Column[object]]:
    return [_text("view", 40, True), _json("photo_ids", True)]


def upgrade() -> None:
    _templates()
    op.create_table(
        "consent_requests",
        _id(),
        _key("patient_id", "patients", index=True),
        _key("course_id", "courses"),
        _key("version_id", "consent_versions"),
        *_bounds(),
        _text("asked_by", 120),
        _time("asked_at"),
        _time("answered_at", True),
        _time("cancelled_at", True),
    )
    _consents()
    op.create_table(
        "withdrawals",
        _id(),
        _key("patient_id", "patients", index=True),
        _key("course_id", "courses", nullable=True),
        *_bounds(),
        _json("scopes", True),
        _time("at"),
        _text("by", 120),
        _text("place", 40),
        _json("receipt"),
    )


def _templates() -> None:
    op.create_table(
        "consent_templates",
        _id(),
        _text("name", 120),
        _time("created_at"),
        _time("retired_at", True),
    )
    op.create_table(
        "consent_versions",
        _id(),
        _key("template_id", "consent_templates"),
        sa.Column("number", sa.Integer, nullable=False),
        _json("texts"),
        _json("scopes"),
        _json("disguises"),
        sa.Column("valid_months", sa.Integer, nullable=False),
        _time("created_at"),
        _time("published_at", True),
        _text("published_by", 120, True),
        sa.UniqueConstraint("template_id", "number"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        _id(),
        _key("request_id", "consent_requests", unique=True),
        _key("patient_id", "patients", index=True),
        _key("course_id", "courses"),
        _key("version_id", "consent_versions"),
        *_bounds(),
        _text("language", 10),
        _json("scopes"),
        _text("disguise", 40),
        _text("signer", 160),
        _text("guardian", 40, True),
        _text("signature", 40),
        _text("witness", 160),
        _text("taken_by", 120, True),
        _text("place", 40),
        _time("given_at"),
        _time("ends_at", index=True),
        _time("reminded_at", True),
        _text("document_sha256", 64),
    )


def downgrade() -> None:
    for table in (
        "withdrawals",
        "consents",
        "consent_requests",
        "consent_versions",
        "consent_templates",
    ):
        op.drop_table(table)
