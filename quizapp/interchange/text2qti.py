"""text2qti: numbered questions in Markdown with ``a)``, ``*b)``, ``[*]``, ``= 5 +- 1``, ``____``. Code in it is never run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Body,
    Choice,
    HandMarked,
    Item,
    Judged,
    Part,
    Told,
    Typed,
    Value,
)
from quizapp.interchange import figures
from quizapp.interchange.banktext import number
from quizapp.interchange.contract import FileReading, Format, RefusedItem, Skipped, WrittenFile
from quizapp.interchange.exporting import CannotWrite, Export, mixed, offered
from quizapp.interchange.markdown import maths_in, unescape
from quizapp.interchange.source import SourceFile

_QUESTION = re.compile(r"(\d+)\.\s+(.*)")
_CHOICE = re.compile(r"(\*?)([A-Za-z])\)\s+(.*)")
_BOX = re.compile(r"\[([*x ]?)\]\s+(.*)")
_SHORT = re.compile(r"\*\s+(.*)")
_NUMBER = re.compile(r"=\s+(.*)")
_FEEDBACK = re.compile(r"(\.\.\.|\+|-)\s+(.*)")
_KEY = re.compile(r"(quiz title|quiz description|title|points|text title|text|solution|pick|points per question):\s*(.*)",
                  re.IGNORECASE)  # fmt: skip
_MARKS = re.compile(r"(?mi)^(?:\*[a-z]\)\s|\[[*x ]?\]\s|____+\s*$|\^\^\^\^+\s*$|=\s+[\[\d+.-]|quiz title:)")
_LIST_ONLY = re.compile(r"(?mi)^\W*(?:correct )?answer\s*:|\(correct\)\s*$")
_INTERVAL = re.compile(r"\[\s*(\S+?)\s*,\s*(\S+?)\s*\]")
_OFF = re.compile(r"(.+?)\s*\+-\s*(.+?)\s*(%?)")


def recognise(source: SourceFile) -> bool:
    """Numbered questions, and a mark that only text2qti has."""
    if source.kind != "text" or not re.search(r"(?m)^\d+\.\s+\S", source.text):
        return False
    return _MARKS.search(source.text) is not None and not _LIST_ONLY.search(source.text)


@dataclass
class _Raw:
    """One question while its lines are read."""

    line: int
    title: str = ""
    points: str = ""
    stem: list[str] = field(default_factory=list)
    #: Options and answers: what kind, whether right, lines, and lines of feedback.
    parts: list[tuple[str, bool, list[str], list[str]]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    #: "essay", "upload", "result" (feedback by result), "code".
    signs: set[str] = field(default_factory=set)


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    parser = _Parser()
    for place, line in enumerate(source.text.split("\n"), start=1):
        parser.take(place, line.rstrip())
    lost = (Told("question-group", count=parser.groups),) if parser.groups else ()
    found: list[Item | RefusedItem | Skipped] = [
        each if isinstance(each, Skipped) else _item(each) for each in parser.found
    ]
    return FileReading(
        tuple(found), parser.head.get("quiz title", ""), parser.head.get("quiz description", ""), lost=lost
    )


class _Parser:
    """Line by line; ``into`` is where an indented line goes on."""

    def __init__(self) -> None:
        self.found: list[_Raw | Skipped] = []
        self.head: dict[str, str] = {}
        self.coming: dict[str, str] = {}
        self.raw: _Raw | None = None
        self.into: list[str] | None = None
        self.comment = False
        self.groups = 0
        self.fence = False

    def take(self, number: int, line: str) -> None:
        if line in ("COMMENT", "END_COMMENT"):
            self.comment = line == "COMMENT"
            return
        if self.comment or line.startswith("%"):
            return
        if line.lstrip().startswith("```"):
            self.fence = not self.fence
            if re.match(r"\s*```+\s*\{[^}]*\.(?:python|run)", line):
                raw = self.raw if self.raw is not None and line[0] in " \t" else self.begin(number)
                raw.signs.add("code")
        if not line.strip():
            if self.into is not None and self.into and self.into[-1]:
                self.into.append("")
        elif line in ("GROUP", "END_GROUP"):
            self.groups += line == "GROUP"
            self.raw = self.into = None
        elif (line[0] in " \t" or self.fence) and self.into is not None:
            self.into.append(line.strip() if not self.fence else line)
        elif not self.key(number, line):
            self.marked(number, line)

    def key(self, number: int, line: str) -> bool:
        found = _KEY.fullmatch(line)
        if not found:
            return False
        name, value = found[1].lower(), found[2]
        if name.startswith("quiz "):
            self.head[name] = value
        elif name == "text":
            self.found.append(Skipped(f"line {number}", "description"))
            self.raw = None
        else:
            self.coming[name] = value
        self.into = None
        return True

    def begin(self, number: int) -> _Raw:
        self.raw = _Raw(number, self.coming.pop("title", ""), self.coming.pop("points", ""))
        self.found.append(self.raw)
        self.into = self.raw.stem
        return self.raw

    def marked(self, number: int, line: str) -> None:
        if found := _QUESTION.fullmatch(line):
            self.begin(number).stem.append(found[2])
            return
        raw = self.raw
        if raw is None:
            return
        if found := _CHOICE.fullmatch(line):
            self.part("choice", bool(found[1]), found[3])
        elif found := _BOX.fullmatch(line):
            self.part("box", bool(found[1].strip()), found[2])
        elif found := _SHORT.fullmatch(line):
            self.part("short", True, found[1])
        elif found := _NUMBER.fullmatch(line):
            self.part("number", True, found[1])
        elif re.fullmatch(r"_{3,}", line):
            raw.signs.add("essay")
        elif re.fullmatch(r"\^{3,}", line):
            raw.signs.add("upload")
        elif found := _FEEDBACK.fullmatch(line):
            self.feedback(raw, found[1], found[2])
        elif line.startswith("!"):
            self.into = raw.why
            raw.why.append(line[1:].strip())
        elif self.into is not None:
            self.into.append(line)

    def part(self, kind: str, right: bool, text: str) -> None:
        assert self.raw is not None  # noqa: S101  # the caller has looked
        self.raw.parts.append((kind, right, [text], []))
        self.into = self.raw.parts[-1][2]

    def feedback(self, raw: _Raw, mark: str, text: str) -> None:
        if mark != "...":
            raw.signs.add("result")
            self.into = []
            return
        self.into = raw.parts[-1][3] if raw.parts else raw.why
        self.into.append(text)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _item(raw: _Raw) -> Item | RefusedItem:
    place, stem = f"line {raw.line}", _joined(raw.stem)
    title = raw.title or " ".join(stem.split())[:80]
    if "code" in raw.signs:
        return RefusedItem(
            place, raw.title, "no-counterpart", msg("It holds a program, and programs are never run.")
        )
    if "upload" in raw.signs:
        return RefusedItem(place, title, "no-counterpart", msg("Files cannot be handed in here."))
    body = _body(raw)
    if isinstance(body, str):
        return RefusedItem(place, title, "broken" if raw.parts else "no-right-answer", body)
    lost = [Told("feedback-by-result")] if "result" in raw.signs else []
    marks = figures.read(raw.points) if raw.points else None
    return Item(
        place,
        stem,
        body,
        title=raw.title,
        why=_joined(raw.why),
        marks=Fraction(1) if marks is None else marks,
        lost=(*lost, *maths_in(stem)),
    )


def _body(raw: _Raw) -> Body | str:
    """The body of a question, or why there is none."""
    kinds = {kind for kind, _, _, _ in raw.parts}
    if "essay" in raw.signs:
        return HandMarked()
    if not kinds:
        return msg("Nothing says what is right.")
    if len(kinds) > 1:
        return msg("It has answers of two kinds.")
    parts = tuple(
        Part(_joined(text), RIGHT if right else WRONG, _joined(said)) for _, right, text, said in raw.parts
    )
    if kinds == {"short"}:
        return Typed(tuple(Part(unescape(part.text), RIGHT, part.feedback) for part in parts))
    if kinds == {"number"}:
        values = [_value(part.text, part.feedback) for part in parts]
        bad = next((part.text for part, value in zip(parts, values, strict=True) if value is None), "")
        return f"“{bad[:40]}” is no number." if bad else Amount(tuple(value for value in values if value))
    if kinds == {"box"}:
        return Choice(parts, several=True, credit=ALL_OR_NOTHING)
    truth = {part.text.casefold() for part in parts} == {"true", "false"}
    return Choice(parts, keep_order=truth, truth=truth)


def _value(text: str, feedback: str) -> Value | None:
    if found := _INTERVAL.fullmatch(text.strip()):
        low, high = figures.read(found[1]), figures.read(found[2])
        return None if low is None or high is None else figures.between(low, high, feedback=feedback)
    if found := _OFF.fullmatch(text.strip()):
        exact, off = figures.read(found[1]), figures.read(found[2])
        return (
            None
            if exact is None or off is None
            else figures.value(exact, off, feedback=feedback, percent=bool(found[3]))
        )
    exact = figures.read(text)
    return None if exact is None else figures.value(exact, feedback=feedback)


# --- out ---------------------------------------------------------------------------------------------------


def write(bank: Bank) -> WrittenFile:
    """The bank as one quiz."""
    export = Export()
    count = iter(range(1, len(bank.questions) + 1))
    blocks = export.each(bank, lambda item: _question(item, count, export, bank))
    head = f"Quiz title: {' '.join(bank.title.split())}\n"
    if bank.about:
        head += f"Quiz description: {' '.join(bank.about.split())}\n"
    return export.written((head + "\n" + "\n\n".join(blocks) + "\n").encode())


def _lead(mark: str, text: str) -> list[str]:
    """A text after its mark; what follows on other lines is indented under it."""
    first, *rest = text.split("\n")
    if any(row != row.strip() for row in (first, *rest)) or "```" in text:
        raise CannotWrite(msg("A text with lines of its own indentation cannot be told from text2qti's."))
    under = " " * len(f"{mark} ")
    return [f"{mark} {first}", *(under + row if row else "" for row in rest)]


def _question(item: Item, count: Iterator[int], export: Export, bank: Bank) -> str:
    answers = _answers(item, export, bank)
    lines = [f"Title: {item.id}", f"Points: {number(item.marks)}"]
    lines += _lead(f"{next(count)}. ", item.stem)
    if item.why:
        lines += _lead("...", item.why)
    export.common(item, bank, holds=("why", "marks"), says=(Choice, Judged))
    return "\n".join([*lines, *answers])


def _answers(item: Item, export: Export, bank: Bank) -> list[str]:
    body = item.body
    if isinstance(body, Judged):
        export.lose("judged-as-options")
        return _options(Choice(body.answers), item)
    if isinstance(body, Choice):
        if body.several and body.credit != ALL_OR_NOTHING:
            export.lose("credit-changed", body.credit)
        return _options(body, item)
    if isinstance(body, Typed):
        if body.exact:
            export.lose("case")
        return [
            row for part in offered(body.answers) if part.share == RIGHT for row in _lead("*  ", part.text)
        ]
    if isinstance(body, Amount):
        return _amount(body, export, bank)
    if isinstance(body, HandMarked):
        if body.rubric:
            export.lose("rubric")
        return ["____"]
    raise CannotWrite("text2qti has no such question.")


def _options(body: Choice, item: Item) -> list[str]:
    lines: list[str] = []
    parts = offered(body.options) if body.truth else mixed(offered(body.options), item.id)
    if len(parts) > 26:
        raise CannotWrite("text2qti holds 26 options at most.")
    for place, part in enumerate(parts):
        lines += _lead(_mark(part, place, several=body.several), part.text)
        if part.feedback:
            lines += _lead("...", part.feedback)
    return lines


def _mark(part: Part, place: int, *, several: bool) -> str:
    right = part.share == RIGHT
    if several:
        return "[*]" if right else "[ ]"
    return f"{'*' if right else ''}{chr(ord('a') + place)})"


def _amount(body: Amount, export: Export, bank: Bank) -> list[str]:
    first, *rest = body.values
    if rest:
        export.lose("typed-alternatives")
    exact, off = export.amount(first, body.unit, bank.language)
    if exact.denominator == 1 and not off:
        return [f"=   {exact}"]
    return [f"=   {float(exact):.12g} +- {float(off):.12g}"]


FORMAT = Format("text2qti", "a text2qti text", (".txt", ".md"), recognise, read, write)
