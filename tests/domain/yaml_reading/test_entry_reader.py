"""Reader and problems: what a type's author relies on."""

from fractions import Fraction

import pytest

from quizapp.domain.yaml_reading.entry_reader import (
    Key,
    KeyForm,
    Reader,
    find_nearest,
    read_number,
    split_arrows,
)
from quizapp.domain.yaml_reading.problems import (
    BankInvalid,
    Findings,
    Problem,
    SourceText,
    Weight,
)
from quizapp.domain.yaml_reading.yaml_nodes import Mapping, read_tree

KEYS = {
    key.name: key
    for key in (
        Key("must", "Must be there.", KeyForm.TEXT, required=True, example="so"),
        Key("may", "May be there.", KeyForm.TEXT),
    )
}


def reader(text: str) -> Reader:
    tree = read_tree(text)
    assert isinstance(tree.root, Mapping)
    return Reader(tree.root, tree.findings, keys=KEYS, question_id="q", question_words="Who")


def codes(entry: Reader) -> list[str]:
    return [problem.code for problem in entry.findings.sorted()]


def test_a_required_key_that_is_missing_is_told_with_its_example() -> None:
    entry = reader("may: x")

    assert entry.text("must") == ""
    assert entry.failed
    [problem] = entry.findings.problems
    assert (problem.code, problem.try_text, problem.question_id, problem.question_words) == (
        "missing-key",
        "must: so",
        "q",
        "Who",
    )
    assert problem.more == "python3 manage.py banks explain missing-key"


def test_a_key_that_may_be_missing_gives_its_default() -> None:
    entry = reader("must: x")

    assert (entry.text("may", "d"), entry.texts("may"), entry.options("may"), entry.pairs("may")) == (
        "d",
        (),
        (),
        (),
    )
    assert (entry.number("may", Fraction(2)), entry.whole("may", 3), entry.yes_no("may", default=True)) == (
        2,
        3,
        True,
    )
    assert entry.choice("may", ["a"], "a") == "a"
    assert not entry.failed


def test_one_text_counts_as_a_list_of_one() -> None:
    assert [item.text for item in reader("may: x").texts("may")] == ["x"]
    assert [item.text for item in reader("may: [x, y]").texts("may")] == ["x", "y"]
    assert [item.text for item in reader("may: x, y ,z").name_list("may")] == ["x", "y", "z"]


def test_names_on_one_line_have_places_of_their_own() -> None:
    entry = reader("may: x, why ,z")
    assert [entry.findings.source.place(item.start) for item in entry.name_list("may")] == [
        (1, 6),
        (1, 9),
        (1, 14),
    ]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("a => b", ("a", "b", "")),
        ("a => b => c", ("a", "b", "c")),
        ("a =>\nb", ("a", "b", "")),
        ("a=>b", ("a=>b", "", "")),
        ("a", ("a", "", "")),
        ("=> b", ("", "b", "")),
        ("a =>", ("a", "", "")),
        ("a => b => c => d", ("a", "b", "c => d")),
        ("x >= 5 => no", ("x >= 5", "no", "")),
    ],
)
def test_feedback_and_misconception_stand_behind_arrows(written: str, parts: tuple[str, str, str]) -> None:
    assert split_arrows(written) == parts


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2", Fraction(2)),
        ("1.5", Fraction(3, 2)),
        ("50%", Fraction(1, 2)),
        ("33.3 %", Fraction(333, 1000)),
        ("1/3", Fraction(1, 3)),
        ("-1", Fraction(-1)),
        ("1/0", None),
        ("1e5", None),
        ("1,5", None),
        ("", None),
        ("٣", Fraction(3)),
        ("9" * 10, None),
    ],
)
def test_a_plain_number_is_read_exactly_or_not_at_all(written: str, value: Fraction | None) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize(
    ("word", "guess"),
    [("answr", "answer"), ("Answer", "answer"), ("keep_order", "keep order"), ("xyz", ""), ("a" * 9_999, "")],
)
def test_the_nearest_word_is_a_likely_one_or_none(word: str, guess: str) -> None:
    assert find_nearest(word, ["answer", "keep order", "wrong"]) == guess


