"""Draft questions from a bank's claims: for each claim who, status, measure, how much and when, as its fields allow.

Distractors are what other claims of the bank have in the same field: real speakers, real figures, real dates. Each draft
carries the tag ``draft``, which the checker doubts until the author has looked at it and taken it away. The first draft of a
claim is the idea, the others are its variants. What the bank asks already is not drafted again, so that a second run adds
nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.domain.bankfile.cross_checks import DRAFT
from quizapp.domain.choices import fold_option
from quizapp.domain.claims import Aspect, Claim, Status, speakers_of
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import read_figure
from quizapp.domain.yaml_reading.yaml_errors import quote_text

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank

_WRONG_OPTIONS = 3
#: Quotation marks within a quotation.
_INNER_MARKS = str.maketrans("“”", "‘’")
_PLAIN = re.compile(r"[A-Za-z][\w .,()'’“”/-]*")
_HEDGE = re.compile(
    r"^(?:about|around|nearly|almost|more than|less than|at least|at most|over|under|some)\s+", re.IGNORECASE
)
#: What each status means, said to who chose another one; and what fills up where a bank has few.
_MEANS = {
    Status.CONFIRMED: "Those who disagree on the rest would have to agree on this.",
    Status.VERIFIED: "A second source would have to have checked it.",
    Status.ON_RECORD: "Somebody would have to have looked it up.",
    Status.COULD_BE_CHECKED: "It would be a public fact that nobody has looked up.",
    Status.ESTIMATE: "Somebody would have reckoned it, and say so.",
    Status.CLAIMED: "One party alone would say it.",
    Status.NOT_VERIFIED: "The source would say that it could not be checked, or nothing.",
    Status.DISPUTED: "Somebody would say otherwise.",
    Status.FORECAST: "It would speak of the future.",
    Status.OPINION: "It would be a judgement.",
    Status.CORRECTED: "The source would have taken it back.",
}
_USUAL = (Status.CLAIMED, Status.ON_RECORD, Status.FORECAST, Status.ESTIMATE)


@dataclass(frozen=True)
class _Draft:
    claim: Claim
    aspect: Aspect
    lines: tuple[str, ...]


def draft_questions(bank: "Bank") -> str:
    """The drafts as entries of ``questions:``; empty where there is nothing to draft."""
    asked = {(key, question.tests) for question in bank.questions for key in question.claims}
    first = {question.claims[0]: question.idea for question in reversed(bank.questions) if question.claims}
    taken = {question.id for question in bank.questions}
    entries = []
    for claim in bank.claims.values():
        for draft in _drafts(claim, list(bank.claims.values()), bank.language):
            if (claim.key, draft.aspect) in asked:
                continue
            name = _free(f"{claim.key}-{draft.aspect.value.replace(' ', '-')}", taken)
            head = [f"- id: {name}", f"  tags: {DRAFT}"]
            if claim.key in first:
                head.append(f"  variant of: {first[claim.key]}")
            first.setdefault(claim.key, name)
            topic = [f"  topic: {claim.topic}"] if claim.topic else []
            entries.append(
                "\n".join(
                    [
                        *head,
                        *topic,
                        f"  tests: {draft.aspect.value}",
                        *draft.lines,
                        f"  claim: {claim.key}",
                        "",
                    ]
                )
            )
    return "\n".join(entries)


def count_drafts(text: str) -> int:
    """How many questions a text of drafts holds."""
    return text.count("- id: ")


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _scalar(text: str) -> str:
    plain = " ".join(text.split())
    return (
        plain
        if _PLAIN.fullmatch(plain) and plain.casefold() not in ("yes", "no", "true", "false")
        else quote_text(plain)
    )


def _short(who: str) -> str:
    """A speaker without office: “Nordic Minerals, the company behind the plan” is “Nordic Minerals”."""
    return speakers_of(who).partition(" (")[0]


def _said(claim: Claim) -> str:
    """What is said, as a sentence that can be quoted."""
    said = claim.says.removeprefix("“").removesuffix("”") if claim.says.startswith("“") else claim.says
    return f"{said.rstrip('.')}.".translate(_INNER_MARKS)


def _told(claim: Claim) -> str:
    """What is said with its speaker, one or several: once, where the sentence names it."""
    by = _short(claim.who)
    return (
        f"According to {_small(by)}: “{_said(claim)}”"
        if by and not _names_itself(claim)
        else f"“{_said(claim)}”"
    )


def _names_itself(claim: Claim) -> bool:
    return _is_named(_short(claim.who), _said(claim))


def _is_named(who: str, text: str) -> bool:
    """Whether a speaker stands in a text, by the last word of the name."""
    return bool(who) and re.search(rf"\b{re.escape(who.split()[-1])}\b", text, re.IGNORECASE) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A text within a sentence: “The council” and “About 300” begin small, a name does not."""
    begins = re.match(r"(?:The|An?|Its|His|Her|Their) ", text) or _HEDGE.match(text)
    return text[:1].lower() + text[1:] if begins else text


