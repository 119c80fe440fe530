"""docs/interchange.md says what the program does."""

import re
from pathlib import Path

from quizapp.interchange import FORMATS

GUIDE = (Path(__file__).parents[2] / "docs" / "interchange.md").read_text("utf-8")
ROWS = {
    name: (into != "", out != "")
    for name, into, out in re.findall(
        r"^\| [^|]+ \| `([\w.-]+)` \| ?([^|]*?) ?\| ?([^|]*?) ?\|$", GUIDE, re.MULTILINE
    )
}


def test_the_guide_lists_every_format_with_what_it_can():
    assert {name: (form.read is not None, form.write is not None) for name, form in FORMATS.items()} == ROWS
