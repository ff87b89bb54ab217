"""How both photos of a case are shown, and how recognisable the person is then.

That follows from how much of the face is left to see, never from what somebody calls it: a bar over
the eyes leaves most of a face, and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from progress.errors import InvalidInput
from progress.rules.consents import Disguise
from progress.rules.views import ViewSlug
from progress.rules.words import Word


class Box(NamedTuple):
    """A rectangle of a picture, in parts of its width and height: 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.bottom - self.top, 0)

    def meets(self, other: Self) -> Self:
        """What both hold; an area of 0 where they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return type(self)(left, top, max(left, right), max(top, bottom))


WHOLE: Final = Box(0, 0, 1, 1)
LEAST_SIDE: Final = 0.02
"""Of a frame or an area: what is smaller was drawn by accident."""


class Hiding(Word):
    """What is done to a part of the picture. A bar over the eyes is none of them."""

    NOTHING = "nothing", "Hide nothing inside the frame"
    COVER_INSIDE = "cover-inside", "Cover the area"
    BLUR_INSIDE = "blur-inside", "Blur the area"
    COVER_OUTSIDE = "cover-outside", "Cover all but the area"
    BLUR_OUTSIDE = "blur-outside", "Blur all but the area"

    @property
    def hides_outside(self) -> bool:
        return self in (Hiding.COVER_OUTSIDE, Hiding.BLUR_OUTSIDE)

    @property
    def blurs(self) -> bool:
        return self in (Hiding.BLUR_INSIDE, Hiding.BLUR_OUTSIDE)


@dataclass(frozen=True)
class Look:
    """How both photos of a case are shown, the same for both; boxes lie on the earlier photo.

    `face`: where one can be seen in either photo, as a person marked it. `no_face`: that a person
    says that no part of one can be seen.
    """

    frame: Box = WHOLE
    hiding: Hiding = Hiding.NOTHING
    area: Box = WHOLE
    face: Box | None = None
    no_face: bool = False


FACELESS: Final = frozenset({ViewSlug.VERTEX, ViewSlug.SUPERIOR, ViewSlug.OCCIPITAL})
"""Views that show no face when they are taken as they should be."""
UNSURE: Final = frozenset(
    {
        ViewSlug.FRONTAL_HAIRLINE,
        ViewSlug.MIDLINE,
        ViewSlug.LEFT_TEMPORAL,
        ViewSlug.RIGHT_TEMPORAL,
        ViewSlug.CLOSE_UP,
    }
)
"""Views of which only a person can say that they show no part of a face; all others show one."""
LITTLE: Final = 1 / 3
"""Of a face, or of the band of its eyes: with less to see of both, the face counts as disguised."""
EYES: Final = (0.2, 0.6)
"""Where the eyes and their brows lie in the height of a face's box, generously."""


def check(look: Look, found: Collection[Box]) -> None:
    """Raise InvalidInput for boxes that are none, or for a face that somebody overlooked: `found`
    are the faces that the program sees."""
    boxes = [look.frame, look.area, *([look.face] if look.face else [])]
    if not all(_is_sound(each) for each in boxes):
        raise InvalidInput("Please draw the frame and the area again: one of them is too small.")
    if look.no_face and (found or look.face):
        raise InvalidInput("A face can be seen here. Please mark where it is.")
    if look.face and any(each.meets(look.face).area < each.area / 2 for each in found):
        raise InvalidInput("The mark does not lie on the face. Please mark all of it.")


def _is_sound(box: Box) -> bool:
    inside = all(0 <= value <= 1 for value in box)
    return inside and min(box.right - box.left, box.bottom - box.top) >= LEAST_SIDE


def disguise(look: Look, view: str, found: Collection[Box], seen_after: bool) -> Disguise:
    """How recognisable the person is. `found`: the faces that the program sees in the photos as
    they were taken; `seen_after`: whether it still finds one in what would be shown."""
    if seen_after:
        return Disguise.RECOGNISABLE
    left = [_left_of(look, face) for face in _faces(look, view, found)]
    return min(left, key=lambda each: each.degree, default=Disguise.NOT_RECOGNISABLE)


def _faces(look: Look, view: str, found: Collection[Box]) -> list[Box]:
    """Where nobody has said anything and a face may be there, all of the picture counts as one."""
    faces = [*found, *([look.face] if look.face else [])]
    none = view in FACELESS or (view in UNSURE and look.no_face)
    return faces or ([] if none else [WHOLE])


def _left_of(look: Look, face: Box) -> Disguise:
    height = face.bottom - face.top
    eyes = Box(face.left, face.top + EYES[0] * height, face.right, face.top + EYES[1] * height)
    left = max(visible(look, face), visible(look, eyes))
    if left == 0:
        return Disguise.NOT_RECOGNISABLE
    return Disguise.FACE_DISGUISED if left < LITTLE else Disguise.RECOGNISABLE


def visible(look: Look, part: Box) -> float:
    """The share of a part of the photo that is left to see."""
    framed = part.meets(look.frame)
    inside = framed.meets(look.area).area
    if look.hiding is Hiding.NOTHING:
        left = framed.area
    elif look.hiding.hides_outside:
        left = inside
    else:
        left = framed.area - inside
    share = left / part.area if part.area else 0.0
    return 0.0 if share < _ROUNDING else share


_ROUNDING: Final = 0.01
"""A face's edge is not known more closely."""
