import pytest

from tests.conftest import PASSWORD

NEW = {
    "name": "Dr. New",
    "email": "New@Clinic.example",
    "roles": ["clinician"],
    "password": "correct horse battery",
}


def sign_in(visitor, email, password):
    return visitor.post("/sign-in", data={"email": email, "password": password}).status_code


def test_somebody_who_is_added_signs_in(admin, visitor):
    assert admin.post("/people/new", data=NEW).status_code == 303
    page = admin.get("/people").text
    assert "new@clinic.example" in page
    assert "Dr. New can sign in as new@clinic.example." in page
    assert sign_in(visitor, "new@clinic.example", NEW["password"]) == 302
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "short"}, "at least 10 characters"),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["patient"]}, "not a valid choice"),
        ({"email": "nonsense"}, "Please check this e-mail address."),
        ({"email": "staff@clinic.example"}, "Somebody already signs in as"),
        ({"name": ""}, "Write the name."),
    ],
)
def test_what_is_wrong_is_said(admin, wrong, sentence):
    answer = admin.post("/people/new", data=NEW | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "correct horse" not in answer.text, "a password is never sent back"


def test_a_patient_gets_a_sign_in_of_their_own(admin, visitor, cast):
    address = f"/people/new?patient={cast.patient_id}"
    assert "Roles" not in admin.get(address).text
    given = {key: NEW[key] for key in ("name", "email", "password")}
    assert admin.post(address, data=given).status_code == 303
    assert sign_in(visitor, NEW["email"], NEW["password"]) == 302
    assert visitor.get("/", follow_redirects=True).request.path == "/portal"
    assert visitor.get("/patients").status_code == 403


def test_a_closed_sign_in_ends_every_session_and_opens_again(admin, staff, visitor, cast):
    assert staff.get("/").status_code == 200
    assert admin.post(f"/people/{cast.staff.id}/close").status_code == 303
    assert "Undo" in admin.get("/people").text
    assert staff.get("/").status_code == 401
    assert sign_in(visitor, "staff@clinic.example", PASSWORD) == 200
    assert admin.post(f"/people/{cast.staff.id}/open").status_code == 303
    assert sign_in(visitor, "staff@clinic.example", PASSWORD) == 302


def test_nobody_closes_their_own_sign_in(admin, cast):
    assert f"/people/{cast.admin.id}/close" not in admin.get("/people").text
    answer = admin.post(f"/people/{cast.admin.id}/close")
    assert answer.status_code == 409
    assert "Ask another administrator" in answer.text


def test_a_new_password_replaces_the_old_one(admin, staff, visitor, cast):
    address = f"/people/{cast.staff.id}/password"
    assert admin.post(address, data={"password": "short"}).status_code == 422
    assert admin.post(address, data={"password": "another password"}).status_code == 303
    assert staff.get("/").status_code == 401, "who knew the old one is signed out"
    assert sign_in(visitor, "staff@clinic.example", PASSWORD) == 200
    assert sign_in(visitor, "staff@clinic.example", "another password") == 302


def test_an_unknown_person_is_not_found(admin, cast):
    assert admin.get(f"/people/{cast.patient_id}/password").status_code == 404
