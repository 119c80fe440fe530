"""QR pictures of links: as the path of an SVG, and in signs for a terminal."""

from dataclasses import dataclass
from itertools import groupby

import segno

#: Light modules around the picture that readers need (ISO/IEC 18004).
MARGIN = 4


@dataclass(frozen=True)
class QrPicture:
    """A square of ``size`` by ``size`` modules, and the dark ones as an SVG path."""

    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """The QR picture of a text; a quarter of it may be covered or dirty."""
    rows = segno.make(text, error="q", micro=False).matrix
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                path.append(f"M{x + MARGIN} {y + MARGIN}h{width}v1h-{width}z")
            x += width
    return QrPicture(len(rows) + 2 * MARGIN, "".join(path))


def qr_lines(text: str) -> list[str]:
    """The QR picture of a text for a terminal, two rows of modules in a line: light is drawn, dark is left as it is."""
    bare = [[bool(dark) for dark in row] for row in segno.make(text, error="l", micro=False).matrix]
    margin = 2  # less than MARGIN: the terminal goes on around it
    width = len(bare) + 2 * margin
    side = [False] * margin
    rows = [[False] * width] * margin + [side + row + side for row in bare] + [[False] * width] * margin
    rows += [[True] * width] * (len(rows) % 2)
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return [
        "".join(signs[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
