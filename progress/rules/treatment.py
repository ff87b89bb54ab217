"""The vocabulary of courses, visits and treatments, as the clinic names things."""

from __future__ import annotations

from dataclasses import dataclass

from progress.rules.views import Region
from progress.rules.words import Word, told


class Indication(Word):
    """Why a course is given."""

    CHRONIC_HAIR_LOSS = "chronic-hair-loss", "Chronic hair loss"
    THINNING = "thinning", "Thinning"
    MALE_PATTERN = "androgenetic-alopecia-male", "Androgenetic alopecia, male pattern"
    FEMALE_PATTERN = "androgenetic-alopecia-female", "Androgenetic alopecia, female pattern"
    TELOGEN_EFFLUVIUM = "telogen-effluvium", "Telogen effluvium"
    TRANSPLANT_UPKEEP = "transplant-upkeep", "Upkeep after a hair transplant"
    DULLNESS = "dullness", "Dullness"
    SUPERFICIAL_SCARS = "superficial-scars", "Superficial scars"
    EARLY_FINE_LINES = "early-fine-lines", "Early fine lines"
    PIGMENTATION = "pigmentation", "Pigmentation"
    UNEVEN_SKIN_TONE = "uneven-skin-tone", "Uneven skin tone"
    PRE_BRIDAL_GLOW = "pre-bridal-glow", "Pre-bridal glow"
    EARLY_AGEING_PREVENTION = "early-ageing-prevention", "Prevention of early ageing"


class Solution(Word):
    """What is injected; a treatment may name several."""

    PLATELET_RICH_PLASMA = "platelet-rich-plasma", "Platelet-rich plasma (PRP)"
    GROWTH_PEPTIDES = "growth-peptides", "Growth peptides"
    VITAMINS_AND_MINERALS = "vitamins-and-minerals", "Vitamins and minerals"
    NATURAL_EXTRACTS = "natural-extracts", "Natural extracts"
    HYALURONIC_ACID = "hyaluronic-acid", "Low-molecular-weight hyaluronic acid"
    PRE_MADE_MIX = "pre-made-mix", "Pre-made mix"
    PERSONAL_MIX = "personal-mix", "Mix made up for the patient"


class Delivery(Word):
    """How it is brought into the skin."""

    MESO_SYRINGE = "meso-syringe", "Fine meso syringe into the scalp’s mesoderm"
    MESO_NEEDLE = "meso-needle", "Fine meso needle into the dermis"
    DERMAROLLER = "dermaroller", "Dermaroller"


class Anaesthesia(Word):
    """What numbed the area."""

    NONE = "none", "None"
    AS_NEEDED = "as-needed", "As the patient needed"
    NUMBING_CREAM = "numbing-cream", "Numbing cream, about 30 minutes before"


class Adjunct(Word):
    """What the patient takes or applies together with the treatment."""

    SUPPLEMENTS = "supplements", "Supplements"
    MINOXIDIL = "minoxidil", "Minoxidil serum"
    PROCAPIL = "procapil", "Procapil serum"
    OTHER_MEDICATION = "other-medication", "Other medication"
    PRESCRIPTION_BEFOREHAND = (
        "prescription-beforehand",
        "Prescription-strength medication beforehand",
    )


class SideEffect(Word):
    """What to look and ask for; `NONE` says that somebody did and found nothing."""

    NONE = "none", "None"
    DISCOMFORT = "discomfort", "Discomfort"
    REDNESS = "redness", "Redness"
    BRUISING = "bruising", "Bruising"
    SWELLING = "swelling", "Swelling"


class Severity(Word):
    """How strong a side effect is."""

    MILD = "mild", "Mild"
    MODERATE = "moderate", "Moderate"
    SEVERE = "severe", "Severe"


class Moment(Word):
    """When a side effect was seen."""

    AT_VISIT = "at-visit", "At the visit"
    LATER = "24-48-hours-later", "24–48 hours later"


class Wetness(Word):
    """The hair when it was photographed."""

    DRY = "dry", "Dry"
    WET = "wet", "Wet"


class Parting(Word):
    """Where the hair was parted, by the patient's own side."""

    NONE = "none", "No parting"
    LEFT = "left", "Left"
    MIDDLE = "middle", "Middle"
    RIGHT = "right", "Right"


