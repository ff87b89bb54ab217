from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound, UnusablePhoto
from progress.models import Arrival, AuditEntry, Photo, Visit
from progress.rules.audit import Event
from progress.rules.home_photos import MOST_A_DAY, HomeState
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.services import home_decisions, home_photos, photos, pixels, uploads, visits
from progress.services.alignments import ONLY_FROM_HOME
from progress.services.grids import course_grid
from progress.services.home_photos import Offer
from progress.services.photos import Size, original
from progress.services.series import load
from tests import factories, pictures
from tests.services import worker

NONE = frozenset()


@pytest.fixture
def course(work, cast):
    return factories.course(work, cast.patient_id)


@pytest.fixture
def at_home(work, cast):
    """The patient's own errand."""
    return replace(work, actor=cast.patient)


@pytest.fixture
def offered(at_home, course, jpeg):
    return home_photos.send(at_home, course.id, "vertex", Offer(jpeg, "me.jpg")).photo


def stored(work):
    return sorted(work.store.blobs.list("home/"))


def test_is_kept_encrypted_and_apart_from_the_record(work, course, offered, jpeg):
    patient = str(offered.patient_id)
    key = home_photos.key(offered.id, "original")
    assert work.store.get(patient, key) == jpeg
    assert jpeg[:64] not in work.store.blobs.get(key)
    assert (offered.state, offered.view) == (HomeState.OFFERED, "vertex")
    assert work.session.scalar(select(func.count(Photo.id))) == 0
    grid = course_grid(work, course.id)
    assert (grid.columns, grid.photo_count) == ([], 0)


def test_what_is_no_photo_leaves_nothing_behind(work, at_home, course):
    with pytest.raises(UnusablePhoto, match="not a photo"):
        home_photos.send(at_home, course.id, "vertex", Offer(b"%PDF-1.7 hello"))
    assert stored(work) == []
    assert work.session.scalar(select(func.count(Arrival.id))) == 0


def test_the_same_bytes_are_kept_once_and_said_so(work, at_home, course, offered, jpeg):
    again = home_photos.send(at_home, course.id, "midline", Offer(jpeg))
    assert again.known
    assert again.photo.id == offered.id
    assert len(stored(work)) == 3


def test_what_is_in_the_record_is_not_offered_again(work, at_home, course, jpeg):
    visit = factories.visit(work, course, date(2026, 11, 20))
    uploads.add(work, visit.id, jpeg)
    with pytest.raises(Conflict, match="record already"):
        home_photos.send(at_home, course.id, "vertex", Offer(jpeg))


def test_a_day_takes_a_bounded_number(at_home, work, course, jpeg):
    for _ in range(MOST_A_DAY):
        factories.home_photo(work, course, sent_at=work.now, state=HomeState.DECLINED)
    with pytest.raises(Conflict, match="tomorrow"):
        home_photos.send(at_home, course.id, "vertex", Offer(jpeg))
    later = replace(at_home, now=work.now + timedelta(days=2))
    assert not home_photos.send(later, course.id, "vertex", Offer(jpeg)).known


def test_only_for_views_of_ones_own_course(work, cast, at_home, course, jpeg):
    with pytest.raises(InvalidInput):
        home_photos.send(at_home, course.id, "frontal", Offer(jpeg))
    with pytest.raises(NotFound):
        home_photos.send(replace(work, actor=cast.stranger), course.id, "vertex", Offer(jpeg))
    with pytest.raises(NotAllowed):
        home_photos.send(work, course.id, "vertex", Offer(jpeg))


def test_the_phones_clock_counts_where_the_photo_is_silent_but_never_the_future(
    at_home, course, jpeg
):
    said = Offer(jpeg, taken_at=datetime(2026, 11, 20, 8, 30))
    assert home_photos.send(at_home, course.id, "vertex", said).photo.taken_at.day == 20
    ahead = Offer(pictures.photo(seed=5), taken_at=datetime(2030, 1, 1))
    sent = home_photos.send(at_home, course.id, "vertex", ahead).photo
    assert sent.taken_at.date() == at_home.today


def test_choices_are_the_views_that_go_on_with_their_baselines(work, cast, at_home, course):
    factories.course(work, cast.patient_id, closed_on=date(2026, 2, 1))
    photo = factories.photo(work, factories.visit(work, course, date(2026, 1, 5)))
    found = home_photos.choices(at_home, cast.patient_id)
    assert [each.view.slug for each in found] == home_photos.views_of(course)
    assert {each.view.slug: each.ghost for each in found if each.ghost} == {"vertex": photo}
    with pytest.raises(NotFound):
        home_photos.choice(at_home, course.id, "close-up")


def test_accepted_it_is_a_photo_like_any_other_byte_for_byte(work, course, offered, jpeg):
    photo = home_decisions.accept(work, offered.id)
    assert original(work, photo) == jpeg
    assert (photo.view, photo.visit.kind) == ("vertex", VisitKind.FROM_HOME)
    assert photo.visit.on == offered.taken_at.date()
    assert visits.title(work, photo.visit) == "Photo from home"
    assert (offered.state, offered.photo_id) == (HomeState.ACCEPTED, photo.id)
    assert stored(work) == [], "its bytes are the photo's now"
    with pytest.raises(Conflict):
        home_decisions.accept(work, offered.id)


