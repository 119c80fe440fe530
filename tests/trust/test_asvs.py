"""Every requirement of ASVS 5.0, levels 1 and 2, has a line in docs/asvs.md that says how it is met, or that it is not."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "asvs.md"
KINDS = ("test", "built so", "does not apply", "not met")
_LINE = re.compile(r"\| (\d+\.\d+\.\d+) \| ([12]) \| \*\*([a-z ]+)\*\*: (.+) \|")


@cache
def names_there() -> frozenset[str]:
    """The name of every test, wherever it stands."""
    return frozenset(
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    )


def asked() -> list[tuple[str, str]]:
    """Number and level of each requirement, as the standard has them."""
    lines = (ROOT / "tests" / "trust" / "asvs_numbers.txt").read_text("utf-8").splitlines()
    return [
        (f"{section}.{number}", level)
        for section, numbers in (line.split(": ") for line in lines)
        for number, level in (each.split("/") for each in numbers.split())
    ]


def faults_of(page: str) -> list[str]:
    said = _LINE.findall(page)
    faults = [
        f"{each} is missing"
        for each in asked()
        if each not in [(number, level) for number, level, *_ in said]
    ]
    faults += [
        f"{number} stands there {times} times"
        for number, times in Counter(line[0] for line in said).items()
        if times > 1
    ]
    for number, level, kind, how in said:
        if (number, level) not in asked():
            faults.append(f"{number} is no requirement of level {level}")
        named = re.findall(r"`(test_\w+)`", how)
        if kind not in KINDS or bool(named) != (kind == "test"):
            faults.append(f"{number}: what is {kind!r} by {how!r}?")
        faults += [f"{number}: there is no {name}" for name in named if name not in names_there()]
    return faults


def test_every_requirement_is_met_by_a_test_or_says_why_not():
    assert faults_of(PAGE.read_text("utf-8")) == []
    assert Counter(level for _number, level in asked()) == {"1": 70, "2": 183}


def test_the_counts_at_the_top_are_those_of_the_lines():
    page = PAGE.read_text("utf-8")
    counted = Counter(kind for _number, _level, kind, _how in _LINE.findall(page))
    have, built, absent, unmet = map(
        int, re.search(r"(\d+) have a test, (\d+) are built so, (\d+) do not apply, (\d+) are", page).groups()
    )
    assert counted == dict(zip(KINDS, (have, built, absent, unmet), strict=True))


def test_a_line_that_is_missing_and_a_test_that_is_gone_are_found():
    page = (
        PAGE.read_text("utf-8")
        .replace("| 1.1.1 | 2 |", "| 1.1.9 | 2 |")
        .replace("`test_a_link_runs_out`", "`test_gone`", 1)
    )
    assert faults_of(page) == [
        "('1.1.1', '2') is missing",
        "1.1.9 is no requirement of level 2",
        "6.4.1: there is no test_gone",
    ]