def _speakers(own: str, claims: list[Claim]) -> Iterator[tuple[str, Claim]]:
    """Who else speaks. “The council” may be “the district council”: of those with one last word one is taken, of the own none."""
    seen = own.split()[-1:]
    for claim in claims:
        who = _capital(_short(claim.who))
        last = who.split()[-1:]
        if last and last[0] not in seen:
            seen += last
            yield who, claim


def _others(own: str, values: Iterable[tuple[str, Claim]]) -> list[tuple[str, Claim]]:
    """What other claims have in a field, each value once, the own one aside."""
    seen, found = {fold_option(own)}, []
    for value, claim in values:
        if value and fold_option(value) not in seen:
            seen.add(fold_option(value))
            found.append((value, claim))
    return found[:_WRONG_OPTIONS]


def _choice(ask: str, answer: str, wrong: list[tuple[str, str]], why: str) -> tuple[str, ...]:
    return (
        f"  ask: {_scalar(ask)}",
        f"  answer: {_scalar(answer)}",
        "  wrong:",
        *(f"  - {_scalar(f'{text} => {feedback}')}" for text, feedback in wrong),
        f"  why: {_scalar(why)}",
    )


def _drafts(claim: Claim, claims: list[Claim], language: str) -> Iterator[_Draft]:
    said, told, by = _said(claim), _told(claim), _short(claim.who)
    if by and not _names_itself(claim):
        others = _others(by, _speakers(by, claims))
        wrong = [(who, _told(other)) for who, other in others if not _is_named(who, said)]
        if wrong:
            yield _Draft(
                claim,
                Aspect.WHO,
                _choice(
                    f"Who says this? “{said}”", _capital(by), wrong, f"It comes from {_small(claim.who)}."
                ),
            )
    yield _how_checked(claim, claims, told)
    if claim.figure and claim.measures:
        wrong = [
            (
                measures,
                f"For that the figure is {_small(other.figure)}."
                if other.figure
                else "Another claim counts that.",
            )
            for measures, other in _others(claim.measures, ((each.measures, each) for each in claims))
        ]
        if wrong:
            yield _Draft(
                claim,
                Aspect.MEASURE,
                _choice(
                    f"According to {_small(by) or 'the source'}, the figure is {_small(claim.figure)}. What does it count?",
                    claim.measures,
                    wrong,
                    f"What is counted: {claim.measures}.",
                ),
            )
    yield from _how_much(claim, told, language)
    yield from _when(claim, claims, told)


def _when(claim: Claim, claims: list[Claim], told: str) -> Iterator[_Draft]:
    if (
        re.search(r"\d", claim.as_of) and claim.as_of not in told
    ):  # “this year” is no date, and what is told asks nothing
        dates = [
            (date, f"Another claim speaks of that day: {_said(other)}")
            for date, other in _others(claim.as_of, ((c.as_of, c) for c in claims))
            if re.search(r"\d", date)
        ]
        if dates:
            yield _Draft(
                claim,
                Aspect.WHEN,
                _choice(
                    f"{told} Of which date does this speak?",
                    claim.as_of,
                    dates,
                    f"It speaks of {claim.as_of}.",
                ),
            )


def _how_checked(claim: Claim, claims: list[Claim], told: str) -> _Draft:
    """What a claim is marked as, among the marks of other claims and the usual ones."""
    status = [
        (each.status.value, _MEANS[each.status])
        for _, each in _others(claim.status.value, ((c.status.value, c) for c in claims))
    ]
    known = {claim.status.value, *(word for word, _ in status)}
    status += [(each.value, _MEANS[each]) for each in _USUAL if each.value not in known]
    return _Draft(
        claim,
        Aspect.STATUS,
        _choice(
            f"{told} How far has this been checked?",
            claim.status.value,
            status[:_WRONG_OPTIONS],
            f"It is marked “{claim.status.value}”. {claim.note}".strip(),
        ),
    )


def _how_much(claim: Claim, told: str, language: str) -> Iterator[_Draft]:
    """The figure to type, where it is one number and stands in what is said."""
    bare = _HEDGE.sub("", claim.figure)
    number = re.match(r"[$€£]?\s*\d[\d.,]*(?:\s*(?:million|billion|thousand|%|per cent))?", bare)
    if number is None or number[0] not in told:
        return
    try:
        read_figure(number[0], language, as_key=True)
    except CannotRead:
        return
    value = number[0].strip()
    blank = told.replace(number[0], " … ", 1).replace("  ", " ").replace("“ …", "“…")
    lines = (
        f"  ask: {_scalar(f'{blank} Which figure belongs in the gap?')}",
        f"  number: {_scalar(value)}",
        f"  why: {_scalar(f'The figure is {_small(claim.figure)}.')}",
    )
    yield _Draft(claim, Aspect.HOW_MUCH, lines)
