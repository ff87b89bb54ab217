"""Who signs in."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from progress.db import Base, Identified
from progress.models.passkeys import Passkey
from progress.rules.access import Actor, Role

roles_people = sa.Table(
    "roles_people",
    Base.metadata,
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id"), primary_key=True),
)


class RoleRow(Base, RoleMixin):
    """A role as the sign-in library wants it; what a role may do stands in rules/access.py."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str | None] = mapped_column(sa.String(255))
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class Person(Base, Identified, UserMixin):
    """Somebody with a sign-in: clinic people, and patients who were given access."""

    __tablename__ = "people"

    sign_in_name: Mapped[str] = mapped_column("email", sa.String(255), unique=True)
    """As rules.sign_in_names.normal writes it: an e-mail address, a phone number, or made up."""
    email: Mapped[str] = synonym("sign_in_name")
    """What the sign-in library calls it."""
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(
        sa.String(64), index=True, unique=True
    )
    """By what a passkey knows its person; says nothing about them."""
    patient_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    created_at: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    roles: Mapped[list[RoleRow]] = relationship(secondary=roles_people, lazy="joined")
    webauthn: Mapped[list[Passkey]] = relationship(cascade="all, delete-orphan")
    """Their passkeys."""

    @property
    def can_sign_in_again(self) -> bool:
        """Whether there is a password or a passkey; somebody who was just let in has neither."""
        return bool(self.password or self.webauthn)

    @property
    def rests(self) -> bool:
        """Whether too many wrong passwords were typed just now."""
        return self.locked_until is not None and self.locked_until > datetime.now(UTC)

    def verify_and_update_password(self, password: str) -> bool:
        """Asked wherever a password is typed, by somebody who is signed in too. While the sign-in
        rests none is right, which takes as long to say. Passkeys go on: they are not guessed, and
        nobody who merely knows a name can keep its owner out."""
        return super().verify_and_update_password(password) and not self.rests

    @property
    def actor(self) -> Actor:
        roles = frozenset(Role(role.name) for role in self.roles)
        return Actor(id=self.id, name=self.name, roles=roles, patient_id=self.patient_id)
