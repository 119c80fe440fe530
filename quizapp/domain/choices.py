"""What the types with options share: options that differ, an order that tells nothing, positions as shown."""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from quizapp.domain.reader import Reader, Written, nearest, split_arrows

#: How an answer of several parts is graded; what each means is told where it is used.
ALL_OR_NOTHING = "all or nothing"
PER_OPTION = "per option"
RIGHT_MINUS_WRONG = "right minus wrong"

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
#: More than any question shows; a longer posted value is no position.
_LONGEST_POSITION = 4


def folded(text: str) -> str:
    """What makes two options the same to a reader: case, spacing, a full stop at the end set aside."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()).removesuffix(".").rstrip()


def check_distinct(entry: Reader, options: Sequence[Written], code: str, of: str) -> None:
    """Complain under ``code`` of every option that an earlier one equals."""
    seen: dict[str, Written] = {}
    for option in options:
        first = seen.setdefault(folded(option.text), option)
        if first is not option:
            what = f"“{option.text[:60]}” is given twice among {of}, first on line {entry.line_of(first)}."
            if code == "equal-items":
                entry.complain("equal-items", what, option, "Delete one of the two.")
            else:
                entry.complain("equal-options", what, option, "Delete one of the two.")


def check_choices(
    entry: Reader, right: Sequence[Written], wrong: Sequence[Written], void: Sequence[Written]
) -> None:
    """Complain of options that are the same, above all of one that is right and wrong."""
    check_distinct(entry, right, "equal-options", "the right options")
    check_distinct(entry, wrong, "equal-options", "the wrong options")
    right_texts = {folded(option.text): option for option in right}
    for option in wrong:
        same = right_texts.get(folded(option.text))
        if same is not None:
            what = f"“{option.text[:60]}” is wrong here and right on line {entry.line_of(same)}."
            entry.complain("right-and-wrong", what, option, "Delete it here, or say what makes it wrong.")
    others = {folded(option.text): option for option in (*right, *wrong)}
    for option in void:
        if folded(option.text) in others:
            what = f"“{option.text[:60]}” is void here and an option on line {entry.line_of(others[folded(option.text)])}."
            entry.complain("equal-options", what, option, "A void option stands under “void:” alone.")


def natural_order(texts: Sequence[str]) -> list[int]:
    """Positions in the order a reader expects: by number where every text begins with one or holds one, else by
    alphabet. For ``keep order: yes``: the order of the bank would put the right option first."""
    numbers = [_number(text) for text in texts]
    if all(number is not None for number in numbers):
        return sorted(range(len(texts)), key=lambda place: (numbers[place], folded(texts[place])))
    return sorted(range(len(texts)), key=lambda place: (folded(texts[place]), texts[place]))


def _number(text: str) -> Fraction | None:
    match = _DIGITS.search(text)
    if match is None or len(match[0]) > 40:
        return None
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", match[0]).replace(",", ".")
    return Fraction(digits) if digits.count(".") <= 1 else None


def shown_position(value: str, count: int) -> int | None:
    """A posted value as one of ``count`` shown positions, from 0; None where it is none of them."""
    if len(value) > _LONGEST_POSITION or not value.isascii() or not value.isdigit():
        return None
    return position if (position := int(value)) < count else None


def read_feedback(entry: Reader, known: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The key ``feedback:`` of a type with rows: item to (feedback, misconception), for items there are."""
    by_folded = {folded(text): text for text in known}
    said: dict[str, tuple[str, str]] = {}
    for key, text in entry.pairs("feedback"):
        item = by_folded.get(folded(key.text))
        if item is None:
            guess = nearest(key.text, known)
            what = f"There is no “{key.text[:60]}” in this question to say something to."
            entry.complain("feedback-for-nothing", what, key, f"{guess or known[0] if known else '…'}: …")
            continue
        feedback, misconception, _ = split_arrows(text.text)
        said[item] = (feedback, misconception)
    return said
