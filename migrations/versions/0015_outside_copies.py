"""Where pictures of cases were taken, and which addresses are gone for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_copies",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.id"), index=True),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("address", sa.String(500)),
        sa.Column("taken_by", sa.String(120), nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
        sa.Column("taken_down_at", UtcDateTime, index=True),
        sa.Column("taken_down_by", sa.String(120)),
    )
    op.create_table("gone_addresses", sa.Column("sha256", sa.String(64), primary_key=True))


def downgrade() -> None:
    op.drop_table("gone_addresses")
    op.drop_table("outside_copies")
