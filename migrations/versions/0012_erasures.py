"""What was erased, by whom, and what is kept of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPTIONAL_TIMES = ("confirmed_at", "finished_at", "repeated_at")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False, index=True),
        sa.Column("step", sa.String(40), nullable=False, index=True),
        sa.Column("asked_at", UtcDateTime),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("begun_by", sa.String(120), nullable=False),
        sa.Column("begun_by_id", sa.Uuid),
        sa.Column("confirmed_by", sa.String(120)),
        sa.Column("confirmed_by_id", sa.Uuid),
        *(sa.Column(name, UtcDateTime) for name in OPTIONAL_TIMES),
        sa.Column("erased", sa.JSON, nullable=False),
        sa.Column("kept", sa.JSON, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("erasures")
