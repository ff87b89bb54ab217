from progress.services import activity


def test_what_people_do_is_read_afterwards(admin, staff, cast):
    staff.post("/patients/new", data={"name": "Meera Nair", "sex": ""})
    page = admin.get("/activity").text
    assert "Patient added" in page
    assert "Meera Nair" in page


def test_filters_by_event_and_by_patient(admin, cast):
    page = admin.get("/activity?event=signed-in").text
    assert 'row-title">Signed in' in page
    assert 'row-title">Person added' not in page
    page = admin.get(f"/activity?patient={cast.stranger_id}").text
    assert "Only Stranger Singh" in page
    assert 'row-title">Person added' in page
    assert "Asha Verma" not in page
    assert "Nothing of this kind" in admin.get("/activity?event=photo-seen").text


def test_a_filter_that_does_not_exist_shows_everything(admin):
    page = admin.get("/activity?event=nonsense&patient=nonsense&before=nonsense").text
    assert "Person added" in page


def test_earlier_entries_follow(admin, monkeypatch):
    monkeypatch.setattr(activity, "PAGE_SIZE", 3)
    page = admin.get("/activity").text
    following = page.split('href="/activity?before=')[1].split('"')[0]
    assert admin.get(f"/activity?before={following}").text.count("row-title") == 3
