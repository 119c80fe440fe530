"""Settled questions as the text of a bank, and the proof that reading it gives back every text sign by sign."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.bankfile.question_entries import make_slug
from quizapp.domain.choices import ALL_OR_NOTHING, PER_OPTION
from quizapp.domain.exchange import (
    RIGHT,
    Amount,
    Blank,
    Choice,
    Gapped,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Paired,
    Part,
    Typed,
    Value,
    by_body,
)
from quizapp.domain.gap_marks import OTHERWISE
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import ARROW
from quizapp.domain.yaml_reading.problems import Problem, Weight

#: A text that YAML and people read the same way without quotes.
_PLAIN = re.compile(r"[^\W\d_](?:[^\n:#\"'\\]|:(?=\S)|(?<=\S)#|'|\"|\\)*")
#: Words that other programs would take for something else than a text.
_WORDS = re.compile(r"(?:y|n|yes|no|true|false|on|off|null|none|nan|inf)", re.IGNORECASE)
_WORDS_OF_JUDGED = ("true", "false", "not stated")
#: Keys whose values are numbers or words of the format: they read better bare.
_WITHOUT_QUOTES = ("number", "within", "marks", "keep order", "unmarked", "not stated")

Node = str | Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class BankHead:
    """What stands above the questions."""

    title: str
    language: str = ""
    about: str = ""


def write_bank(head: BankHead, items: Sequence[Item]) -> str:
    """The text of a bank. Items are settled and have ids that differ."""
    lines = [f"title: {scalar(head.title)}"]
    if head.language:
        lines.append(f"language: {head.language}")
    if head.about:
        lines += _pair("about", head.about, "")
    topics = topic_keys(items)
    if topics:
        lines.append("topics:")
        lines += [f"  {key}: {scalar(title)}" for title, key in topics.items()]
    shared = {item.topic for item in items}
    same = shared.pop() if len(shared) == 1 else ""
    if same:
        lines += ["defaults:", f"  topic: {topics[same]}"]
    lines.append("questions:")
    for item in items:
        entry = write_entry(item, "" if same else topics.get(item.topic, ""))
        rows = [row for key, value in entry.items() for row in _pair(key, value, "  ")]
        rows[0] = "- " + rows[0][2:]
        lines += rows
    return "\n".join(lines) + "\n"


def topic_keys(items: Sequence[Item]) -> dict[str, str]:
    """A key for each topic's title."""
    keys: dict[str, str] = {}
    for item in items:
        if item.topic and item.topic not in keys:
            wanted = name_of(item.topic)
            taken, number = set(keys.values()), 2
            key = wanted
            while key in taken:
                key, number = f"{wanted}-{number}", number + 1
            keys[item.topic] = key
    return keys


def name_of(words: str) -> str:
    """A name for ids and topics: longer than those that the checker makes, so that a source's own stay whole."""
    return make_slug(words, most_words=30, longest=60)


def write_entry(item: Item, topic: str = "") -> dict[str, Node]:
    """One question as keys and values, in the order in which people write them."""
    entry: dict[str, Node] = {"id": item.id}
    if topic:
        entry["topic"] = topic
    if item.read:
        entry["read"] = item.read
    entry |= _BODIES[type(item.body)](item)
    if item.why:
        entry["why"] = item.why
    if item.marks != _worth(item):
        entry["marks"] = number(item.marks)
    if item.unmarked:
        entry["unmarked"] = "yes"
    if item.hints:
        entry["hints"] = list(item.hints)
    if item.tags:
        entry["tags"] = ", ".join(item.tags)
    return entry


def _worth(item: Item) -> Fraction:
    """What a question is worth where nothing is written."""
    if isinstance(item.body, HandMarked) and item.body.rubric:
        return sum((Fraction(re.match(r"[\d.]+", line)[0]) for line in item.body.rubric), Fraction(0))  # type: ignore[index]  # settled
    return Fraction(1)


def number(value: Fraction) -> str:
    """A number as a bank writes it."""
    if value.denominator == 1:
        return str(value.numerator)
    decimal = f"{float(value):.9f}".rstrip("0")
    return decimal if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"


# Types


def arrowed(part: Part | Value, text: str) -> str:
    """A text with what is said to whoever gives it, as a bank has them on one line."""
    text, part = _inert(text), replace(part, feedback=_inert(part.feedback))
    if part.misconception:
        return f"{text} => {part.feedback} => {part.misconception}"
    return f"{text} => {part.feedback}" if part.feedback else text


