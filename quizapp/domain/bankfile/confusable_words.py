"""Typed answers that the checker doubts: a key that one slip turns into another word, several answers on one line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.basics.limits import TYPED_ANSWER_LETTERS
from quizapp.domain.expected_answers import TextKey
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import Figure, read_figure
from quizapp.domain.text_matching import SHORTEST_WITH_SLIP, fold_text, is_one_slip
from quizapp.domain.yaml_reading.entry_reader import Reader
from quizapp.domain.yaml_reading.problems import Edit, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Scalar

if TYPE_CHECKING:
    from quizapp.domain.question import Question

_LINES = Path(__file__).with_name("confusable_words.txt").read_text(encoding="utf-8").splitlines()
#: Pairs of words that people mistake for one another and that one slip leads between.
CONFUSABLE = tuple(tuple(line.split()) for line in _LINES if line and not line.startswith("#"))
#: What parts answers that are written on one line; a comma in a figure and a slash in a unit do not.
_PARTED = re.compile(
    r"\s*(?:[;；、،，]|\||,(?=\s*[^\W\d])|(?<=[^\W\d]{3})/(?=[^\W\d]{3})|\s/\s"
    r"|\s(?:or|oder|ou|lub|albo|eller|nebo|veya|vagy|sau|або|чи|или|ή|أو|או)\s|或者?)\s*"
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|far|old|high|deep|large|big|often)\b|\bwie ?viele?\b|\bcombien\b|\bcu[áa]nt[oa]s?\b|\bquant[eoia]\b"
    r"|\bскільки\b|\bсколько\b|\bile\b|\bhoeveel\b|\bhur många\b|\bkaç\b|多少|كم",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s*[^\W\d]")
_PLAIN = re.compile(r"\w[\w .'’()-]*")


def _of_list() -> Mapping[str, tuple[str, ...]]:
    found = defaultdict(list)
    for one, other in CONFUSABLE:
        found[fold_text(one)].append(other)
        found[fold_text(other)].append(one)
    return {word: tuple(others) for word, others in found.items()}


_OTHERS = _of_list()


def check_confusable(read: "Sequence[tuple[Question, Reader]]") -> None:
    """Doubt keys of tolerant typed answers that one slip turns into another word: one of the list, or one that stands
    among the answers of the same bank."""
    near = _words_of_bank(question for question, _ in read)
    for question, entry in read:
        for key in question.text_keys():
            for written, other in _mistaken(key, near):
                what = f"One slip makes “{other}” of “{written}”, and would count as right."
                entry.complain("slip-makes-another-word", what, key_of(entry), f"spelling: exact, or under “reject”: {other}",
                               weight=Weight.DOUBT)  # fmt: skip
                break


def key_of(entry: Reader) -> str:
    return next((name for name in ("accept", "fill") if entry.has(name)), "")


def _mistaken(key: TextKey, near: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Words of a key with the words that they can be mistaken for and that the key takes without a word."""
    if key.exact:
        return
    for answer in key.accept:
        words = key.fold(answer.text).split()
        for place, word in enumerate(words):
            if len(word) < SHORTEST_WITH_SLIP:
                continue
            known = {other for cut in _cuts(word) for other in near.get(cut, ()) if _is_another(other, word)}
            plural = [f"{other}s" for other in _OTHERS.get(word.removesuffix("s"), ()) if word.endswith("s")]
            for other in (*_OTHERS.get(word, ()), *plural, *sorted(known)):
                text = " ".join((*words[:place], other, *words[place + 1 :]))
                found, right = key.find(text)
                if right and found is not None and not key.is_same(found.text, text):
                    yield answer.text, other


def _is_another(other: str, word: str) -> bool:
    """Whether a word is one slip away and no ending of the other ("harbours", "Russian")."""
    return is_one_slip(other, word) and not other.startswith(word) and not word.startswith(other)


