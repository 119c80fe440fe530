"""What the checker found, written for people (text), programs (json), code hosts (sarif, github)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.domain.lint.checker import Silenced, SimulatedRun
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.domain.lint.guessability import OTHER_KEYS, TakerResult
from quizapp.domain.yaml_reading.problems import Problem, Weight

#: SARIF 2.1.0 (OASIS standard, 27 March 2020), section 3.27.10, and GitHub's workflow commands.
_SARIF_LEVEL = {Weight.ERROR: "error", Weight.DOUBT: "warning", Weight.ADVICE: "note"}
_GITHUB_COMMAND = {Weight.ERROR: "error", Weight.DOUBT: "warning", Weight.ADVICE: "notice"}
#: So many questions that help non-readers are listed.
_MOST_GUESSABLE = 5
_MARKS = {Weight.ERROR: "", Weight.DOUBT: "  (doubt)", Weight.ADVICE: "  (advice)"}


@dataclass(frozen=True)
class FileReport:
    """Everything found in one bank file."""

    path: str
    problems: tuple[Problem, ...]
    silenced: tuple[Silenced, ...] = ()
    #: Lines of the guessing table; text format only, so that a program need not parse them.
    guessing: tuple[str, ...] = ()


def write_reports(reports: Sequence[FileReport], form: str) -> str:
    """All reports in one of FORMATS; ends with a line break."""
    return FORMATS[form](reports)


def format_problem(path: str, problem: Problem) -> str:
    """One problem in its five parts: place, what is wrong, the lines, what to try, where more stands."""
    place = f"{path}:{problem.line}:{problem.column}  {problem.code}{_MARKS[problem.weight]}"
    named = " ".join(part for part in (problem.question_id, _in_quotes(problem.question_words)) if part)
    lines = [f"{place}  {named}" if named else place]
    lines += problem.excerpt or (f"   {problem.what}",)
    lines += [
        f"  try    {line}" if i == 0 else f"         {line}"
        for i, line in enumerate(problem.try_text.splitlines())
    ]
    lines.append(f"  more   {problem.more}")
    return "\n".join(lines)


def _in_quotes(text: str) -> str:
    return f'"{text}"' if text else ""


def count_problems(problems: Sequence[Problem], weight: Weight) -> int:
    return sum(problem.weight is weight for problem in problems)


def _text(reports: Sequence[FileReport]) -> str:
    blocks = []
    for report in reports:
        blocks += [format_problem(report.path, problem) for problem in report.problems]
        blocks += [
            f"{report.path}:{s.problem.line}:{s.problem.column}  {s.problem.code}  (advice off: {s.reason})"
            + (f"  {s.problem.question_id}" if s.problem.question_id else "")
            for s in report.silenced
        ]
        if report.guessing:
            blocks.append("\n".join(report.guessing))
    everything = [problem for report in reports for problem in report.problems]
    silenced = sum(len(report.silenced) for report in reports)
    blocks.append(
        f"{_number(len(reports), 'file')}: {_number(count_problems(everything, Weight.ERROR), 'error')}, "
        f"{_number(count_problems(everything, Weight.DOUBT), 'doubt')}, {count_problems(everything, Weight.ADVICE)} advice"
        + (f", {silenced} advice answered with a reason." if silenced else ".")
    )
    return "\n\n".join(blocks) + "\n"


def guessing_lines(sittings: Sequence[SimulatedRun]) -> Iterator[str]:
    """How far a bank can be guessed: every taker at the whole bank, the best taker at each quiz, and the
    questions that help non-readers most."""
    if not sittings or not sittings[0].results[-1].questions:
        return
    bank = sittings[0]
    chance = bank.results[-1]
    yield "Takers who never read the source, each with one cue:"
    yield (
        f"  whole bank: {chance.questions} of {bank.questions} questions offer a choice; blind guessing gets "
        f"{chance.chance:.1f} right, 95 in 100 blind guessers get {chance.low:.0f} to {chance.high:.0f}"
    )
    yield from (f"  {result.score:6.1f}  {result.cue}{_standing(result)}" for result in bank.results)
    for sitting in sittings[1:]:
        *cued, blind = sitting.results
        best = max(cued, key=lambda result: result.score - result.chance)
        if best.questions:
            yield (
                f"  quiz “{sitting.title}”, all {best.questions} that may come: blind guessing gets {blind.chance:.1f} "
                f"({blind.low:.0f} to {blind.high:.0f}); the best cue {best.score:.1f}: {best.cue}{_standing(best)}"
            )
    keys = next(result for result in bank.results if result.name == OTHER_KEYS)
    if keys.helped:
        named = ", ".join(f"{qid} +{gain:.2f}" for qid, gain in keys.helped[:_MOST_GUESSABLE])
        yield f"  Questions that the words of other keys open most (gain over blind guessing): {named}"
    if bank.guessable:
        yield "  Questions that help them most (mean gain over blind guessing, and the cues that pay):"
        yield from (
            f"    {qid}  +{gain:.2f}  {', '.join(names)}"
            for qid, gain, names in bank.guessable[:_MOST_GUESSABLE]
        )


def _standing(result: TakerResult) -> str:
    if result.surely:
        return "   BEYOND CHANCE"
    return "   above that range, but so many takers were tried that it may be luck" if result.beats else ""


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "weight": problem.weight.value,
        "line": problem.line,
        "column": problem.column,
        "what": problem.what,
        "try": problem.try_text,
        "question": problem.question_id,
        "question_words": problem.question_words,
        "excerpt": list(problem.excerpt),
        "more": problem.more,
    }


def _json(reports: Sequence[FileReport]) -> str:
    files = [
        {
            "path": report.path,
            "problems": [_plain(problem) for problem in report.problems],
            "silenced": [{**_plain(s.problem), "reason": s.reason} for s in report.silenced],
        }
        for report in reports
    ]
    return json.dumps({"files": files}, ensure_ascii=False, indent=2) + "\n"


def _sarif_result(path: str, problem: Problem, reason: str = "") -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _SARIF_LEVEL[problem.weight],
        "message": {"text": f"{problem.what} Try: {problem.try_text}" if problem.try_text else problem.what},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": path},
                    "region": {"startLine": problem.line, "startColumn": problem.column},
                }
            }
        ],
    }
    if reason:
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _sarif(reports: Sequence[FileReport]) -> str:
    results = [_sarif_result(report.path, problem) for report in reports for problem in report.problems]
    results += [
        _sarif_result(report.path, s.problem, s.reason) for report in reports for s in report.silenced
    ]
    rules = [
        {
            "id": code,
            "shortDescription": {"text": EXPLANATIONS[code].title},
            "fullDescription": {"text": EXPLANATIONS[code].says},
        }
        for code in sorted({result["ruleId"] for result in results})
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "quizapp banks check", "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _github_value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_value(text).replace(":", "%3A").replace(",", "%2C")


def _github_lines(reports: Sequence[FileReport]) -> Iterator[str]:
    for report in reports:
        for problem in report.problems:
            say = f"{problem.what} Try: {problem.try_text}" if problem.try_text else problem.what
            yield (
                f"::{_GITHUB_COMMAND[problem.weight]} file={_github_property(report.path)},line={problem.line},"
                f"col={problem.column},title={_github_property(problem.code)}::{_github_value(say)}\n"
            )


def _github(reports: Sequence[FileReport]) -> str:
    return "".join(_github_lines(reports))


#: The formats of ``python3 manage.py banks check --format``.
FORMATS = {"text": _text, "json": _json, "sarif": _sarif, "github": _github}
