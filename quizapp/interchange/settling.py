"""What our bank format makes of a foreign question: the one place where shares, tolerances and leftovers are decided.

Half credit: an option stays wrong, a typed answer is rejected with its feedback; both are told. Several right at once
where the source takes any one: any one is right here, too.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.choices import ANY_ONE, RIGHT_MINUS_WRONG, fold_option
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    Group,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Paired,
    Part,
    Told,
    Typed,
    Value,
    by_body,
)
from quizapp.domain.expected_answers import TextKey
from quizapp.interchange import figures
from quizapp.interchange.contract import CannotTake
from quizapp.interchange.markdown import code_fenced, without_emphasis

#: A share this near to 1 is 1: programs write thirds with five digits.
_NEARLY = Fraction(1, 1000)


@dataclass
class _Notes:
    """What is lost and what is doubtful about the question at hand."""

    lost: list[Told]
    warnings: list[Told]
    language: str

    def lose(self, code: str, about: str = "", count: int = 1) -> None:
        if count:
            self.lost.append(Told(code, about, count))

    def lose_half(self, parts: Iterable[Part]) -> None:
        """Tell of what earned something, but not all: each by its text."""
        for part in parts:
            if _half([part]):
                self.lose("partial-credit", f"“{part.text}”")


def settle(item: Item, language: str = "en") -> Item:
    """The question as our format holds it, with everything told that does not come along. Raises CannotTake."""
    notes = _Notes(list(item.lost), list(item.warnings), language)
    if not item.stem.strip() and not isinstance(item.body, Gapped):
        raise CannotTake("empty", msg("There is no question text."))
    body = item.body if isinstance(item.body, Gapped | Typed | Amount) else _without_emphasis(item.body)
    if body != item.body:
        notes.lose("markup", "em")
    body = _BODIES[type(body)](body, notes)
    marks, unmarked = item.marks, item.unmarked
    if marks <= 0:
        marks, unmarked = Fraction(1), True
    stem, read, why = map(code_fenced, (item.stem, item.read, item.why))
    settled = replace(item, body=body, marks=marks, unmarked=unmarked, stem=stem, read=read, why=why)
    return replace(settled, lost=tuple(notes.lost), warnings=tuple(notes.warnings))


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(each_text(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: each_text(getattr(value, each.name), change) for each in fields(value)}
        )
    return value


#: The fields of a body that hold what is shown as an option, an item or a side of a pair.
_SHORT = frozenset({"text", "left", "right", "name"})


def _without_emphasis(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_without_emphasis, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    read = {each.name: getattr(value, each.name) for each in fields(value)}
    changed = {
        name: without_emphasis(held) if name in _SHORT else _without_emphasis(held)
        for name, held in read.items()
    }
    return replace(value, **changed)


# Shares


def _is_full(share: Fraction) -> bool:
    return share >= RIGHT - _NEARLY


def _right(part: Part) -> Part:
    return replace(part, share=RIGHT)


def _wrong(part: Part) -> Part:
    return replace(part, share=WRONG)


def _half(parts: Iterable[Part]) -> int:
    """How many parts earn something, but not all."""
    return sum(part.share > 0 and not _is_full(part.share) for part in parts)


def _distinct(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Options without those that are there twice with one meaning; refuses those that are right and wrong."""
    seen: dict[str, Part] = {}
    for part in parts:
        first = seen.setdefault(fold_option(part.text), part)
        if first.share != part.share:
            raise CannotTake("broken", f"The option “{part.text[:60]}” is right and wrong.")
    return tuple(seen.values())


# Types


def _choice(body: Choice, notes: _Notes) -> Body:
    options = tuple(replace(part, text=part.text.strip()) for part in body.options)
    if any(not part.text for part in options):
        raise CannotTake("broken", msg("An option has no text."))
    if len(options) < 2:
        raise CannotTake("one-option", msg("There is only one option to choose."))
    if body.truth:
        notes.warnings.append(Told("true-false-as-two-options"))
    full = [part for part in options if _is_full(part.share)]
    if not body.several and len(full) == 1:
        notes.lose_half(options)
        if any(part.share < 0 for part in options):
            notes.lose("credit-changed")
        marked = _distinct([_right(part) if _is_full(part.share) else _wrong(part) for part in options])
        return replace(body, options=_right_first(marked), credit="")
    if not body.several and len(full) > 1:
        marked = _distinct([_right(part) if _is_full(part.share) else _wrong(part) for part in options])
        notes.lose_half(options)
        return replace(body, options=_right_first(marked), several=True, credit=ANY_ONE)
    if not body.several:
        raise CannotTake("no-right-answer", msg("No option earns full marks."))
    return _several(body, options, notes)


