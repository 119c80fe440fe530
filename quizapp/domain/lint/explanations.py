"""What each code of the checker means: title, explanation, an example that raises it and one that does not.

The texts stand in ``explanations.md`` beside this module, which is also the page of the guide that lists them:
a ``##`` heading with the code, a line in bold with the title, the explanation, then a fenced example after
"Wrong:" and one after "Right:". An example may leave out what does not matter; ``complete_example`` puts it in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from quizapp.basics.program import as_started

_PAGE = Path(__file__).with_suffix(".md")
_SECTION = re.compile(
    r"^## (?P<code>[a-z][a-z-]*)\n+\*\*(?P<title>[^\n]+)\*\*\n+(?P<says>.+?)\n+"
    r"Wrong:\n+```(?P<kind>yaml|text)\n(?P<bad>.*?)^```\n+Right:\n+```(?:yaml|text)\n(?P<good>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Explanation:
    code: str
    title: str
    says: str
    bad: str
    good: str
    #: False where a bank cannot show the mistake in a few lines (a file of 6 MB); the examples are then prose.
    shown: bool


def read_page(page: str) -> Mapping[str, Explanation]:
    """The explanations of a page by code; raises ValueError naming a section that is not of the form above."""
    found = {}
    sections = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    for section in sections[1:]:
        match = _SECTION.match(section.rstrip() + "\n")
        if match is None:
            raise ValueError(
                f"explanations.md: this section lacks one of its parts: {section.splitlines()[0]}"
            )
        found[match["code"]] = Explanation(
            match["code"],
            match["title"],
            " ".join(match["says"].split()),
            match["bad"],
            match["good"],
            shown=match["kind"] == "yaml",
        )
    return MappingProxyType(dict(sorted(found.items())))


EXPLANATIONS = read_page(as_started(_PAGE.read_text(encoding="utf-8")))


def complete_example(example: str) -> str:
    """A whole bank made of an example: a list is its questions; a missing title or question is put in.

    An example that begins with ``# The whole file`` is one already.
    """
    if example.startswith("# The whole file"):
        return example
    if example.startswith("- "):
        return f"title: Example\nquestions:\n{example}"
    if not re.search(r"^title:", example, re.MULTILINE):
        example = f"title: Example\n{example}"
    if not re.search(r"^questions:", example, re.MULTILINE):
        example += "questions:\n- statement: Water is wet.\n  is: true\n  why: Touch it.\n"
    return example
