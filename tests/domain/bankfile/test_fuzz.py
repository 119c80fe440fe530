"""Whatever a file holds, loading it gives a bank or BankInvalid: nothing else, and its problems are whole."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.domain.bankfile.autofix import apply_edits
from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import BankInvalid, Weight

BANKS = Path(__file__).parents[3] / "questions"
EXAMPLES = "title: Examples\nlanguage: en\nquestions:\n" + "".join(
    kind.example for kind in QUESTION_TYPES.values()
)
QUIZ = "quizzes:\n  all:\n    title: All\n    draw: 2\n    questions: [check-first]\nclaims:\n  c:\n    says: d\n    figure: 5 km\n"
SEEDS = [
    EXAMPLES,
    EXAMPLES + QUIZ,
    *(path.read_text("utf-8")[:6_000] for path in sorted(BANKS.glob("*.yaml"))),
]

#: What breaks YAML, or our own notation, when it lands in the wrong place.
PIECES = st.sampled_from(
    [
        *(
            ": ",
            " #",
            "\n",
            "\n- ",
            "\n  - ",
            "\n    ",
            "\t",
            "\r",
            "\r\n",
            "'",
            '"',
            "[",
            "]",
            "{",
            "}",
            ",",
            "|",
            ">",
            "|2",
        ),
        *(
            "*a",
            "&a ",
            "!x ",
            "!!str ",
            "%",
            "@",
            "`",
            "? ",
            "- ",
            "-",
            "<<: ",
            "---\n",
            "...\n",
            "=>",
            " => ",
            " ~ ",
            "[[",
            "]]",
        ),
        *(
            "\x00",
            "\x07",
            "\x85",
            "\u2028",
            "\ufeff",
            "\u202e",
            "\ud800",
            "é",
            "e\u0301",
            "😀",
            "\\",
            "\\x",
            "\\ud800",
        ),
        *(
            "id: ",
            "answer: ",
            "wrong:",
            "number: ",
            "order:",
            "draw: ",
            "claim: ",
            "variant of: ",
            "9" * 400,
            "1/0",
            "0%",
            "5 km",
            "",
        ),
    ]
)


@st.composite
def broken_banks(draw: st.DrawFn) -> str:
    """A real bank with pieces cut out, doubled, moved and put in."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 0, 1, 2, 10, 80, 500]))
        cut = text[start : start + length]
        middle = draw(st.one_of(PIECES, st.just(cut + cut), st.text(max_size=5)))
        text = text[:start] + middle + text[start + length :]
    return text


def hold(text: str | bytes) -> None:
    """Check a text, and check that what is told of it can be shown and used."""
    checked = check_bank(text, QUESTION_TYPES, name="fuzzed")
    errors = [problem for problem in checked.problems if problem.weight is Weight.ERROR]
    assert (checked.bank is None) == bool(errors)
    lines = checked.source.text.count("\n") + checked.source.text.count("\r") + 1
    for problem in checked.problems:
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert problem.what
        assert problem.excerpt or not checked.source.text
        assert all(0 <= edit.start <= edit.end <= len(checked.source.text) for edit in problem.edits)
    if errors:
        with pytest.raises(BankInvalid):
            load_bank(text, QUESTION_TYPES, name="fuzzed")
    else:
        bank = load_bank(text, QUESTION_TYPES, name="fuzzed")
        assert bank == checked.bank
        assert all(
            question.grade(response).fraction == f
            for question in bank.questions
            for response, f in question.examples()
        )


@given(broken_banks())
@settings(max_examples=300)
def test_a_broken_bank_raises_nothing_else(text: str) -> None:
    hold(text)


@given(st.text())
def test_any_text_raises_nothing_else(text: str) -> None:
    hold(text)


@given(st.binary())
@example(b"\xef\xbb\xbftitle: a")
def test_any_bytes_raise_nothing_else(data: bytes) -> None:
    hold(data)


@given(st.text(alphabet="ab:-#'\"[]{},|>&*!%@`?\n \t=~\\", max_size=60))
@settings(max_examples=300)
def test_any_heap_of_yaml_signs_raises_nothing_else(text: str) -> None:
    hold(text)
    hold("title: a\nquestions:\n- id: q\n  ask: b\n  answer: " + text)


@given(broken_banks())
def test_a_fix_never_makes_a_file_unreadable(text: str) -> None:
    checked = check_bank(text, QUESTION_TYPES, name="fuzzed")
    mended, applied = apply_edits(text, [problem for problem in checked.problems if problem.edits])
    hold(mended)
    if applied:
        assert mended != text


@pytest.mark.parametrize("path", sorted(BANKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_banks_that_come_with_the_program_load(path: Path) -> None:
    checked = check_bank(path.read_bytes(), QUESTION_TYPES, name=path.name)
    assert [problem for problem in checked.problems if problem.weight is not Weight.ADVICE] == []
