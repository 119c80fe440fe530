"""Every code has an explanation, and every explanation's examples do what they say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import quizapp.domain
from quizapp.domain.lint import item_writing
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.explanations import EXPLANATIONS, complete_example, read_page
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight

PACKAGE = Path(quizapp.domain.__file__).parent.parent
#: What a few lines of YAML cannot show: their examples are prose, and the loader's own tests raise them.
NOT_SHOWN = {"encoding", "too-large", "too-many-texts", "bidi", "picture-missing"}
#: Functions whose first argument is a code.
COMPLAINERS = {"complain", "add", "_Finding", "Advice", "_complain", "_note", "_doubt", "_advise"}

#: Functions that take a code among other arguments and pass it on.
PASSED_ON = {"complain_of_name", "_missing"}


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Literals given as a problem's code: ``code=…``, first arguments of complaints, first of what craft yields."""
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            given += node.args[:1] if name in COMPLAINERS else []
            given += [
                each for each in node.args if name in PASSED_ON and "-" in str(getattr(each, "value", ""))
            ]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            given = node.value.elts[:1]
        for expression in given:
            for part in ast.walk(expression):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and is_code(part.value):
                    yield part.value


def is_code(text: str) -> bool:
    return bool(text) and text.replace("-", "").isalpha() and text.islower()


def used_codes() -> set[str]:
    files = [*(PACKAGE / "domain").rglob("*.py")]
    return {code for file in files for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}


def test_every_code_in_use_is_explained_and_no_other() -> None:
    assert used_codes() == set(EXPLANATIONS)


def test_the_search_for_codes_sees_each_way_of_giving_one() -> None:
    source = 'entry.complain("a-b", "x")\nProblem(code="c-d")\ndef f():\n    yield ("e-f", "x")\nadd("g" if x else "h-i")'
    assert set(codes_in(ast.parse(source))) == {"a-b", "c-d", "e-f", "g", "h-i"}


def test_every_code_of_advice_can_be_silenced_but_the_one_on_silencing() -> None:
    files = [
        PACKAGE / "domain" / "lint" / name for name in ("item_writing.py", "option_writing.py", "checker.py")
    ]
    raised = {code for file in files for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}
    assert raised - {"unknown-advice-code"} <= set(item_writing.CODES)
    assert set(item_writing.CODES) <= set(EXPLANATIONS)


def codes_of(example: str) -> set[str]:
    return {
        problem.code
        for problem in examine(complete_example(example), QUESTION_TYPES, name="example", others={}).problems
    }


@pytest.mark.parametrize("code", [code for code in EXPLANATIONS if code not in NOT_SHOWN])
def test_the_wrong_example_raises_its_code(code: str) -> None:
    assert code in codes_of(EXPLANATIONS[code].bad)


@pytest.mark.parametrize("code", [code for code in EXPLANATIONS if code not in NOT_SHOWN])
def test_the_right_example_does_not_and_has_no_error_or_doubt(code: str) -> None:
    problems = examine(complete_example(EXPLANATIONS[code].good), QUESTION_TYPES, name="example").problems
    assert code not in {problem.code for problem in problems}
    assert [
        p.what for p in problems if p.weight is not Weight.ADVICE and p.code != "question-without-id"
    ] == []


def test_only_what_cannot_be_shown_is_told_in_prose() -> None:
    assert {code for code, found in EXPLANATIONS.items() if not found.shown} == NOT_SHOWN


def test_titles_and_texts_are_sentences_without_exclamation_marks() -> None:
    for found in EXPLANATIONS.values():
        assert found.says.endswith("."), found.code
        assert "!" not in found.title + found.says.replace("`!word`", ""), found.code
        assert not found.title.endswith("."), found.code


def test_a_section_that_lacks_a_part_is_named() -> None:
    with pytest.raises(ValueError, match="## half-done"):
        read_page("# Page\n\n## half-done\n\n**Title**\n\nText.\n\nWrong:\n\n```yaml\n- x\n```\n")
