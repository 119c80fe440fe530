"""Charts as SVG drawn by the server: data in, safe markup out. Each has a table twin on its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from quizapp.basics.i18n import _, ngettext
from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.certainty import CertaintyRow
from quizapp.domain.statistics.groups import GroupScore
from quizapp.domain.statistics.intervals import Interval
from quizapp.web.markup import element, join_parts

#: Letters and tones of the heat row: a tone never stands alone.
_HEAT = {
    Verdict.RIGHT: ("R", "h2"),
    Verdict.PARTLY: ("P", "h1"),
    Verdict.WRONG: ("W", "h0"),
    Verdict.BLANK: ("–", "h-none"),
    Verdict.DONT_KNOW: ("?", "h-none"),
    Verdict.WAITING: ("M", "h-none"),
}


@lru_cache(maxsize=5_000)
def _heat_cell(number: int, outcome: Verdict | None, word: str) -> Markup:
    if outcome is None:
        return element("li", "\u00a0")
    letter, tone = _HEAT[outcome]
    heard = element("span", f"{number}: {word}", class_="visually-hidden")
    return element("li", heard, element("span", letter, aria_hidden="true"), class_=tone)


def heat_row(outcomes: Sequence[Verdict | None]) -> Markup:
    """A student's answers as letters on tones, in the order of the questions; None was not shown.

    What is heard is the number of the question and what came of it: letters would have to be counted.
    """
    words = _heat_words()
    cells = [
        _heat_cell(number, outcome, words[outcome] if outcome else "")
        for number, outcome in enumerate(outcomes, start=1)
    ]
    return element("ol", *cells, class_="heat")


def heat_legend() -> tuple[tuple[Markup, str], ...]:
    """The letters of the heat row with their meaning."""
    return tuple(
        (element("span", element("span", _HEAT[outcome][0], class_=_HEAT[outcome][1]), class_="heat"), word)
        for outcome, word in _heat_words().items()
    )


def _heat_words() -> dict[Verdict, str]:
    return {
        Verdict.RIGHT: _("right"),
        Verdict.PARTLY: _("partly right"),
        Verdict.WRONG: _("wrong"),
        Verdict.BLANK: _("not answered"),
        Verdict.DONT_KNOW: _("“I don’t know”"),
        Verdict.WAITING: _("waiting to be marked"),
    }


def _svg(
    width: int,
    height: int,
    title: str,
    description: str,
    parts: Sequence[Markup],
    name: str,
    *,
    has_links: bool = False,
) -> Markup:
    """A picture that is read as one thing; as a group where its links must be reached."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description),
        *parts,
        viewBox=f"0 0 {width} {height}",
        class_="chart",
        role="group" if has_links else "img",
        aria_labelledby=f"{name}-title",
    )