def test_photos_of_one_day_stand_together(work, at_home, course, offered):
    other = home_photos.send(at_home, course.id, "midline", Offer(pictures.photo(seed=7))).photo
    one, two = (home_decisions.accept(work, each.id) for each in (offered, other))
    assert one.visit_id == two.visit_id


def test_to_accept_goes_on_where_a_crash_cut_it_off(work, course, offered, jpeg):
    visit = visits.add(work, course.id, on=offered.taken_at.date(), kind=VisitKind.FROM_HOME)
    there = uploads.add(work, visit.id, jpeg, view="vertex").photo
    assert home_decisions.accept(work, offered.id).id == there.id
    assert work.session.scalar(select(func.count(Visit.id))) == 1


def test_declined_it_has_a_reason_and_may_be_accepted_after_all(work, offered):
    home_decisions.decline(work, offered.id, "other", " Your hair is wet. ")
    assert (offered.state, offered.note) == (HomeState.DECLINED, "Your hair is wet.")
    assert offered.decided_by == work.actor.name
    home_decisions.accept(work, offered.id)
    assert (offered.reason, offered.note) == (None, "")


def test_only_a_clinician_decides(work, cast, offered):
    for actor in (cast.staff, cast.patient, cast.admin):
        with pytest.raises(NotAllowed):
            home_decisions.accept(replace(work, actor=actor), offered.id)


def test_pixels_go_through_the_one_door(work, cast, at_home, offered):
    seen = select(func.count(AuditEntry.id)).where(AuditEntry.event == Event.HOME_PHOTO_SEEN)
    jpeg = pixels.open_from_home(work, offered.id, Size.VIEW, NONE)
    assert jpeg.jpeg.startswith(b"\xff\xd8\xff")
    assert work.session.scalar(seen) == 1
    assert pixels.open_from_home(at_home, offered.id, Size.THUMB, frozenset()).jpeg
    assert pixels.open_from_home(work, offered.id, Size.VIEW, frozenset({jpeg.etag})).jpeg is None
    with pytest.raises(NotFound):
        pixels.open_from_home(replace(work, actor=cast.stranger), offered.id, Size.VIEW, NONE)


def test_an_accepted_one_shows_the_photo_that_it_became(work, offered):
    photo = home_decisions.accept(work, offered.id)
    assert pixels.open_from_home(work, offered.id, Size.VIEW, NONE).etag.startswith(photo.id.hex)


def test_who_waits_is_told_by_patient(work, cast, course):
    for days in (3, 1):
        factories.home_photo(work, course, sent_at=work.now - timedelta(days=days))
    factories.home_photo(work, course, state=HomeState.DECLINED)
    (found,) = home_decisions.waiting(work)
    assert (found.patient.id, found.count) == (cast.patient_id, 2)
    assert found.since == work.now - timedelta(days=3)
    assert home_decisions.count_of(work, cast.patient_id) == 2


def test_is_shown_beside_the_baseline_of_its_view(work, cast, course):
    baseline = factories.photo(work, factories.visit(work, course, date(2026, 1, 5)))
    factories.home_photo(work, course, view="midline", state=HomeState.DECLINED)
    waits = factories.home_photo(work, course)
    found = home_decisions.of_patient(work, cast.patient_id)
    assert [each.baseline for each in found] == [baseline, None]
    assert found[0].photo is waits, "what waits comes first"


def test_a_camera_whose_clock_was_never_set_dates_no_photo_before_the_course(work, at_home, course):
    old = pictures.jpeg(pictures.taken(seed=5), datetime(2001, 1, 1))
    sent = home_photos.send(at_home, course.id, "vertex", Offer(old)).photo
    arrived = home_photos.on_the_wall(work.now)
    assert sent.taken_at == arrived
    photo = home_decisions.accept(work, sent.id)
    assert (photo.taken_at, photo.visit.on) == (arrived, at_home.today)


def test_what_was_dated_otherwise_by_an_earlier_version_is_mended_when_accepted(work, offered):
    offered.taken_at = datetime(2001, 1, 1)
    work.session.commit()
    photo = home_decisions.accept(work, offered.id)
    assert photo.taken_at == home_photos.on_the_wall(offered.sent_at)


def test_it_becomes_a_baseline_by_hand_alone(work, at_home, course):
    sent = home_photos.send(at_home, course.id, "vertex", Offer(pictures.photo(seed=1))).photo
    home = home_decisions.accept(work, sent.id)
    worker.work_off(work)
    assert (home.state, home.reason) == (PhotoState.NEEDS_REVIEW, ONLY_FROM_HOME)
    visit = factories.visit(work, course, date(2026, 11, 22))
    clinic = uploads.add(work, visit.id, pictures.photo(seed=1, degrees=3), view="vertex").photo
    worker.work_off(work)
    assert (home.state, home.reason) == (PhotoState.ALIGNED, None)
    assert load(work, home).baseline is clinic
    photos.choose_baseline(work, home.id)
    assert load(work, home).baseline is home
