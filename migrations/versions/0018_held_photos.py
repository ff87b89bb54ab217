"""A view that is taken back keeps hold of its photos, whatever view they are filed under later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("withdrawals", sa.Column("held_photo_ids", sa.JSON))


def downgrade() -> None:
    op.drop_column("withdrawals", "held_photo_ids")
