"""Questions of which one answers another: they must not be drawn together.

What a learner sees of one question while it is asked (its stem, its options, what is to be read before it) is held
against the keys of all others. A name counts in part ("Syrskyi" for "Oleksandr Syrskyi"), a figure as a number,
a typed answer as its text. A word that stands there by chance tells nothing, so that a match needs something that
shows that both speak of the same matter: a number or two telling words of the stem that is answered, or a common
claim. Silent for what many questions share, since that is the subject of the bank.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from quizapp.domain.figures.numerals import CannotRead, normalise_spelling, read_number
from quizapp.domain.figures.units import UnknownUnit, read_unit
from quizapp.domain.lint import surface_cues
from quizapp.domain.markdown import Verbatim

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.domain.question import Question

#: What more questions than this show belongs to the subject.
_COMMONPLACE = 50
#: A telling word in more than this share of the stems, and in more than so many, shows no common matter.
_SUBJECT_SHARE, _SUBJECT_STEMS = 0.1, 4
#: A key in words that is shorter than this occurs elsewhere by chance.
_TELLING_KEY = 12
#: A name that is shorter than this is a word by chance, unless the bank never writes it in small letters ("Xi").
_SHORTEST_NAME = 4
#: So many telling words show that two texts speak of one matter.
_SAME_MATTER = 2

_SMALL_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LARGE_WORDS = (
    r"\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a (?=hundred|thousand|million|dozen)"
    rf"|(?:{_SMALL_WORDS}) (?=hundred|thousand|million|billion)"
)
#: Where a number may begin: a digit or a word. A small one in words tells nothing where it stands ("two or three of ten").
_NUMBER_BEGINS = re.compile(rf"(?<![\w.,])(?:\d|(?:{_LARGE_WORDS})\b)", re.IGNORECASE)
_KEY_BEGINS = re.compile(rf"(?<![\w.,])(?:\d|(?:{_LARGE_WORDS}|{_SMALL_WORDS})\b)", re.IGNORECASE)
#: Letters of a text that one number is read from.
_NUMBER_AHEAD = 60
#: Words after a number that may be its unit.
_UNIT_AHEAD = re.compile(r"[ -]?((?:[^\W\d_][\w²³/^.]*|%)(?: [^\W\d_][\w²³/^.]*){0,2})")
#: Letters of the longest unit.
_UNIT_LETTERS = 40
#: A letter of writing that puts no space between words, and those that are in every question.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GRAMMAR = re.compile(r"[\u3040-\u309f什么哪谁何时多少吗呢的了是]")
#: A name: words of two letters or more; each begins with a capital letter.
_NAME = re.compile(r"(?:[Tt]he )?((?:[^\W\d_]{2,}[ -]?)+)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december""".split()
)


@dataclass(frozen=True)
class AnswerLeak:
    """One question shows the key of another, in these words."""

    question: "Question"
    by: "Question"
    words: str


@dataclass(frozen=True)
class _Unit:
    """A text that is read in one piece: a stem or an option."""

    folded: str
    telling: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class _Shown:
    question: "Question"
    units: tuple[_Unit, ...]
    claims: frozenset[str]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for unit in self.units for word in unit.folded.split())

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(unit.numbers for unit in self.units))


def fold_text(text: str) -> str:
    """The words and numbers of a text in small letters, with one space between; letters where words have none."""
    words = " ".join(re.findall(r"[\w.,]*\w", surface_cues.strip_marks(text).casefold()))
    return " ".join(_UNSPACED.sub(r" \g<0> ", words).split())


def find_numbers(text: str, language: str, begins: "re.Pattern[str]" = _NUMBER_BEGINS) -> frozenset[str]:
    """The values of the numbers of a text, however they are written: 1,200 million is 1200000000, seven is 7; with a
    unit as an amount of it, too: 3 km is 3000 m."""
    text, at = re.sub(r"\s", " ", surface_cues.strip_marks(text)), 0
    found = set()
    while begun := _KEY_BEGINS.search(text, at):
        ahead = text[begun.start() : begun.start() + _NUMBER_AHEAD]
        try:
            number, end = read_number(ahead, language, letter_is_unit=frozenset("kKmMbB"))
            value = number.value
            if begins.match(text, begun.start()):
                found.add(_in_digits(value))
            if measured := _measured(value, ahead[end:]):
                found.add(measured)
        except CannotRead:
            end = 1
        at = begun.start() + max(end, 1)
    return frozenset(found)


