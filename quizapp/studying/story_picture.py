"""The picture at the head of a story: the figures of its first comparison to scale, small enough for a list."""

from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

from quizapp.basics.i18n import _
from quizapp.domain.comparisons import Measured, Scale

#: Width of the picture in its own units, and the most that a shape takes of it; the words stand beside the shapes.
WIDTH = 366.0
SIDE = 140.0
#: Where the words begin, and how far apart their lines are.
WORDS = 158.0
LINE = 18.0
#: Letters that fit beside the shapes.
LETTERS = 26
BAR = 24.0


@dataclass(frozen=True)
class Shape:
    """A figure as a square from one corner, or as a bar, with its words. ``status`` gives it its fill."""

    x: float
    y: float
    width: float
    height: float
    status: str
    #: Where its words stand, and where the line to them begins.
    words_y: float
    lead_x: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StoryPicture:
    """Shapes and words; the template only writes them down."""

    title: str
    height: float
    shapes: tuple[Shape, ...]
    description: str


def draw_story(scale: Scale) -> StoryPicture:
    """The figures of one comparison: areas as squares on one another, all else as bars under one another."""
    figures = sorted(scale.figures, key=lambda each: -each.value)
    shapes = _squares(figures) if scale.is_area else _bars(figures)
    return StoryPicture(
        title=scale.title,
        height=max(max(s.y + s.height, s.words_y + (len(s.lines) - 1) * LINE) for s in shapes) + 4,
        shapes=shapes,
        description="; ".join(
            f"{_figure(each)}, {_who(each)}, {_(each.claim.status.value)}" for each in figures
        ),
    )


def _figure(figure: Measured) -> str:
    return figure.claim.figure


def _who(figure: Measured) -> str:
    return figure.claim.who.partition(",")[0]


def _lines(figure: Measured) -> tuple[str, ...]:
    words = (_figure(figure), _who(figure), _(figure.claim.status.value))
    return tuple(line for text in words for line in wrap(text, LETTERS, max_lines=2, placeholder="…"))


def _squares(figures: list[Measured]) -> tuple[Shape, ...]:
    """Squares from the lower left corner, the largest behind; words beside each top edge, never over one another."""
    largest = sqrt(figures[0].value)
    bottom, below = SIDE + 2, 14.0
    found = []
    for figure in figures:
        side = SIDE * sqrt(figure.value) / largest
        y = bottom - side
        words_y = max(y + 14, below)
        lines = _lines(figure)
        below = words_y + len(lines) * LINE + 4
        found.append(Shape(2, y, side, side, figure.claim.status.value, words_y, 2 + side, lines))
    return tuple(found)


def _bars(figures: list[Measured]) -> tuple[Shape, ...]:
    """Bars under one another, the longest first."""
    longest = float(figures[0].value)
    y, found = 2.0, []
    for figure in figures:
        width = SIDE * float(figure.value) / longest
        lines = _lines(figure)
        found.append(Shape(2, y, width, BAR, figure.claim.status.value, y + 16, 2 + width, lines))
        y += max(BAR, len(lines) * LINE) + 12
    return tuple(found)