@pytest.mark.parametrize(
    ("text", "read", "code"),
    [
        ("may: x", lambda entry: entry.mapping("may"), "not-pairs"),
        ("may: {a: {b: c, d: e}}", lambda entry: entry.pairs("may"), "not-a-text"),
        ("may: {a: b, c: d}", lambda entry: entry.texts("may"), "not-a-list"),
        ("may: {a: b, c: d}", lambda entry: entry.text("may"), "not-a-text"),
        ("may:\n- a: b\n  c: d", lambda entry: entry.texts("may"), "not-a-text"),
        ("may:\n- a:\n    b\n- c", lambda entry: entry.texts("may"), "not-a-text"),
        ("may: [[x]]", lambda entry: entry.texts("may"), "not-a-text"),
        ("may: x", lambda entry: entry.texts("may", at_least=2), "too-few"),
        ("may: [" + "x," * 101 + "]", lambda entry: entry.texts("may"), "too-many"),
        ("may: {'': x}", lambda entry: entry.pairs("may"), "empty-text"),
        ("may: two", lambda entry: entry.number("may"), "not-a-number"),
        ("may: 0", lambda entry: entry.whole("may"), "not-a-number"),
        ("may: maybe", lambda entry: entry.yes_no("may"), "not-yes-or-no"),
        ("may: b", lambda entry: entry.choice("may", ["all", "none"]), "unknown-word"),
    ],
)
def test_what_is_not_of_the_form_is_told_once(text: str, read: object, code: str) -> None:
    entry = reader("must: x\n" + text)
    read(entry)  # type: ignore[operator]
    assert codes(entry) == [code]
    assert entry.failed


def test_a_note_does_not_fail_an_entry() -> None:
    entry = reader("must: x\nmay:\n- a: b")
    assert [item.text for item in entry.texts("may")] == ["a: b"]
    assert codes(entry) == ["colon-in-text"]
    assert not entry.failed


def test_an_excerpt_shows_the_line_before_and_a_caret_under_the_place() -> None:
    assert SourceText("one\ntwo\nthree").excerpt(3, 2, "here") == (
        "   2 | two",
        "   3 | three",
        "     |  ^ here",
    )
    assert SourceText("\n\nx").excerpt(3, 1, "here") == ("   3 | x", "     | ^ here")


def test_an_excerpt_of_a_long_line_is_cut_around_the_caret() -> None:
    rows = SourceText("a" * 500 + "b" + "c" * 500).excerpt(1, 501, "here")
    caret = rows[-1].index("^")
    assert rows[0][caret] == "b"
    assert len(rows[0]) < 120


def test_control_characters_leave_the_caret_in_its_place() -> None:
    assert SourceText("a\x07\tb").excerpt(1, 4, "here")[0] == "   1 | a· b"


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\nb", "a\r\nb\r\n", "a\rb", "\ufeffa\nb"])
def test_every_character_has_a_place_and_every_line_its_text(text: str) -> None:
    source = SourceText(text)
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [source.line_text(number) for number in range(1, len(body) + 1)] == body
    assert source.line_text(len(body) + 1) == ""
    assert all(source.place(index)[0] <= len(body) for index in range(len(text) + 1))


def test_problems_come_by_place_and_the_exception_says_how_many() -> None:
    findings = Findings(SourceText("ab\ncd"))
    findings.add("second", "Two is wrong.", 3)
    findings.add("first", "One is doubtful.", 1, weight=Weight.DOUBT)

    assert [problem.code for problem in findings.sorted()] == ["first", "second"]
    assert findings.failed
    assert (
        str(BankInvalid("x.yaml", findings.sorted()))
        == "x.yaml: 1 problem, nothing was saved\nline 2: Two is wrong."
    )
    assert isinstance(findings.problems[0], Problem)
