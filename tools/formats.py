"""Write the table of formats in docs/interchange.md, from the registry, the examples and a bank of every question type.

python3 tools/formats.py          write it
python3 tools/formats.py check    fail where it is not what the program does
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from quizapp.authoring.bank_text import entry_text  # noqa: E402  # after the path is set
from quizapp.domain.bank import Bank  # noqa: E402  # after the path is set
from quizapp.domain.bankfile.loading import load_bank  # noqa: E402  # after the path is set
from quizapp.domain.question_types import QUESTION_TYPES  # noqa: E402  # after the path is set
from quizapp.interchange import FORMATS, Format, read_file  # noqa: E402  # after the path is set
from tests.interchange.test_round_trip import BODIES  # noqa: E402  # after the path is set
from tests.support.interchange import examples  # noqa: E402  # after the path is set

#: Programs of others that ``tools/judge_exports.py`` asks about an export.
OUTSIDE = {
    "qti-2.2": "schema of QTI 2.2",
    "qti-3": "a QTI 3 player",
    "gift": "gift-pegjs",
    "anki": "Anki's package",
    "text2qti": "text2qti",
    "qti-1.2": "qti2latex",
    "kahoot": "pandas, Kahoot's sheet",
    "csv": "pandas",
    "html": "Chromium",
    "docx": "LibreOffice",
    "xlsx": "LibreOffice, pandas",
}

GUIDE = ROOT / "docs" / "interchange.md"
BEGIN, END = "<!-- formats: written by tools/formats.py -->\n", "<!-- end of formats -->\n"


def table() -> str:
    """The table as Markdown."""
    lines = [
        "| format | name for `--as` | in | out | what examples lose coming in | what one question of each type loses going out | judged in |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(_row(form))} |" for form in FORMATS.values()]
    return "\n".join(lines) + "\n"


def _row(form: Format) -> Iterator[str]:
    yield re.sub(r"^(?:a|an) ", "", form.label)
    yield f"`{form.name}`"
    yield "yes" if form.read else ""
    yield "yes" if form.write else ""
    yield _codes(_lost_in(form)) if form.read else ""
    yield _codes(_lost_out(form)) if form.write else ""
    mine = [str(example.path.name) for example in examples() if example.format == form.name]
    judged = [f"{len(mine)} examples" if len(mine) > 1 else "1 example"] if mine else []
    judged += ["own export read back"] if form.name in BODIES else []
    yield ", ".join([*judged, *([OUTSIDE[form.name]] if form.name in OUTSIDE else [])])


def _codes(found: set[str]) -> str:
    return ", ".join(sorted(found)) or "nothing"


def _lost_in(form: Format) -> set[str]:
    results = [read_file(each.content, each.path.name) for each in examples() if each.format == form.name]
    return {told.code for result in results for _place, told in result.lost}


def every_type() -> Bank:
    """A bank of one question of each type."""
    entries = "".join(
        entry_text(kind).replace("- ", f"- id: {name.replace('_', '-')}\n  ", 1)
        for name, kind in QUESTION_TYPES.items()
    )
    return load_bank(f"title: x\nquestions:\n{entries}", QUESTION_TYPES, name="x")


def _lost_out(form: Format) -> set[str]:
    bank = every_type()
    assert form.write is not None  # noqa: S101  # asked of those alone
    written = form.write(bank)
    types = {question.id: question.type_name.replace("_", " ") for question in bank.questions}
    return {told.code for told in written.lost} | {f"no {types[each.place]}" for each in written.left_out}


def written(text: str) -> str:
    """The guide with the table of today."""
    before, _, rest = text.partition(BEGIN)
    _old, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def main(arguments: list[str]) -> int:
    """Write the table, or say that it is old."""
    text = GUIDE.read_text("utf-8")
    new = written(text)
    if arguments == ["check"]:
        if new != text:
            print("docs/interchange.md: the table of formats is old. Run python3 tools/formats.py")
        return int(new != text)
    GUIDE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