def _words_of_bank(questions: "Iterable[Question]") -> Mapping[str, set[str]]:
    """The longer words of all answers of a bank, by what is left of each where one letter is cut out."""
    found: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        keys = question.text_keys()
        language = keys[0].language if keys else "en"
        texts = [option.text for option in question.options()]
        texts += [answer.text for key in keys for answer in (*key.accept, *key.reject)]
        for text in texts:
            for word in fold_text(text, language).split():
                if len(word) >= SHORTEST_WITH_SLIP - 1 and word.isalpha():
                    for cut in _cuts(word):
                        found[cut].add(word)
    return found


def _cuts(word: str) -> Iterator[str]:
    """A word and what is left of it without one of its letters: two words one slip apart share one of these.

    Nobody can type a word longer than an answer may be.
    """
    yield word
    if len(word) <= TYPED_ANSWER_LETTERS:
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]


def doubt_one_line(entry: Reader, name: str) -> None:
    """Doubt a line that seems to hold several answers: as it stands, it is one.

    In a list of several, a comma belongs to its answer ("Paris, Texas").
    """
    if name not in entry.node.pairs:
        return
    key, value = entry.node.pairs[name]
    items = value.items if isinstance(value, Listing) else [value]
    for item in items:
        if isinstance(item, Scalar) and not item.style:
            parts = [part for part in _PARTED.split(item.text.partition("=>")[0]) if part]
            if len(parts) > 1 and (len(items) == 1 or not _COMMA.search(item.text)):
                _doubt_parts(entry, name, key, item, parts)


def doubt_gap(entry: Reader, text: str) -> None:
    """As ``doubt_one_line``, for a typed gap with one answer."""
    parts = [part for part in _PARTED.split(text) if part]
    if len(parts) < 2:
        return
    fill, meant = entry.node.pairs["fill"][1], f"[[{' | '.join(parts)}]]"
    place = entry.findings.source.text.find(f"[[{text}]]", fill.start, fill.end)
    edits = () if place < 0 else (Edit(place, place + len(text) + 4, meant),)
    what = f"“{text[:60]}” is one answer of a gap. If it means several, part them with |."
    entry.complain("answers-on-one-line", what, "fill", meant, weight=Weight.DOUBT, edits=edits)


def doubt_figure(entry: Reader, key: TextKey, stem: str) -> None:
    """Doubt a typed text that is a figure: as a text it is right in its very digits alone. A gap says it of a figure with
    what is counted in lower case ("400 people", and not "12 Monkeys"), a short text where it is asked how many."""
    figures = [] if key.exact else [_figure(answer.text, key.language) for answer in key.accept]
    first = figures[0] if figures else None
    if first is None or not all(figures) or not (entry.has("fill") or _HOW_MANY.search(stem)):
        return
    if entry.has("fill") and (not first.noun or first.noun[0].isupper()):
        return
    text = key.accept[0].text
    number = text.removesuffix(first.noun).strip() if first.noun else text
    what = f"“{text[:60]}” is a text here: who writes this figure in another way is wrong."
    hint = f"[[{number}]] {first.noun}" if entry.has("fill") else f"number: {text}"
    entry.complain("figure-as-text", what, key_of(entry), hint, weight=Weight.DOUBT)


def _figure(text: str, language: str) -> Figure | None:
    try:
        return read_figure(text, language)
    except CannotRead:
        return None


def _doubt_parts(entry: Reader, name: str, key: Scalar, item: Scalar, parts: list[str]) -> None:
    source = entry.findings.source
    before = source.text[: item.start].rstrip(" ")
    in_list = before.endswith("-")
    column = source.place(key.start)[1] - 1
    if in_list:
        column = len(before) - 1 - (before.rfind("\n") + 1)
    lines = "\n".join(f"{' ' * column}- {part}" for part in parts)
    edit = (
        Edit(len(before) - 1 - column, item.end, lines)
        if in_list
        else Edit(len(before), item.end, "\n" + lines)
    )
    plain = all(_PLAIN.fullmatch(part) for part in parts) and "=>" not in item.text and not entry.node.flow
    what = f"“{name}: {item.text[:60]}” is one answer. If it means several, write a list."
    hint = "\n".join([f"{name}:", *(f"- {part}" for part in parts)])
    entry.complain(
        "answers-on-one-line", what, name, hint, weight=Weight.DOUBT, edits=(edit,) if plain else ()
    )