def _inert(text: str) -> str:
    """A text whose arrows part nothing."""
    return text.replace("=>", "\\=>") if ARROW.search(text) or "\\=>" in text else text


def _texts(parts: Sequence[Part]) -> list[str]:
    return [arrowed(part, part.text) for part in parts]


def _credit(credit: str, usual: str) -> dict[str, Node]:
    return {"credit": credit} if credit and credit != usual else {}


def _choice(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Choice)  # noqa: S101  # the table below says so
    right = [part for part in body.options if part.share == RIGHT and not part.void]
    wrong = [part for part in body.options if part.share != RIGHT and not part.void]
    void = [part for part in body.options if part.void]
    entry: dict[str, Node] = {"ask": item.stem}
    if body.several:
        entry["answers"] = _texts(right)
    else:
        [entry["answer"]] = _texts(right)
    if wrong:
        entry["wrong"] = _texts(wrong)
    if void:
        entry["void"] = _texts(void)
    if body.several:
        entry |= _credit(body.credit, ALL_OR_NOTHING)
    if body.keep_order:
        entry["keep order"] = "yes"
    return entry


def _judged(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Judged)  # noqa: S101  # the table below says so
    key = next(
        word for word, part in zip(_WORDS_OF_JUDGED, body.answers, strict=False) if part.share == RIGHT
    )
    entry: dict[str, Node] = {"statement": item.stem, "is": key}
    said = {
        word: arrowed(replace(part, feedback=""), part.feedback).replace(" =>  => ", " => ")
        for word, part in zip(_WORDS_OF_JUDGED, body.answers, strict=False)
        if part.feedback
    }
    if len(body.answers) == len(_WORDS_OF_JUDGED) and key != "not stated" and "not stated" not in said:
        entry["not stated"] = "yes"
    return entry | ({"feedback": said} if said else {})


def _typed(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Typed)  # noqa: S101  # the table below says so
    accept = [part for part in body.answers if part.share == RIGHT and not part.void]
    reject = [part for part in body.answers if part.share != RIGHT and not part.void]
    entry: dict[str, Node] = {"ask": item.stem, "accept": _texts(accept)}
    if reject:
        entry["reject"] = _texts(reject)
    if body.exact:
        entry["spelling"] = "exact"
    return entry | ({"otherwise": body.otherwise} if body.otherwise else {})


def _amount(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Amount)  # noqa: S101  # the table below says so
    first, *rest = body.values
    entry: dict[str, Node] = {"ask": item.stem, "number": first.number}
    if body.unit:
        entry["unit"] = body.unit
    if first.within:
        entry["within"] = first.within
    for key, right in (("also", True), ("reject", False)):
        found = [
            arrowed(value, value.number)
            for value in rest
            if (value.share == RIGHT) is right and not value.void
        ]
        if found:
            entry[key] = found
    return entry | ({"otherwise": body.otherwise} if body.otherwise else {})


def _ordered(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Ordered)  # noqa: S101  # the table below says so
    return {"ask": item.stem, "order": _texts(body.items), **_credit(body.credit, PER_OPTION)}


def _paired(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Paired)  # noqa: S101  # the table below says so
    pairs = {
        pair.left: arrowed(Part("", RIGHT, pair.feedback, pair.misconception), pair.right)
        for pair in body.pairs
    }
    entry: dict[str, Node] = {"ask": item.stem, "match": pairs}
    if body.extra:
        entry["extra"] = _texts(body.extra)
    return entry | _credit(body.credit, PER_OPTION)


def _grouped(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Grouped)  # noqa: S101  # the table below says so
    groups = {group.name: _texts(group.items) for group in body.groups}
    return {"ask": item.stem, "sort": groups, **_credit(body.credit, PER_OPTION)}


def _gapped(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, Gapped)  # noqa: S101  # the table below says so
    written = body.segments[0]
    for gap, segment in zip(body.gaps, body.segments[1:], strict=True):
        written += _gap(gap) + segment
    return {"fill": written, **({"spelling": "exact"} if body.exact else {})}


