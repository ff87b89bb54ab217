"""How people reach Progress: blueprints by noun; a view parses, calls one service, answers."""

from __future__ import annotations

from flask import Flask

from progress.config import Settings
from progress.web import (
    activity,
    captures,
    comparisons,
    consent_templates,
    consents,
    courses,
    erasures,
    exports,
    galleries,
    headers,
    home_photos,
    identity,
    invitations,
    kiosks,
    language,
    lookers,
    mails,
    on_kiosk,
    on_phone,
    on_tablet,
    outside_copies,
    papers,
    patients,
    people,
    photos,
    portal,
    problems,
    public_gallery,
    publishing,
    reports,
    request,
    showings,
    sign_in,
    signing,
    static_files,
    templating,
    today,
    transfers,
    trust,
    visits,
    websites,
)
from progress.web.policy import guard

BLUEPRINTS = (
    today.blueprint,
    patients.blueprint,
    courses.blueprint,
    visits.blueprint,
    photos.blueprint,
    identity.blueprint,
    transfers.blueprint,
    captures.blueprint,
    comparisons.blueprint,
    portal.blueprint,
    language.blueprint,
    exports.blueprint,
    lookers.blueprint,
    reports.blueprint,
    home_photos.blueprint,
    erasures.blueprint,
    papers.blueprint,
    consent_templates.blueprint,
    consents.blueprint,
    signing.blueprint,
    galleries.blueprint,
    publishing.blueprint,
    showings.kiosk,
    showings.teaching,
    kiosks.blueprint,
    public_gallery.blueprint,
    websites.blueprint,
    outside_copies.blueprint,
    people.blueprint,
    invitations.blueprint,
    mails.blueprint,
    activity.blueprint,
    trust.blueprint,
)


def init_app(app: Flask, settings: Settings) -> None:
    request.init_app(app, settings)
    sign_in.init_app(app, settings)
    on_phone.init_app(app)
    on_tablet.init_app(app)
    on_kiosk.init_app(app)
    static_files.init_app(app)
    headers.init_app(app)
    problems.init_app(app)
    language.init_app(app)
    templating.init_app(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    sign_in.limit_guesses(app, settings)
    public_gallery.limit_looks(app, settings)
    guard(app)
    app.before_request(request.check_texts)