def _several(body: Choice, options: tuple[Part, ...], notes: _Notes) -> Body:
    right = [part for part in options if part.share > 0]
    if not right:
        raise CannotTake("no-right-answer", msg("No option is marked as right."))
    credit = body.credit
    if not credit:
        credit = RIGHT_MINUS_WRONG
        even = Fraction(1, len(right))
        wrong_shares = {part.share for part in options if part.share <= 0}
        same = all(abs(part.share - even) < Fraction(1, 50) for part in right)
        if not same or any(abs(share + even) > Fraction(1, 50) for share in wrong_shares):
            notes.lose("credit-changed")
    marked = _distinct([_right(part) if part.share > 0 else _wrong(part) for part in options])
    if len(marked) < 2:
        raise CannotTake("one-option", msg("There is only one option to choose."))
    return replace(body, options=_right_first(marked), credit=credit)


def _right_first(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.void, part.share != RIGHT)))


def _judged(body: Judged, notes: _Notes) -> Body:
    return body


def _typed(body: Typed, notes: _Notes) -> Body:
    accept: dict[str, Part] = {}
    reject: list[Part] = []
    otherwise = body.otherwise
    key = TextKey((), exact=body.exact, language=notes.language)
    for part in body.answers:
        text = " ".join(part.text.split())
        if body.wildcards and text == "*" and not _is_full(part.share):
            otherwise = otherwise or part.feedback
            notes.lose_half([part])
            continue
        if body.wildcards and re.search(r"(?<!\\)\*", text):
            _wildcard(text, part, notes)
            continue
        text = text.replace("\\*", "*") if body.wildcards else text
        if not text:
            continue
        if _is_full(part.share):
            accept.setdefault(text, replace(part, text=text, share=RIGHT))
        elif not any(key.is_same(text, each.text) for each in reject):
            reject.append(replace(part, text=text, share=WRONG))
        notes.lose_half([part])
    if not accept:
        raise CannotTake("no-right-answer", msg("No answer is marked as right."))
    if not all(map(key.fold, accept)):
        raise CannotTake("no-counterpart", msg("A typed answer needs a letter or a digit here."))
    kept = [part for part in reject if not any(key.is_same(part.text, right) for right in accept)]
    notes.lose("case", count=len(reject) - len(kept))
    if not body.exact:
        notes.warnings.append(Told("tolerant-answers"))
    return Typed(
        (*accept.values(), *(part for part in kept if key.fold(part.text))), body.exact, otherwise.strip()
    )


def _wildcard(text: str, part: Part, notes: _Notes) -> None:
    """An answer with a star that stands for anything."""
    if text.strip("*"):
        notes.lose("pattern", text)
    elif _is_full(part.share):
        raise CannotTake(
            "no-counterpart", msg("Any answer is right there; no such question can be marked here.")
        )


def _amount(body: Amount, notes: _Notes) -> Body:
    full = [value for value in body.values if _is_full(value.share)]
    rest = [value for value in body.values if not _is_full(value.share)]
    if not full:
        raise CannotTake("no-right-answer", msg("No figure is marked as right."))
    first = full[0]
    if first.feedback:
        notes.lose("feedback-other")
    also = [value for value in full[1:] if value.number != first.number]
    notes.lose("tolerance", count=sum(_allows(value.within) for value in [*also, *rest]))
    half = [value for value in rest if value.share > 0]
    notes.lose("partial-credit", count=len(half))
    others = [replace(value, within="", share=RIGHT) for value in also]
    # What the tolerance counts as right anyway cannot be rejected.
    wrong = [replace(value, within="", share=WRONG) for value in rest if not _takes(first, value)]
    return Amount(
        (replace(first, feedback="", misconception="", share=RIGHT), *others, *wrong),
        body.unit,
        body.otherwise.strip(),
    )


def _takes(key: Value, value: Value) -> bool:
    """Whether a figure is right by the key's tolerance; both are plain numbers."""
    exact, other, off = figures.read(key.number), figures.read(value.number), figures.read(key.within or "0")
    return None not in (exact, other, off) and abs(exact - other) <= off  # type: ignore[operator]  # none is None


