"""Slips that stop YAML and have one meaning: looked for line by line, and all at once, where it cannot read a text.

YAML gives up at the first of them, often lines below the cause. Each is told with the edit that mends it, and the caller reads on in the
text so mended.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from quizapp.domain.yaml_reading.known_words import KEY_WORDS
from quizapp.domain.yaml_reading.layout import Layout, own_keys, rows_of
from quizapp.domain.yaml_reading.pasted_signs import KEY, structural
from quizapp.domain.yaml_reading.problems import Edit, Findings, Problem, SourceText
from quizapp.domain.yaml_reading.yaml_errors import from_edge, one_colon_too_many
from quizapp.domain.yaml_reading.yaml_nodes import Tree

_NO_COLON = re.compile(rf"(?P<lead> *(?:- +)?)(?P<key>{KEY})[ \t]+(?P<text>[^\s:=#].*)$")


def slips_of(tree: Tree) -> list[Problem]:
    """The slips of a text that YAML refuses: in its signs, or where those are right, in where its lines begin."""
    told = tree.findings.problems
    if not tree.broken and not any(each.code == "swallowed-option" for each in told):
        return []
    findings = Findings(tree.source)
    lines = list(structural(tree.meant))
    _find_signs(lines, findings)
    findings.take(each for each in told if each.code == "look-alike-sign")
    if not findings.problems:
        _find_layout(lines, findings)
    return findings.problems


def placed_back(
    problems: Iterable[Problem], told: Iterable[Problem], mended: SourceText, source: SourceText
) -> Iterator[Problem]:
    """The problems of a mended text at their places in the text as it was written; lines are the same."""
    edits = sorted((edit for each in told for edit in each.edits), key=lambda edit: edit.start)
    for problem in problems:
        at = _place_back(mended.text_start(problem.line) + problem.column - 1, edits)[0]
        line, column = source.place(at)
        places = [
            (_place_back(edit.start, edits), _place_back(edit.end, edits), edit) for edit in problem.edits
        ]
        kept = all(start[1] == end[1] >= 0 for start, end, _edit in places)
        yield replace(
            problem,
            line=line,
            column=column,
            excerpt=source.excerpt(line, column, problem.what),
            edits=tuple(Edit(start[0], end[0], edit.text) for start, end, edit in places) if kept else (),
        )


def _place_back(place: int, edits: list[Edit]) -> tuple[int, int]:
    """A place of a mended text in the text as written, and after how many edits it lies: -1 where inside of one."""
    grown = 0
    for number, edit in enumerate(edits):
        start = edit.start + grown
        if place < start:
            return place - grown, number
        if place <= start + len(edit.text):
            return (
                edit.end if place == start + len(edit.text) else min(edit.start + place - start, edit.end)
            ), -1
        grown += len(edit.text) - (edit.end - edit.start)
    return place - grown, len(edits)


def _find_signs(lines: list[tuple[int, str]], findings: Findings) -> None:
    columns = _Columns()
    keys = {row.number for row in own_keys(rows_of(lines))}
    for number, row in lines:
        bare = row.rstrip("\r\n")
        if not number or not bare.strip():
            continue
        at = findings.source.text_start(number)
        indent = bare[: len(bare) - len(bare.lstrip(" \t"))]
        if "\t" in indent:
            edits = tuple(
                Edit(at + m.start(), at + m.end(), "  " * (m.end() - m.start()))
                for m in re.finditer(r"\t+", indent)
            )
            what = "There is a tab in this line where YAML wants spaces."
            findings.add("tab", what, edits[0].start, try_text="Replace each tab by two spaces.", edits=edits)
        elif found := _without_colon(bare, columns):
            place = at + found.end("key")
            what = f"After “{found['key']}” the colon is missing."
            try_text = f"{bare[: found.end('key')]}:{bare[found.end('key') :]}".strip()
            findings.add("no-colon", what, place - len(found["key"]), try_text=try_text, edits=(Edit(place, place, ":"),))  # fmt: skip
        elif number in keys and (problem := one_colon_too_many(number, findings.source)):
            findings.take([problem])
        columns.pass_line(bare)


def _find_layout(lines: list[tuple[int, str]], findings: Findings) -> None:
    for row, column in Layout(rows_of(lines)).off():
        at = findings.source.text_start(row.number)
        what = (
            "This line does not line up with the lines it belongs to: "
            f"it begins {from_edge(row.indent)}, they begin {from_edge(column)}."
        )
        edits = (Edit(at, at + row.indent, " " * column),)
        findings.add(
            "indentation", what, at + row.indent, try_text=f"Begin it {from_edge(column)}.", edits=edits
        )


@dataclass
class _Columns:
    """Where the key above begins, and where the dashes of entries stand; None before any."""

    key: int | None = None
    dash: int | None = None

    def pass_line(self, row: str) -> None:
        found = re.match(rf"(?P<lead> *(?P<dash>- +)?){KEY}:(?:\s|$)", row)
        if found:
            self.key = found.end("lead")
            if found["dash"]:
                self.dash = found.start("dash")
            elif found.end("lead") == 0:
                self.dash = 0 if row.startswith("questions:") else None


def _without_colon(row: str, columns: _Columns) -> "re.Match[str] | None":
    """A line that begins with a key and has no colon, where only a key can stand."""
    found = None if re.match(rf" *(?:- +)?{KEY}:", row) else _NO_COLON.match(row)
    words = found["key"].split(" ") if found else []
    key = next(
        (" ".join(words[:n]) for n in range(len(words), 0, -1) if " ".join(words[:n]) in KEY_WORDS), ""
    )
    exact = re.match(rf"(?P<lead> *(?P<dash>- +)?)(?P<key>{re.escape(key)})[ \t]+\S", row) if key else None
    if exact is None:
        return None
    if exact["dash"]:
        return exact if exact.start("dash") == columns.dash else None
    return exact if exact.end("lead") == columns.key else None
