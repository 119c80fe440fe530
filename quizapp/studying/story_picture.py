"""The picture at the head of a story: the figures of its first comparison to scale, small enough for a list.

Where there is room for it, lengths that share the unit of those areas stand below them, to the same scale and on one axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

from quizapp.basics.i18n import _
from quizapp.domain.comparisons import Measured, Scale
from quizapp.studying.comparison_chart import axis_of, base_of
from quizapp.web.formatting import numeral

#: Width of the picture in its own units, and the most that a shape takes of it; the words stand beside the shapes.
WIDTH = 366.0
SIDE = 140.0
#: Room for the stroke at the left and above.
EDGE = 2.0
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
class Axis:
    """What both the sides of squares and the bars are measured by: where it ends, and its marks with their words."""

    y: float
    end: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class StoryPicture:
    """Shapes and words; the template only writes them down."""

    title: str
    height: float
    shapes: tuple[Shape, ...]
    description: str
    axis: Axis | None = None


def draw_story(scale: Scale, others: Sequence[Scale] = ()) -> StoryPicture:
    """The figures of one comparison: areas as squares on one another, all else as bars under one another.

    Of ``others`` the lengths that fit beside areas follow as bars, on an axis of their own unit.
    """
    figures = sorted(scale.figures, key=lambda each: -each.value)
    shapes = _squares(figures) if scale.is_area else _bars(figures, 2, SIDE / float(figures[0].value))
    title, height, axis = scale.title, _height(shapes), None
    lengths = [
        each for each in others if scale.is_area and each.is_length and base_of(each) == base_of(scale)
    ]
    if lengths:
        along = sorted((f for each in lengths for f in each.figures), key=lambda each: -each.value)
        unit = SIDE / sqrt(figures[0].value)
        bars = _bars(along, height + 10, unit)
        if max(bar.width for bar in bars) <= WORDS - 2 * EDGE:
            figures, shapes, height = [*figures, *along], (*shapes, *bars), _height(bars)
            axis = _axis(height + 6, unit, lengths[0])
            title, height = ". ".join([title, *(each.title for each in lengths)]), axis.y + 2 * LINE
    return StoryPicture(
        title=title,
        height=height + 4,
        shapes=shapes,
        description="; ".join(
            f"{_figure(each)}, {_who(each)}, {_(each.claim.status.value)}" for each in figures
        ),
        axis=axis,
    )


def _height(shapes: Sequence[Shape]) -> float:
    return max(max(s.y + s.height, s.words_y + (len(s.lines) - 1) * LINE) for s in shapes)


def _axis(y: float, unit: float, lengths: Scale) -> Axis:
    """From zero to the end of the largest square, in about three round steps."""
    step, _end = axis_of(SIDE / unit)
    marks = [n * step for n in range(int(SIDE / unit / step) + 1)]
    name = lengths.unit.name if lengths.unit else lengths.noun
    words = [numeral(mark, 2) for mark in marks]
    words[-1] += f"\u202f{name}"
    return Axis(y, EDGE + SIDE, tuple((EDGE + m * unit, w) for m, w in zip(marks, words, strict=True)))


def _figure(figure: Measured) -> str:
    return figure.claim.figure


def _who(figure: Measured) -> str:
    return figure.claim.speakers


def _lines(figure: Measured) -> tuple[str, ...]:
    status = _(figure.claim.status.value)
    speaker = wrap(_who(figure), LETTERS, max_lines=2, placeholder="…")
    return tuple(line for line in (_cut(_figure(figure)), *speaker, _cut(status)) if line)


def _cut(line: str) -> str:
    return line if len(line) <= LETTERS else line[: LETTERS - 1].rsplit(" ", 1)[0] + "…"


def _squares(figures: list[Measured]) -> tuple[Shape, ...]:
    """Squares from the lower left corner, the largest behind; words beside each top edge, never over one another."""
    largest = sqrt(figures[0].value)
    bottom, below = SIDE + EDGE, 14.0
    found = []
    for figure in figures:
        side = SIDE * sqrt(figure.value) / largest
        y = bottom - side
        words_y = max(y + 14, below)
        lines = _lines(figure)
        below = words_y + len(lines) * LINE + 4
        found.append(Shape(EDGE, y, side, side, figure.claim.status.value, words_y, EDGE + side, lines))
    return tuple(found)


def _bars(figures: list[Measured], y: float, unit: float) -> tuple[Shape, ...]:
    """Bars under one another, the longest first; ``unit``: of the picture, to one of theirs."""
    found = []
    for figure in figures:
        width = unit * float(figure.value)
        lines = _lines(figure)
        found.append(Shape(EDGE, y, width, BAR, figure.claim.status.value, y + 16, EDGE + width, lines))
        y += max(BAR, len(lines) * LINE) + 12
    return tuple(found)
