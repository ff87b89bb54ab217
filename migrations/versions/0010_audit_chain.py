"""Chain the entries of the record, those that are there already too."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from progress.db import UtcDateTime
from progress.rules import chain

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEALS = (("salt", 32), ("name_seal", 64), ("seal", 64))
AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", UtcDateTime),
    sa.column("actor_id", sa.Uuid),
    sa.column("actor_name", sa.String),
    sa.column("event", sa.String),
    sa.column("patient_id", sa.Uuid),
    sa.column("subject_id", sa.Uuid),
    sa.column("detail", sa.JSON),
    *(sa.column(name, sa.String) for name, _ in SEALS),
)


def upgrade() -> None:
    for name, length in SEALS:
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("audit", column)
    tip = op.create_table(
        "audit_tip",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    entries, seal = _chained(op.get_bind())
    op.bulk_insert(tip, [{"id": 1, "entries": entries, "seal": seal}])
    with op.batch_alter_table("audit") as audit:
        for name, length in SEALS:
            audit.alter_column(
                name, existing_type=sa.String(length), existing_nullable=False, server_default=None
            )


def _chained(connection: sa.Connection) -> tuple[int, str]:
    """Seal what is there; how many entries that was, and the last seal."""
    count, seal = 0, chain.FIRST
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id)).all():
        salt = secrets.token_hex(16)
        name_seal = chain.name_seal(row.actor_name, salt)
        facts = (row.at, row.actor_id, name_seal, row.event, row.patient_id, row.subject_id)
        seal = chain.seal(seal, chain.Entry(*facts, row.detail))
        sealed = sa.update(AUDIT).where(AUDIT.c.id == row.id)
        connection.execute(sealed.values(salt=salt, name_seal=name_seal, seal=seal))
        count += 1
    return count, seal


def downgrade() -> None:
    op.drop_table("audit_tip")
    with op.batch_alter_table("audit") as audit:
        for name, _ in SEALS:
            audit.drop_column(name)
