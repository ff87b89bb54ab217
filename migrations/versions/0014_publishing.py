"""Whether strangers see a gallery, what stands at its end, and tablets that show one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    publishing = op.create_table(
        "publishing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("web_open", sa.Boolean, nullable=False),
        sa.Column("warning_read", sa.String(40)),
        sa.Column("opened_by_id", sa.Uuid),
        sa.Column("opened_by", sa.String(120)),
        sa.Column("opened_at", UtcDateTime),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("appointment_url", sa.String(300), nullable=False),
        sa.Column("appointment_phone", sa.String(40), nullable=False),
    )
    closed = {"web_open": False, "words": "", "appointment_url": "", "appointment_phone": ""}
    op.bulk_insert(publishing, [{"id": 1} | closed])
    op.create_table(
        "kiosk_sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("opened_by", sa.Uuid, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("opened_as", sa.String(64), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
        sa.Column("ended_at", UtcDateTime),
    )


def downgrade() -> None:
    op.drop_table("kiosk_sessions")
    op.drop_table("publishing")
