import pytest

from progress.errors import NotAllowed
from progress.rules.audit import Event
from progress.services import activity


@pytest.fixture
def admin_work(at_work, cast):
    with at_work(cast.admin) as work:
        yield work


def test_pages_join_latest_first(admin_work, cast):
    for number in range(activity.PAGE_SIZE + 5):
        admin_work.record(Event.PHOTO_SEEN, patient_id=cast.patient_id, number=number)
    admin_work.session.commit()
    first = activity.read(admin_work, Event.PHOTO_SEEN)
    second = activity.read(admin_work, Event.PHOTO_SEEN, before=first.page.last.id)
    seen = [entry.detail["number"] for entry in [*first.page.rows, *second.page.rows]]
    assert seen == list(range(activity.PAGE_SIZE + 4, -1, -1))
    assert second.page.last is None


def test_filters_by_event_and_patient_and_knows_names(admin_work, cast):
    admin_work.record(Event.PHOTO_SEEN, patient_id=cast.patient_id)
    admin_work.record(Event.PHOTO_SEEN, patient_id=cast.stranger_id)
    admin_work.record(Event.PHOTO_ADDED, patient_id=cast.patient_id)
    admin_work.session.commit()
    found = activity.read(admin_work, Event.PHOTO_SEEN, cast.patient_id)
    assert [entry.patient_id for entry in found.page.rows] == [cast.patient_id]
    assert found.names == {cast.patient_id: "Asha Verma"}
    assert len(activity.read(admin_work, patient_id=cast.stranger_id).page.rows) > 1


def test_only_administrators_read_it(work):
    with pytest.raises(NotAllowed):
        activity.read(work)
