"""The app on a database of its own, and the cast: clinic people and two patients, signed in.

The database, the keys and the sessions of the cast are made once a run and copied for each test.
The app is made once too, on a link that leads to the test's copy: a test starts in milliseconds and
changes nothing for the next one.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from progress import create_app
from progress.config import ROOT, Https, Settings
from progress.db import db
from progress.rules.access import SYSTEM, Actor, Role
from progress.schema import upgrade
from progress.services import captures, people
from progress.services.work import Work
from progress.web import exports
from tests import factories, pictures
from tools import translations

PASSWORD = "a-password-for-tests"
COMPILED = ROOT / "build" / "templates"
"""A template is compiled again only where it changed."""
CHEAP_HASHES = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
"""A password costs a quarter of a second in earnest (tests/web/test_sign_in.py), here nothing."""
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
"""When the errands of services begin; requests take the clock of the wall."""

# How long an example takes says how busy the machine is.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")

AtWork = Callable[[Actor], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Cast:
    """Who acts in tests: one for each role, and a patient who must see nothing of the other's."""

    admin: Actor
    clinician: Actor
    staff: Actor
    patient: Actor
    stranger: Actor
    cookies: dict[str, str]
    """The session of each, by e-mail address before the @."""

    @property
    def patient_id(self) -> UUID:
        assert self.patient.patient_id
        return self.patient.patient_id

    @property
    def stranger_id(self) -> UUID:
        assert self.stranger.patient_id
        return self.stranger.patient_id


def pytest_configure() -> None:
    """What patients read is compiled from what is committed."""
    translations.compile_stale()


def pytest_collection_finish() -> None:
    """What was imported stays until the end: no search for rubbish needs to go through it again."""
    gc.collect()
    gc.freeze()


def make_app(
    folder: Path,
    sign_in_limit: str = "1000 per minute",
    worker_threads: int = 0,
    https: Https = "own",
    **more: Any,
) -> Flask:
    """The real app on `folder`; its worker is not started, and forms need no CSRF token."""
    settings = Settings.load(
        data_dir=folder / "instance",
        uploads_dir=folder / "uploads",
        worker_threads=worker_threads,
        sign_in_limit=sign_in_limit,
        https=https,
        **more,
    )
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    COMPILED.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED))
    app.extensions["security"].pwd_context.update(**CHEAP_HASHES)
    return app


@contextmanager
def errand(app: Flask, actor: Actor, now: datetime = NOW) -> Iterator[Work]:
    with app.app_context():
        yield app.extensions["progress"](actor, now)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A folder with a migrated database in which the cast has signed in."""
    folder = tmp_path_factory.mktemp("stage")
    app = make_app(folder)
    upgrade(f"sqlite:///{folder / 'instance' / 'progress.db'}")
    cast = engage(app)
    _close(app)
    return folder, cast


def engage(app: Flask) -> Cast:
    with errand(app, SYSTEM) as work:
        password = hash_password(PASSWORD)
        one = factories.patient(work, name="Asha Verma", record_number="P-0001").id
        two = factories.patient(work, name="Stranger Singh", record_number="P-0002").id
        parts = {
            "admin": (Role.ADMIN, None),
            "clinician": (Role.CLINICIAN, None),
            "staff": (Role.STAFF, None),
            "patient": (Role.PATIENT, one),
            "stranger": (Role.PATIENT, two),
        }
        actors = {
            name: people.add(
                work,
                email=f"{name}@clinic.example",
                name=name.title(),
                roles=frozenset({role}),
                password_hash=password,
                patient_id=patient_id,
            ).actor
            for name, (role, patient_id) in parts.items()
        }
    return Cast(**actors, cookies={name: _sign_in(app, name) for name in parts})


def _sign_in(app: Flask, name: str) -> str:
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": f"{name}@clinic.example", "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    return cookie.value


def _close(app: Flask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def cast(stage: tuple[Path, Cast]) -> Cast:
    return stage[1]


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A photo that is large enough for all that is done to one."""
    return pictures.photo(seed=1)


@dataclass(frozen=True)
class House:
    """An app whose folder is wherever `link` leads to."""

    app: Flask
    link: Path

    @contextmanager
    def on(self, folder: Path) -> Iterator[Flask]:
        """The app on `folder`, knowing of no other; what is set in it meanwhile is forgotten."""
        self.link.unlink()
        self.link.symlink_to(folder)
        config = dict(self.app.config)
        yield self.app
        _close(self.app)
        self.app.config.clear()
        self.app.config.update(config)
        self.app.extensions["progress.worker"].broker.flush_all()
        for limiter in self.app.extensions["limiter"]:
            limiter.reset()
        # A test that reads no download to its end would leave nobody room for another.
        self.app.extensions["progress.downloads"] = BoundedSemaphore(exports.AT_ONCE)


@pytest.fixture(scope="session")
def house(stage: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> House:
    link = tmp_path_factory.mktemp("house") / "clinic"
    link.symlink_to(stage[0])
    return House(make_app(link), link)


@pytest.fixture
def app(house: House, stage: tuple[Path, Cast], tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "clinic"
    shutil.copytree(stage[0], folder)
    with house.on(folder) as app:
        yield app


@pytest.fixture
def at_work(app: Flask) -> AtWork:
    """`with at_work(cast.clinician) as work:` runs services as somebody, beside requests."""
    return lambda actor: errand(app, actor)


@pytest.fixture
def work(app: Flask, cast: Cast) -> Iterator[Work]:
    """The clinician's errand, for tests of services. Tests that send requests take `at_work`: an
    open errand would lend its session, and who is signed in, to every request."""
    with errand(app, cast.clinician) as work:
        yield work


@pytest.fixture
def client_of(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A browser in which one of the cast is signed in: `client_of("staff")`."""

    def client(name: str) -> FlaskClient:
        browser = app.test_client()
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], cast.cookies[name])
        return browser

    return client


@pytest.fixture
def let_in(app: Flask, cast: Cast) -> Callable[..., FlaskClient]:
    """A phone that scanned the code of a visit: `let_in(visit_id)`, opened by staff, or by `by`."""

    def phone(visit_id: UUID, by: str = "staff") -> FlaskClient:
        with errand(app, getattr(cast, by), datetime.now(UTC)) as work:
            token = captures.open_visit(work, visit_id).token
        browser = app.test_client()
        assert browser.post(f"/capture/{token}").status_code == 303
        return browser

    return phone


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def admin(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("admin")


@pytest.fixture
def clinician(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("clinician")


@pytest.fixture
def staff(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("staff")


@pytest.fixture
def patient(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("patient")


@pytest.fixture
def stranger(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("stranger")
