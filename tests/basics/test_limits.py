"""Every number that a person can run into stands in one place, and what is written about it is true."""

import ast
import re
import runpy
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from quizapp.basics import limits
from quizapp.basics.config import BadSetting, read_settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "quizapp"
#: A formula's own numbers stay beside it: what counts as near, as many, as long in judging texts and figures.
FORMULAS = ("domain/lint", "domain/statistics", "domain/figures", "domain/telling.py", "reports/verify")
#: Other numbers that no person runs into, with the reason why they stay where they are.
ELSEWHERE = {
    "attempts/regrading.py": {"BINS"},  # of a chart
    "authoring/editor_checks.py": {"_LONGEST_QUOTE"},  # where a sentence is cut
    "cli/reports.py": {"_MOST_LINES"},  # where a listing is cut
    "domain/bankfile/autofix.py": {"_MOST_READINGS"},  # the rest is left to the next run
    "domain/bankfile/cross_checks.py": {"_MOST_ALIKE"},  # where a sentence is cut
    "domain/yaml_reading/encoding.py": {"_MOST_SIGNS"},  # where a listing is cut
    "domain/yaml_reading/entry_reader.py": {"_LONGEST_WORD"},  # for guessing what a misspelt key means
    "domain/bankfile/question_entries.py": {"_MOST_GUESSES"},  # the same
    "domain/choices.py": {"_LONGEST_POSITION"},  # digits of a posted number
    "domain/selection.py": {"_MOST_STEPS"},  # of a search
    "domain/text_matching.py": {"SHORTEST_WITH_SLIP"},  # a rule of marking
    "interchange/docx.py": {"_MOST"},  # of a foreign format
    "interchange/h5p.py": {"_MOST_DEPTH"},  # the same
    "interchange/report.py": {"_MOST_PLACES"},  # where a line is cut
    "interchange/table_writing.py": {"_MOST_OPTIONS"},  # columns of a foreign format
    "interchange/tables.py": {"_MOST_ROWS_ABOVE"},  # where headings are looked for
    "reports/class_page.py": {"_LONGEST_STEM"},  # where a sentence is cut
    "reports/source_map.py": {"_MOST_NUMBERS"},  # of a range of line numbers that is taken apart
    "marking/views.py": {"_MOST_ROWS"},  # of any database
}
_LIMIT = re.compile(
    r"_?(?:(?:MOST|LONGEST|LARGEST|SHORTEST|FEWEST|MAX|FREE|GRACE|SAME_PRESS|PAGE)(?:_|$)"
    r"|\w+_(?:BYTES|SECONDS|MINUTES|HOURS|DAYS|IDLE|EVERY|LENGTH|LETTERS)$)"
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name != "basics/limits.py":
            yield name, ast.parse(path.read_text("utf-8"))


def numbers_of_people(name: str, tree: ast.Module) -> Iterator[str]:
    """Names that a module gives to limits of its own, and limits without a name in its forms."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            is_span = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "timedelta"
            is_number = any(
                isinstance(each, ast.Constant) and type(each.value) in (int, float)
                for each in ast.walk(node.value)
            ) and not any(isinstance(each, ast.JoinedStr) for each in ast.walk(node.value))
            yield from (each for each in names if is_span or (is_number and _LIMIT.match(each)))


def test_no_module_has_a_limit_of_its_own() -> None:
    found = {
        name: own
        for name, tree in modules()
        if not name.startswith(FORMULAS)
        and (own := set(numbers_of_people(name, tree)) - ELSEWHERE.get(name, set()))
    }
    assert found == {}, "move them to quizapp/basics/limits.py"


def test_no_form_has_a_length_of_its_own() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Length") and numbers(node)
    ]
    assert found == []


def numbers(node: ast.AST) -> list[object]:
    return [
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and type(each.value) is int
    ]


@pytest.mark.parametrize("line", ["GRACE = timedelta(seconds=5)", "_MOST_ROWS = 3", "A, MOST_B = 1, 2"])
def test_a_limit_beside_its_user_is_found(line: str) -> None:
    assert list(numbers_of_people("x.py", ast.parse(line)))


def test_each_group_of_limits_names_the_modules_that_read_it() -> None:
    groups = re.split(r"(?m)^# (?=\w.*\. Read by: )", (PACKAGE / "basics" / "limits.py").read_text("utf-8"))[
        1:
    ]
    said = {}
    for group in groups:
        title = re.match(r"(.+?)\. Read by: ((?:.|\n# )+?)\.\n", group)
        assert title is not None, group[:80]
        readers = set(re.split(r",\s+(?:# )?", title[2].replace("\n# ", " ")))
        for name in re.findall(r"(?m)^([A-Z_]+) = ", group):
            said[name] = (title[1], readers)
    found: dict[str, set[str]] = defaultdict(set)
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "quizapp.basics.limits":
                for each in node.names:
                    if each.name in said:
                        found[said[each.name][0]].add(module.removesuffix(".py").replace("/", "."))
    wrong = [
        f"{title}: write {', '.join(sorted(found[title]))}"
        for title, readers in said.values()
        if found[title] != readers
    ]
    assert not wrong, "quizapp/basics/limits.py, Read by:\n" + "\n".join(dict.fromkeys(wrong))


def test_the_server_in_front_lets_through_what_the_program_refuses_in_a_sentence() -> None:
    line = re.search(
        r"client_max_body_size (\d+)m;  # the program takes (\d+) ", (ROOT / "README.md").read_text("utf-8")
    )
    assert line is not None
    assert int(line[1]) * 1024 * 1024 > limits.UPLOAD_BYTES
    assert int(line[2]) == limits.UPLOAD_BYTES // limits.MB


def test_what_is_too_large_is_told_how_large_it_may_be(client: FlaskClient) -> None:
    answer = client.post("/return", data={"code": "x" * (limits.REQUEST_BYTES + 1)})
    assert answer.status_code == 413
    own, teachers = limits.REQUEST_BYTES // limits.MB, limits.UPLOAD_BYTES // limits.MB
    assert f"Send at most {own} MB at once; teachers can send files of up to {teachers} MB." in answer.text


def test_the_guide_names_the_sizes_that_are_taken() -> None:
    guide = (ROOT / "docs" / "banks.md").read_text("utf-8")
    assert f"at most {limits.PICTURE_BYTES // limits.MB} MB are taken" in guide
    explained = (PACKAGE / "domain" / "lint" / "explanations.md").read_text("utf-8")
    assert f"A bank may have {limits.BANK_BYTES // limits.MB} MB" in explained


def test_the_operator_changes_what_is_a_setting_and_nothing_else(monkeypatch):
    for name, default in limits.DEFAULTS.items():
        monkeypatch.setenv(f"QUIZAPP_{name.upper()}", str(default * 2))
    changed = runpy.run_path(limits.__file__)
    differs = {name for name, value in vars(limits).items() if name.isupper() and changed[name] != value}

    assert differs == {
        "UPLOAD_BYTES", "TEACHER_IDLE", "TEACHER_LONGEST", "STUDENT_KNOWN", "FREE_FAILURES_OF_ADDRESS",
    }  # fmt: skip
    assert changed["UPLOAD_BYTES"] == 2 * limits.UPLOAD_BYTES


@pytest.mark.parametrize("value", ["0", "-3", "many", "99999", ""])
def test_a_limit_that_is_no_number_stops_the_start(value):
    with pytest.raises(BadSetting, match="QUIZAPP_STUDENT_DAYS must be a whole number from 1"):
        read_settings({"QUIZAPP_STUDENT_DAYS": value})
