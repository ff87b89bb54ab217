"""Add capture sessions, and which of several photos of a view stands for a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture_sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("patient_id", sa.Uuid, sa.ForeignKey("patients.id"), nullable=False),
        sa.Column("visit_id", sa.Uuid, nullable=False, index=True),
        sa.Column("opened_by", sa.Uuid, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("opened_as", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
        sa.Column("connected_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("photos", sa.Integer, nullable=False),
    )
    chosen = sa.Column("is_chosen", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("photos", chosen)


def downgrade() -> None:
    with op.batch_alter_table("photos") as photos:
        photos.drop_column("is_chosen")
    op.drop_table("capture_sessions")
