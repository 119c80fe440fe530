"""Write docs/judging.md: every rule of reading and marking, with examples that the tests hold.

python3 tools/judging.py          write it
python3 tools/judging.py check    fail where it is not what the rules say
"""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.domain.judging_rules import RULES, TRIES, Rule, Tries  # noqa: E402  # after the path is set

PAGE = ROOT / "docs" / "judging.md"
HEAD = """\
# How answers are read and marked

Made by `python3 tools/judging.py` from `tests/domain/judging_rules.py`; every line is a test. What an author writes stands in
[banks.md](banks.md). A table of some 190 typed texts in ten languages is `tests/domain/question_types/typed_answers.csv`,
one of some 200 figures is in `tests/domain/figures/test_quantities.py`.

*Asked back* means that the answer is shown again with a sentence, and that no try is lost.
"""
REFERENCES = """\
## Held against

| what | against what | where |
|---|---|---|
| several tries | Moodle's published walkthroughs of its *adaptive* and *interactive* behaviours, where the rules agree; [ADR 13](adr/0013-verdict-from-the-answer.md) says where they differ on purpose | `tests/domain/test_tries.py` |
| statistics of questions and quizzes | formulas and sources in each docstring; a second implementation in decimal numbers that shares no code, over every export | `tests/domain/statistics/`, `quizapp/reports/verify/` |
| intervals | Wilson (1927), Student (1908), Fisher (1921), Feldt (1965) | `tests/domain/statistics/test_intervals.py` |
| units | the factors of the international agreements | `tests/domain/figures/test_units.py` |
| words for units, months and powers of ten | CLDR, in some fifty languages | `tools/unit_words.py`, `tests/domain/figures/test_quantities.py` |
| statistics on data that others published | two sets of Moodle's quiz statistics (22 attempts at 20 questions, 25 at 7), two data sets of R with what its packages print of them (`LSAT` by ltm, `attitude` by psych), intervals by statsmodels | `tests/domain/statistics/test_references.py` |
| statistics beside another program | scipy: point-biserial correlations, quantiles, intervals, normal curve | `tests/domain/statistics/` |
| spacing | py-fsrs, its published intervals; the published formulas of FSRS 6 written out by hand, over a term of eight weeks that is lived over HTTP | `tests/domain/spacing/`, `tests/studying/test_term.py`, `tests/support/fsrs_by_hand.py` |
| the key comes first | a property over generated keys and rejects of every type | `tests/domain/question_types/test_key_first.py` |
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for section, rules in groupby(RULES, key=lambda rule: rule.section):
        parts.append(f"## {section}\n")
        parts += [_rule(rule) for rule in rules]
    parts.append(
        "## Several tries\n\nThe verdict comes from the best answer, the marks from the tries; what is safe is never taken away,"
        "\nand an answer that was given before is no try. With three tries worth 100, 60 and 30 %:\n"
    )
    parts.append(
        "| answers, first to last | verdict | earned |\n|---|---|---|\n" + "".join(map(_tries, TRIES))
    )
    return "\n".join((*parts, REFERENCES))


def _rule(rule: Rule) -> str:
    lines = [f"**{rule.says}**\n", "```yaml", *(rule.question.strip().splitlines()), "```\n"]
    if rule.language != "en":
        lines.insert(1, f"In a bank with `language: {rule.language}`:\n")
    lines += ["| answer | verdict |", "|---|---|"]
    lines += [f"| `{_cell(answer)}` | {verdict} |" for answer, verdict in rule.examples]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A text inside a code span of a table; no span holds the mark that ends it."""
    return text.replace("|", "\\|").replace("`", "ˋ")


def _tries(tries: Tries) -> str:
    given = ", then ".join("“I don't know”" if each is None else each[0] for each in tries.given)
    return f"| {given} | {tries.verdict} | {100 * tries.earned:g} % |\n"


def main(arguments: list[str]) -> int:
    made = page()
    if arguments == ["check"]:
        if PAGE.read_text(encoding="utf-8") != made:
            print("docs/judging.md is not what the rules say. Run: python3 tools/judging.py")
            return 1
        return 0
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
