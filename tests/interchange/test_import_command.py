"""``banks import``: what it writes, prints and exits with."""

import json
import resource
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.cli.interchange import import_command
from tests.support.interchange import EXAMPLES, examples

GIFT = EXAMPLES / "gift" / "types.gift"
AIKEN = EXAMPLES / "aiken" / "basic.txt"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_command, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text("Dear parents,\n\nthe trip is on Friday.\n")
    return path


def test_a_file_becomes_a_bank_and_the_exit_status_says_that_all_came_in(tmp_path):
    done = run(AIKEN, "--to", tmp_path / "banks")

    assert done.exit_code == 0
    assert (tmp_path / "banks" / "basic.yaml").read_text().startswith("title: basic\n")
    assert "2 came in, 0 cannot" in done.output


def test_what_is_lost_shows_in_the_exit_status_and_in_a_receipt_beside_the_bank(tmp_path):
    done = run(GIFT, "--to", tmp_path)

    assert done.exit_code == 1
    assert (
        "1 answer gave half marks there; here it is wrong: “steam” (line 15)"
        in (tmp_path / "types.import.txt").read_text()
    )


def test_a_file_without_questions_is_told_and_nothing_is_written(tmp_path, nothing):
    done = run(nothing, "--to", tmp_path / "banks")

    assert done.exit_code == 2
    assert "No questions were recognised" in done.output
    assert not (tmp_path / "banks").exists()


def test_of_several_files_one_that_cannot_be_read_leaves_the_others_in(tmp_path, nothing):
    done = run(AIKEN, nothing, "--to", tmp_path / "banks", "--json")

    assert done.exit_code == 1
    first, second = json.loads(done.stdout)["files"]
    assert first["bank"] == str(tmp_path / "banks" / "basic.yaml")
    assert first["imported"][0]["id"] == "which-planet-is-nearest-to-the-sun"
    assert (second["bank"], second["format"], second["error"]["code"]) == (None, None, "unknown-format")


def test_another_text_is_never_written_over_and_the_same_one_only_once(tmp_path):
    (tmp_path / "basic.yaml").write_text("mine\n")
    run(AIKEN, "--to", tmp_path)
    run(AIKEN, "--to", tmp_path)

    assert (tmp_path / "basic.yaml").read_text() == "mine\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["basic-2.yaml", "basic.yaml"]


def test_a_dry_run_tells_everything_and_writes_nothing(tmp_path):
    done = run(GIFT, "--dry-run", "--to", tmp_path / "banks")

    assert done.exit_code == 1
    assert "9 came in, 0 cannot" in done.output
    assert not (tmp_path / "banks").exists()


def test_a_format_can_be_said_and_a_missing_file_is_told(tmp_path):
    said = run(AIKEN, "--dry-run", "--as", "gift")
    missing = run(tmp_path / "none.gift", "--dry-run")

    assert (said.exit_code, missing.exit_code) == (2, 2)
    assert "cannot be read" in missing.output


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("form", "ending"), [("gift", "gift"), ("csv", "csv"), ("xlsx", "xlsx"), ("text2qti", "txt")]
)
def test_a_published_bank_is_exported_with_a_receipt_of_what_the_target_cannot_hold(
    app, tmp_path, form, ending
):
    source = EXAMPLES / "yaml" / "harbour.yaml"
    runner = app.test_cli_runner()
    runner.invoke(args=["banks", "publish", "--yes", str(source)])
    done = runner.invoke(args=["banks", "export", "harbour", "--as", form, "--to", str(tmp_path)])

    assert done.exit_code == 1, done.output
    assert (tmp_path / f"harbour.{ending}").stat().st_size
    assert "claims" in (tmp_path / f"harbour.{ending}.export.txt").read_text()


def test_where_to_is_asked_for():
    assert "--to FOLDER" in run(AIKEN).output


def _work() -> float:
    """Seconds of work of this process and of those that it started and that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def test_every_example_goes_through_the_command_with_its_receipt_within_twenty_seconds_of_work(tmp_path):
    all_of_them, before = list(examples()), _work()
    done = run(*(each.path for each in all_of_them), "--to", tmp_path, "--json")

    assert _work() - before < 20
    assert (
        done.exit_code == 1
    )  # some lose something; what each loses is in tests/interchange/test_every_format.py
    for example, receipt in zip(all_of_them, json.loads(done.stdout)["files"], strict=True):
        assert receipt["format"] == example.format
        assert len(receipt["imported"]) == len(example.bank.questions), str(example)
        assert bool(receipt["refused"] or receipt["lost"]) == bool(example.receipt.get("exit", 0)), str(
            example
        )
        assert Path(receipt["bank"]).exists()
