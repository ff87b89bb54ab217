"""Search by any part of a name, number or phone, and at the size of a large clinic."""

import itertools
import random
import uuid

import pytest
import sqlalchemy as sa

from progress.models import Patient
from progress.services import patients, search
from tests import factories

PEOPLE = {
    "Asha Verma": {"record_number": "P-0001", "phone": "+91 98100-12345"},
    "Natasha Kapoor": {"record_number": "2024/17"},
    "José Fernández": {"phone": "011 2345 6789"},
    "प्रिया शर्मा": {},
    "Li Wei": {},
    "Łukasz O’Brien": {},
}


@pytest.fixture
def people(work):
    for patient in work.session.query(Patient):
        patient.name, patient.record_number = "Zz", None
        search.index(patient)
    for name, known in PEOPLE.items():
        factories.patient(work, name=name, **known)


def found(work, wanted):
    return [patient.name for patient in patients.page(work, wanted).rows]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("asha", ["Asha Verma", "Natasha Kapoor"]),
        ("VERMA", ["Asha Verma"]),
        ("kapoor nat", ["Natasha Kapoor"]),
        ("jose", ["José Fernández"]),
        ("FERNÁNDEZ", ["José Fernández"]),
        ("शर्मा", ["प्रिया शर्मा"]),
        ("प्रि", ["प्रिया शर्मा"]),
        ("p-0001", ["Asha Verma"]),
        ("p0001", ["Asha Verma"]),
        ("2024/17", ["Natasha Kapoor"]),
        ("202417", ["Natasha Kapoor"]),
        ("98100 12345", ["Asha Verma"]),
        ("+91-98100", ["Asha Verma"]),
        ("23456", ["José Fernández"]),
        ("l", ["Li Wei"]),
        ("we", ["Li Wei"]),
        ("ei", []),
        ("łuk", ["Łukasz O’Brien"]),
        ("nobody", []),
        ("asha kapoor", ["Natasha Kapoor"]),
        ("asha nobody", []),
    ],
)
def test_finds_by_any_part_that_one_remembers(work, people, wanted, names):
    assert found(work, wanted) == names


@pytest.mark.parametrize("wanted", ['"', "%", "_", "' OR 1=1 --", "a%a", "*", "()", "\\", "NEAR("])
def test_signs_of_the_query_language_mean_nothing(work, people, wanted):
    assert found(work, wanted) == []


def test_search_follows_a_change_and_a_removal(work, people):
    patient = patients.page(work, "verma").rows[0]
    patients.change(work, patient.id, patients.PatientDetails("Asha Rao"))
    assert found(work, "verma") == []
    assert found(work, "rao") == ["Asha Rao"]
    work.session.delete(patient)
    work.session.commit()
    assert found(work, "rao") == []


@pytest.mark.parametrize("wanted", ["", "asha", "kumar"])
def test_pages_join_without_gap_or_repetition(work, wanted):
    work.session.execute(
        sa.insert(Patient),
        [
            row(f"{beginning}asha {number % 7} Kumar")
            for number in range(2 * patients.PAGE_SIZE)
            for beginning in ("", "Nat")
        ],
    )
    seen, after = [], None
    while True:
        page = patients.page(work, wanted, after)
        seen += [patient.id for patient in page.rows]
        if page.last is None:
            break
        after = page.last.id
    assert len(seen) == len(set(seen)) >= 4 * patients.PAGE_SIZE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉCLAIR", "eclair"),
        ("Straße", "STRASSE"),
        ("  Asha   Rao ", "asha rao"),
        ("ज़ोया", "जोया"),
        ("Müller", "Mu\N{COMBINING DIAERESIS}ller"),
    ],
)
def test_folding_makes_spellings_meet(one, other):
    assert search.fold(one) == search.fold(other)


@pytest.mark.parametrize(("one", "other"), [("राम", "रमा"), ("कि", "कु"), ("क्या", "कया")])
def test_folding_keeps_vowels_that_are_marks(one, other):
    assert search.fold(one) != search.fold(other)


FIRST = ("Asha", "Ravi", "Priya", "Neha", "Rahul", "Amit", "Sunita", "José", "आशा", "Zoya")
LAST = ("Kumar", "Kumar", "Kumar", "Singh", "Sharma", "Verma", "Khan", "Rao", "वर्मा")
SYLLABLES = ("ba", "na", "ra", "vi", "ta", "ku", "sha", "li", "mo", "de", "pri")


def row(name, **known):
    patient = Patient(name=name, **known)
    search.index(patient)
    columns = {key: value for key, value in vars(patient).items() if not key.startswith("_")}
    usual = {"id": uuid.uuid4(), "created_at": factories.LONG_AGO, "notes": "", "is_demo": False}
    return usual | columns


def crowd(size):
    """Rows of patients whose names repeat as they do in a clinic's list."""
    dice = random.Random(7)
    for number in range(size):
        middle = "".join(dice.choices(SYLLABLES, k=3)).title()
        yield row(
            f"{dice.choice(FIRST)} {middle} {dice.choice(LAST)}",
            record_number=f"P-{number:06}",
            phone=f"+91 98{dice.randrange(10**8):08}",
        )


def steps_of(work, wanted):
    """How many steps SQLite's machine takes for a page: a measure that no busy machine disturbs."""
    steps = itertools.count()
    connection = work.session.connection().connection.driver_connection
    connection.set_progress_handler(lambda: next(steps) and None, 10)
    patients.page(work, wanted)
    connection.set_progress_handler(None, 0)
    return 10 * next(steps)


def test_a_large_clinic_costs_about_what_a_small_one_does(work, monkeypatch):
    monkeypatch.setattr(search, "MANY", 100)  # A crowd of thousands, as a thousand is to 100,000.
    queries = ["", "a", "as", "asha", "kumar", "आशा", "asha kumar", "p-000777", "98123", "nobody"]
    everybody = list(crowd(12_000))
    work.session.execute(sa.insert(Patient), everybody[:1_000])
    small = {wanted: steps_of(work, wanted) for wanted in queries}
    work.session.execute(sa.insert(Patient), everybody[1_000:])
    large = {wanted: steps_of(work, wanted) for wanted in queries}
    walked = steps_of_a_walk(work)
    for wanted in queries:
        assert large[wanted] < max(2 * small[wanted], walked / 5), (wanted, small, large, walked)


def steps_of_a_walk(work):
    """What it costs to look at every patient, as a search without an index would."""
    steps = itertools.count()
    connection = work.session.connection().connection.driver_connection
    connection.set_progress_handler(lambda: next(steps) and None, 10)
    work.session.scalar(sa.select(sa.func.count()).where(Patient.search_text.contains("qqq")))
    connection.set_progress_handler(None, 0)
    return 10 * next(steps)
