"""The words that a bank knows, and which misspelt one is surely meant: a slip, never another word.

They are written down once more here, because what reads YAML knows nothing of questions; a test compares.
"""

import re
from collections.abc import Iterable

from quizapp.basics.limits import SLIP_FEWEST_LETTERS, SLIP_MOST_LETTERS

KEY_WORDS = frozenset(
    (
        "about, accept, advice off, also, also in, answer, answers, as of, ask, bank, but, caution, certainty, "
        "checked, claim, claims, compare, credit, credit by try, date, defaults, draw, essay, extra, "
        "feedback, figure, fill, five minutes, hints, id, interest, is, keep order, language, link, marks, "
        "match, measures, misconceptions, not stated, not with, note, number, open, order, otherwise, "
        "pattern, people, publisher, question, questions, quizzes, quote, read, reject, replaces, rubric, "
        "says, short, sort, source, sources, spelling, statement, status, tag, tags, tests, timeline, title, "
        "topic, topics, tries, unit, unmarked, variant of, void, was, where, who, why, within, wrong"
    ).split(", ")
)
#: Those of them that begin a part of the bank itself.
BANK_WORDS = frozenset(
    (
        "title, language, about, caution, sources, topics, defaults, claims, questions, quizzes, misconceptions, "
        "people, timeline, compare, advice off"
    ).split(", ")
)
#: Words of other formats that mean one thing here.
SYNONYMS = {
    "points": "marks",
    "point": "marks",
    "score": "marks",
    "mark": "marks",
    "question": "ask",
    "prompt": "ask",
    "stem": "ask",
    "explanation": "why",
    "explain": "why",
    "rationale": "why",
    "solution": "why",
    "description": "about",
    "category": "topic",
    "hint": "hints",
    "distractors": "wrong",
    "incorrect": "wrong",
    "lang": "language",
    "url": "link",
    "author": "publisher",
}
#: Words of other formats that have no one meaning here: what to write instead is for the author to say.
ASKED = {
    "correct": "Which answer is right? Write its text after “answer:”, and the others under “wrong:”.",
    "correct_answer": "Which answer is right? Write its text after “answer:”, and the others under “wrong:”.",
    "options": "The right one stands after “answer:” here, the others under “wrong:”.",
    "choices": "The right one stands after “answer:” here, the others under “wrong:”.",
    "alternatives": "The right one stands after “answer:” here, the others under “wrong:”.",
    "type": "Nothing names the type here: “answer:” with “wrong:” is a choice of one, “answers:” of several.",
    "text": "The question itself stands after “ask:” here.",
    "results": "Delete the line: results are shown by the program.",
    "shuffle": "Options are shuffled here; “keep order: yes” stops it.",
    "time": "A time limit is set when the quiz is set before a class.",
    "difficulty": "How hard it is, the report counts. “tags:” takes words of your own.",
    "image": "A picture stands in the text: ![what it shows](name.png).",
}
#: What a key may be given as its value and is one letter from a key: no slip of that.
_VALUES = frozenset({"measure"})
_NEGATIONS = ("not", "un", "in", "non", "dis", "im", "no", "never")


def fold(word: str) -> str:
    """A word without case, and with a space where it has ``-`` or ``_``."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def slip_of(word: str, known: Iterable[str]) -> str:
    """The known word of which this is surely a slip: other case, other joints, or one letter; empty where none is.

    Never where the word means something itself, where a whole word differs, or a negation comes or goes.
    """
    folded, words = fold(word), list(known)
    if len(folded) > SLIP_MOST_LETTERS:
        return ""
    same = [each for each in words if fold(each) == folded]
    if same:
        return same[0]
    if folded in KEY_WORDS or folded in SYNONYMS or folded in ASKED or folded in _VALUES:
        return ""
    near = [each for each in words if _one_letter(folded, fold(each))]
    return near[0] if len(near) == 1 else ""


def negation_of(word: str, known: Iterable[str]) -> str:
    """The known word that begins with “not” where a word says the same in one: a question to ask, never an edit."""
    folded = fold(word)
    said = {
        f"not {folded.removeprefix(sign).strip()}"
        for sign in ("un", "non", "in", "dis")
        if folded.startswith(sign)
    }
    return next((each for each in known if each in said), "")


def _one_letter(written: str, known: str) -> bool:
    """Whether two texts differ in one letter of one long word: put in, left out, another, or moved."""
    ones, others = written.split(" "), known.split(" ")
    if len(ones) != len(others):
        return False
    differing = [(one, other) for one, other in zip(ones, others, strict=True) if one != other]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    doubled = re.sub(r"(.)\1", r"\1", one) == other
    if (min(len(one), len(other)) < SLIP_FEWEST_LETTERS and not doubled) or _negates(one) != _negates(other):
        return False
    if not (one.isalpha() and other.isalpha()):
        return False  # another digit is another year
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 or bool(_less(one) & _less(other))
    long, short = sorted((one, other), key=len, reverse=True)
    return short in _less(long)


def _less(word: str) -> set[str]:
    """The word without each of its letters."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _negates(word: str) -> bool:
    return word.startswith(_NEGATIONS)
