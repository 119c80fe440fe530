"""The teachers' guide is true: its examples load, its commands run, and nothing that can be written is left out."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from quizapp.cli.banks import banks_group
from quizapp.cli.drafting import draft_command
from quizapp.domain import comparisons, misconceptions
from quizapp.domain.bankfile import blocks, question_entries
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.claims import Aspect, Status
from quizapp.domain.lint import guessability, item_writing
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.explanations import complete_example
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import KeyForm
from quizapp.domain.yaml_reading.problems import Weight

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "banks.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^\$ python3 manage\.py banks (.*)$", GUIDE, re.MULTILINE)
TYPES_SECTION = GUIDE.split("## The types of question")[1].split("\n## ")[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0][:40])
def test_every_example_loads_without_an_error_or_advice(example: str) -> None:
    problems = examine(complete_example(example), QUESTION_TYPES, name="guide").problems
    # Examples leave out ids, as teachers do; everything else should be as good as the guide asks for.
    assert [f"{p.code}: {p.what}" for p in problems if p.code != "question-without-id"] == []


def test_the_first_example_and_the_one_from_start_to_end_pass_the_strict_check() -> None:
    for example in (EXAMPLES[0], next(each for each in EXAMPLES if each.startswith("title: The ferry"))):
        problems = examine(example, QUESTION_TYPES, name="guide").problems
        assert not [p.code for p in problems if p.weight is not Weight.ADVICE]


def test_the_way_from_an_article_is_as_the_guide_tells(tmp_path: Path) -> None:
    article = re.findall(r"^```text\n(Ferry.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[0]
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in GUIDE.split("| proposed |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    file, bank = tmp_path / "ferry.txt", tmp_path / "ferry.yaml"
    file.write_text(article, encoding="utf-8")
    assert CliRunner().invoke(draft_command, [str(file)]).exit_code == 0
    text = bank.read_text("utf-8")
    for says, who, figure, _decided in rows:
        figures = f"    figure: {figure}\n" if figure else ""
        assert f"    says: {says}\n{figures}    who: {who}\n    status: to decide\n" in text
    assert text.count("status: to decide\n") == len(rows)
    assert "# Paragraphs for which nothing is proposed: 3." in text
    assert CliRunner().invoke(draft_command, [str(bank)]).exit_code == 1  # undecided

    bank.write_text(text.replace("status: to decide", "status: forecast"), encoding="utf-8")
    result = CliRunner().invoke(draft_command, [str(bank)])
    assert (result.exit_code, "questions drafted" in result.output) == (0, True)


def test_the_guide_has_an_example_and_a_picture_of_every_type() -> None:
    loaded = {
        question.type_name
        for example in re.findall(r"^```yaml\n(.*?)^```$", TYPES_SECTION, re.MULTILINE | re.DOTALL)
        for question in load_bank(complete_example(example), QUESTION_TYPES, name="guide").questions
    }
    what_to_do = (
        "A type has a section in docs/banks.md under “The types of question” with an example and a picture, and an entry in "
        "questions/tour.yaml; the picture: python3 manage.py screenshots --docs --only TYPE. Missing or too many: "
    )
    assert not loaded ^ set(QUESTION_TYPES), what_to_do + ", ".join(loaded ^ set(QUESTION_TYPES))
    pictures = re.findall(r"!\[[^\]]+\]\(pictures/(\w+)\.png\)", TYPES_SECTION)
    assert sorted(pictures) == sorted(QUESTION_TYPES), what_to_do + ", ".join(
        set(pictures) ^ set(QUESTION_TYPES)
    )
    assert TYPES_SECTION.count("\n### ") == len(QUESTION_TYPES)
    lonely = [name for name in pictures if not (ROOT / "docs" / "pictures" / f"{name}.png").is_file()]
    assert not lonely, what_to_do + ", ".join(lonely)


@pytest.mark.parametrize(
    "keys",
    [
        blocks.BANK_KEYS,
        blocks.SOURCE_KEYS,
        blocks.CLAIM_KEYS,
        blocks.QUIZ_KEYS,
        blocks.DRAW_KEYS,
        comparisons.COMPARE_KEYS,
        misconceptions.MISCONCEPTION_KEYS,
        question_entries.COMMON_KEYS,
        *(kind.keys for kind in QUESTION_TYPES.values()),
    ],
    ids=["bank", "source", "claim", "quiz", "draw", "comparison", "misconception", "common", *QUESTION_TYPES],
)
def test_every_key_and_every_word_that_may_follow_it_is_in_the_guide(
    keys: tuple[question_entries.Key, ...],
) -> None:
    for key in keys:
        assert re.search(rf"(`|^ *(?:- )?){re.escape(key.name)}(`|:)", GUIDE, re.MULTILINE), (
            f"docs/banks.md says nothing of the key {key.name!r}"
        )
        missing = [word for word in key.words if key.form is KeyForm.CHOICE and word not in GUIDE]
        assert not missing, f"docs/banks.md does not say what {missing} after {key.name!r} mean"


def test_one_table_has_every_key_of_a_bank_and_what_may_stand_under_defaults() -> None:
    table = GUIDE.split("## Keys of the bank\n")[1].split("\n## ")[0]
    keys = (*blocks.BANK_KEYS, *question_entries.DEFAULT_KEYS)
    assert [key.name for key in keys if f"`{key.name}`" not in table] == []


def test_the_command_that_a_problem_names_is_the_one_that_the_guide_teaches() -> None:
    problem = examine("questions: []\n", QUESTION_TYPES, name="guide").problems[0]
    assert problem.more.removeprefix("python3 manage.py banks ").split() == ["explain", problem.code]


def test_every_status_is_explained_and_the_solid_ones_come_first() -> None:
    rows = re.findall(r"^\| `([a-z ]+)` \| .+ \|$", GUIDE.split("| status | use it when |")[1], re.MULTILINE)
    statuses = rows[: len(Status)]
    assert set(statuses) == {status.value for status in Status}
    assert all(Status(word).is_solid for word in statuses[:3])
    assert not any(Status(word).is_solid for word in statuses[3:])


def test_every_aspect_is_named() -> None:
    assert ", ".join(aspect.value for aspect in Aspect) in GUIDE


def test_the_numbers_of_takers_are_true() -> None:
    words = {9: "nine", 10: "ten"}
    assert f"lets {words[len(guessability.TAKERS)]} simulated takers" in GUIDE
    assert f"As {words[len(guessability.TAKERS) - 1]} cues are tried" in GUIDE


def test_every_link_of_the_guide_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    }
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)", GUIDE):
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (ROOT / "docs" / target).exists(), target


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like the project's, with the guide's first bank in it."""
    shutil.copytree(ROOT / "questions", tmp_path / "questions")
    (tmp_path / "questions" / "harbour.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.databases("sqlite")
def test_every_command_runs(desk: Path, app: Flask) -> None:
    for command in COMMANDS:
        arguments = shlex.split(command)
        if arguments[0] in ("publish", "export"):
            result = app.test_cli_runner().invoke(args=["banks", *arguments], input="y\n" * 9)
        else:
            result = CliRunner().invoke(banks_group, arguments)
        assert result.exit_code == 0, f"{command}\n{result.output}"
    own_guide = {
        "import",
        "draft",
    }  # docs/interchange.md, and the way from an article, whose files are not here
    assert {arguments.split()[0] for arguments in COMMANDS} | own_guide == set(banks_group.commands)
    assert (desk / "copies" / "harbour.yaml").read_bytes() == (
        desk / "questions" / "harbour.yaml"
    ).read_bytes()


TRAPS = re.findall(r"^\| (`.+?|a .+?|the .+?) \| .+? \| (.+?) \|$", GUIDE.split("## Traps")[1], re.MULTILINE)
#: The rows that are told in words, in a question, with the code that the row speaks of.
TOLD = {
    "a dash further right than the one above": ("  wrong:\n  - a\n    - b\n", "swallowed-option"),
    "a tab at the start of a line": ("  wrong:\n\t- a\n", "tab"),
    "the same key twice": ("  wrong: [a]\n  wrong: [b]\n", "repeated-key"),
    '`"C:\\quiz"`': ('  wrong: [a]\n  why: "C:\\quiz"\n', "backslash"),
}


ABOUT_WRITING = (
    "colon-in-text",
    "two-colons",
    "lead-character",
    "alias",
    "text-lost-after-hash",
    "comma-split-list",
)


def question(lines: str) -> str:
    return f"title: x\nquestions:\n- id: q\n  ask: Which?\n{lines}"


def found(lines: str) -> dict[str, Weight]:
    problems = examine(question(lines), QUESTION_TYPES, name="x").problems
    return {problem.code: problem.weight for problem in problems}


def written(row: str) -> list[str]:
    """The code of a trap's first cell as the lines of a question, one for each variant it names."""
    lines = []
    for code in re.findall(r"`([^`]+)`", row):
        if code.startswith("- "):
            lines.append(f"  answer: x\n  wrong:\n  {code}\n")
        elif code.startswith("ask:"):
            lines.append(f"  why: {code.removeprefix('ask: ')}\n  answer: x\n  wrong: [y]\n")
        elif code.startswith("answers:"):
            lines.append(f"  {code}\n  wrong: [y]\n")
        else:
            lines.append(f"  {code}\n  wrong: [y]\n")
    return lines


@pytest.mark.parametrize(("row", "happens"), TRAPS, ids=[row[:30] for row, _ in TRAPS])
def test_every_trap_is_answered_as_the_guide_says(row: str, happens: str) -> None:
    if row in TOLD:
        lines, code = TOLD[row]
        assert found(f"  answer: x\n{lines}")[code] is Weight.ERROR
        assert happens.startswith("error")
        return
    weight = {"stays": None, "read": Weight.ADVICE, "error": Weight.ERROR, "doubt": Weight.DOUBT}[
        re.split(r"\W", happens)[0]
    ]
    for lines in written(row):
        if weight is None:
            options = load_bank(question(lines), QUESTION_TYPES, name="x").questions[0].options()
            assert options[0].text == lines.split(": ")[1].split("\n")[0]
        else:
            assert weight in {found(lines).get(code) for code in ABOUT_WRITING}, lines


def test_the_traps_are_all_there() -> None:
    assert len(TRAPS) >= 9
    assert set(TOLD) <= {row for row, _ in TRAPS}


def test_advice_named_in_the_guide_exists() -> None:
    named = set(re.findall(r"^    ([a-z]+(?:-[a-z]+)+): ", GUIDE, re.MULTILINE))
    assert named & set(item_writing.CODES)
