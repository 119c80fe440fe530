"""What the types with options share: options that differ, an order that tells nothing, positions as shown."""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from quizapp.domain.yaml_reading.entry_reader import Reader, Written, find_nearest, split_arrows

#: How an answer of several parts is graded; what each means is told where it is used.
ALL_OR_NOTHING = "all or nothing"
PER_OPTION = "per option"
RIGHT_MINUS_WRONG = "right minus wrong"
#: Several are right, and one is chosen.
ANY_ONE = "any one"

#: How the types of several rows or places are graded: each alike where a bank says nothing.
PART_CREDITS = (PER_OPTION, ALL_OR_NOTHING)

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
#: More than any question shows; a longer posted value is no position.
_LONGEST_POSITION = 4


def share_right(hits: int, count: int, credit: str) -> Fraction:
    """What so many right rows or places of so many earn: each its share, or all of them or nothing."""
    return Fraction(hits == count) if credit == ALL_OR_NOTHING else Fraction(hits, count)


#: Cyrillic and Greek letters that look like Latin ones, and those.
LOOK_ALIKES = str.maketrans("авекмнорстухіјѕһԁԛԝɡαβεικνορτυχϲ", "abekmhopctyxijshdqwgabeikvoptuxc")


def fold_option(text: str) -> str:
    """What makes two options the same to a reader: case, spacing, a full stop at the end set aside."""
    plain = text.lower() if text.isascii() else "".join(map(_same_sign, unicodedata.normalize("NFC", text)))
    return " ".join(plain.casefold().split()).removesuffix(".").rstrip()


def _same_sign(sign: str) -> str:
    """A sign without what only its encoding makes differ; 10² is not 102."""
    if unicodedata.decomposition(sign).startswith(("<super>", "<sub>")):
        return sign
    return unicodedata.normalize("NFKC", sign)


def check_distinct(entry: Reader, items: Sequence[Written]) -> None:
    """Complain of every item that an earlier one equals."""
    seen: dict[str, Written] = {}
    for item in items:
        first = seen.setdefault(fold_option(item.text), item)
        if first is not item:
            what = f"“{item.text[:60]}” is given twice, first on line {entry.line_of(first)}."
            entry.complain("equal-items", what, item, "Delete one of the two.")


def check_choices(
    entry: Reader, right: Sequence[Written], wrong: Sequence[Written], void: Sequence[Written]
) -> None:
    """Complain of options that are the same, above all of one that is right and wrong."""
    seen: dict[str, tuple[str, Written]] = {}
    for kind, options in (("right", right), ("wrong", wrong), ("void", void)):
        for option in options:
            first_kind, first = seen.setdefault(fold_option(option.text), (kind, option))
            if first is option:
                continue
            line = entry.line_of(first)
            if first_kind == kind:
                what = f"“{option.text[:60]}” is given twice, first on line {line}."
                entry.complain("equal-options", what, option, "Delete one of the two.")
            elif kind == "wrong":
                what = f"“{option.text[:60]}” is wrong here and right on line {line}."
                try_text = "Delete it here, or say what makes it wrong."
                entry.complain("right-and-wrong", what, option, try_text)
            else:
                what = f"“{option.text[:60]}” is void here and an option on line {line}."
                entry.complain("equal-options", what, option, "A void option stands under “void:” alone.")


def natural_order(texts: Sequence[str]) -> list[int]:
    """Positions in the order a reader expects: by number where every text begins with one or holds one, else by
    alphabet. For ``keep order: yes``: the order of the bank would put the right option first."""
    numbers = [_number(text) for text in texts]
    if all(number is not None for number in numbers):
        return sorted(range(len(texts)), key=lambda place: (numbers[place], fold_option(texts[place])))
    return sorted(range(len(texts)), key=lambda place: (fold_option(texts[place]), texts[place]))


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
    by_folded = {fold_option(text): text for text in known}
    said: dict[str, tuple[str, str]] = {}
    for key, text in entry.pairs("feedback"):
        item = by_folded.get(fold_option(key.text))
        if item is None:
            guess = find_nearest(key.text, known)
            what = f"There is no “{key.text[:60]}” in this question to say something to."
            entry.complain("feedback-for-nothing", what, key, f"{guess or known[0] if known else '…'}: …")
            continue
        feedback, misconception, _ = split_arrows(text.text)
        said[item] = (feedback, misconception)
    return said
