"""The catalogue of standard views: from where a photo is taken, so that two visits can be compared.

Scalp views follow hair-loss trials (vertex, midline, frontal, temporal) with the top and the donor
area added; face views are the five of standard clinical photography, in the Frankfort plane.
"""

from __future__ import annotations

from dataclasses import dataclass

from progress.errors import InvalidInput, NotFound
from progress.rules.words import Word


class Region(Word):
    """The part of the body that a course treats."""

    SCALP = "scalp", "Hair (scalp)"
    FACE = "face", "Face"


class Side(Word):
    """The patient's own side, never the viewer's."""

    LEFT = "left", "Left"
    RIGHT = "right", "Right"


class ViewSlug(Word):
    """The name under which a view is stored and addressed, in shooting order."""

    FRONTAL_HAIRLINE = "frontal-hairline", "Frontal hairline"
    MIDLINE = "midline", "Midline part"
    SUPERIOR = "superior", "Top of the head"
    VERTEX = "vertex", "Vertex (crown)"
    LEFT_TEMPORAL = "left-temporal", "Left temple"
    RIGHT_TEMPORAL = "right-temporal", "Right temple"
    OCCIPITAL = "occipital", "Back of the head (donor area)"
    FRONTAL = "frontal", "Front"
    LEFT_OBLIQUE = "left-oblique", "Left oblique (45°)"
    RIGHT_OBLIQUE = "right-oblique", "Right oblique (45°)"
    LEFT_LATERAL = "left-lateral", "Left side (90°)"
    RIGHT_LATERAL = "right-lateral", "Right side (90°)"
    CLOSE_UP = "close-up", "Close-up"


@dataclass(frozen=True)
class View:
    """One standard camera position and how to take it."""

    slug: ViewSlug
    regions: frozenset[Region]
    instruction: str
    """One sentence for the photographer: pose, distance, position of the head."""
    proposed: bool = True
    """Whether a new course of the region starts with this view in its shot list."""
    side: Side | None = None
    also_called: frozenset[str] = frozenset()
    """Single lower-case words by which people name the view, its side aside."""
    free_label: bool = False
    """Whether the photographer says in their own words what is shown."""

    @property
    def name(self) -> str:
        """The name that a person reads."""
        return self.slug.label


SCALP = frozenset({Region.SCALP})
FACE = frozenset({Region.FACE})
TEMPLE_WORDS = frozenset({"temporal", "temple", "temples", "side"})
OBLIQUE_WORDS = frozenset({"oblique", "45", "quarter", "angle"})
LATERAL_WORDS = frozenset({"lateral", "profile", "90", "side"})

VIEWS: tuple[View, ...] = (
    View(
        ViewSlug.FRONTAL_HAIRLINE,
        SCALP,
        "From half a metre, level with the hairline: chin on the rest, eyes ahead, hair combed "
        "back off the forehead, from the eyebrows to the top of the head.",
        also_called=frozenset({"frontal", "front", "hairline", "anterior", "forehead"}),
    ),
    View(
        ViewSlug.MIDLINE,
        SCALP,
        "From half a metre above: head bowed a little, hair parted in the middle and combed flat "
        "to both sides, the part upright in the middle of the picture.",
        also_called=frozenset({"midline", "middle", "part", "parting"}),
    ),
    View(
        ViewSlug.SUPERIOR,
        SCALP,
        "From half a metre straight above: head bowed until the top faces the camera, the nose "
        "pointing to the bottom of the picture, both ears just in the frame.",
        proposed=False,
        also_called=frozenset({"superior", "top", "above", "overhead"}),
    ),
    View(
        ViewSlug.VERTEX,
        SCALP,
        "From half a metre behind and above: patient seated, head upright, hair combed out from "
        "the whorl, the crown in the middle of the picture.",
        also_called=frozenset({"vertex", "crown", "whorl"}),
    ),
    View(
        ViewSlug.LEFT_TEMPORAL,
        SCALP,
        "From half a metre at the patient’s left, level with the temple: eyes ahead, hair combed "
        "back, from the eyebrow to behind the ear.",
        side=Side.LEFT,
        also_called=TEMPLE_WORDS,
    ),
    View(
        ViewSlug.RIGHT_TEMPORAL,
        SCALP,
        "From half a metre at the patient’s right, level with the temple: eyes ahead, hair combed "
        "back, from the eyebrow to behind the ear.",
        side=Side.RIGHT,
        also_called=TEMPLE_WORDS,
    ),
    View(
        ViewSlug.OCCIPITAL,
        SCALP,
        "From half a metre behind, level with the ears: head upright, hair combed straight down, "
        "from the crown to the nape.",
        proposed=False,
        also_called=frozenset({"occipital", "occiput", "back", "nape", "donor", "posterior"}),
    ),
    View(
        ViewSlug.FRONTAL,
        FACE,
        "From one metre, level with the middle of the face: head straight, eyes ahead and level, "
        "face at rest, from just above the head to the middle of the neck.",
        also_called=frozenset({"frontal", "front", "face", "anterior"}),
    ),
    View(
        ViewSlug.LEFT_OBLIQUE,
        FACE,
        "From one metre, level with the middle of the face: patient turned 45 degrees so that the "
        "left cheek faces the camera, eyes level, face at rest.",
        side=Side.LEFT,
        also_called=OBLIQUE_WORDS,
    ),
    View(
        ViewSlug.RIGHT_OBLIQUE,
        FACE,
        "From one metre, level with the middle of the face: patient turned 45 degrees so that the "
        "right cheek faces the camera, eyes level, face at rest.",
        side=Side.RIGHT,
        also_called=OBLIQUE_WORDS,
    ),
    View(
        ViewSlug.LEFT_LATERAL,
        FACE,
        "From one metre, level with the middle of the face: patient turned 90 degrees so that "
        "only the left half of the face is seen, eyes level, face at rest.",
        side=Side.LEFT,
        also_called=LATERAL_WORDS,
    ),
    View(
        ViewSlug.RIGHT_LATERAL,
        FACE,
        "From one metre, level with the middle of the face: patient turned 90 degrees so that "
        "only the right half of the face is seen, eyes level, face at rest.",
        side=Side.RIGHT,
        also_called=LATERAL_WORDS,
    ),
    View(
        ViewSlug.CLOSE_UP,
        SCALP | FACE,
        "As near as the camera stays sharp, square to the skin: say in the label what is shown, "
        "and repeat the same distance at every visit.",
        proposed=False,
        also_called=frozenset({"closeup", "close", "macro", "detail"}),
        free_label=True,
    ),
)

_BY_SLUG: dict[str, View] = {view.slug: view for view in VIEWS}


def views_of(region: Region) -> tuple[View, ...]:
    """All views of a region, in shooting order, the close-up last."""
    return tuple(view for view in VIEWS if region in view.regions)


def proposed_views(region: Region) -> tuple[View, ...]:
    """The shot list that a new course of the region starts with, in shooting order."""
    return tuple(view for view in views_of(region) if view.proposed)


def view(slug: str) -> View:
    """The view stored under a slug; NotFound when the catalogue has none."""
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise NotFound(f"There is no standard view called “{slug}”.") from None


def view_of(region: Region, slug: str) -> ViewSlug:
    """The slug, once it is known to be a view of the region; InvalidInput when it is not."""
    found = view(slug)
    if region not in found.regions:
        raise InvalidInput(f"“{found.name}” is not a view of the {region.value}.")
    return found.slug