@dataclass(frozen=True)
class HairState:
    """What makes two scalp photos differ without any treatment; None where nobody noted it."""

    wetness: Wetness | None = None
    parting: Parting | None = None
    product: bool | None = None


@dataclass(frozen=True)
class SkinState:
    """What makes two face photos differ without any treatment; None where nobody noted it."""

    make_up: bool | None = None
    cleansed: bool | None = None


class VisitKind(Word):
    """What a visit of a course is for; a treatment visit is shown as "Session 3"."""

    BASELINE = "baseline", "Baseline"
    TREATMENT = "treatment", "Treatment"
    FOLLOW_UP = "follow-up", "Follow-up"
    FROM_HOME = "from-home", "Photo from home"
    """No encounter: a photo that the patient sent, and a clinician accepted."""


@dataclass(frozen=True)
class Vocabulary:
    """What a region's forms offer, the usual choice first, and what its patients are told."""

    indications: tuple[Indication, ...]
    solutions: tuple[Solution, ...]
    deliveries: tuple[Delivery, ...]
    anaesthesias: tuple[Anaesthesia, ...]
    adjuncts: tuple[Adjunct, ...]
    response: str
    """When a response may show. Never a promise: a controlled trial of PRP found none."""
    afterwards: str


VOCABULARY: dict[Region, Vocabulary] = {
    Region.SCALP: Vocabulary(
        indications=(
            Indication.CHRONIC_HAIR_LOSS,
            Indication.THINNING,
            Indication.MALE_PATTERN,
            Indication.FEMALE_PATTERN,
            Indication.TELOGEN_EFFLUVIUM,
            Indication.TRANSPLANT_UPKEEP,
        ),
        solutions=tuple(Solution),
        deliveries=(Delivery.MESO_SYRINGE,),
        anaesthesias=(Anaesthesia.AS_NEEDED, Anaesthesia.NUMBING_CREAM, Anaesthesia.NONE),
        adjuncts=(
            Adjunct.SUPPLEMENTS,
            Adjunct.MINOXIDIL,
            Adjunct.PROCAPIL,
            Adjunct.OTHER_MEDICATION,
        ),
        response=told(
            "If the treatment does something for you, it is expected to show after 4 to 8 weeks. "
            "For some it takes longer, and for some nothing changes. The photos show what is there."
        ),
        afterwards=told("Usually you go on with your day as before."),
    ),
    Region.FACE: Vocabulary(
        indications=(
            Indication.DULLNESS,
            Indication.SUPERFICIAL_SCARS,
            Indication.EARLY_FINE_LINES,
            Indication.PIGMENTATION,
            Indication.UNEVEN_SKIN_TONE,
            Indication.PRE_BRIDAL_GLOW,
            Indication.EARLY_AGEING_PREVENTION,
        ),
        solutions=tuple(Solution),
        deliveries=(Delivery.MESO_NEEDLE, Delivery.DERMAROLLER),
        anaesthesias=(Anaesthesia.NUMBING_CREAM, Anaesthesia.NONE),
        adjuncts=(Adjunct.PRESCRIPTION_BEFOREHAND,),
        response=told(
            "When something shows differs from person to person, and for some nothing changes. "
            "The photos show what is there."
        ),
        afterwards=told(
            "The skin is pink to red for 24 to 48 hours; mild redness or swelling is helped by "
            "an ointment or a medicine."
        ),
    ),
}


class CheckItem(Word):
    """What must be true before a needle is lifted; "yes" is always the safe answer."""

    CONSULTATION = "consultation", "A dermatologist has seen the patient"
    NO_INFECTION = "no-infection", "The area is free of active infection"
    NO_ECZEMA = "no-eczema", "The area is free of eczema"
    PAINKILLERS_STOPPED = "painkillers-stopped", "Painkillers were stopped 3–5 days before"
    BLOOD_THINNERS_STOPPED = "blood-thinners-stopped", "Blood thinners were stopped 3–5 days before"
    ASEPTIC = "aseptic", "Aseptic precautions are taken"
    TRAINED_THERAPIST = "trained-therapist", "A trained therapist gives the treatment"


class Answer(Word):
    """An answer to a checklist item."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
