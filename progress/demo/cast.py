"""Who comes to the demonstration clinic: invented patients, their courses, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from progress.demo.face import Portrait
from progress.demo.hair import Style
from progress.demo.scalp import Scalp
from progress.demo.skin import Skin
from progress.rules.patients import Sex
from progress.rules.treatment import CheckItem, Indication
from progress.rules.views import Region

DARK = (38, 28, 24)
BROWN = (48, 34, 27)


@dataclass(frozen=True)
class DemoView:
    """One view of a course; `subject` is what stands before the camera."""

    slug: str
    subject: Scalp | Skin | Portrait
    label: str = ""


@dataclass(frozen=True)
class DemoPatient:
    """One patient with one course. A visit is a pair: days before today, and severity then."""

    name: str
    sex: Sex
    born: int
    region: Region
    indication: Indication
    sessions: int
    interval: int
    views: tuple[DemoView, ...]
    visits: tuple[tuple[int, float], ...] = ()
    missing: frozenset[tuple[int, int]] = frozenset()
    """Pairs of visit and view that nobody photographed."""
    misfiled: dict[tuple[int, int], DemoView] = field(default_factory=dict)
    """For a visit and a view: what was photographed in its place."""
    overridden: dict[int, tuple[CheckItem, str]] = field(default_factory=dict)
    """For a visit: the unsafe answer, and why the clinician treated all the same."""
    notes: str = ""


def views(subject: Scalp, *slugs: str) -> tuple[DemoView, ...]:
    """Several views of one head."""
    return tuple(DemoView(slug, subject) for slug in slugs)


ROHAN = Scalp("rohan", (178, 134, 106), Style("whorl", 0.42, 0.10, colour=DARK), "vertex", 0.12)
PRIYA = Scalp(
    "priya", (188, 146, 118), Style("part", 1.5, 0.03, colour=BROWN), "part", cloth=(70, 40, 48)
)
ANJALI = Scalp(
    "anjali",
    (170, 126, 98),
    Style("part", 1.4, 0.03, colour=DARK, grey=0.07),
    "diffuse",
    cloth=(40, 56, 60),
)
VIKRAM = Scalp(
    "vikram", (160, 116, 88), Style("whorl", 0.45, 0.11, colour=DARK, grey=0.05), "front", 0.18
)
LAKSHMI = Scalp(
    "lakshmi",
    (150, 106, 80),
    Style("part", 1.5, 0.035, colour=(30, 24, 24), grey=0.16),
    "part",
    cloth=(76, 62, 34),
)
MEERA = Skin("meera", (198, 152, 126), "pigment")
MEERA_RIGHT = Skin("meera-right", (198, 152, 126), "pigment", 3)
ARJUN = Skin("arjun", (176, 130, 104), "scars", 4)
FACE = Portrait("portrait")

PATIENTS: tuple[DemoPatient, ...] = (
    DemoPatient(
        "Rohan Khanna",
        Sex.MALE,
        1991,
        Region.SCALP,
        Indication.MALE_PATTERN,
        8,
        28,
        views(ROHAN, "frontal-hairline", "vertex"),
        tuple(
            zip(
                (224, 196, 168, 140, 112, 84, 56, 28, 0),
                (0.94, 0.94, 0.92, 0.88, 0.82, 0.76, 0.70, 0.66, 0.64),
                strict=True,
            )
        ),
        missing=frozenset({(4, 0)}),
    ),
    DemoPatient(
        "Priya Menon",
        Sex.FEMALE,
        1986,
        Region.SCALP,
        Indication.FEMALE_PATTERN,
        6,
        28,
        views(PRIYA, "midline", "superior"),
        tuple(zip((137, 109, 81, 53, 25), (0.74, 0.74, 0.70, 0.64, 0.58), strict=True)),
        misfiled={(4, 1): DemoView("superior", ANJALI)},
    ),
    DemoPatient(
        "Anjali Deshpande",
        Sex.FEMALE,
        1994,
        Region.SCALP,
        Indication.TELOGEN_EFFLUVIUM,
        4,
        30,
        views(ANJALI, "midline", "superior"),
        tuple(zip((95, 63, 33, 1), (0.42, 0.42, 0.42, 0.42), strict=True)),
        notes="No change so far; blood results awaited.",
    ),
    DemoPatient(
        "Vikram Singh Rathore",
        Sex.MALE,
        1979,
        Region.SCALP,
        Indication.TRANSPLANT_UPKEEP,
        6,
        42,
        views(VIKRAM, "frontal-hairline"),
        tuple(zip((135, 93, 51), (0.8, 0.62, 0.44), strict=True)),
        overridden={
            2: (
                CheckItem.BLOOD_THINNERS_STOPPED,
                "Low-dose aspirin stays, on his cardiologist’s advice; pressed for ten minutes.",
            )
        },
    ),
    DemoPatient(
        "Meera Krishnamurthy",
        Sex.FEMALE,
        1983,
        Region.FACE,
        Indication.PIGMENTATION,
        6,
        21,
        (
            DemoView("close-up", MEERA, "Left cheek"),
            DemoView("close-up", MEERA_RIGHT, "Right cheek"),
        ),
        tuple(zip((103, 82, 61, 40, 19), (1.0, 0.98, 0.86, 0.72, 0.6), strict=True)),
        missing=frozenset({(2, 1)}),
    ),
    DemoPatient(
        "Arjun Nair",
        Sex.MALE,
        1999,
        Region.FACE,
        Indication.SUPERFICIAL_SCARS,
        4,
        30,
        (DemoView("close-up", ARJUN, "Right cheek"),),
        tuple(zip((66, 33, 3), (1.0, 0.95, 0.8), strict=True)),
    ),
    DemoPatient(
        "Demo Portrait",
        Sex.FEMALE,
        1956,
        Region.FACE,
        Indication.UNEVEN_SKIN_TONE,
        4,
        28,
        (DemoView("frontal", FACE),),
        tuple(zip((84, 56, 28, 1), (1.0, 0.9, 0.65, 0.5), strict=True)),
        notes="NASA’s public-domain portrait with planted pigment.",
    ),
    DemoPatient(
        "लक्ष्मीनारायणी वेंकटरमणन सुब्रह्मण्यम चतुर्वेदी",
        Sex.FEMALE,
        1968,
        Region.SCALP,
        Indication.THINNING,
        6,
        28,
        views(LAKSHMI, "midline", "superior"),
        ((0, 0.8),),
    ),
    DemoPatient(
        "Kabir Malhotra",
        Sex.MALE,
        2001,
        Region.SCALP,
        Indication.MALE_PATTERN,
        6,
        28,
        views(ROHAN, "frontal-hairline", "vertex"),
    ),
)