def _allows(within: str) -> bool:
    return bool(within) and within.strip("0.,% ") != ""


def _ordered(body: Ordered, notes: _Notes) -> Body:
    if len(body.items) < 2:
        raise CannotTake("one-option", msg("There is only one item to put in order."))
    return body


def _paired(body: Paired, notes: _Notes) -> Body:
    pairs = tuple(pair for pair in body.pairs if pair.left.strip())
    extra = [Part(pair.right) for pair in body.pairs if not pair.left.strip() and pair.right.strip()]
    if len(pairs) < 2:
        raise CannotTake("one-option", msg("There are not two lines to pair."))
    if any(not pair.right.strip() for pair in pairs):
        raise CannotTake("broken", msg("A line has no partner."))
    rights = {fold_option(pair.right): pair.right for pair in pairs}
    extras = {
        fold_option(part.text): part for part in (*body.extra, *extra) if fold_option(part.text) not in rights
    }
    if len({fold_option(pair.left) for pair in pairs}) < len(pairs):
        raise CannotTake("no-counterpart", msg("The same line stands twice, with two partners."))
    if 1 < len(rights) < len(pairs) and not extras:
        groups = {key: Group(right, ()) for key, right in rights.items()}
        for pair in pairs:
            item = Part(pair.left, RIGHT, pair.feedback, pair.misconception)
            group = groups[fold_option(pair.right)]
            groups[fold_option(pair.right)] = replace(group, items=(*group.items, item))
        return Grouped(tuple(groups.values()), body.credit)
    one = " ".join  # a left side is a key: it stands on one line
    return Paired(
        tuple(
            replace(pair, left=one(pair.left.split()), right=rights[fold_option(pair.right)])
            for pair in pairs
        ),
        tuple(replace(part, share=WRONG) for part in extras.values()),
        body.credit,
    )


def _grouped(body: Grouped, notes: _Notes) -> Body:
    if len(body.groups) < 2 or any(not group.items for group in body.groups):
        raise CannotTake("no-counterpart", msg("Each of at least two groups needs an item."))
    return body


def _gapped(body: Gapped, notes: _Notes) -> Body:
    gaps = tuple(_gap(gap, body, notes) for gap in body.gaps)
    if any(not gap.listed for gap in gaps) and not body.exact:
        notes.warnings.append(Told("tolerant-answers"))
    return replace(body, segments=_around(body.segments), gaps=gaps)


def _around(segments: tuple[str, ...]) -> tuple[str, ...]:
    """The texts around gaps, without a bracket that would begin one."""
    safe = [re.sub(r"(?<!\\)\[(?=\[|$)", r"\\[", segment.replace("[[", r"\[\[")) for segment in segments]
    first = code_fenced(safe[0])
    safe[0] = (safe[0] if first.endswith("```") else first).lstrip()  # no gap begins where a fence ends
    safe[-1] = safe[-1].rstrip()
    return tuple(safe)


def _gap(gap: Blank, body: Gapped, notes: _Notes) -> Blank:
    options = [replace(part, text=" ".join(part.text.split())) for part in gap.options]
    options = [part for part in options if part.text]
    full = [_right(part) for part in options if _is_full(part.share)]
    if not full:
        raise CannotTake("no-right-answer", msg("A gap has no right answer."))
    notes.lose_half(options)
    if gap.listed:
        if len({fold_option(part.text) for part in full}) > 1:
            raise CannotTake("no-counterpart", msg("A gap's list has several right options."))
        wrong = [_wrong(part) for part in options if not _is_full(part.share)]
        found = _distinct([full[0], *wrong])
        if len(found) < 2:
            raise CannotTake("one-option", msg("A gap's list has only one option."))
        return Blank(found, listed=True)
    if any(part.feedback for part in options if not _is_full(part.share)):
        notes.lose("feedback-other")
    otherwise = " ".join(gap.otherwise.split())
    kept = {part.text: part for part in full}
    within = gap.within if _allows(gap.within) else ""
    if within and body.exact:  # what is typed exactly is no figure
        notes.lose("gap-tolerance")
        within = ""
    return Blank(tuple(kept.values()), within=within, otherwise=otherwise)


def _essay(body: HandMarked, notes: _Notes) -> Body:
    return body


_BODIES: dict[type, Callable[[Any, _Notes], Body]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)
