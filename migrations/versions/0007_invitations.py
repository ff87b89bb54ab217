"""Add invitations, passkeys and mail that waits to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _key(name: str, of: str, nullable: bool = True, **more: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=nullable, **more)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        _key("patient_id", "patients", index=True),
        _key("person_id", "people", index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        _key("made_by", "people"),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("wrong_answers", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
    )
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("receiver", sa.String(255), nullable=False),
        _key("patient_id", "patients"),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(40), nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.Column("next_try_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
    )
    _passkeys()


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("user_id", "people", nullable=False, index=True),
        sa.Column("credential_id", sa.LargeBinary(1024), nullable=False, index=True, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        sa.Column("transports", sa.UnicodeText),
        sa.Column("extensions", sa.String(255)),
        sa.Column("backup_state", sa.Boolean, nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("usage", sa.String(64), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime, nullable=False),
    )
    op.add_column("people", sa.Column("fs_webauthn_user_handle", sa.String(64)))
    op.create_index(
        "ix_people_fs_webauthn_user_handle", "people", ["fs_webauthn_user_handle"], unique=True
    )


def downgrade() -> None:
    op.drop_index("ix_people_fs_webauthn_user_handle", "people")
    op.drop_column("people", "fs_webauthn_user_handle")
    op.drop_table("passkeys")
    op.drop_table("outgoing_mails")
    op.drop_table("invitations")
