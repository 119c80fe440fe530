"""Advice on item writing: cues that give the key away, wording that trips readers, help that is missing.

Advice never stops a bank from being published. Each rule is written to be silent when in doubt: a teacher who
meets false alarms stops reading. The rules follow the item-writing guidelines that Haladyna, Downing and
Rodriguez (2002, Applied Measurement in Education 15:309-334) found most authors agree on. A question silences
a rule with ``advice off:`` and a reason, and the reason is kept.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from quizapp.basics.program import started_as
from quizapp.domain.lint import answer_leaks, option_writing, surface_cues
from quizapp.domain.lint.answer_leaks import AnswerLeak
from quizapp.domain.markdown import stem_line

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.domain.question import Option, Question

#: A right option this many times as long as the longest wrong one, and this many characters longer, stands out.
_MUCH_LONGER = 1.5
_LONGER_BY = 15
#: A stem word that this many questions share belongs to the subject and gives nothing away.
_SUBJECT_WORD = 4
#: Topics are compared once a bank has this many questions; one with less than this share of the mean is small.
_ENOUGH_QUESTIONS = 8
_SMALL_TOPIC = 0.25
#: With so many questions that keep their order, the right option should not be first (or last) in this share.
_ENOUGH_KEPT = 4
_SAME_END = 0.75
#: The key under which a bank or a question silences advice.
ADVICE_OFF = "advice off"


@dataclass(frozen=True)
class Advice:
    """One piece of advice: on a question, or on the whole bank where ``question`` is None."""

    code: str
    question: "Question | None"
    message: str
    try_text: str = ""


class _Reading:
    """A bank with what several rules look up, worked out once."""

    def __init__(self, bank: "Bank") -> None:
        self.bank = bank

    @cached_property
    def stem_words(self) -> Counter[str]:
        """In how many stems each telling word stands."""
        return Counter(
            word
            for question in self.bank.questions
            for word in surface_cues.telling_words(question.stem_text())
        )

    @cached_property
    def told(self) -> dict[str, list[AnswerLeak]]:
        """By question, the others that show its key and may be drawn with it."""
        found: dict[str, list[AnswerLeak]] = defaultdict(list)
        for each in answer_leaks.find_leaks(self.bank):
            if each.by.id not in self.bank.kept_apart.get(each.question.id, ()):
                found[each.question.id].append(each)
        return found


Rule = Callable[["Question", _Reading], Iterator[tuple[str, str, str]]]


def advise(bank: "Bank") -> list[Advice]:
    """All advice on a bank, silenced or not, in no particular order."""
    reading = _Reading(bank)
    found = [
        Advice(code, None, message, hint) for rule in _BANK_RULES for code, message, hint in rule(reading)
    ]
    for question in bank.questions:
        found += [
            Advice(code, question, message, hint)
            for rule in _RULES
            for code, message, hint in rule(question, reading)
        ]
        found += [
            Advice(code, question, message, hint)
            for rule in option_writing.RULES
            for code, message, hint in rule(question, bank)
        ]
    found += [
        Advice(code, question, message, hint)
        for code, question, message, hint in option_writing.find_duplicates(bank)
    ]
    return found


def find_reasons(bank: "Bank") -> Callable[[str, str], str]:
    """What tells, for a code of advice and a question's id ("" for the whole bank), why it is silenced; or ""."""
    of_bank = dict(bank.advice_off)
    of_question = {
        question.id: dict(question.advice_off) for question in bank.questions if question.advice_off
    }

    def reason(code: str, question_id: str) -> str:
        if code not in CODES:
            return ""
        return of_question.get(question_id, {}).get(code) or of_bank.get(code, "")

    return reason


def first_words(text: str, most: int = 8) -> str:
    """The first words of a stem, for naming a question in a message."""
    all_words = stem_line(text).split()
    return " ".join(all_words[:most]) + (" …" if len(all_words) > most else "")


def _fold(text: str) -> str:
    return " ".join(surface_cues.strip_marks(text).casefold().split()).rstrip(".")


def _quoted(text: str, most: int = 60) -> str:
    plain = surface_cues.strip_marks(text)
    return f"“{plain if len(plain) <= most else plain[: most - 1] + '…'}”"


