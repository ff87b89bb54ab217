"""What is asked about somebody who signs in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectChoice, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from progress.rules.access import Role
from progress.services.people import SHORTEST_PASSWORD
from progress.web.forms import boxes

CLINIC_ROLES = {
    Role.CLINICIAN: "Clinician: treats, decides about courses, lines photos up by hand",
    Role.STAFF: "Staff: patients, visits and photos",
    Role.ADMIN: "Administrator: people and activity",
}
LONG_ENOUGH = Length(
    min=SHORTEST_PASSWORD,
    max=128,
    message=f"A password has at least {SHORTEST_PASSWORD} characters.",
)


class PasswordForm(FlaskForm):
    password = PasswordField(
        "Password",
        [DataRequired("Choose a first password."), LONG_ENOUGH],
        description=f"At least {SHORTEST_PASSWORD} characters. Hand it over in person; "
        "they can change it after signing in.",
    )


class PatientSignInForm(PasswordForm):
    """A patient's sign-in has no role to choose."""

    name = StringField("Name", [DataRequired("Write the name."), Length(max=120)])
    email = EmailField(
        "E-mail",
        [DataRequired("Write the e-mail address."), Email("Please check this e-mail address.")],
    )

    @property
    def chosen_roles(self) -> frozenset[Role]:
        return frozenset({Role.PATIENT})


class PersonForm(PatientSignInForm):
    roles = boxes(
        "Roles",
        choices=[SelectChoice(role.value, text) for role, text in CLINIC_ROLES.items()],
        validators=[InputRequired("Choose at least one role.")],
    )

    @property
    def chosen_roles(self) -> frozenset[Role]:
        return frozenset(Role(slug) for slug in self.roles.data or [])
