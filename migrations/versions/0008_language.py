"""Add the language that a patient reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patients", sa.Column("language", sa.String(8)))


def downgrade() -> None:
    with op.batch_alter_table("patients") as patients:
        patients.drop_column("language")