def _one_of_several(question: "Question") -> tuple["Option", list["Option"]] | None:
    """The right option and the wrong ones of a question that takes exactly one of three or more."""
    options = [option for option in question.options() if not option.void]
    right = [option for option in options if option.right]
    chance = question.guess_score()
    if len(right) != 1 or len(options) < 3 or chance is None or chance * len(options) != 1:
        return None
    return right[0], [option for option in options if not option.right]


def _written_options(question: "Question") -> bool:
    """Whether the author words the wrong options (they are not the fixed true, false, not stated)."""
    return any(key.name == "wrong" for key in question.keys)


def _longest(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    found = _one_of_several(question) if _written_options(question) else None
    if found is None:
        return
    right, wrong = found
    key = len(surface_cues.strip_marks(right.text))
    other = max(len(surface_cues.strip_marks(option.text)) for option in wrong)
    if key >= _MUCH_LONGER * other and key >= other + _LONGER_BY:
        yield (
            "right-option-longest",
            f"The right option has {key} characters, the longest wrong one {other}. Who knows nothing takes the longest.",
            "Shorten the right option, or give two wrong ones as much detail.",
        )


def _same_end(reading: _Reading) -> Iterator[tuple[str, str, str]]:
    """Where "keep order" shows numbers by size or words by the alphabet, the right one must not always be first."""
    places = []
    for question in reading.bank.questions:
        if question.keep_order and _one_of_several(question) and _written_options(question):
            options = question.options()
            # With "keep order" the generator is not asked.
            shown = [options[i].right for i in question.draw_order(Random(0)) if not options[i].void]
            places.append(0 if shown[0] else 1 if shown[-1] else None)
    for end, word in enumerate(("first", "last")):
        found = places.count(end)
        if len(places) >= _ENOUGH_KEPT and found >= _SAME_END * len(places):
            yield (
                "right-option-first",
                f"In {found} of the {len(places)} questions with “keep order” the right option is shown {word}.",
                "Take out “keep order” where the options have no order of their own, or change some wrong options.",
            )


def _most_precise(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    found = _one_of_several(question) if _written_options(question) else None
    if found is None:
        return
    right, wrong = found
    key = surface_cues.digits_of_precision(right.text)
    others = [surface_cues.digits_of_precision(option.text) for option in wrong]
    if all(others) and key >= max(others) + 2:
        yield (
            "right-option-most-precise",
            f"The right option gives {key} significant digits, no wrong one more than {max(others)}.",
            "Round the right figure, or write the wrong ones to the same number of digits.",
        )
    elif key and not any(others):
        yield (
            "right-option-most-precise",
            "Only the right option holds a figure.",
            "Take the figure out, or give the wrong options figures too.",
        )


_CATCH_ALL = frozenset(
    f"{quantity} of {rest}"
    for quantity in ("all", "none", "both", "neither", "all three", "any")
    for rest in ("the above", "these", "the others", "them", "the options", "the other options")
)


def _all_of_the_above(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    for option in question.options():
        if _fold(option.text) in _CATCH_ALL:
            yield (
                "all-or-none-of-the-above",
                f"{_quoted(option.text)} tests logic, not the source, and options are shuffled, so nothing is above.",
                "Use “answers” with several right options, or write one more real option.",
            )
            return


def _asking(stem: str) -> str:
    """What is asked, without what was told before: the sentences that end in a question mark, if there are any."""
    return " ".join(re.findall(r"[^.!?\n]*\?", stem)) or stem


def _double_negative(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    in_stem = surface_cues.count_negations(_asking(question.stem_text()))
    denied = [
        o
        for o in question.options()
        if o.right and (surface_cues.count_negations(o.text) or _fold(o.text) == "false")
    ]
    if in_stem >= 2:
        message = "The question has two negations."
    elif in_stem and denied:
        message = f"The question has a negation, and so has its right answer {_quoted(denied[0].text)}."
    else:
        return
    yield (
        "double-negative",
        f"{message} Readers who know the answer still go wrong.",
        "Ask it without the “not”.",
    )


def _stem_word_in_key(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    found = _one_of_several(question) if _written_options(question) else None
    if found is None:
        return
    right, wrong = found
    stem = surface_cues.telling_words(question.stem_text())
    in_wrong = frozenset().union(*(surface_cues.telling_words(option.text) for option in wrong))
    if stem & in_wrong:
        return
    shared = [
        word
        for word in surface_cues.split_words(question.stem_text())
        if word[:6] in stem & surface_cues.telling_words(right.text)
        and reading.stem_words[word[:6]] < _SUBJECT_WORD
    ]
    if shared:
        yield (
            "stem-word-in-key",
            f"“{shared[0]}” stands in the question and in the right option, and in no wrong one.",
            "Use another word in one of the two, or the same word in a wrong option.",
        )


def _given_away(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    """Others show the key while they are asked, and nothing keeps them apart from this question."""
    tellers = reading.told.get(question.id, [])
    if tellers:
        names = ", ".join(each.by.id for each in tellers)
        which = f"Question “{tellers[0].by.id}” shows"
        if len(tellers) > 1:
            which = f"{len(tellers)} other questions ({_quoted(names, 120)[1:-1]}) show"
        yield (
            "answer-given-away",
            f"{which} {_quoted(tellers[0].words)} while asked, and that is the answer here.",
            f"not with: {names}",
        )


def _no_explanation(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    if not question.why and not question.hand_marked:
        yield (
            "no-explanation",
            "There is no “why”. A learner who went wrong sees the right answer, but not the reason.",
            "why: One or two sentences on what the source says, and who says it.",
        )


def _no_feedback(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    if not _written_options(question):
        return
    bare = [o for o in question.options() if not o.right and not o.void and not o.feedback and _fold(o.text)]
    if bare:
        named = ", ".join(_quoted(option.text, 40) for option in bare[:3]) + (" …" if len(bare) > 3 else "")
        yield (
            "wrong-option-without-feedback",
            f"No feedback for {named}. Who chooses it does not learn what is wrong with it.",
            f"- {surface_cues.strip_marks(bare[0].text)} => What is wrong with this, in one sentence.",
        )


def _unknown_codes(question: "Question", reading: _Reading) -> Iterator[tuple[str, str, str]]:
    for code, _ in question.advice_off:
        if code not in CODES:
            yield (
                "unknown-advice-code",
                f"“{ADVICE_OFF}” names “{code}”, which is no advice.",
                _nearest_code(code),
            )


def _unknown_codes_of_bank(reading: _Reading) -> Iterator[tuple[str, str, str]]:
    for code, _ in reading.bank.advice_off:
        if code not in CODES:
            yield (
                "unknown-advice-code",
                f"“{ADVICE_OFF}” names “{code}”, which is no advice.",
                _nearest_code(code),
            )


def _nearest_code(code: str) -> str:
    near = get_close_matches(code, CODES, 1)
    return f"{near[0]}: the reason" if near else f"{started_as()} banks explain lists every code."


def _topics(reading: _Reading) -> Iterator[tuple[str, str, str]]:
    bank = reading.bank
    counts = dict.fromkeys(bank.topics, 0)
    for question in bank.questions:
        if question.topic in counts:
            counts[question.topic] += 1
    if len(counts) < 2 or len(bank.questions) < _ENOUGH_QUESTIONS:
        return
    mean = sum(counts.values()) / len(counts)
    small = [topic for topic, count in counts.items() if count < _SMALL_TOPIC * mean]
    if small:
        named = ", ".join(f"{bank.topics[topic] or topic} ({counts[topic]})" for topic in small)
        yield (
            "topics-out-of-balance",
            f"The topics have {mean:.0f} questions each on average, but few: {named}.",
            "Write more questions on it, or fold the topic into another.",
        )


_RULES: tuple[Rule, ...] = (
    _longest,
    _most_precise,
    _all_of_the_above,
    _double_negative,
    _stem_word_in_key,
    _given_away,
    _no_explanation,
    _no_feedback,
    _unknown_codes,
)
_BANK_RULES = (_topics, _same_end, _unknown_codes_of_bank)

#: Every code of advice that can be silenced; the last group is the loader's.
CODES = (
    "right-option-longest",
    "right-option-first",
    "right-option-most-precise",
    "all-or-none-of-the-above",
    "double-negative",
    "stem-word-in-key",
    "answer-given-away",
    "no-explanation",
    "wrong-option-without-feedback",
    "topics-out-of-balance",
    *option_writing.CODES,
    "bank-beaten-by-cue",
    "quiz-beaten-by-cue",
    "pattern-beaten-by-cue",
    "colon-in-text",
    "hash-comment",
    "unused-claim",
    "unused-misconception",
    "figures-not-contrasted",
)
