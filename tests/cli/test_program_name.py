"""Messages name a command as their reader can type it: by ``manage.py`` in the project's folder, else by ``quizapp``."""

import ast
from pathlib import Path

import pytest

from quizapp.basics.program import as_started, started_as
from quizapp.domain.yaml_reading.problems import Problem, Weight

PACKAGE = Path(__file__).parents[2] / "quizapp"


@pytest.mark.parametrize("path", ["/usr/local/bin/quizapp", "quizapp.exe"])
def test_a_program_that_was_started_as_quizapp_names_itself_so(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    problem = Problem(code="missing-key", weight=Weight.ERROR, line=1, column=1, what="")
    assert problem.more == "python3 manage.py banks explain missing-key"
    monkeypatch.setattr("sys.argv", [path, "banks", "check"])
    assert problem.more == "quizapp banks explain missing-key"
    assert as_started("Run “python3 manage.py doctor”.") == "Run “quizapp doctor”."


def test_without_manage_py_beside_the_package_the_program_is_quizapp(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "quizapp.basics.program.__file__", str(tmp_path / "quizapp" / "basics" / "program.py")
    )
    monkeypatch.setattr("sys.argv", ["/usr/bin/gunicorn"])
    assert started_as() == "quizapp"


def literals(source: str) -> list[int]:
    """The lines of texts, those that explain the code aside, that name ``manage.py`` themselves."""
    tree = ast.parse(source)
    explaining = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining
        if "manage.py " in node.value
    ]


def test_no_message_names_manage_py_itself() -> None:
    assert literals('"""manage.py run"""\nsay("python3 manage.py doctor")') == [2]
    own = PACKAGE / "basics" / "program.py"
    found = {
        str(file.relative_to(PACKAGE)): lines
        for file in PACKAGE.rglob("*.py")
        if file != own and (lines := literals(file.read_text("utf-8")))
    }
    assert not found


def test_no_template_names_manage_py_without_asking_how_the_program_was_started() -> None:
    lines = [
        line
        for file in PACKAGE.rglob("*.html")
        for line in file.read_text("utf-8").splitlines()
        if "python3 manage.py" in line and "as_started" not in line
    ]
    assert not lines
