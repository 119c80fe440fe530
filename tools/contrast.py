#!/usr/bin/env python3
"""Contrast of the stylesheet's colour tokens, in light and dark, as WCAG 2.2 defines it.

  python3 tools/contrast.py            print the table that docs/design.md holds; exit 1 where a pair falls short

Relative luminance and contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STYLESHEET = Path(__file__).resolve().parent.parent / "quizapp" / "static" / "quizapp.css"
MODES = ("light", "dark")
_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-fA-F]{6}), (#[0-9a-fA-F]{6})\);")

#: What stands on what: text needs 4.5 : 1 (1.4.3), marks and edges of controls 3 : 1 (1.4.11).
TEXT, MARK = 4.5, 3.0
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((front, "paper", TEXT) for front in ("ink", "quiet", "accent", "right", "wrong", "half", "split")),
    *((front, "sunk", TEXT) for front in ("ink", "quiet", "accent", "wrong")),
    ("ink", "field", TEXT),
    ("ink", "accent-sunk", TEXT),
    ("accent", "accent-sunk", TEXT),
    ("ink", "right-sunk", TEXT),
    ("right", "right-sunk", TEXT),
    ("quiet", "right-sunk", TEXT),
    ("on-accent", "accent", TEXT),
    ("paper", "wrong", TEXT),
    ("paper", "ink", TEXT),
    *(("ink", ground, TEXT) for ground in ("mark", "t0", "t1", "t2")),
    ("quiet", "t2", TEXT),
    ("edge", "paper", MARK),
    ("edge", "field", MARK),
    ("edge", "sunk", MARK),
    # The ring of the focus has two tones; they part from one another on any ground.
    ("focus", "focus-edge", MARK),
)


@dataclass(frozen=True)
class Pair:
    """A token on another in one mode: the ratio it has and the one it needs."""

    front: str
    ground: str
    mode: str
    ratio: float
    needed: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.needed


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def tokens(text: str) -> dict[str, dict[str, str]]:
    """The colours of a stylesheet: mode, then name of the token."""
    found = _TOKEN.findall(text)
    return {
        "light": {name: light for name, light, _dark in found},
        "dark": {name: dark for name, _light, dark in found},
    }


def pairs(text: str) -> Iterator[Pair]:
    """Every pair of PAIRS in both modes. Raises KeyError for a token that the stylesheet lacks."""
    colours = tokens(text)
    for front, ground, needed in PAIRS:
        for mode in MODES:
            ratio = contrast(colours[mode][front], colours[mode][ground])
            yield Pair(front, ground, mode, ratio, needed)


def table(found: list[Pair]) -> str:
    """The pairs as a Markdown table, one line for both modes."""
    lines = ["| what | on | needs | light | dark |", "|---|---|---|---|---|"]
    for light, dark in zip(found[::2], found[1::2], strict=True):
        lines.append(
            f"| {light.front} | {light.ground} | {light.needed} | {light.ratio:.1f} | {dark.ratio:.1f} |"
        )
    return "\n".join(lines)


def main() -> int:
    found = list(pairs(STYLESHEET.read_text("utf-8")))
    print(table(found))
    short = [pair for pair in found if not pair.is_enough]
    for pair in short:
        print(
            f"{pair.front} on {pair.ground}, {pair.mode}: {pair.ratio:.2f}, needs {pair.needed}",
            file=sys.stderr,
        )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
