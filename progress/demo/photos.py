"""Photographs of the demonstration patients, as files that a clinic's camera would have written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO

from PIL import Image

from progress.demo import face, scalp, skin
from progress.demo.camera import Scene, Shot, photograph
from progress.demo.cast import DemoPatient, DemoView
from progress.demo.texture import Size, generator

SIZE: Size = (1080, 1440)
DATE_TIME_ORIGINAL = 0x9003
EXIF = 0x8769
MAKE, MODEL = 0x010F, 0x0110


def available(patient: DemoPatient) -> bool:
    """Whether what the patient's photos are made from is installed."""
    whole_face = any(isinstance(view.subject, face.Portrait) for view in patient.views)
    return not whole_face or face.portrait() is not None


def scene(view: DemoView, severity: float, size: Size) -> Scene:
    """What stands before the camera."""
    if isinstance(view.subject, scalp.Scalp):
        return scalp.scene(view.subject, view.slug, severity, size)
    if isinstance(view.subject, skin.Skin):
        return skin.scene(view.subject, severity, size)
    return face.scene(view.subject, severity, size)


def shot(patient: DemoPatient, view: int, visit: int) -> Shot:
    """How that photo was taken: the first visit with care, the others as they come."""
    random = generator("shot", patient.name, view, visit)
    spread = 0.25 if visit == 0 else 1.0
    turn, lean = random.normal(0, 2.6 * spread, 2)
    is_face = isinstance(patient.views[view].subject, face.Portrait)
    return Shot(
        seed=f"{patient.name}/{view}/{visit}",
        yaw=float(random.uniform(-7, 7) * spread if is_face else turn),
        pitch=float(lean),
        roll=float(random.normal(0, 3.0 * spread)),
        zoom=float(random.uniform(1.0, 1 + 0.12 * spread)),
        shift=tuple(random.normal(0, 0.018 * spread, 2).tolist()),
        light=(
            float(-22 + random.normal(0, 14 * spread)),
            float(36 + random.normal(0, 7 * spread)),
        ),
        hardness=0.25 if is_face else float(random.uniform(0.45, 0.62)),
        exposure=float(
            (0.0 if is_face else 0.22) + random.normal(0, (0.08 if is_face else 0.14) * spread)
        ),
        warmth=float(random.normal(0.005, 0.035 * spread)),
        blur=float(random.uniform(0.4, 1.0)),
        noise=float(random.uniform(1.0, 2.4)),
        combing=float(0.5 if is_face else random.uniform(1.0, 2.5)),
    )


def taken_at(patient: DemoPatient, visit: int, today: date) -> datetime:
    """When the photos of a visit were taken: in the morning, local time."""
    minutes = int(generator("hour", patient.name, visit).integers(0, 100))
    return datetime.combine(today - timedelta(days=patient.visits[visit][0]), time(10)) + timedelta(
        minutes=minutes
    )


def shoot(patient: DemoPatient, view: int, visit: int, today: date, size: Size = SIZE) -> bytes:
    """The JPEG of one view of one visit, dated in EXIF; the same arguments give the same bytes."""
    shown = patient.misfiled.get((visit, view), patient.views[view])
    pixels = photograph(
        scene(shown, patient.visits[visit][1], size), shot(patient, view, visit), size
    )
    when = taken_at(patient, visit, today) + timedelta(seconds=40 * view)
    exif = Image.Exif()
    exif[MAKE], exif[MODEL] = "Progress", "Demonstration photo"
    exif.get_ifd(EXIF)[DATE_TIME_ORIGINAL] = when.strftime("%Y:%m:%d %H:%M:%S")
    quality = int(generator("quality", patient.name, view, visit).integers(84, 94))
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()
