"""Numbered lists, as people type them: ``1.`` questions, ``a)`` options, a star or ``Answer: b`` for what is right.

``read_lines`` takes lines from anywhere, so that a Word document is read by the same rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING, fold_option
from quizapp.domain.exchange import RIGHT, WRONG, Body, Choice, Item, Part, Typed
from quizapp.interchange.contract import FileReading, Format, RefusedItem
from quizapp.interchange.markdown import escape
from quizapp.interchange.source import SourceFile

_QUESTION = re.compile(
    r"\s{0,3}(?:\*\*)?(?:(?:question|frage|pregunta|domanda|вопрос|câu|q)\s*)?(\d{1,4})\s*[.):、](?!\d)\s*(\S.*)",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\s*(\*?)\s*(?:[-•]\s+)?(\*?)\s*(?:[(\[]([A-Za-z])[)\]]|([A-Za-z])\s?[.)、])\s*(\S.*)")
#: A question's number on a line of its own: what follows is its text.
_NUMBER_ALONE = re.compile(
    r"\s*(?:\*\*)?(?:question|frage|pregunta|domanda|pergunta|вопрос|питання|pytanie|câu|savol|soru|q)\s*(\d{1,4})\s*[.):]?(?:\*\*)?\s*",
    re.IGNORECASE,
)
_BOX = re.compile(r"\s*[-*•]?\s*(?:\[([ xX*✓✔])\]|([☐□☑☒✓✔✅]))\s*(\S.*)")
_ANSWER = re.compile(
    r"\W*(?:the )?(?:correct answers?|right answers?|answers?|ans|key|solution|richtige antwort|antwort|lösung|respuesta"
    r"(?: correcta)?|réponse|bonne réponse|risposta(?: corretta)?|resposta(?: correta)?|правильный ответ|ответ|відповідь"
    r"|正确答案|答案|odpowiedź|đáp án|javob|cevap)\s*[:：=]\s*(.+?)[\s*]*",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\W*(?:explanation|rationale|erklärung|explicación|explication|spiegazione|объяснение|解析)\s*[:：]\s*(.+)",
    re.IGNORECASE,
)
_KEY_LIST = re.compile(r"\s*(?:\d{1,4}\s*[.):\-–]?\s*[A-Ha-h]\b[\s,;]*){2,}")
_KEY_PAIR = re.compile(r"(\d{1,4})\s*[.):\-–]?\s*([A-Ha-h])\b")
_MARK_AFTER = re.compile(
    r"(.*\S)\s*(?:\*+|\((?:correct|right|richtig|correcta|correcto|verdadero|juste|corretta|верно)\)|✓|✔|\[x\])\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\s*#+\s+(.+)")
_LETTERS = re.compile(r"[A-Za-z](?:\s*(?:[,;/&+、]|and|und|y|et|e|и)?\s*[A-Za-z]){0,9}\.?")


@dataclass
class ListLine:
    """One line; ``right`` where its setting marks it, ``level`` where the document numbers it itself (0 question, 1 option)."""

    text: str
    right: bool = False
    level: int | None = None


@dataclass
class _Raw:
    number: str
    stem: list[str] = field(default_factory=list)
    #: Letter, text, and whether a mark says that it is right.
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    key: str = ""
    why: str = ""


def recognise(source: SourceFile) -> bool:
    """A numbered line and lettered or boxed ones, or answers named."""
    if source.kind != "text":
        return False
    lines = source.text.split("\n")
    numbered = sum(bool(_QUESTION.fullmatch(line) or _NUMBER_ALONE.fullmatch(line)) for line in lines)
    lettered = sum(bool(_OPTION.fullmatch(line) or _BOX.fullmatch(line)) for line in lines)
    answered = sum(_ANSWER.fullmatch(line) is not None for line in lines)
    return numbered > 0 and (lettered > 1 or answered > 0)


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    return read_lines([ListLine(line) for line in source.text.split("\n")])


def read_lines(lines: Sequence[ListLine]) -> FileReading:
    """The questions of lines in order."""
    title: list[str] = []
    raws: list[_Raw] = []
    keys: dict[str, str] = {}
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if raws and _KEY_LIST.fullmatch(text):
            keys |= dict(_KEY_PAIR.findall(text))
        elif line.level == 0 or (line.level is None and (found := _QUESTION.fullmatch(line.text))):
            number, stem = (str(len(raws) + 1), text) if line.level == 0 else (found[1], found[2].strip("* "))  # type: ignore[index]
            raws.append(_Raw(number, [stem]))
        elif line.level is None and (alone := _NUMBER_ALONE.fullmatch(line.text)):
            raws.append(_Raw(alone[1]))
        elif raws:
            _take(raws[-1], line)
        else:
            heading = _HEADING.fullmatch(text)
            title.append(heading[1] if heading else text)
    if not any(raw.options or raw.key for raw in raws) and not keys:
        raws = []  # numbered paragraphs, and no question among them
    found_items = tuple(_item(place, raw, keys) for place, raw in enumerate(raws, start=1))
    return FileReading(found_items, title[0][:200] if title else "")


def _take(raw: _Raw, line: ListLine) -> None:
    """A line that belongs to a question."""
    text = line.text.strip()
    box, option = _BOX.fullmatch(line.text), _OPTION.fullmatch(line.text)
    if said := _ANSWER.fullmatch(text):
        raw.key = said[1].strip()
    elif why := _WHY.fullmatch(text):
        raw.why = why[1].strip()
    elif box:
        _add(raw, _next_letter(raw), box[3].strip(), (box[1] or box[2]) not in " ☐□" or line.right)
    elif line.level == 1:
        _add(raw, _next_letter(raw), text, line.right)
    elif option and (letter := (option[3] or option[4]).upper()) == _next_letter(raw):
        _add(raw, letter, option[5].strip(), bool(option[1] or option[2]) or line.right)
    elif raw.options:
        letter, before, right = raw.options[-1]
        raw.options[-1] = (letter, f"{before} {text}", right)
    else:
        raw.stem.append(text)


def _add(raw: _Raw, letter: str, text: str, right: bool) -> None:
    marked = _MARK_AFTER.fullmatch(text)
    raw.options.append((letter, marked[1] if marked else text, right or marked is not None))


def _next_letter(raw: _Raw) -> str:
    return chr(ord("A") + min(len(raw.options), 25))


def _item(place: int, raw: _Raw, keys: dict[str, str]) -> Item | RefusedItem:
    where, stem = f"question {place}", " ".join(raw.stem)
    title = stem[:80]
    body = _body(raw, raw.key or keys.get(raw.number, ""))
    if isinstance(body, tuple):
        return RefusedItem(where, title, *body)
    return Item(where, escape("\n".join(raw.stem)), body, why=escape(raw.why))


def _body(raw: _Raw, key: str) -> Body | tuple[str, str]:
    """The body, or code and reason why there is none."""
    if not raw.options:
        return _without_options(key)
    marked = {letter for letter, _, right in raw.options if right}
    named = _named(raw, key) if key else set()
    if named is None:
        return "no-such-option", f"The answer “{key[:40]}” names no option."
    if marked and named and marked != named:
        return "broken", f"Marks at the options and the answer “{key[:40]}” say different things."
    right = marked or named
    if not right:
        return (
            "no-right-answer",
            msg("Nothing says which option is right: mark the right ones with * and import again."),
        )
    parts = tuple(Part(escape(text), RIGHT if letter in right else WRONG) for letter, text, _ in raw.options)
    truth = {fold_option(text) for _, text, _ in raw.options} == {"true", "false"}
    several = len(right) > 1
    return Choice(
        parts, several=several, credit=ALL_OR_NOTHING if several else "", keep_order=truth, truth=truth
    )


def _named(raw: _Raw, key: str) -> set[str] | None:
    """The letters that an answer names; None where it names none."""
    letters = {letter for letter, _, _ in raw.options}
    by_text = {letter for letter, text, _ in raw.options if fold_option(text) == fold_option(key)}
    if by_text:
        return by_text
    lettered = re.match(r"\(?([A-Za-z])[.)]\s+\S", key)
    if lettered:
        return {lettered[1].upper()} & letters or None
    if not _LETTERS.fullmatch(key):
        return None
    bare = re.sub(r"\b(?:and|und|et)\b", " ", key)
    named = {sign.upper() for sign in re.findall(r"[A-Za-z]", bare)}
    return named if named <= letters else None


def _without_options(key: str) -> Body | tuple[str, str]:
    if not key:
        return "no-right-answer", msg("There are no options and no answer.")
    if key.casefold().rstrip(".") in ("true", "false"):
        right = key.casefold().startswith("t")
        return Choice(
            (Part("True", RIGHT if right else WRONG), Part("False", WRONG if right else RIGHT)),
            keep_order=True,
            truth=True,
        )
    return Typed((Part(key),))


FORMAT = Format("list", "a numbered list", (".txt", ".md"), recognise, read)
