"""R/exams in Markdown, as far as it is static: code in it is never run."""

import re
from collections.abc import Mapping

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import RIGHT, WRONG, Amount, Body, Choice, HandMarked, Item, Part, Typed
from quizapp.interchange import figures
from quizapp.interchange.contract import FileReading, Format, RefusedItem
from quizapp.interchange.markdown import maths_in
from quizapp.interchange.source import SourceFile

_SECTION = re.compile(r"(?m)^(Question|Solution|Meta-information|Answerlist)[ \t]*\n[=-]{3,}[ \t]*$")
_CODE = re.compile(r"(?m)^```+\s*\{r|`r\s")


def recognise(source: SourceFile) -> bool:
    """Its sections and its type."""
    return source.kind == "text" and "extype:" in source.text and _SECTION.search(source.text) is not None


def read(source: SourceFile) -> FileReading:
    """The one question that a file holds; several files after each other are read one by one."""
    starts = [found.start() for found in _SECTION.finditer(source.text) if found[1] == "Question"] or [0]
    parts = [
        source.text[start:end] for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True)
    ]
    # Code above the first question prepares its values.
    parts[0] = source.text[: starts[0]] + parts[0]
    lines = [source.text.count("\n", 0, start) + 1 for start in starts]
    return FileReading(
        tuple(_question(part, f"line {line}") for part, line in zip(parts, lines, strict=True))
    )


def _question(text: str, place: str) -> Item | RefusedItem:
    sections, lists = _sections(text)
    meta = dict(re.findall(r"(?m)^(ex\w+):[ \t]*(.*?)[ \t]*$", sections.get("Meta-information", "")))
    name = meta.get("exname", "")
    if _CODE.search(text):
        return RefusedItem(
            place, name, "no-counterpart", msg("It is made by a program, and programs are never run.")
        )
    body = _body(meta, lists)
    if isinstance(body, tuple):
        return RefusedItem(place, name, *body)
    stem, points = sections.get("Question", ""), figures.read(meta.get("expoints", "1"))
    return Item(
        place, stem, body, title=name, why=sections.get("Solution", ""), marks=RIGHT if points is None else points,
        topic=meta.get("exsection", "").split("/")[-1], lost=maths_in(stem),
    )  # fmt: skip


def _sections(text: str) -> tuple[Mapping[str, str], list[list[str]]]:
    """Texts by section, and the lists of answers: the first below the question, the second below the solution."""
    pieces = _SECTION.split(text)
    sections: dict[str, str] = {}
    lists: list[list[str]] = []
    for name, content in zip(pieces[1::2], pieces[2::2], strict=True):
        if name == "Answerlist":
            rows = re.split(r"(?m)^[*-][ \t]+", content)[1:]
            lists.append([" ".join(row.split()) for row in rows])
        else:
            sections.setdefault(name, content.strip())
    return sections, lists


def _body(meta: Mapping[str, str], lists: list[list[str]]) -> Body | tuple[str, str]:
    kind, key = meta.get("extype", ""), meta.get("exsolution", "")
    if kind in ("schoice", "mchoice"):
        return _choice(kind, key, lists)
    if kind == "num":
        exact, off = figures.read(key), figures.read(meta.get("extol", "0"))
        return (
            ("broken", msg("The solution is no number."))
            if exact is None or off is None
            else Amount((figures.value(exact, off),))
        )
    if kind == "string":
        return Typed((Part(key),), exact=True) if key not in ("", "nil") else HandMarked()
    return "no-counterpart", f"There is no question of type {kind[:30]} here."


def _choice(kind: str, key: str, lists: list[list[str]]) -> Body | tuple[str, str]:
    options = lists[0] if lists else []
    said = lists[1] if len(lists) > 1 and len(lists[1]) == len(options) else [""] * len(options)
    if not re.fullmatch(r"[01]+", key) or len(key) != len(options):
        return "no-such-option", msg("The solution does not say 0 or 1 for each answer.")
    parts = tuple(
        Part(text, RIGHT if sign == "1" else WRONG, note)
        for text, sign, note in zip(options, key, said, strict=True)
    )
    return Choice(parts, several=kind == "mchoice", credit=ALL_OR_NOTHING if kind == "mchoice" else "")


FORMAT = Format("rexams", "an R/exams question", (".Rmd", ".md"), recognise, read)
