"""The clinic's own websites, which may show cases of the public gallery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "websites",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("origin", sa.String(200), nullable=False, unique=True),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("websites")
