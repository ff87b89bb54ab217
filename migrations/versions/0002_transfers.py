"""Add transfers: uploads in pieces, which go on after a cut."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, sa.ForeignKey("patients.id"), nullable=False),
        sa.Column("visit_id", sa.Uuid, nullable=False),
        sa.Column("sent_by", sa.Uuid, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("arrived", sa.Integer, nullable=False),
        sa.Column("pieces", sa.JSON, nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("view", sa.String(40)),
        sa.Column("view_label", sa.String(60), nullable=False),
        sa.Column("taken_at", sa.DateTime),
        sa.Column("sha256", sa.String(64)),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Uuid, sa.ForeignKey("photos.id")),
        sa.Column("refusal", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("transfers")
