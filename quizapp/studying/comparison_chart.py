"""The briefing's picture: areas as squares from one corner, lengths as bars on the axis below, all to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

from quizapp.basics.i18n import _
from quizapp.domain.comparisons import Measured, Scale
from quizapp.domain.markdown import plain
from quizapp.web.formatting import numeral

#: Width of the picture in its own units; a phone shows about as many pixels.
WIDTH = 340.0
MARGIN = 6.0
LINE = 17.0
BAR = 18.0
#: A square needs this much height for its three lines of text.
ROOM = 3 * LINE + 8
#: Letters that fit into a line of a bar's label.
LETTERS = 42


@dataclass(frozen=True)
class Square:
    """An area as a square. Lengths are in the picture's units; the corner that all share is lower left."""

    x: float
    y: float
    side: float
    label_x: float
    label_y: float
    lines: tuple[str, ...]
    #: How solid: the page chooses fill and stroke by it.
    status: str
    is_front: bool


@dataclass(frozen=True)
class Bar:
    """A length or a number as a bar."""

    y: float
    width: float
    figure: str
    label: str
    status: str
    is_front: bool


@dataclass(frozen=True)
class Tick:
    x: float
    text: str


@dataclass(frozen=True)
class ComparisonRow:
    """One line of the table twin."""

    measured: Measured
    #: In the picture's unit, rounded as people would say it.
    shown: str
    #: The side of the square in the axis's unit; empty for bars.
    side: str


@dataclass(frozen=True)
class Picture:
    """Shapes and texts of one picture; the template only writes them down."""

    titles: tuple[str, ...]
    height: float
    squares: tuple[Square, ...]
    bars: tuple[Bar, ...]
    axis_y: float
    axis_end: float
    ticks: tuple[Tick, ...]
    axis_name: str
    rows: tuple[ComparisonRow, ...]
    description: str


def draw_comparisons(scales: Sequence[Scale]) -> tuple[Picture, ...]:
    """One picture for all lengths and areas that share a unit, and one for each other comparison."""
    spatial = [s for s in scales if s.is_area or s.is_length]
    groups: list[list[Scale]] = []
    for scale in spatial:
        fits = next((g for g in groups if base_of(g[0]) == base_of(scale)), None)
        if fits is None:
            groups.append([scale])
        else:
            fits.append(scale)
    groups += [[scale] for scale in scales if scale not in spatial]
    return tuple(_picture(group) for group in groups)


def base_of(scale: Scale) -> float:
    """Metres of the unit of length: a square kilometre goes with a kilometre."""
    factor = float(scale.unit.factor) if scale.unit else 1.0
    return round(sqrt(factor) if scale.is_area else factor, 9)


def _picture(scales: Sequence[Scale]) -> Picture:
    areas = [(s, f) for s in scales if s.is_area for f in s.figures]
    others = [(s, f) for s in scales if not s.is_area for f in s.figures]
    longest = max([sqrt(f.value) for _, f in areas] + [float(f.value) for _, f in others])
    step, end = axis_of(longest)
    per_unit = (WIDTH - 2 * MARGIN) / end
    squares = _squares(areas, per_unit)
    top = max((s.y + s.side for s in squares), default=0.0)
    bars, below = _bars(others, per_unit, top)
    name = _axis_name(scales)
    rows = tuple(
        ComparisonRow(f, show_figure(s, f), f"{numeral(sqrt(f.value), 1)} {name}") for s, f in areas
    ) + tuple(ComparisonRow(f, show_figure(s, f), "") for s, f in others)
    ticks = tuple(
        Tick(MARGIN + n * step * per_unit, numeral(n * step, 2)) for n in range(round(end / step) + 1)
    )
    return Picture(
        titles=tuple(s.title for s in scales),
        height=below + 3 * LINE,
        squares=squares,
        bars=bars,
        axis_y=below + 4,
        axis_end=MARGIN + end * per_unit,
        ticks=ticks,
        axis_name=name,
        rows=rows,
        description="; ".join(
            f"{row.measured.claim.measures or plain(row.measured.claim.says)}: {row.shown}"
            f"{_along(row.side)}, {row.measured.claim.who}"
            for row in rows
        ),
    )


def _along(side: str) -> str:
    return " " + _("(%(side)s along each side)") % {"side": side} if side else ""


def axis_of(longest: float) -> tuple[float, float]:
    """Step and end of an axis from zero: about four round steps that reach past the longest."""
    rough = longest / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    steps = int(longest / step) + (longest % step > 0)
    return step, step * steps


def _axis_name(scales: Sequence[Scale]) -> str:
    for scale in scales:
        if scale.unit is not None and not scale.is_area:
            return scale.unit.name
    scale = scales[0]
    return scale.unit.name.split("^")[0].removeprefix("square ") if scale.unit else scale.noun


def show_figure(scale: Scale, figure: Measured) -> str:
    """A figure in the comparison's unit; rounded to three digits, and marked as about, where it was converted."""
    value = float(figure.value)
    places = max(0, 2 - floor(log10(value))) if figure.converted else 2
    rounded = round(value, 2 - floor(log10(value))) if figure.converted else value
    unit = scale.unit.name.replace("^2", "²").replace("^3", "³") if scale.unit else scale.noun
    about = "≈\u202f" if figure.converted else ""
    return f"{about}{numeral(rounded, min(places, 2))}\u202f{unit}"


def _who(figure: Measured) -> str:
    return figure.claim.speakers


def _squares(areas: Sequence[tuple[Scale, Measured]], per_unit: float) -> tuple[Square, ...]:
    """The largest behind, all from the lower left corner; labels stand in the strip above the next smaller one."""
    placed = sorted(areas, key=lambda pair: -pair[1].value)
    sides = [sqrt(f.value) * per_unit for _, f in placed]
    bottom = (sides[0] if sides else 0) + MARGIN
    # The smallest square's strip is all of it.
    strips = [a - b for a, b in zip(sides, [*sides[1:], 0.0], strict=False)]
    is_roomy = all(strip >= ROOM for strip in strips)
    found = []
    for number, ((scale, figure), side) in enumerate(zip(placed, sides, strict=True)):
        lines: tuple[str, ...] = (show_figure(scale, figure), _who(figure), figure.claim.status.value)
        # Where the strips are too thin for words, a letter leads to the list below the picture.
        lines = lines if is_roomy else (chr(ord("A") + number),)
        label_x = MARGIN + 8 if is_roomy else MARGIN + side - LINE
        found.append(
            Square(
                MARGIN, bottom - side, side, label_x, bottom - side + LINE + 2, lines,
                figure.claim.status.value, is_front=number == len(placed) - 1,
            )
        )  # fmt: skip
    return tuple(found)


def _bars(
    others: Sequence[tuple[Scale, Measured]], per_unit: float, top: float
) -> tuple[tuple[Bar, ...], float]:
    """Bars under one another, each under its label; and where they end."""
    y = top + (LINE if top else 0)
    found = []
    for number, (scale, figure) in enumerate(others):
        y += 2 * LINE
        who, status = _who(figure), figure.claim.status.value
        if len(who) > LETTERS - len(status):
            who = who[: LETTERS - len(status)].rsplit(" ", 1)[0] + "…"
        width = float(figure.value) * per_unit
        found.append(Bar(y + 5, width, show_figure(scale, figure), f"{who}: {status}", status, number > 0))
        y += BAR + 12
    return tuple(found), y
