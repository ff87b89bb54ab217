"""Add stopped treatments: that a checklist stopped a session, and why, stays on its visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stopped_treatments",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("visit_id", sa.Uuid, sa.ForeignKey("visits.id"), nullable=False, index=True),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("checklist", sa.JSON, nullable=False),
        sa.Column("stopped_at", sa.DateTime, nullable=False),
        sa.Column("answered_by", sa.String(120), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("stopped_treatments")
