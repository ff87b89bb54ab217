"""Progress: honest before/after photographs for skin and hair clinics."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from flask import Flask
from flask_security import FSQLALiteUserDatastore

from progress import jobs, web
from progress.certificate import Trusted, trusted
from progress.config import ROOT, Settings
from progress.db import db
from progress.mail import Mailer
from progress.models import Passkey, Person, RoleRow
from progress.rules.access import Actor
from progress.services.work import Work
from progress.signer import check_signer, open_signer
from progress.storage.encrypted import PhotoStore
from progress.storage.opening import open_store
from progress.storage.sessions import SessionFiles
from progress.web import static_files


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the rooms together; nothing is decided here."""
    settings = settings or Settings.load()
    app = Flask(
        __name__,
        instance_path=str(settings.data_dir.absolute()),
        root_path=str(ROOT / "progress"),
        static_url_path=static_files.ADDRESS,
        static_folder=None,
    )
    app.config["SQLALCHEMY_ENGINES"] = {"default": settings.database}
    db.init_app(app)
    store = open_store(settings)
    worker = jobs.Worker(app, settings.worker_threads)

    mailer = Mailer.of(settings)
    sessions = SessionFiles(settings.data_dir / "sessions")
    check_signer(settings)

    def begin(actor: Actor, now: datetime | None = None) -> Work:
        return _begin(settings, store, worker, mailer, sessions, actor, now)

    app.extensions["progress"] = begin
    app.extensions["progress.worker"] = worker
    app.extensions["progress.people"] = FSQLALiteUserDatastore(db, Person, RoleRow, Passkey)
    app.extensions["progress.trusted"] = partial(_trusted, settings)
    web.init_app(app, settings)
    return app


def _trusted(settings: Settings) -> Trusted | None:
    """What phones are told to trust, where Progress itself speaks HTTPS."""
    return trusted(settings.certificate_dir) if settings.https == "own" else None


def _begin(
    settings: Settings,
    store: PhotoStore,
    worker: jobs.Worker,
    mailer: Mailer | None,
    sessions: SessionFiles,
    actor: Actor,
    now: datetime | None,
) -> Work:
    return Work(
        session=db.session,
        store=store,
        actor=actor,
        now=now or datetime.now(UTC),
        nudge=worker.nudge,
        post=mailer.send if mailer else None,
        forget=sessions.forget,
        # By the clock of the wall, as whoever reads the credentials asks it.
        signer=lambda: open_signer(settings, datetime.now(UTC)),
    )
