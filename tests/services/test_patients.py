from datetime import date

import pytest

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry
from progress.rules.audit import Event
from progress.rules.patients import PatientDetails, Sex
from progress.services import patients
from progress.services.patients import ProbableDuplicate


def details(name="Meera Nair", **known):
    return PatientDetails(name, **known)


def events(work, patient_id):
    rows = work.session.query(AuditEntry).filter_by(patient_id=patient_id).order_by(AuditEntry.id)
    return [row.event for row in rows]


def test_a_patient_is_kept_as_written_down(work):
    known = details(
        "  Meera   Nair ",
        record_number=" P-77 ",
        born_on=date(1991, 3, 1),
        sex=Sex.FEMALE,
        phone="+91 98100 00000",
        email=" meera@example.org ",
        notes=" Sensitive skin \n",
    )
    patient = patients.find(work, patients.add(work, known).id)
    assert (patient.name, patient.record_number) == ("Meera Nair", "P-77")
    assert (patient.born_on, patient.sex) == (date(1991, 3, 1), "female")
    assert (patient.email, patient.notes) == ("meera@example.org", "Sensitive skin")
    assert patient.created_at == work.now
    assert events(work, patient.id) == [Event.PATIENT_ADDED]


def test_what_is_left_empty_is_none(work):
    patient = patients.add(work, details(record_number=" ", phone="", email=""))
    assert (patient.record_number, patient.phone, patient.email) == (None, None, None)


def test_nothing_is_kept_of_what_is_refused(work):
    with pytest.raises(InvalidInput):
        patients.add(work, details(born_on=date(2050, 1, 1)))
    assert patients.page(work, "meera").rows == []


def test_a_record_number_belongs_to_one_patient(work):
    patients.add(work, details(record_number="P-77"))
    with pytest.raises(Conflict, match="P-77 belongs to Meera Nair"):
        patients.add(work, details("Somebody Else", record_number="P-77"))
    other = patients.add(work, details("Somebody Else", record_number="P-78"))
    with pytest.raises(Conflict, match="P-77"):
        patients.change(work, other.id, details("Somebody Else", record_number="P-77"))
    work.session.rollback()
    assert patients.find(work, other.id).record_number == "P-78"


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (None, None, True),
        (date(1990, 1, 1), None, True),
        (None, date(1990, 1, 1), True),
        (date(1990, 1, 1), date(1990, 1, 1), True),
        (date(1990, 1, 1), date(1991, 1, 1), False),
    ],
)
def test_warns_of_a_probable_duplicate(work, first, second, alike):
    known = patients.add(work, details(born_on=first))
    again = details("meera NAIR", born_on=second)
    if not alike:
        assert patients.add(work, again).id != known.id
        return
    with pytest.raises(ProbableDuplicate) as warning:
        patients.add(work, again)
    assert warning.value.patients == [known]
    assert patients.add(work, again, knowingly=True).id != known.id


def test_a_change_is_recorded(work):
    patient = patients.add(work, details())
    patients.change(work, patient.id, details("Meera Menon"))
    assert patients.find(work, patient.id).name == "Meera Menon"
    assert events(work, patient.id) == [Event.PATIENT_ADDED, Event.PATIENT_CHANGED]


def test_patients_reach_no_list_and_no_record(at_work, cast):
    with at_work(cast.patient) as work:
        for act in (
            lambda: patients.page(work),
            lambda: patients.find(work, cast.patient_id),
            lambda: patients.add(work, details()),
            lambda: patients.change(work, cast.patient_id, details()),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_an_unknown_patient_is_not_found(work, cast):
    with pytest.raises(NotFound):
        patients.find(work, cast.clinician.id)
