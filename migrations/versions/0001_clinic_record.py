"""Create the clinic's record: people, patients, courses, visits, photos, alignments, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.String(40)
"""A slug of a vocabulary: a word more needs no migration, the program knows which are legal."""

TABLES = (
    "arrivals",
    "audit",
    "alignments",
    "photos",
    "treatments",
    "visits",
    "courses",
    "roles_people",
    "people",
    "roles",
    "patients",
)


def upgrade() -> None:
    _patients()
    _people()
    _courses()
    _visits()
    _treatments()
    _photos()
    _alignments()
    _audit()
    if op.get_bind().dialect.name == "sqlite":
        _search()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE patients_search")
    for table in TABLES:
        op.drop_table(table)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _reference(name: str, target: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(target), nullable=nullable)


def _required(name: str, kind: object) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False)


def _patients() -> None:
    op.create_table(
        "patients",
        _id(),
        _required("name", sa.String(160)),
        _required("name_folded", sa.String(160)),
        _required("search_text", sa.Text),
        sa.Column("record_number", sa.String(40)),
        sa.Column("born_on", sa.Date),
        sa.Column("sex", sa.String(20)),
        sa.Column("phone", sa.String(40)),
        sa.Column("email", sa.String(255)),
        _required("notes", sa.Text),
        _required("is_demo", sa.Boolean),
        _required("created_at", sa.DateTime),
        sa.UniqueConstraint("record_number", name="uq_patients_record_number"),
    )
    op.create_index("ix_patients_name_folded_id", "patients", ["name_folded", "id"])


def _people() -> None:
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("name", sa.String(80)),
        sa.Column("description", sa.String(255)),
        sa.Column("permissions", sa.UnicodeText),
        sa.UniqueConstraint("name", name="uq_roles_name"),
    )
    op.create_table(
        "people",
        _id(),
        _required("email", sa.String(255)),
        _required("name", sa.String(120)),
        sa.Column("password", sa.String(255)),
        _required("active", sa.Boolean),
        _required("fs_uniquifier", sa.String(64)),
        _reference("patient_id", "patients.id", nullable=True),
        sa.Column("created_at", sa.DateTime),
        _required("failed_sign_ins", sa.Integer),
        sa.Column("locked_until", sa.DateTime),
        sa.UniqueConstraint("email", name="uq_people_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_people_fs_uniquifier"),
    )
    op.create_index("ix_people_patient_id", "people", ["patient_id"])
    op.create_table(
        "roles_people",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("role_id", sa.Integer, sa.ForeignKey("roles.id"), primary_key=True),
    )


def _courses() -> None:
    op.create_table(
        "courses",
        _id(),
        _reference("patient_id", "patients.id"),
        _required("region", WORD),
        _required("indications", sa.JSON),
        _required("views", sa.JSON),
        _required("sessions_planned", sa.Integer),
        _required("interval_days", sa.Integer),
        _required("started_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("next_due", sa.Date),
        _required("notes", sa.Text),
        _required("created_at", sa.DateTime),
    )
    op.create_index("ix_courses_patient_id", "courses", ["patient_id"])
    op.create_index("ix_courses_next_due", "courses", ["next_due"])


def _visits() -> None:
    op.create_table(
        "visits",
        _id(),
        _reference("course_id", "courses.id"),
        _required("on", sa.Date),
        _required("kind", WORD),
        _required("condition", sa.JSON),
        _required("notes", sa.Text),
        _required("created_at", sa.DateTime),
    )
    op.create_index("ix_visits_on", "visits", ["on"])
    op.create_index("ix_visits_course_id_on", "visits", ["course_id", "on"])


def _treatments() -> None:
    op.create_table(
        "treatments",
        _id(),
        _reference("visit_id", "visits.id"),
        _required("solutions", sa.JSON),
        _required("solution_notes", sa.Text),
        sa.Column("delivery", WORD),
        sa.Column("anaesthesia", WORD),
        _required("adjuncts", sa.JSON),
        _required("checklist", sa.JSON),
        _required("side_effects", sa.JSON),
        _required("side_effects_later", sa.JSON),
        _required("therapist", sa.String(120)),
        sa.Column("overridden_by", sa.String(120)),
        sa.Column("override_reason", sa.Text),
        _required("recorded_by", sa.String(120)),
        _required("recorded_at", sa.DateTime),
        sa.UniqueConstraint("visit_id", name="uq_treatments_visit_id"),
    )


def _photos() -> None:
    op.create_table(
        "photos",
        _id(),
        _reference("patient_id", "patients.id"),
        _reference("course_id", "courses.id"),
        _reference("visit_id", "visits.id"),
        _required("view", sa.String(40)),
        _required("view_label", sa.String(60)),
        _required("view_confirmed", sa.Boolean),
        _required("taken_at", sa.DateTime),
        _required("taken_from", sa.String(20)),
        _required("state", WORD),
        sa.Column("reason", sa.Text),
        _required("attempts", sa.Integer),
        _required("quality", sa.JSON),
        _required("sha256", sa.String(64)),
        _required("size", sa.Integer),
        _required("filename", sa.String(255)),
        _required("format", sa.String(10)),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        _required("is_baseline", sa.Boolean),
        sa.Column("set_aside_at", sa.DateTime),
        _required("received_at", sa.DateTime),
        _reference("received_by", "people.id", nullable=True),
        sa.UniqueConstraint("patient_id", "sha256", name="uq_photos_patient_id_sha256"),
    )
    op.create_index("ix_photos_visit_id", "photos", ["visit_id"])
    op.create_index(
        "ix_photos_course_id_view_taken_at", "photos", ["course_id", "view", "taken_at"]
    )
    op.create_index("ix_photos_state_received_at", "photos", ["state", "received_at"])
    op.create_table("arrivals", _id(), _required("at", sa.DateTime))


def _alignments() -> None:
    op.create_table(
        "alignments",
        _id(),
        _reference("course_id", "courses.id"),
        _reference("reference_id", "photos.id"),
        _reference("moving_id", "photos.id"),
        _required("method", WORD),
        _required("status", WORD),
        sa.Column("matrix", sa.JSON),
        sa.Column("error_px", sa.Double),
        sa.Column("trust", sa.Double),
        sa.Column("grade", sa.String(1)),
        _required("reasons", sa.JSON),
        sa.Column("reason", sa.String(40)),
        sa.Column("message", sa.Text),
        _required("technique", sa.String(60)),
        sa.Column("made_by", sa.String(120)),
        _required("made_at", sa.DateTime),
        sa.UniqueConstraint(
            "reference_id",
            "moving_id",
            "method",
            name="uq_alignments_reference_id_moving_id_method",
        ),
    )
    op.create_index("ix_alignments_course_id", "alignments", ["course_id"])
    op.create_index("ix_alignments_moving_id", "alignments", ["moving_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("at", sa.DateTime),
        sa.Column("actor_id", sa.Uuid),
        _required("actor_name", sa.String(120)),
        _required("event", WORD),
        sa.Column("patient_id", sa.Uuid),
        sa.Column("subject_id", sa.Uuid),
        _required("detail", sa.JSON),
    )
    op.create_index("ix_audit_patient_id_id", "audit", ["patient_id", "id"])
    op.create_index("ix_audit_event_id", "audit", ["event", "id"])


def _search() -> None:
    """Any three letters of a patient's search text are found at once; triggers keep it true."""
    op.execute(
        "CREATE VIRTUAL TABLE patients_search"
        " USING fts5(patient_id UNINDEXED, search_text, tokenize = 'trigram')"
    )
    op.execute(
        "CREATE TRIGGER patients_search_insert AFTER INSERT ON patients BEGIN"
        " INSERT INTO patients_search VALUES (new.id, new.search_text); END"
    )
    op.execute(
        "CREATE TRIGGER patients_search_update AFTER UPDATE OF search_text ON patients"
        " WHEN old.search_text <> new.search_text BEGIN"
        " UPDATE patients_search SET search_text = new.search_text WHERE patient_id = new.id; END"
    )
    op.execute(
        "CREATE TRIGGER patients_search_delete AFTER DELETE ON patients BEGIN"
        " DELETE FROM patients_search WHERE patient_id = old.id; END"
    )