def _text(x: float, y: float, text: str, *, anchor: str = "middle", soft: bool = False) -> Markup:
    """A text of a drawing: what names its parts is not read by itself where the parts are."""
    shown = {"class_": "soft", "aria_hidden": "true"} if soft else {}
    return element("text", text, x=x, y=y, text_anchor=anchor, **shown)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def draw_histogram(
    counts: Sequence[int],
    title: str,
    address: Callable[[int], str],
    chosen: int | None,
    pass_mark: float | None,
) -> Markup:
    """Scores in bands of ten per cent; each band is a link that lists its students."""
    width, left, top, bottom, high = 420, 12, 24, 190, 150
    step = (width - 2 * left) / len(counts)
    most = max([*counts, 1])
    parts = []
    for band, count in enumerate(counts):
        x, height = left + band * step, high * count / most
        y = bottom - height
        low_edge = 100 * band // len(counts)
        words = ngettext(
            "%(num)s attempt from %(low)s to %(high)s %%",
            "%(num)s attempts from %(low)s to %(high)s %%",
            count,
        ) % {"num": count, "low": low_edge, "high": 100 * (band + 1) // len(counts)}
        bar = element(
            "rect",
            x=x + 2,
            y=y,
            width=step - 4,
            height=height,
            class_="bar2" if band == chosen else "bar",
        )
        hit = element("rect", x=x, y=top, width=step, height=bottom - top, class_="hit")
        drawn = [hit, bar, _text(x + step / 2, y - 6, str(count))] if count else []
        if drawn:
            parts.append(element("a", *drawn, href=address(band), aria_label=words))
    parts.append(_line(left, bottom, width - left, bottom, "axis"))
    for band in range(0, len(counts) + 1, 2):
        parts.append(_text(left + band * step, bottom + 18, str(100 * band // len(counts)), soft=True))
    parts.append(_text(width / 2, bottom + 38, _("score in %"), soft=True))
    if pass_mark is not None:
        x = left + pass_mark * (width - 2 * left)
        parts += [
            _line(x, top - 8, x, bottom, "line dashed"),
            _text(x, top - 12, _("pass mark %(mark)s %%") % {"mark": round(100 * pass_mark)}, soft=True),
        ]
    description = _("Each bar is a band of ten per cent.")
    return _svg(width, bottom + 46, title, description, parts, "histogram", has_links=True)


@dataclass(frozen=True)
class AttemptDot:
    """One attempt: score (0 to 1) and minutes, named for those who point at it."""

    share: float
    minutes: float
    name: str


def draw_scatter(dots: Sequence[AttemptDot], title: str) -> Markup:
    """Score against time, one dot an attempt."""
    width, left, right, top, bottom = 420, 40, 410, 14, 196
    longest = max([*(dot.minutes for dot in dots), 1.0])
    parts = []
    for mark in (0, 25, 50, 75, 100):
        y = bottom - mark / 100 * (bottom - top)
        parts += [_line(left, y, right, y), _text(left - 6, y + 4, str(mark), anchor="end", soft=True)]
    for dot in dots:
        parts.append(
            element(
                "circle",
                element("title", dot.name),
                cx=left + dot.minutes / longest * (right - left),
                cy=bottom - max(0.0, dot.share) * (bottom - top),
                r=4,
                class_="dot",
            )
        )
    for part in (0, 0.5, 1):
        label = f"{part * longest:.0f}" if longest >= 4 else f"{part * longest:.1f}"
        parts.append(_text(left + part * (right - left), bottom + 18, label, soft=True))
    parts.append(_text((left + right) / 2, bottom + 38, _("minutes spent on the questions"), soft=True))
    return _svg(
        width, bottom + 46, title, _("Score in per cent upwards, time to the right."), parts, "scatter"
    )


def interval_bars(
    rows: Sequence[tuple[str, float | None, Interval | None, int]], title: str, name: str
) -> Markup:
    """Shares with their intervals, a bar each, labelled directly: (label, share, interval, n)."""
    width, left, right, step = 420, 4, 416, 46
    scale = right - left
    parts = []
    for place, (label, share, interval, n) in enumerate(rows):
        y = 14 + place * step
        parts.append(_text(left, y, label, anchor="start"))
        said = "–" if share is None else f"{100 * share:.0f} %"
        parts.append(_text(right, y, f"{said}   n {n}", anchor="end", soft=True))
        parts.append(_line(left, y + 14, right, y + 14))
        if share is not None:
            parts.append(
                element("rect", x=left, y=y + 8, width=max(0.0, share) * scale, height=12, class_="bar0")
            )
        if interval is not None:
            low, high = (left + min(max(edge, 0.0), 1.0) * scale for edge in (interval.low, interval.high))
            parts += [_line(low, y + 14, high, y + 14, "line"), _line(low, y + 9, low, y + 19, "line")]
            parts.append(_line(high, y + 9, high, y + 19, "line"))
    description = _("Each bar is a share; the line across its end is the interval.")
    return _svg(width, 14 + len(rows) * step, title, description, parts, name)


def group_bars(groups: Sequence[GroupScore], title: str, name: str, words: Callable[[str], str]) -> Markup:
    """Mean scores of topics or aspects."""
    return interval_bars([(words(g.label), g.mean, g.interval, g.n) for g in groups], title, name)


def certainty_bars(rows: Sequence[CertaintyRow], title: str) -> Markup:
    """How many answers were right, by the certainty they were given with."""
    return interval_bars(
        [(_(row.certainty), row.share, row.interval, row.n) for row in rows], title, "certainty"
    )


def share_bar(share: float | None) -> Markup:
    """A small bar inside a cell, beside the number that says the same."""
    width = 100 * min(max(share or 0.0, 0.0), 1.0)
    track = element("rect", x=0, y=0, width=100, height=10, class_="track")
    return element(
        "svg",
        track,
        element("rect", x=0, y=0, width=width, height=10, class_="bar0"),
        viewBox="0 0 100 10",
        class_="meter chart-cell",
        aria_hidden="true",
        preserveAspectRatio="none",
    )


#: The fills of the lower, middle and upper third: light, half and dark, so that they are told apart without colour.
_THIRDS = ("third1", "third2", "third3")


def thirds_key() -> Markup:
    """What the three bars of an option are, in their order from above, each fill beside its name."""
    words = (_("lower third"), _("middle"), _("upper third"))
    return join_parts(
        element(
            "span",
            element(
                "svg",
                element("rect", x=0, y=0, width=18, height=10, class_=kind),
                viewBox="0 0 18 10",
                class_="meter key",
                aria_hidden="true",
            ),
            " ",
            word,
        )
        for kind, word in zip(_THIRDS, words, strict=True)
    )


def thirds_bar(lower: float, middle: float, upper: float) -> Markup:
    """Three small bars from zero: how much of the lower, middle and upper third chose an option."""
    bars = []
    for place, (share, kind) in enumerate(zip((lower, middle, upper), _THIRDS, strict=True)):
        y = 4 + 11 * place
        bars.append(element("rect", x=0, y=y, width=100, height=8, class_="track"))
        bars.append(element("rect", x=0, y=y, width=100 * share, height=8, class_=kind))
    return element(
        "svg",
        *bars,
        viewBox="0 0 100 36",
        class_="meter thirds",
        aria_hidden="true",
        preserveAspectRatio="none",
    )
