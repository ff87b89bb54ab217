"""Add whose photo it is: whether a face is in question, and who answered when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    known = sa.Column("identity", sa.String(40), nullable=False, server_default="not-compared")
    op.add_column("photos", known)
    op.add_column("photos", sa.Column("identified_by", sa.String(120)))
    op.add_column("photos", sa.Column("identified_at", sa.DateTime))
    op.create_index("ix_photos_identity", "photos", ["identity"])


def downgrade() -> None:
    with op.batch_alter_table("photos") as photos:
        photos.drop_index("ix_photos_identity")
        for name in ("identified_at", "identified_by", "identity"):
            photos.drop_column(name)
