"""Correcting a claim: the questions that use it, and the change as the smallest splice into the bank's text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.authoring.differences import users_of
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Claim
from quizapp.domain.yaml_reading.yaml_errors import quote_text

_KEY = re.compile(r"^(?P<indent>[ \t]+)(?P<key>[^\s#:][^:#]*):(?P<rest>.*)$")


class CannotPlace(ValueError):
    """The claim's lines could not be found in the text; the text says what to do."""


@dataclass(frozen=True)
class ClaimLine:
    """A claim in the list, with the questions that use it."""

    claim: Claim
    questions: tuple[str, ...]


def claim_lines(bank: Bank) -> list[ClaimLine]:
    return [ClaimLine(claim, users_of(bank, key)) for key, claim in bank.claims.items()]


def splice_claim(text: str, claim: Claim, values: Mapping[str, str]) -> str:
    """The text with new values of a claim's keys; an empty value takes a key out. Nothing else moves by a byte.

    Raises CannotPlace where the claim is written in a form that has no line of its own for each key.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    start = _first_line(lines, claim)
    indent, last = _extent(lines, start)
    for key, value in values.items():
        place = _line_of(lines, start + 1, last, indent, key)
        written = [f"{indent}{key}: {_scalar(value)}"] if value else []
        if place is None:
            lines[last:last] = written
            last += len(written)
        else:
            after = place + 1
            while after < last and _depth(lines[after]) > len(indent) and lines[after].strip():
                after += 1
            lines[place:after] = written
            last += len(written) - (after - place)
    return end.join(lines)


def _first_line(lines: list[str], claim: Claim) -> int:
    """Where the claim's own key stands, from 0; the loader counts from 1 and may name the key or what follows."""
    key = re.compile(rf"^[ \t]+[\"']?{re.escape(claim.key)}[\"']?:[ \t]*(#.*)?$")
    inside = False
    for number, line in enumerate(lines):
        if re.match(r"^\S", line) and not line.startswith("#"):
            inside = line.startswith("claims:")
        elif inside and key.match(line):
            return number
    raise CannotPlace(
        msg(
            "The claim “%(key)s” has no line of its own in the text. Change it in the editor: write it as “%(key)s:” "
            "with its keys indented below.",
            key=claim.key,
        )
    )


def _extent(lines: list[str], start: int) -> tuple[str, int]:
    """The indentation of a claim's keys, and the line after its last one."""
    own = _depth(lines[start])
    last = start + 1
    while last < len(lines) and (not lines[last].strip() or _depth(lines[last]) > own):
        last += 1
    while last > start + 1 and not lines[last - 1].strip():
        last -= 1
    first = next(
        (line for line in lines[start + 1 : last] if line.strip() and not line.lstrip().startswith("#")), ""
    )
    found = _KEY.match(first)
    if found is None:
        raise CannotPlace(msg("This claim has no keys below it. Change it in the editor."))
    return found["indent"], last


def _line_of(lines: list[str], start: int, last: int, indent: str, key: str) -> int | None:
    for number in range(start, last):
        found = _KEY.match(lines[number])
        if found and found["indent"] == indent and found["key"].strip() == key:
            return number
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _scalar(text: str) -> str:
    """A value on one line, quoted where YAML would read it otherwise."""
    one_line = " ".join(text.split())
    plain = re.fullmatch(r"[\w(][^:#\[\]{}&*!|>'\"%@`]*", one_line)
    return one_line if plain else quote_text(one_line)
