"""Nothing that YAML does silently survives: each trap is read as typed, or told with its place and a way out."""

from collections.abc import Callable

import pytest
import yaml

from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.encoding import decode
from quizapp.domain.yaml_reading.problems import Problem, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Mapping, Node, Scalar, read_tree


def plain(node: Node | None) -> object:
    """A tree as ordinary lists and dictionaries of texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {name: plain(value) for name, (_, value) in node.pairs.items()}


def problems(text: str) -> tuple[Problem, ...]:
    return read_tree(text).findings.sorted()


def fixed(text: str, problem: Problem) -> str:
    for edit in sorted(problem.edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    "typed",
    [
        *("Yes", "no", "on", "Off", "y", "N", "true", "FALSE", "null", "~", "Null"),
        *(
            "007",
            "1.10",
            "12:30",
            "1:1:1",
            "0x1F",
            "0o17",
            "017",
            "1_000",
            "1e3",
            ".5",
            "+1",
            "-0",
            "1,200",
            "=",
            ".inf",
            "-.NaN",
        ),
        *("2024-08-13", "2001-12-14t21:59:43.10-05:00", "13 August 2024", "9" * 100_000, "0x" + "f" * 50_000),
        *(
            "a:b",
            "http://x.example/?a=b#c",
            "50%",
            "Who?",
            "-x",
            "?x",
            ":x",
            "a, b",
            "it's",
            'say "x"',
            "C#",
            "a#b",
        ),
    ],
)
def test_a_plain_text_is_what_was_typed(typed: str) -> None:
    tree = read_tree(f"a: {typed}\nb:\n- {typed}\n")

    assert plain(tree.root) == {"a": typed, "b": [typed]}
    assert tree.findings.problems == []


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: @b", "lead-character", 1, 4),
        ("a: `b`", "lead-character", 1, 4),
        ("a: %b", "lead-character", 1, 4),
        ("- *Clouds* of sediment", "lead-character", 1, 3),
        ("- & sons", "lead-character", 1, 3),
        ("a: [b] is meant", "lead-character", 1, 4),
        ("a: {b} is meant", "lead-character", 1, 4),
        ("a: [[gap]] is meant", "lead-character", 1, 4),
        ("a: > 5", "lead-character", 1, 4),
        ("a: | b", "lead-character", 1, 4),
        ("- , b", "lead-character", 1, 3),
        ("a: b: c", "two-colons", 1, 5),
        ("- ask: He said: what?", "two-colons", 1, 15),
        ("- 'a' b", "text-after-quote", 1, 7),
        ('- "a" b', "text-after-quote", 1, 7),
        ("a: 'it's'", "text-after-quote", 1, 8),
        ("a: 'b", "unclosed-quote", 1, 4),
        ('x: y\na: "b\nc: "d"\n', "unclosed-quote", 2, 4),
        ('a: "x\ny: z', "unclosed-quote", 1, 4),
        ('a: "x\nb: y\nc: z"\nd: e', "unclosed-quote", 1, 4),
        ("- a: b\n  c: 'x\n- a: y'\n  d: e", "unclosed-quote", 2, 6),
        ("a:\n- 'x\n- y\n- z'", "unclosed-quote", 2, 3),
        ('a: "C:\\q"', "backslash", 1, 7),
        ("a:\n\t- b", "tab", 2, 1),
        ("a: b\n\tc: d", "tab", 2, 1),
        ("a:\n- b\n  - c", "swallowed-option", 3, 3),
        ("a:\n  - b\n - c", "indentation", 3, 2),
        ("- a: b\n  c: d\n e: f", "indentation", 3, 2),
        ("a: b\nc\nd: e", "no-colon", 2, 1),
        ("- ask:Who\n  answer: b", "no-space-after-colon", 1, 7),
        ("a: - b", "list-after-key", 1, 4),
        ("a: one #two", "text-lost-after-hash", 1, 8),
        ("a: #two", "text-lost-after-hash", 1, 4),
        ("- #1 in the list", "text-lost-after-hash", 1, 3),
        ("a: 'x'#b", "text-lost-after-hash", 1, 7),
        ("a: one # two", "hash-comment", 1, 8),
        ("a: b #c\n  d", "text-lost-after-hash", 1, 6),
        ("a: [1,200, 3,400]", "comma-split-list", 1, 4),
        ("a: [Yes, it is, No]", "comma-split-list", 1, 4),
        ("{a: b: c}", "bracket", 1, 1),
        ("a: !!python/object/apply:os.system [x]", "tag", 1, 4),
        ("a: !x y", "tag", 1, 4),
        ("a: ! y", "tag", 1, 4),
        ("%TAG ! x:y\n---\na: b", "tag", 1, 1),
        ("a: &x b", "anchor", 1, 4),
        ("a: &x [b]", "anchor", 1, 4),
        ("a: *b", "alias", 1, 4),
        ("a: &a [*a]", "alias", 1, 8),
        ("<<: b", "merge-key", 1, 1),
        ("? [a, b]\n: c", "key-not-text", 1, 3),
        ("a: b\nc: d\na: e", "repeated-key", 3, 1),
        ("e\u0301: b\n\u00e9: c", "repeated-key", 2, 1),
        ("a: b\n---\nc: d", "second-document", 2, 1),
        ("a: b\x07c", "control-character", 1, 5),
        ("a: b\x00", "control-character", 1, 5),
        ("a: b\u0085c", "control-character", 1, 5),
        ("a: b\u2028c", "control-character", 1, 5),
        ("a: b\ufeffc", "control-character", 1, 5),
        ("a: b\ud800c", "control-character", 1, 5),
        ('a: "b\\0"', "control-character", 1, 4),
        ("a: b\u202ec", "bidi", 1, 5),
        ("a\u202e: b", "bidi", 1, 1),
        ("a: " + "[" * 30, "too-deep", 1, 23),
    ],
)
def test_a_trap_is_told_with_its_place(text: str, code: str, line: int, column: int) -> None:
    found = problems(text)

    assert (code, line, column) in [(problem.code, problem.line, problem.column) for problem in found]
    first = next(problem for problem in found if problem.code == code)
    assert first.what.endswith((".", "?"))
    assert first.try_text
    assert first.excerpt[-1].startswith("     | " + " " * (column - 1) + "^ ")


@pytest.mark.parametrize("text", ['a: ["1,200"]', "a: ['1,200', x]", "a: [1, 2]"])
def test_a_comma_in_quotes_splits_no_list(text: str) -> None:
    assert "comma-split-list" not in [problem.code for problem in problems(text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a: @b", {"a": "@b"}),
        ("a: %b  # note", {"a": "%b"}),
        ("- *Clouds* of sediment", ["*Clouds* of sediment"]),
        ("a: [b] is meant", {"a": "[b] is meant"}),
        ("a: [[1.2 billion]] NOK", {"a": "[[1.2 billion]] NOK"}),
        ("a: > 5", {"a": "> 5"}),
        ("- ask: He said: what?", [{"ask": "He said: what?"}]),
        ("a: He said: 'what: now'", {"a": "He said: 'what: now'"}),
        ("- 'a' b", ["'a' b"]),
        ("a: 'it's'", {"a": "it's"}),
        ('a: "C:\\q"', {"a": "C:\\q"}),
        ("- ask:Who\n  answer: b", [{"ask": "Who", "answer": "b"}]),
        ("\ufeffa: @b", {"a": "@b"}),
        ('a: @it\'s "b"', {"a": '@it\'s "b"'}),
    ],
)
def test_the_smallest_fix_gives_what_was_meant(text: str, meant: object) -> None:
    problem = next(problem for problem in problems(text) if problem.edits)
    tree = read_tree(fixed(text, problem))

    assert plain(tree.root) == meant
    assert tree.findings.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "a: b  # a comment",
        "# a comment\na: b\n  # another\nc: d",
        "a: |\n  text # not a comment\n  - x\nb: >\n  folded\n  text",
        "a: [b, c]\nd: {e: f}",
        "a: first line\n  second line",
        "a: 'first line\n  said: second line'\nb:\n- \"one\n    - two\"",
        "a: b\t\nc:\td",
        "---\na: b\n...\n",
        "\ufeffa: b",
        "a: b\r\nc: d\r\n",
        "a: b\rc: d",
        "a: b",
        "a: ‎שלום\nb: 😀 emoji",
        "[sediment, noise]",
    ],
)
def test_what_is_no_trap_is_not_told(text: str) -> None:
    assert problems(text) == ()


def test_lines_are_counted_alike_whatever_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        [problem] = problems(f"a: é{end}b: 😀{end}c: @d{end}")
        assert (problem.line, problem.column) == (3, 4)
        assert problem.excerpt[1] == "   3 | c: @d"


def test_a_column_counts_characters_and_no_byte_order_mark() -> None:
    [problem] = problems("\ufeffé😀: @x")
    assert (problem.line, problem.column) == (1, 5)
    assert problem.edits[0].start == 5


def test_a_byte_order_mark_moves_no_place_and_no_fix() -> None:
    [problem] = problems("\ufeffa: one #two")
    assert (problem.line, problem.column) == (1, 8)
    assert problem.excerpt[0] == "   1 | a: one #two"

    text = "\ufefftitel: a\ntitle: b\nquestions:\n- id: q\n  ask: b?\n  answr: c\n  wrong: d\n"
    first, second = check_bank(text, QUESTION_TYPES, name="x").problems
    assert (first.line, first.column) == (1, 1)
    assert fixed(text, second) == text.replace("answr", "answer")


def test_a_forbidden_sign_does_not_hide_the_other_mistakes() -> None:
    found = problems("a: b\x07\nc: @d\ne: \x00")
    assert [(problem.code, problem.line) for problem in found] == [
        ("control-character", 1),
        ("lead-character", 2),
        ("control-character", 3),
    ]


def test_each_broken_question_is_told_and_the_others_are_still_read() -> None:
    text = "questions:\n- ask: @a\n  answer: b\n- ask: c\n  answer: 'd\n- ask: e\n- ask: f: g: h\nend: x\n"
    tree = read_tree(text)

    assert [(problem.code, problem.line) for problem in tree.findings.sorted()] == [
        ("lead-character", 2),
        ("unclosed-quote", 5),
        ("two-colons", 7),
    ]
    assert plain(tree.root) == {"questions": [{"ask": "e"}], "end": "x"}
    assert tree.broken


@pytest.mark.parametrize("indent", ["", "  "])
def test_a_broken_question_is_left_out_alone_whatever_its_indentation(indent: str) -> None:
    rows = [
        "questions:",
        "- ask: a",
        "  wrong:",
        "  - b",
        "  - @c",
        "  why: d",
        "- ask: e",
        "  wrong:",
        "  - f",
    ]
    tree = read_tree("\n".join([rows[0], *(indent + row for row in rows[1:])]))

    assert plain(tree.root) == {"questions": [{"ask": "e", "wrong": ["f"]}]}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: b\nc: caf\xe9 d", 2, 7),
        (b"\xff\xfea\x00", 1, 1),
        ("a: b".encode("utf-16"), 1, 1),
        ("a: b".encode("utf-32"), 1, 1),
        (b"a: \xed\xa0\x80", 1, 4),
        (b"a: \xc0\x80", 1, 4),
    ],
)
def test_another_encoding_is_told_with_its_place(data: bytes, line: int, column: int) -> None:
    _, [problem] = decode(data)
    assert (problem.code, problem.line, problem.column) == ("encoding", line, column)
    assert "UTF-8" in problem.try_text


def test_a_wrong_byte_does_not_hide_the_other_mistakes() -> None:
    checked = check_bank(b"title: caf\xe9\nquestions:\n- ask: @x\n", QUESTION_TYPES, name="x")
    assert {"encoding", "lead-character"} <= {problem.code for problem in checked.problems}


ITEM = "- ask: a\n  answer: b\n  wrong:\n  - c\n"
CLAIMS = "title: a\nquestions:\n" + ITEM + "  claim: {}\n"
HOSTILE: list[tuple[str, Callable[[], str | bytes], str]] = [
    ("a file over 5 MB", lambda: "a: " + "x" * 5_000_000, "too-large"),
    ("over 5 MB in bytes alone", lambda: "a: " + "é" * 2_600_000, "too-large"),
    ("over 500,000 texts", lambda: "a: [" + "b," * 500_001 + "]", "too-many-texts"),
    ("20,000 open brackets", lambda: "[" * 20_000, "too-deep"),
    ("3,000 nested lists", lambda: "\n".join(" " * n + "-" for n in range(3_000)), "too-deep"),
    ("3,000 nested keys", lambda: "\n".join(" " * n + "a:" for n in range(3_000)), "too-deep"),
    ("100,000 question marks", lambda: "? " * 100_000, "too-deep"),
    (
        "an alias bomb",
        lambda: "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a,' * 9}]\n" for n in range(9)),
        "alias",
    ),
    ("10,000 broken questions", lambda: "title: a\nquestions:\n" + "- ask: @a\n" * 10_000, "lead-character"),
    ("one line of 4 MB", lambda: "a: b: " + "x " * 2_000_000, "two-colons"),
    ("200,000 repeated keys", lambda: "a: b\n" * 200_000, "repeated-key"),
    (
        "100,000 questions without anything",
        lambda: "title: a\nquestions:\n" + "- a: b\n" * 100_000,
        "no-type",
    ),
    ("a picture", lambda: bytes(range(256)) * 4_000, "encoding"),
    ("nothing but NUL", lambda: "\x00" * 100_000, "control-character"),
    (
        "100,000 unknown keys",
        lambda: "title: a\n" + "".join(f"titel{n}: b\n" for n in range(100_000)),
        "unknown-key",
    ),
    (
        "20,000 claims in one question",
        lambda: CLAIMS.format(", ".join(f"c{n}" for n in range(20_000))),
        "too-many",
    ),
    ("20,000 items to order", lambda: "title: a\nquestions:\n- order:\n" + "  - a\n" * 20_000, "too-many"),
    (
        "20,000 quizzes",
        lambda: "title: a\nquizzes:\n" + "".join(f"  q{n}: {{draw: 3}}\n" for n in range(20_000)),
        "too-many",
    ),
    ("100,000 quotes", lambda: "- '" * 100_000, "text-after-quote"),
]


@pytest.mark.parametrize(("make", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
@pytest.mark.timeout(60)  # each takes a second or two; the limits, not this, are what bounds it
def test_a_hostile_file_is_refused(make: Callable[[], str | bytes], code: str) -> None:
    checked = check_bank(make(), QUESTION_TYPES, name="hostile")

    assert checked.bank is None
    assert code in {problem.code for problem in checked.problems}
    assert len(checked.problems) < 1_000
    assert all(len(row) < 400 for problem in checked.problems for row in problem.excerpt)


def test_the_parser_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        ITEM + "  why: |\n    a\n\n    b\n" + ITEM,
        "a: 'b'\nc: [d, {e: f}]\ng:\n- h\n  - i\n",
        "a: @b",
        "é: 😀 # c",
    ]
    with_libyaml = [
        (plain(tree.root) if tree.root else None, tree.findings.sorted()) for tree in map(read_tree, texts)
    ]
    monkeypatch.setattr(yaml_nodes, "_Parser", yaml.BaseLoader)

    assert [
        (plain(tree.root) if tree.root else None, tree.findings.sorted()) for tree in map(read_tree, texts)
    ] == with_libyaml


def test_of_one_kind_a_hundred_are_shown_and_the_rest_is_counted() -> None:
    checked = check_bank("title: a\nquestions:\n" + ITEM * 150, QUESTION_TYPES, name="x")
    told = [problem for problem in checked.problems if problem.code == "question-without-id"]

    assert len(told) == 100
    assert told[-1].what.endswith("The same in 50 more places, not listed.")


def bank_of(body: str) -> Checked:
    return check_bank(f"title: a\nquestions:\n- id: q\n  {body}\n", QUESTION_TYPES, name="x")


def test_a_colon_in_an_option_is_read_as_text_with_a_note() -> None:
    checked = bank_of("ask: a?\n  answer: b\n  wrong:\n  - The answer: forty-two\n  - What he said:\n  - c")

    assert checked.bank is not None
    assert [option.text for option in checked.bank.questions[0].options()] == [
        "b",
        "The answer: forty-two",
        "What he said:",
        "c",
    ]
    notes = [problem for problem in checked.problems if problem.code == "colon-in-text"]
    assert [(note.line, note.weight, note.try_text) for note in notes] == [
        (7, Weight.ADVICE, '"The answer: forty-two"'),
        (8, Weight.ADVICE, '"What he said:"'),
    ]


def test_a_list_where_one_text_is_meant_is_told() -> None:
    checked = bank_of("ask: a?\n  answer: [b, c]\n  wrong:\n  - d")
    [problem] = [problem for problem in checked.problems if problem.weight is Weight.ERROR]
    assert (problem.code, problem.line, problem.column) == ("not-a-text", 5, 11)
    assert problem.try_text == 'answer: "[b, c]"'