def _gap(gap: Blank) -> str:
    def safe(text: str) -> str:
        return re.sub(r"([\\|~\[\]])", r"\\\1", text)

    parts = [replace(part, text=safe(part.text), feedback=safe(part.feedback)) for part in gap.options]
    texts = [arrowed(part, part.text) for part in parts]
    if gap.within:
        texts[0] = arrowed(parts[0], f"{parts[0].text} ± {gap.within}")
    if gap.otherwise:
        texts.append(arrowed(Part(OTHERWISE, feedback=safe(gap.otherwise)), OTHERWISE))
    return f"[[{(' ~ ' if gap.listed else ' | ').join(texts)}]]"


def _essay(item: Item) -> dict[str, Node]:
    body = item.body
    assert isinstance(body, HandMarked)  # noqa: S101  # the table below says so
    return {"essay": item.stem, **({"rubric": list(body.rubric)} if body.rubric else {})}


_BODIES: dict[type, Callable[[Item], dict[str, Node]]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)


# YAML


def scalar(text: str) -> str:
    """A text of one line as YAML writes it."""
    if len(text) < 400 and _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text) and text[-1] != ":":
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    return f'"{escaped}"'


def _pair(key: str, value: Node, indent: str) -> list[str]:
    name = key if re.fullmatch(r"[a-z]+(?: [a-z]+)*", key) and not _WORDS.fullmatch(key) else scalar(key)
    if key in _WITHOUT_QUOTES and isinstance(value, str) and re.fullmatch(r"[\w.%/]+", value):
        return [f"{indent}{key}: {value}"]
    if isinstance(value, str):
        return _lead(f"{indent}{name}:", value, indent + "  ")
    if isinstance(value, Mapping):
        return [
            f"{indent}{name}:",
            *(row for each, inner in value.items() for row in _pair(each, inner, indent + "  ")),
        ]
    return [f"{indent}{name}:", *(row for each in value for row in _lead(f"{indent}-", each, indent + "  "))]


def _lead(lead: str, text: str, indent: str) -> list[str]:
    """A text after its key or dash: on the same line, or as a block where it has several."""
    if "\n" in text and not re.search(r"^[ \t]|[ \t](?:\n|$)", text) and text == text.strip():
        return [f"{lead} |-", *(f"{indent}{row}" if row else "" for row in text.split("\n"))]
    return [f"{lead} {scalar(text)}"]


# Proof


def check(text: str, name: str, pictures: Sequence[str] = ()) -> Checked:
    """What the program's own reader makes of a bank's text."""
    return check_bank(text, QUESTION_TYPES, name=name, pictures=frozenset(pictures))


def faults(items: Sequence[Item], checked: Checked) -> dict[str, str]:
    """Ids of the questions that cannot stay, each with why: an error of the checker, or a text that came back changed."""
    errors: dict[str, Problem] = {}
    for problem in checked.problems:
        if problem.weight is Weight.ERROR:
            errors.setdefault(problem.question_id, problem)
    if errors or checked.bank is None:
        return {key: problem.what for key, problem in errors.items()}
    read = {question.id: question for question in checked.bank.questions}
    found = {}
    for item in items:
        changed = difference(item, read.get(item.id))
        if changed:
            found[item.id] = changed
    return found


def difference(item: Item, question: Question | None) -> str:
    """What a question reads back otherwise than it was written; empty where every text is the same, sign by sign."""
    if question is None:
        return msg("It cannot be written so that it reads back.")
    stem = "" if isinstance(item.body, Gapped) else question.ask
    wanted = "" if isinstance(item.body, Gapped) else item.stem
    pairs = (
        (wanted, stem),
        (_bare(item.body), question.exchange()),
        (item.why, question.why),
        (item.read, question.read),
        (item.hints, question.hints),
        (item.tags, question.tags),
        (item.marks, question.marks),
        (item.unmarked, question.unmarked),
    )
    for mine, back in pairs:
        if mine != back:
            return f"“{str(mine)[:80]}” would read back as “{str(back)[:80]}”."
    return ""


def _bare(body: Any) -> Any:
    """A body without what a bank does not write, with the words it reads where nothing is written."""
    if isinstance(body, Choice):
        return replace(body, truth=False, credit=(body.credit or ALL_OR_NOTHING) if body.several else "")
    if isinstance(body, Typed):
        return replace(body, wildcards=False)
    if isinstance(body, Ordered | Paired | Grouped):
        return replace(body, credit=body.credit or PER_OPTION)
    return body
