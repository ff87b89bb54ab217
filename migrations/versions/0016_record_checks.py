"""Find entries of the record by who acted and by day, and keep how far a verification came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_actor_id_id", "audit", ["actor_id", "id"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("begun_by", sa.String(120), nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("noted", sa.String(64), nullable=False),
        sa.Column("noted_as", sa.Integer),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("since", UtcDateTime),
        sa.Column("broken", sa.Integer),
        sa.Column("broken_at", UtcDateTime),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("finished_at", UtcDateTime),
    )


def downgrade() -> None:
    op.drop_table("audit_checks")
    op.drop_index("ix_audit_at", "audit")
    op.drop_index("ix_audit_actor_id_id", "audit")
