"""QR pictures of links, as the path of an SVG."""

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
