"""What an arrival stands for: where the store may hold something of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEYS = (
    "photos/{0}/original",
    "photos/{0}/view",
    "photos/{0}/thumb",
    "home/{0}/original",
    "home/{0}/view",
    "home/{0}/thumb",
    "consents/{0}/signed",
)
"""Before, an arrival did not say which of these it was."""


def upgrade() -> None:
    op.add_column("arrivals", sa.Column("keys", sa.JSON, nullable=False, server_default="[]"))
    arrivals = sa.table("arrivals", sa.column("id", sa.Uuid), sa.column("keys", sa.JSON))
    bind = op.get_bind()
    for arrival_id in bind.scalars(sa.select(arrivals.c.id)).all():
        keys = [key.format(arrival_id) for key in KEYS]
        bind.execute(arrivals.update().where(arrivals.c.id == arrival_id).values(keys=keys))


def downgrade() -> None:
    with op.batch_alter_table("arrivals") as table:
        table.drop_column("keys")
