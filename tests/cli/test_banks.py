"""``python3 manage.py banks``: what each command prints, writes and exits with."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from PIL import Image
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.cli.banks import banks_group
from quizapp.cli.drafting import draft_command
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.models import Bank
from quizapp.models.db import Sessions
from tests.support.clock import START

ROOT = Path(__file__).parents[2]
GOOD = """\
title: The harbour
questions:
- id: who-signed
  ask: Who signed the licence?
  answer: The minister
  wrong:
  - The mayor => The mayor was only present.
  why: Paragraph 2 says so.
"""
DOUBTFUL = GOOD.replace("  ask", "  short: A label with far too many letters\n  ask")
BROKEN = (
    GOOD.replace("The minister", "@minister")
    + "- id: no\n  statement: It is so.\n  is: true\n  whyy: It is.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "questions"
    found.mkdir()
    return found


def run(*arguments: object, typed: str | None = None) -> Result:
    """A command without any application: no database is there to be touched."""
    banks_group.add_command(draft_command)
    result = CliRunner().invoke(banks_group, [str(argument) for argument in arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (GOOD, [], 0),
        (DOUBTFUL, [], 0),
        (DOUBTFUL, ["--strict"], 1),
        (BROKEN, [], 1),
        (GOOD.replace("  why: Paragraph 2 says so.\n", ""), ["--strict"], 0),
    ],
    ids=["clean", "doubt", "strict doubt", "error", "advice is never an error"],
)
def test_check_exits_by_the_heaviest_problem(
    folder: Path, text: str, options: list[str], status: int
) -> None:
    (folder / "harbour.yaml").write_text(text, encoding="utf-8")
    assert run("check", *options, folder).exit_code == status


def test_check_reports_every_problem_of_every_file_at_once(folder: Path) -> None:
    (folder / "a.yaml").write_text(BROKEN, encoding="utf-8")
    (folder / "b.yml").write_text("title: x\n", encoding="utf-8")
    output = run("check", folder).output
    for expected in (
        "a.yaml:5:11  lead-character",
        "a.yaml:12:3  unknown-key",
        "b.yml:1:1  no-questions",
        "2 files: ",
    ):
        assert expected in output


@pytest.mark.parametrize("name", ["nothing-here", "empty"])
def test_what_cannot_be_run_exits_with_2_and_says_why(folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    result = run("check", folder / name)
    assert result.exit_code == 2
    assert name in result.output


def test_a_binary_a_huge_and_an_empty_file_are_reported_and_not_raised(folder: Path) -> None:
    (folder / "binary.yaml").write_bytes(bytes(range(256)) * 40)
    (folder / "huge.yaml").write_bytes(b"title: \xc3\xa9\n" + "é".encode() * 3_000_000)
    (folder / "empty.yaml").write_bytes(b"")
    result = run("check", "--format", "json", folder)
    codes = {
        Path(f["path"]).stem: {p["code"] for p in f["problems"]} for f in json.loads(result.stdout)["files"]
    }
    assert result.exit_code == 1
    assert codes["empty"] == {"empty-file"}
    assert "too-large" in codes["huge"]
    assert codes["binary"]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_check_writes_every_format(folder: Path, form: str) -> None:
    (folder / "a.yaml").write_text(BROKEN, encoding="utf-8")
    output = run("check", "--format", form, folder).output
    assert "unknown-key" in output
    if form in ("json", "sarif"):
        json.loads(output)


def test_check_prints_how_far_the_bank_can_be_guessed_and_what_helps_most(folder: Path) -> None:
    cued = "title: Cued\nquestions:\n" + "".join(
        f"- id: q{n}\n  ask: 'Who, case {n}?'\n  answer: the council of town {n}\n  wrong: [mayor {n}, judge {n}]\n"
        for n in range(9)
    )
    (folder / "cued.yaml").write_text(
        cued + "quizzes:\n  short:\n    title: Short\n    draw: 3\n", encoding="utf-8"
    )
    output = run("check", folder).output
    # Nine questions of three options: 3 right by chance.
    assert "9 of 9 questions offer a choice; blind guessing gets 3.0 right" in output
    assert "9.0  always takes the longest option   BEYOND CHANCE" in output
    assert "quiz “Short”, all 9 that may come" in output
    assert "q0  +" in output


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own needs a Unix")
def test_long_work_shows_a_bar_to_a_person_and_none_to_a_program(folder: Path) -> None:
    import pty

    rows = "".join(f"- id: q{n}\n  statement: {'Case ' * 40}{n}.\n  is: true\n" for n in range(2000))
    (folder / "long.yaml").write_text(f"title: Long\nquestions:\n{rows}", encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from quizapp.cli.banks import banks_group; banks_group()",
        "check",
        str(folder),
    ]
    screen, keyboard = pty.openpty()
    seen = b""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=keyboard, cwd=ROOT) as process:
        os.close(keyboard)
        try:
            while piece := os.read(screen, 4096):
                seen += piece
        except OSError:  # Linux: the other end is closed
            pass
    os.close(screen)
    assert process.returncode == 0
    assert b"Checking" in seen
    assert b"100%" in seen
    assert subprocess.run(command, capture_output=True, cwd=ROOT, check=True).stderr == b""


def test_fix_shows_the_diff_and_then_writes_it_and_a_second_run_does_nothing(folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_text(BROKEN + "# a comment\n", encoding="utf-8")
    path.chmod(0o640)
    result = run("fix", folder)
    assert '-  answer: @minister\n+  answer: "@minister"\n' in result.output
    assert (
        path.read_text(encoding="utf-8")
        == BROKEN.replace("@minister", '"@minister"').replace("whyy", "why") + "# a comment\n"
    )
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
    again = run("fix", folder)
    assert again.exit_code == 0
    assert "0 fixed, 0 errors left" in again.output
    assert [p.name for p in folder.iterdir()] == ["a.yaml"]


def test_fix_dry_run_writes_nothing(folder: Path) -> None:
    (folder / "a.yaml").write_text(BROKEN, encoding="utf-8")
    assert '+  answer: "@minister"' in run("fix", "--dry-run", folder).output
    assert (folder / "a.yaml").read_text(encoding="utf-8") == BROKEN


def test_fix_keeps_line_ends_and_a_byte_order_mark_and_tells_what_is_left(folder: Path) -> None:
    text = "\ufeff" + (BROKEN + "- ask: And who not?\n  wrong: [a, b]\n").replace("\n", "\r\n")
    path = folder / "a.yaml"
    path.write_bytes(text.encode("utf-8"))
    result = run("fix", folder)
    after = path.read_bytes()
    assert result.exit_code == 1
    assert "1 errors left" in result.output
    assert after.startswith(b"\xef\xbb\xbftitle: The harbour\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")


def test_fix_leaves_a_file_alone_whose_letters_cannot_be_read(folder: Path) -> None:
    data = BROKEN.encode("utf-8").replace(b"mayor", b"m\xe9yor")
    (folder / "a.yaml").write_bytes(data)
    result = run("fix", folder)
    assert result.exit_code == 1
    assert "encoding" in result.output
    assert (folder / "a.yaml").read_bytes() == data


def test_explain_shows_a_code_lists_all_and_names_the_nearest(folder: Path) -> None:
    assert "Wrong:" in run("explain", "missing-partner").output
    assert [line.split()[0] for line in run("explain").output.splitlines()] == list(EXPLANATIONS)
    missing = run("explain", "mising-partner")
    assert missing.exit_code == 2
    assert "Did you mean missing-partner?" in missing.output


def test_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = run("schema").output
    run("schema", "--output", tmp_path / "bank.json")
    assert (tmp_path / "bank.json").read_text(encoding="utf-8") == printed
    assert json.loads(printed)["title"] == "quizapp bank"


def test_a_file_that_cannot_be_written_says_so_and_changes_nothing(tmp_path: Path) -> None:
    result = run("schema", "--output", tmp_path / "no-such-folder" / "bank.json")
    assert result.exit_code == 2
    assert "Nothing was changed" in result.output


# With a database


@pytest.fixture
def invoke(app: Flask) -> Callable[..., Result]:
    def call(*arguments: object, typed: str | None = None) -> Result:
        result = app.test_cli_runner().invoke(args=["banks", *map(str, arguments)], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def newest(sessions: Sessions, name: str = "harbour") -> tuple[int, str]:
    with sessions.read() as session:
        bank = session.scalars(select(Bank).where(Bank.name == name)).one()
        version = publishing.newest_version(session, bank.id)
        assert version is not None
        return version.number, version.text


def edit_in_browser(sessions: Sessions, text: str) -> None:
    with sessions.write() as session:
        bank = session.scalars(select(Bank).where(Bank.name == "harbour")).one()
        version = publishing.newest_version(session, bank.id)
        assert version is not None
        publishing.publish_bank(session, "harbour", text, START, based_on=version.id)
        session.commit()


def test_publish_and_export_give_back_the_same_bytes(
    folder: Path, tmp_path: Path, sessions: Sessions, invoke: Callable[..., Result]
) -> None:
    data = ("\ufeff" + GOOD.replace("\n", "\r\n") + "# the end, without a line break").encode("utf-8")
    (folder / "harbour.yaml").write_bytes(data)
    assert "version 1 published" in invoke("publish", folder).output
    assert "published already" in invoke("publish", folder).output
    assert invoke("export", "--to", tmp_path / "copies").exit_code == 0
    assert (tmp_path / "copies" / "harbour.yaml").read_bytes() == data


def test_an_export_of_all_banks_does_not_stop_at_a_draft(
    folder: Path, tmp_path: Path, sessions: Sessions, invoke: Callable[..., Result]
) -> None:
    (folder / "harbour.yaml").write_text(GOOD, encoding="utf-8")
    invoke("publish", folder)
    with sessions.write() as session:
        session.add(Bank(name="a-draft", title="Only a draft", created_at=START))
        session.commit()

    done = invoke("export", "--to", tmp_path / "copies")

    assert done.exit_code == 0
    assert "a-draft: a draft that was never published; left out." in done.output
    assert (tmp_path / "copies" / "harbour.yaml").exists()
    assert invoke("export", "a-draft", "--to", tmp_path / "copies").exit_code == 2


def test_errors_are_not_published_and_doubts_only_when_confirmed(
    folder: Path, sessions: Sessions, invoke: Callable[..., Result]
) -> None:
    path = folder / "harbour.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    assert invoke("publish", folder).exit_code == 1
    path.write_text(DOUBTFUL, encoding="utf-8")
    assert invoke("publish", folder, typed="n\n").exit_code == 1
    with sessions.read() as session:
        assert session.scalars(select(Bank)).all() == []
    assert invoke("publish", folder, typed="y\n").exit_code == 0
    path.write_text(DOUBTFUL.replace("present", "there"), encoding="utf-8")
    assert invoke("publish", "--yes", folder).exit_code == 0
    assert newest(sessions)[0] == 2


def test_a_file_behind_the_browser_is_refused_with_a_diff_and_two_ways_out(
    folder: Path, tmp_path: Path, sessions: Sessions, invoke: Callable[..., Result]
) -> None:
    path = folder / "harbour.yaml"
    path.write_text(GOOD, encoding="utf-8")
    invoke("publish", folder)
    edited = GOOD.replace("Paragraph 2 says so.", "Paragraph 3 says so.")
    edit_in_browser(sessions, edited)
    path.write_text(GOOD.replace("The mayor =>", "The judge =>"), encoding="utf-8")
    refused = invoke("publish", folder)
    assert refused.exit_code == 1
    assert "-  why: Paragraph 3 says so." in refused.output
    assert "+  why: Paragraph 2 says so." in refused.output
    assert "python3 manage.py banks export harbour" in refused.output
    assert f"python3 manage.py banks publish --replace {path}" in refused.output
    assert newest(sessions) == (2, edited)
    # The first way: the newest text, edited, goes through.
    invoke("export", "harbour", "--to", tmp_path / "new")
    copy = tmp_path / "new" / "harbour.yaml"
    copy.write_text(
        copy.read_text(encoding="utf-8").replace("The mayor =>", "The guard =>"), encoding="utf-8"
    )
    assert "version 3 published" in invoke("publish", copy).output
    # The second way.
    edit_in_browser(sessions, edited)
    assert "version 5 published" in invoke("publish", "--replace", path).output


def test_export_leaves_a_file_with_another_text_alone_unless_forced(
    folder: Path, invoke: Callable[..., Result]
) -> None:
    path = folder / "harbour.yaml"
    path.write_text(GOOD, encoding="utf-8")
    invoke("publish", folder)
    path.write_text("my notes", encoding="utf-8")
    kept = invoke("export", "--to", folder)
    assert (kept.exit_code, path.read_text(encoding="utf-8")) == (1, "my notes")
    assert invoke("export", "--to", folder, "--force").exit_code == 0
    assert path.read_text(encoding="utf-8") == GOOD


def test_export_writes_an_older_version_and_names_what_there_is_not(
    folder: Path, tmp_path: Path, invoke: Callable[..., Result]
) -> None:
    path = folder / "harbour.yaml"
    path.write_text(GOOD, encoding="utf-8")
    invoke("publish", folder)
    path.write_text(GOOD.replace("so.", "it."), encoding="utf-8")
    invoke("publish", folder)
    invoke("export", "harbour", "--version", 1, "--to", tmp_path / "old")
    assert (tmp_path / "old" / "harbour.yaml").read_text(encoding="utf-8") == GOOD
    assert invoke("export", "harbour", "--version", 9).exit_code == 2
    assert "no bank called nobody" in invoke("export", "nobody").output


def test_pictures_go_in_and_out_with_their_bank(
    folder: Path, tmp_path: Path, sessions: Sessions, invoke: Callable[..., Result]
) -> None:
    path = folder / "harbour.yaml"
    path.write_text(GOOD.replace("so.", "so. ![Two stone piers](piers.png)"), encoding="utf-8")
    assert "picture-missing" in invoke("check", path).output
    refused = invoke("publish", path)
    assert refused.exit_code == 1
    assert "There is no picture “piers.png”" in refused.output
    (folder / "harbour").mkdir()
    Image.new("RGB", (20, 10)).save(folder / "harbour" / "piers.png")
    assert invoke("check", path).exit_code == 0
    assert "version 1 published" in invoke("publish", path).output

    copies = tmp_path / "copies"
    assert "version 1 written with 1 picture." in invoke("export", "--to", copies).output

    assert (copies / "harbour.yaml").read_bytes() == path.read_bytes()
    with Image.open(copies / "harbour" / "piers.png") as shown:
        assert shown.size == (20, 10)
    (copies / "harbour.yaml").write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert "version 2 published" in invoke("publish", copies / "harbour.yaml").output
    (copies / "harbour" / "piers.png").write_text("no picture")
    (copies / "harbour.yaml").write_text(path.read_text(encoding="utf-8") + "# and more\n", encoding="utf-8")
    assert "cannot be read as a picture" in invoke("publish", copies / "harbour.yaml").output


def test_draft_proposes_claims_of_an_article_and_then_questions_of_the_claims(folder: Path) -> None:
    article = folder / "harbour.txt"
    article.write_text(
        "The mayor said the port will cost 12 million euros.\n\nPolice reported 40 boats.\n", "utf-8"
    )
    assert "2 claims proposed" in run("draft", article).output
    bank = folder / "harbour.yaml"
    assert "is there already" in run("draft", article).output
    assert "correct its errors first" in run("draft", bank).output
    bank.write_text(bank.read_text("utf-8").replace("to decide", "claimed by one side"), "utf-8")
    assert "questions drafted" in run("draft", bank).output
    assert "nothing to draft" in run("draft", bank).output
    assert run("check", bank).exit_code == 0
    assert "draft-question" in run("check", "--strict", bank).output
