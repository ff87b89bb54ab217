from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from progress.db import db
from progress.models import Patient, Person
from tests import factories
from tests.web.queries import counted


def local_today() -> date:
    """The day on which the request will come in."""
    return datetime.now(UTC).astimezone().date()


def test_a_new_clinic_is_told_what_to_do_next(app, staff):
    with app.app_context():
        db.session.execute(sa.update(Person).values(patient_id=None))
        db.session.execute(sa.delete(Patient))
        db.session.commit()
    page = staff.get("/").text
    assert "Ready for the first patient" in page
    assert 'href="/patients/new"' in page


def test_shows_who_comes_and_what_waits(staff, at_work, cast):
    with at_work(cast.staff) as work:
        today = local_today()
        factories.course(work, cast.patient_id, next_due=today)
        late = factories.course(work, cast.stranger_id, next_due=today - timedelta(days=3))
        visit = factories.visit(work, late, today - timedelta(days=1))
        factories.photo(work, visit, state="needs-review", received_at=datetime.now(UTC))
    page = staff.get("/").text
    assert "Asha Verma" in page
    assert "3 days late" in page
    assert "Treatment not written down" in page
    assert "1 photo to look at" in page


def test_patients_are_sent_to_their_own_page(patient):
    answer = patient.get("/")
    assert (answer.status_code, answer.location) == (302, "/portal")


def test_the_number_of_queries_is_fixed(staff, at_work, cast):
    staff.get("/")
    with counted() as few:
        staff.get("/")
    with at_work(cast.staff) as work:
        for number in range(5):
            course = factories.course(work, cast.patient_id, next_due=local_today())
            visit = factories.visit(work, course, local_today() - timedelta(days=number))
            factories.photo(work, visit, state="refused", received_at=datetime.now(UTC))
            factories.treatment(work, visit)
    with counted() as many:
        staff.get("/")
    assert len(many) <= len(few) + 3, "lists that are no longer empty load what they show"
