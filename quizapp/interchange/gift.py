"""GIFT, Moodle's text format. Read by hand, question by question, so that a broken one costs one."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    HandMarked,
    Item,
    Pair,
    Paired,
    Part,
    Told,
    Typed,
    Value,
)
from quizapp.interchange import cloze, figures, gift_writing
from quizapp.interchange.contract import CannotTake, FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.markdown import escape, from_auto, from_html, plain_from_html
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import tags_of, topic_of

#: Stands for a comment line, so that it parts no question and lines keep their numbers; and for a gap in a text.
_COMMENT, _GAP = "\ue000", "\ue001"
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|$)")
_SIGN = re.compile(r"\\.|[{}]|\n[ \t]*(?:\n|$)", re.DOTALL)
_NAME = re.compile(r"::((?:\\.|[^\\])*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,9})?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:(?<!\\)#(.*))?", re.DOTALL | re.IGNORECASE)
#: A sign that belongs to a tag: = after the name of an attribute, or = and ~ in the value of one.
_IN_TAG = re.compile(
    r"""<[A-Za-z](?:[^<>"']|"[^"<>]*"|'[^'<>]*')*?"""
    r"""(?:\s[\w:-]+[ \t]*=|(?<!\\)=(?:[ \t]*"[^"<>]*|[ \t]*'[^'<>]*|[^\s"'<>]+))\Z"""
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BLANK = "_____"


def recognise(source: SourceFile) -> bool:
    """A brace that holds answers as GIFT writes them."""
    if source.kind != "text":
        return False
    text = source.text[:200_000]
    if text.startswith("Quiz title:") or source.is_markup_of_programs:
        return False
    if re.search(r"(?m)^(?:\$CATEGORY:|//\s*\[(?:id|tag):)", text):
        return True
    for match in re.finditer(r"(?<!\\)\{(?P<inside>(?:\\.|[^{}\\])*)\}", text, re.DOTALL):
        inside = match["inside"].strip()
        named = re.search(r"::[^\n]*::(?:\\.|[^{}\\])*\Z", text[max(0, match.start() - 2000) : match.start()])
        if named or re.match(r"(?:[=~]|#[\s=]*-?\d|(?:T|TRUE|F|FALSE)\s*(?:#|\Z))", inside):
            return True
    return False


@dataclass
class _Raw:
    """One question as it stands: the line it begins on, its text with braces, and what comments said of it."""

    line: int
    text: str
    #: Where the brace opens and closes in ``text``; -1 where there is none.
    opens: int = -1
    closes: int = -1
    category: str = ""
    id: str = ""
    tags: list[str] = field(default_factory=list)
    #: Line of a brace that is not closed.
    open_line: int = 0


def read(source: SourceFile) -> FileReading:
    """Its questions; descriptions are skipped."""
    return FileReading(tuple(_question(raw) for raw in _questions(source.text)))


# Finding the questions


def _questions(text: str) -> Iterator[_Raw]:
    """The questions of a file in order, with the category and the marks in comments that belong to each."""
    lines = text.split("\n")
    marks: dict[int, list[tuple[str, str]]] = {}
    for number, line in enumerate(lines):
        if line.lstrip().startswith("//"):
            marks[number + 1] = _MARK.findall(line)
            lines[number] = _COMMENT
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    place, category = 0, ""
    told: list[tuple[str, str]] = []
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end].strip()
        number = bisect(starts, place)
        if not line or line == _COMMENT:
            told = [*told, *marks.get(number, [])] if line else told
            place = end + 1
            continue
        if line.startswith("$CATEGORY:"):
            category = line.removeprefix("$CATEGORY:").replace(_COMMENT, "").strip()
            place = end + 1
            continue
        raw, place = _cut(text, place, starts)
        raw.category = category
        raw.tags = [_plain(value) for key, value in told if key == "tag"]
        raw.id = next((_plain(value) for key, value in told if key == "id"), "")
        told = []
        yield raw


def _cut(text: str, start: int, starts: list[int]) -> tuple[_Raw, int]:
    """The question that begins at a place, and where the next may begin."""
    raw = _Raw(bisect(starts, start), "")
    place = start
    end = len(text)
    while match := _SIGN.search(text, place):
        place = match.end()
        if match[0] == "{" and raw.opens < 0:
            raw.opens = match.start() - start
            closing = _closing(text, place)
            if closing < 0:
                raw.open_line = bisect(starts, match.start())
                blank = _BLANK_LINE.search(text, place)
                end = blank.start() if blank else len(text)
                break
            raw.closes, place = closing - start, closing + 1
        elif match[0][0] == "\n":
            end = match.start()
            break
        following = re.compile(r"[ \t]*\n(?:[ \t]*\ue000[ \t]*\n)*(?=[ \t]*(?:::|\$CATEGORY:|\ue000))").match(
            text, place
        )
        if raw.closes >= 0 and following:
            end = place
            break
    raw.text = text[start:end]
    return raw, max(end, start + 1)


def _closing(text: str, place: int) -> int:
    """Where the brace that was opened before ``place`` is closed; -1 where another opens first, after an empty line."""
    blank = False
    for match in re.finditer(r"\\.|[{}]|\n[ \t]*\n", text[place:], re.DOTALL):
        if match[0] == "}":
            return place + match.start()
        if match[0][0] == "\n":
            blank = True
        elif match[0] == "{" and blank:
            return -1
    return -1


# Reading one


def _question(raw: _Raw) -> Item | RefusedItem | Skipped:
    place, title = f"line {raw.line}", ""
    text = raw.text
    named = _NAME.match(text)
    if named:
        title = " ".join(_plain(named[1]).split())
    begin = named.end() if named else 0
    if raw.open_line:
        return RefusedItem(place, title, "broken", f"the brace opened on line {raw.open_line} is not closed")
    if raw.opens < 0:
        return Skipped(place, "description")
    before, inside = text[begin : raw.opens], text[raw.opens + 1 : raw.closes]
    after = text[raw.closes + 1 :].replace(_COMMENT, "")
    if cloze.begins(text[raw.opens :]):
        return _Reader(raw, place, title).gapped(text[begin:].replace(_COMMENT, ""))
    if re.search(r"(?<!\\)[{}]", after):
        return RefusedItem(place, title, "broken", msg("There is a second brace after the answers."))
    try:
        return _Reader(raw, place, title).item(
            before.replace(_COMMENT, ""), inside.replace(_COMMENT, ""), after
        )
    except CannotTake as error:
        return RefusedItem(place, title, error.code, str(error))


@dataclass
class _Answer:
    """One answer between the braces."""

    right: bool
    text: str
    share: Fraction | None
    feedback: str


class _Reader:
    """Reads the texts of one question in its own format and notes what is lost."""

    def __init__(self, raw: _Raw, place: str, title: str) -> None:
        self.raw, self.place, self.title = raw, place, title
        self.format = "moodle"
        self.lost: list[Told] = []
        self.warnings: list[Told] = []

    def item(self, before: str, inside: str, after: str) -> Item:
        if found := _FORMAT.match(before):
            self.format = found[1].lower()
            before = before[found.end() :]
        inside, why = _cut_at(inside, "####")
        body = self.body(inside)
        tail = after.strip()
        stem = self.text(before + (_GAP + after.rstrip() if tail else ""))
        if tail:
            gap = _as_gap(body)
            if gap is not None:
                first, _, last = stem.partition(_GAP)
                body, stem = Gapped((first, last), (gap,)), ""
            stem = stem.replace(_GAP, BLANK)
        return Item(
            self.place,
            stem,
            body,
            id=self.raw.id,
            title=self.title,
            topic=topic_of(self.raw.category),
            tags=tags_of(self.raw.tags),
            why=self.text(why) if why else "",
            lost=tuple(self.lost),
            warnings=tuple(self.warnings),
        )

    def gapped(self, text: str) -> Item | RefusedItem:
        """A text in whose braces stand gaps in Moodle's own language."""
        if found := _FORMAT.match(text):
            self.format = found[1].lower()
            text = text[found.end() :]
        try:
            body = cloze.read(text, self.text, self.typed, self.lost)
        except cloze.BrokenGap as error:
            return RefusedItem(self.place, self.title, "broken", str(error))
        return Item(
            self.place,
            "",
            body,
            id=self.raw.id,
            title=self.title,
            topic=topic_of(self.raw.category),
            tags=tags_of(self.raw.tags),
            lost=tuple(self.lost),
            warnings=tuple(self.warnings),
        )

    def text(self, text: str) -> str:
        """A text as Markdown, from the question's format or its own."""
        form = self.format
        if found := _FORMAT.match(text):
            form, text = found[1].lower(), text[found.end() :]
        plain = _plain(text)
        if form == "markdown":
            return plain.strip()
        if form == "plain":
            return escape(plain.strip())
        found_text, told = from_html(plain) if form == "html" else from_auto(plain)
        self.lost += told
        return found_text

    def typed(self, text: str) -> str:
        """A text that is typed."""
        if found := _FORMAT.match(text):
            text = text[found.end() :]
        if self.format in ("markdown", "plain"):
            return " ".join(_plain(text).split())
        plain, told = plain_from_html(_plain(text).strip())
        self.lost += told
        return plain

    def body(self, inside: str) -> Body:
        if not inside.strip():
            return HandMarked()
        if found := _TRUTH.fullmatch(inside):
            return self.truth(found[1][0].upper() == "T", found[2] or "")
        if inside.lstrip().startswith("#"):
            return self.amount(inside.lstrip()[1:])
        answers = list(self.answers(inside))
        if not answers:
            raise CannotTake("broken", msg("Between the braces no answer begins with = or ~."))
        pairs = [_cut_at(answer.text, "->") for answer in answers]
        if all(answer.right for answer in answers) and any("->" in answer.text for answer in answers):
            return self.paired(answers, pairs)
        if all(answer.right for answer in answers):
            return self.short(answers)
        return self.choice(answers)

    def answers(self, inside: str) -> Iterator[_Answer]:
        """The answers between the braces, each from its = or ~ on."""
        pieces: list[list[str]] = []
        for sign in re.findall(r"\\.|.", inside, re.DOTALL):
            if sign in "=~" and not (pieces and _IN_TAG.search(pieces[-1][1] + sign)):
                pieces.append([sign, ""])
            elif pieces:
                pieces[-1][1] += sign
            elif sign.strip():
                raise CannotTake("broken", msg("Between the braces a text stands before the first = or ~."))
        marked = iter(pieces)
        for sign, text in marked:
            if sign == "~" and not text.strip() and (following := next(marked, None)):
                if following[0] == "=":
                    self.warnings.append(Told("tilde-equals"))
                sign, text = following
            weight = _WEIGHT.match(text)
            share = Fraction(weight[1]) / 100 if weight else None
            text = text[weight.end() :] if weight else text
            text, feedback = _cut_at(text, "#")
            yield _Answer(sign == "=", text.strip(), share, feedback.strip())

    def truth(self, right: bool, feedback: str) -> Body:
        for_wrong, for_right = _cut_at(feedback, "#")
        said = [self.text(text) if text.strip() else "" for text in (for_right, for_wrong)]
        options = [Part("True", Fraction(right), said[0 if right else 1])]
        options.append(Part("False", Fraction(not right), said[1 if right else 0]))
        return Choice(tuple(options), keep_order=True, truth=True)

    def choice(self, answers: list[_Answer]) -> Body:
        several = not any(answer.right for answer in answers) and any(answer.share for answer in answers)
        parts = tuple(self.part(answer, self.text(answer.text)) for answer in answers)
        return Choice(parts, several=several)

    def part(self, answer: _Answer, text: str) -> Part:
        share = answer.share if answer.share is not None else RIGHT if answer.right else WRONG
        return Part(text, share, self.text(answer.feedback) if answer.feedback else "")

    def short(self, answers: list[_Answer]) -> Body:
        stars = [answer for answer in answers if answer.text == "*"]
        others = [answer for answer in answers if answer.text != "*"]
        otherwise = next((self.text(each.feedback) for each in stars if not each.share and each.feedback), "")
        if any(each.share is None or each.share > 0 for each in stars):
            raise CannotTake(
                "no-counterpart", msg("Any answer is right there; no such question can be marked here.")
            )
        parts = tuple(self.part(answer, self.typed(answer.text)) for answer in others)
        return Typed(parts, otherwise=otherwise, wildcards=any("*" in part.text for part in parts))

    def paired(self, answers: list[_Answer], pairs: list[tuple[str, str]]) -> Body:
        found = []
        for (left, right), answer in zip(pairs, answers, strict=True):
            if "->" not in answer.text:
                raise CannotTake("broken", f"“{_plain(answer.text)[:40]}” has no partner after “->”.")
            said = self.text(answer.feedback) if answer.feedback else ""
            found.append(Pair(self.text(left) if left.strip() else "", self.text(right), said))
        return Paired(tuple(found))

    def amount(self, inside: str) -> Body:
        values: list[Value] = []
        otherwise = ""
        if re.search(r"(?<!\\)[=~]", inside.split("#")[0]) or inside.lstrip().startswith(("=", "~")):
            first = re.match(r"[^=~]*", inside)
            lead = first[0] if first else ""
            pieces = (
                [_Answer(True, lead, None, ""), *self.answers(inside[len(lead) :])]
                if lead.strip()
                else list(self.answers(inside))
            )
        else:
            text, feedback = _cut_at(inside, "#")
            found = _WEIGHT.match(text)
            text = text[found.end() :] if found else text
            pieces = [_Answer(True, text, Fraction(found[1]) / 100 if found else None, feedback.strip())]
        for piece in pieces:
            said = self.text(piece.feedback) if piece.feedback else ""
            if not piece.text.strip() or piece.text.strip() == "*":
                otherwise = otherwise or said
                continue
            share = piece.share if piece.share is not None else RIGHT if piece.right else WRONG
            values.append(_value(piece.text, share, said))
        return Amount(tuple(values), otherwise=otherwise)


def _value(text: str, share: Fraction, feedback: str) -> Value:
    """``3``, ``3:2`` or ``1..5`` as a figure."""
    plain = _plain(text).strip()
    low, dots, high = plain.partition("..")
    number, _, off = plain.partition(":")
    first, second = (
        (figures.read(low), figures.read(high)) if dots else (figures.read(number), figures.read(off or "0"))
    )
    if first is None or second is None:
        raise CannotTake("broken", f"“{plain[:40]}” is no number.")
    if dots:
        return figures.between(first, second, share=share, feedback=feedback)
    return figures.value(first, second, share=share, feedback=feedback)


def _as_gap(body: Body) -> Blank | None:
    """A body that fits into a line of text: one right of several, or a word to type."""
    if isinstance(body, Choice) and not body.truth and not body.several:
        full = sum(part.share >= RIGHT for part in body.options)
        return Blank(body.options, listed=True) if full == 1 and len(body.options) > 1 else None
    if isinstance(body, Typed) and not body.wildcards:
        return Blank(body.answers, otherwise=body.otherwise)
    return None


def _cut_at(text: str, mark: str) -> tuple[str, str]:
    """A text before and after the first such mark that no backslash escapes."""
    signs = re.finditer(rf"\\.|{re.escape(mark)}", text, re.DOTALL)
    found = next((each for each in signs if each[0] == mark), None)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _plain(text: str) -> str:
    """A text without GIFT's own escapes; a backslash before any other sign is one of the text."""

    def bare(found: re.Match[str]) -> str:
        sign = found[1]
        return "\n" if sign == "n" else sign if sign in "~=#{}:\\" else found[0]

    return _ESCAPED.sub(bare, text)


FORMAT = Format("gift", "a GIFT text", (".gift", ".txt"), recognise, read, gift_writing.write)