def _in_digits(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else format(float(value), ".12g")


def _measured(value: Fraction, rest: str) -> str:
    """A number with the unit that follows it, in the base units of its kind; empty where none does."""
    found = _UNIT_AHEAD.match(rest)
    words = _UNSPACED.sub(r" \g<0> ", found[1][:_UNIT_LETTERS]).split() if found else []
    between = "" if found and _UNSPACED.match(found[1]) else " "
    for count in range(len(words), 0, -1):
        try:
            unit = read_unit(normalise_spelling(between.join(words[:count]).rstrip(".")))
        except (UnknownUnit, CannotRead):
            continue
        return f"{_in_digits(unit.to_base(value))} {unit.dimension}"
    return ""


def find_names(text: str) -> Iterator[str]:
    """The words with a capital letter inside a sentence, in small letters."""
    words = text.split()
    for before, word in pairwise(words):
        bare = _WORD.search(word)
        if bare and bare[0][0].isupper() and (before[-1].islower() or before[-1] in ",;"):
            yield bare[0].casefold()


def _unit(text: str, language: str) -> _Unit:
    folded = fold_text(text)
    runs = re.findall(rf"{_UNSPACED.pattern}(?: {_UNSPACED.pattern})+", folded)
    threes = (run[at : at + 5] for run in runs for at in range(0, len(run) - 4, 2))
    telling = surface_cues.telling_words(text).union(each for each in threes if not _GRAMMAR.search(each))
    return _Unit(folded, telling, find_numbers(text, language))


def _shown(question: "Question", language: str) -> _Shown:
    view = question.ask_view(range(question.parts()))
    labels = [control.label for control in view.controls if control.label]
    labels += [text for control in view.controls for _value, text in control.choices]
    texts = [question.stem_text(), *dict.fromkeys(labels), question.read]
    return _Shown(
        question, tuple(_unit(text, language) for text in texts if text), frozenset(question.claims)
    )


class _Bank:
    """What is shown of every question, looked up by word and by number."""

    def __init__(self, bank: "Bank") -> None:
        self.language = bank.language
        self.shown = [_shown(question, bank.language) for question in bank.questions]
        self.by_word: dict[str, list[int]] = defaultdict(list)
        self.by_number: dict[str, list[int]] = defaultdict(list)
        self.stem_words: Counter[str] = Counter()
        #: Words that are written with a capital letter inside a sentence somewhere; short ones never without.
        written = [
            text
            for question in bank.questions
            for text in (question.stem_text(), *(option.text for option in question.options()))
        ]
        self.names = {name for text in written for name in find_names(text)}
        self.names -= {
            word
            for text in written
            for word in re.findall(r"\w+", text)
            if len(word) < _SHORTEST_NAME and word.islower()
        }
        for place, shown in enumerate(self.shown):
            self.stem_words.update(shown.units[0].telling)
            for word in shown.words:
                self.by_word[word].append(place)
            for number in shown.numbers:
                self.by_number[number].append(place)
        self.most_stems = max(_SUBJECT_STEMS, int(_SUBJECT_SHARE * len(self.shown)))


def find_leaks(bank: "Bank") -> Iterator[AnswerLeak]:
    """Every question with each other one that shows its key, variants of one idea aside."""
    read = _Bank(bank)
    for shown in read.shown:
        question = shown.question
        found: dict[str, AnswerLeak] = {}
        for place, words in _tellers(read, shown):
            by = read.shown[place].question
            if by.idea != question.idea:
                found.setdefault(by.id, AnswerLeak(question, by, words))
        yield from found.values()


def _tellers(read: _Bank, shown: _Shown) -> Iterator[tuple[int, str]]:
    question, stem = shown.question, shown.units[0]
    yield from _tell_rows(read, shown)
    if question.hand_marked or not _is_written(question):
        return
    right = _keys(question)
    yield from _tell_all(read, shown)
    for key in right:
        wrong = [option.text for option in question.options() if not option.right]
        numbered = find_numbers(key, read.language, _KEY_BEGINS) - stem.numbers
        for number in sorted(numbered):
            if len(number) < 2 and not question.typed and len(key.split()) > 1:
                continue
            for place in _few(read.by_number.get(number, ())):
                if _on_the_same(read, shown, read.shown[place], number=number):
                    yield place, key if " " in number else number
        if numbered and question.typed:
            continue
        for name in sorted(_names(key, wrong, stem) & read.names):
            for place in _few(read.by_word.get(name, ())):
                other = read.shown[place]
                if question.typed or _on_the_same(read, shown, other, word=name):
                    yield place, name
        folded = fold_text(key)
        if question.typed and _SHORTEST_NAME <= len(folded) < _TELLING_KEY and folded not in stem.folded:
            for place in _few(read.by_word.get(folded, ())):
                if shown.claims & read.shown[place].claims:
                    yield place, key
        is_long = len(folded) >= _TELLING_KEY
        is_word = len(_UNSPACED.findall(folded)) > 1
        if (is_long or is_word or _DAYS & set(folded.split())) and folded not in stem.folded:
            rarest = min(folded.split(), key=lambda word: len(read.by_word.get(word, ())))
            for place in _few(read.by_word.get(rarest, ())):
                other = read.shown[place]
                units = [unit for unit in other.units if folded in unit.folded]
                if units and question.typed and not is_word:
                    yield place, key
                if any(fold_text(each) in unit.folded for each in wrong for unit in units):
                    continue
                if units and _on_the_same(read, shown, other, word=folded):
                    yield place, key


def _tell_all(read: _Bank, shown: _Shown) -> Iterator[tuple[int, str]]:
    """Texts that name every right option of several, and no wrong one."""
    options = [(fold_text(option.text), option.right) for option in shown.question.options()]
    right = [text for text, is_right in options if is_right]
    if len(right) < 2 or any(text in shown.units[0].folded for text in right):
        return
    rarest = min(
        (word for text in right for word in text.split()), key=lambda word: len(read.by_word.get(word, ()))
    )
    for place in _few(read.by_word.get(rarest, ())):
        for unit in read.shown[place].units:
            named = [is_right for text, is_right in options if f" {text} " in f" {unit.folded} "]
            if (
                len(named) == len(right)
                and all(named)
                and _on_the_same(read, shown, read.shown[place], word=right[0])
            ):
                yield place, ", ".join(right)


def _tell_rows(read: _Bank, shown: _Shown) -> Iterator[tuple[int, str]]:
    """Texts that speak of one side of a pair, or of an item of a group, and name what belongs to it and nothing else."""
    question = shown.question
    if not any(key.name in ("match", "sort") for key in question.keys):
        return
    rows = [(line.label, line.text) for line in question.review(None).best]
    sides = {
        text: fold_text(text).removeprefix("the ")
        for control in question.ask_view(range(question.parts())).controls
        for value, text in control.choices
        if value
    }
    for label, text in rows:
        left = _unit(label, read.language)
        named = {
            each: {side}
            | ({side.split()[-1]} & _names(each, [s for s in sides if s != each], left) & read.names)
            for each, side in sides.items()
        }
        names = named.pop(text)
        numbers = {number for number in left.numbers if _is_telling(number)}
        for place in _few({at for name in names for at in read.by_word.get(name.split()[-1], ())}):
            for unit in read.shown[place].units:
                said = f" {unit.folded} "
                if not any(f" {name} " in said for name in names):
                    continue
                if any(f" {name} " in said for other in named.values() for name in other):
                    continue
                if numbers & unit.numbers or len(left.telling & unit.telling) >= _SAME_MATTER:
                    yield place, text


def _is_written(question: "Question") -> bool:
    """Whether the author worded the key: the answers to a statement are the same everywhere."""
    return question.typed or any(key.name in ("wrong", "fill") for key in question.keys)


def _few(places: Iterable[int]) -> list[int]:
    """Those that hold a word, unless so many do that it is the subject."""
    found = list(places)
    return found if len(found) <= _COMMONPLACE else []


def _keys(question: "Question") -> list[str]:
    """The texts that are right, where one thing is to be found: an option, a typed text, a figure, each typed gap."""
    best = [line.text for line in question.review(None).best]
    several = len(question.options()) > 0 and len(best) > 1
    return [text for text in best if isinstance(text, Verbatim)] if several else best


def _names(key: str, wrong: list[str], stem: _Unit) -> set[str]:
    """The words of a key that is a name, up to an office behind a comma, which neither the stem nor a wrong option has."""
    name = _NAME.fullmatch(surface_cues.strip_marks(key).split(",")[0].split("(")[0].strip())
    if name is None or any(word[0].islower() for word in _WORD.findall(name[1])):
        return set()
    others = {word for text in wrong for word in fold_text(text).split()}
    return set(fold_text(name[1]).split()) - others - set(stem.folded.split()) - _DAYS


def _on_the_same(read: _Bank, asked: _Shown, other: _Shown, *, word: str = "", number: str = "") -> bool:
    """Whether what tells the key stands beside something that shows that it answers this very question."""
    stem = asked.units[0]
    for place, unit in enumerate(other.units):
        if (word and word not in unit.folded) or (number and number not in unit.numbers):
            continue
        if (stem.numbers - {number}) & {n for n in unit.numbers if _is_telling(n)}:
            return True
        if not place and asked.claims & other.claims:
            return True
        context = unit.telling | (other.units[0].telling if place else frozenset())
        shared = {w for w in stem.telling & context if read.stem_words[w] <= read.most_stems}
        if len(shared) >= (_SAME_MATTER if not place else _SAME_MATTER + 1):
            return True
    return False


def _is_telling(number: str) -> bool:
    """Whether a number shows a common matter: no digit alone, no year, no second reading of one with a unit."""
    is_year = len(number) == 4 and number[:2] in ("19", "20")
    return len(number) > 1 and " " not in number and not is_year
