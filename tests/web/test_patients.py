import re
from datetime import date

import pytest

from progress.models import Patient
from progress.services import patients
from tests import factories
from tests.web.queries import counted


def form(**given):
    return {"name": "Meera Nair", "sex": ""} | given


def test_a_patient_is_added_and_shown(staff):
    known = form(record_number="P-9", born_on="1990-02-03", phone="call me", notes="Sensitive skin")
    refused = staff.post("/patients/new", data=known)
    assert refused.status_code == 422
    assert "Write the phone number with digits" in refused.text
    assert 'value="P-9"' in refused.text, "nothing that was typed is lost"
    added = staff.post("/patients/new", data=known | {"phone": "+91 98100 12345"})
    assert added.status_code == 303
    page = staff.get(added.location).text
    for shown in ("Meera Nair", "P-9", "Sensitive skin", "Meera Nair was added."):
        assert shown in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Write the patient’s name."),
        ({"email": "nonsense"}, "Please check this e-mail address."),
        ({"email": "<meera@x.example>"}, "Please check this e-mail address."),
        ({"born_on": "2090-01-01"}, "Please check the year of birth."),
        ({"born_on": "soon"}, "Not a valid date value."),
        ({"sex": "   "}, "Not a valid choice."),
        ({"record_number": "P-0001"}, "belongs to Asha Verma"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(staff, wrong, sentence):
    answer = staff.post("/patients/new", data=form(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Meera" not in staff.get("/patients").text


def test_staff_say_which_language_a_patient_reads(staff, at_work, cast):
    page = staff.get(f"/patients/{cast.patient_id}/edit").text
    assert re.search(r'<input checked[^>]* name="language"[^>]* value="">', page)
    known = {"name": "Asha Verma", "record_number": "P-0001", "born_on": "1990-05-31"}
    assert (
        staff.post(f"/patients/{cast.patient_id}/edit", data=known | {"language": "xx"}).status_code
        == 422
    )
    staff.post(f"/patients/{cast.patient_id}/edit", data=known | {"language": "hi"})
    assert "हिन्दी" in staff.get(f"/patients/{cast.patient_id}").text
    made = staff.post(f"/patients/{cast.patient_id}/invitation").text
    assert '<option selected value="hi">' in made, "so that the letter and the mail are in it"
    staff.post(f"/patients/{cast.patient_id}/edit", data=known | {"language": ""})
    with at_work(cast.staff) as work:
        assert work.session.get_one(Patient, cast.patient_id).language is None


def test_a_probable_duplicate_is_shown_before_it_is_added(staff, cast):
    answer = staff.post("/patients/new", data=form(name="asha verma"))
    assert answer.status_code == 422
    assert f'href="/patients/{cast.patient_id}"' in answer.text
    answer = staff.post("/patients/new", data=form(name="asha verma", knowingly="y"))
    assert answer.status_code == 303


def test_a_change_is_kept(staff, cast):
    address = f"/patients/{cast.patient_id}"
    assert 'value="Asha Verma"' in staff.get(f"{address}/edit").text
    answer = staff.post(f"{address}/edit", data=form(name="Asha Rao", born_on="1990-02-03"))
    assert (answer.status_code, answer.location) == (303, address)
    assert "Asha Rao" in staff.get(address).text


def test_the_list_is_searched_and_read_on_without_scripts(staff, at_work, cast):
    with at_work(cast.staff) as work:
        for number in range(patients.PAGE_SIZE + 1):
            factories.patient(work, name=f"Kavita {number:02}")
    page = staff.get("/patients?q=kavita").text
    assert page.count("Kavita") == patients.PAGE_SIZE
    assert "Asha" not in page
    following = page.split('href="/patients?q=kavita&amp;after=')[1].split('"')[0]
    rest = staff.get(f"/patients?q=kavita&after={following}").text
    assert rest.count("Kavita") == 1
    assert "Show more" not in rest


def test_a_page_that_is_open_gets_rows_only(staff):
    rows = staff.get("/patients?q=asha", headers={"HX-Request": "true"}).text
    assert "Asha Verma" in rows
    assert "<html" not in rows
    assert "Nobody is found" in staff.get("/patients?q=qqq", headers={"HX-Request": "1"}).text


def test_the_palette_gets_links(staff, cast):
    answer = staff.get("/patients/search?q=p-0001").text
    assert f'href="/patients/{cast.patient_id}"' in answer
    assert "Stranger" not in answer
    assert "<a" not in staff.get("/patients/search?q=").text


def test_only_those_who_may_open_courses_are_offered_to(staff, clinician, cast):
    address = f"/patients/{cast.patient_id}"
    assert "Open a course" in clinician.get(address).text
    assert "Open a course" not in staff.get(address).text


def test_names_are_shown_as_text(staff):
    answer = staff.post("/patients/new", data=form(name="<b>Meera</b>"))
    assert "<b>Meera</b>" not in staff.get(answer.location).text


def test_an_unknown_patient_is_not_found(staff, cast):
    assert staff.get(f"/patients/{cast.clinician.id}").status_code == 404
    assert staff.get("/patients/not-an-id").status_code == 404


def test_the_number_of_queries_is_fixed_at_any_number_of_patients(staff, at_work, cast):
    staff.get("/patients?q=a")
    with counted() as few:
        staff.get("/patients?q=a")
    with at_work(cast.staff) as work:
        for number in range(25):
            one = factories.patient(work, name=f"Asha {number}", born_on=date(1990, 1, 1))
            factories.course(work, one.id)
    with counted() as many:
        staff.get("/patients?q=a")
    assert len(many) == len(few)
