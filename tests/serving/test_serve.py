"""The start: refuses with one sentence what cannot work, gets ready, and only then says where it listens."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from quizapp.cli.prepare import publish_folder
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.models import BankVersion, PublishedFile
from quizapp.models.db import is_ahead, is_migrated
from quizapp.serving import serve
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")
BANK = """\
title: A small bank
questions:
- ask: Which of these is a fruit?
  answer: Apple
  wrong: [Chair, Lamp]
"""


@pytest.fixture
def questions(tmp_path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(monkeypatch, tmp_path, questions) -> Path:
    """The settings of a first start, in a folder of its own."""
    for name in [name for name in os.environ if name.startswith("QUIZAPP_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("QUIZAPP_QUESTIONS", str(questions))
    return tmp_path


# The questions folder


def test_new_and_changed_banks_are_published_and_the_others_left_alone(session, questions):
    said: list[str] = []
    (questions / "one.yaml").write_text(BANK)
    (questions / "two.yml").write_text(BANK)

    assert publish_folder(session, questions, START, said.append) == []
    assert [line.strip() for line in said] == [
        "one.yaml: version 1 published",
        "two.yml: version 1 published",
    ]
    (questions / "two.yml").write_text(BANK.replace("Lamp", "Spoon"))
    assert publish_folder(session, questions, START, said.append) == []
    assert [line.strip() for line in said[2:]] == ["two.yml: version 2 published"]


def test_a_bank_with_windows_line_ends_is_published_byte_for_byte(session, questions):
    """Read as text, its line ends would change, and `banks publish` of the same file would find another text."""
    windows = BANK.replace("\n", "\r\n")
    (questions / "one.yaml").write_bytes(windows.encode())
    publish_folder(session, questions, START, lambda _line: None)

    version = session.scalars(select(BankVersion)).one()
    assert version.text == windows
    assert version.sha256 == session.scalars(select(PublishedFile)).one().sha256
    assert load_bank(version.text, QUESTION_TYPES, name="one").title == "A small bank"


def test_a_bank_that_cannot_be_published_keeps_none_of_the_others_back(session, questions):
    (questions / "bad.yaml").write_text("title: No questions\nquestion: []\n")
    (questions / "latin.yaml").write_bytes("title: Caf\u00e9".encode("latin-1"))
    (questions / "good.yaml").write_text(BANK)
    trouble = publish_folder(session, questions, START, lambda _line: None)

    assert len(session.scalars(select(BankVersion)).all()) == 1
    assert ["banks check" in trouble[0], "UTF-8" in trouble[1], len(trouble)] == [True, True, 2]


# flask prepare


def test_prepare_migrates_publishes_and_may_be_run_again(make_app, empty_db_url, questions):
    (questions / "one.yaml").write_text(BANK)
    app = make_app(database_url=empty_db_url, questions=str(questions))
    runner = app.test_cli_runner()
    first = runner.invoke(args=["prepare"])
    second = runner.invoke(args=["prepare"])

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "one.yaml: version 1 published" in first.output
    assert "published" not in second.output.replace("new and changed banks", "")
    assert is_migrated(app.extensions["quizapp"].sessions.engine)
    assert app.test_client().get("/").status_code == 200


def test_prepare_tells_of_a_bank_that_is_not_published(make_app, questions):
    (questions / "bad.yaml").write_text("title: No questions\n")
    done = make_app(questions=str(questions)).test_cli_runner().invoke(args=["prepare"])

    assert done.exit_code == 1
    assert "bad.yaml" in done.output


def test_a_database_of_a_newer_program_is_refused(make_app, questions):
    app = make_app(questions=str(questions))
    with app.extensions["quizapp"].sessions.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    done = app.test_cli_runner().invoke(args=["prepare"])

    assert is_ahead(app.extensions["quizapp"].sessions.engine)
    assert done.exit_code == 78
    assert "newer version" in done.output


# The start


class Stopped(Exception):
    """Raised in place of serving for ever."""


def test_the_start_says_where_it_listens_and_how_a_teacher_begins(environment, capsys, monkeypatch):
    monkeypatch.setattr("quizapp.serving.server.Server.run", lambda _self: None)

    assert serve.main(["--port", str(free_port())]) == 0
    said = capsys.readouterr().out
    assert "Students:  http://127.0.0.1:" in said
    assert "/account/setup/" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"QUIZAPP_PORT": "http"}, "QUIZAPP_PORT must be a whole number"),
        ({"QUIZAPP_TIMEZONE": "Europe/Atlantis"}, "QUIZAPP_TIMEZONE 'Europe/Atlantis' is unknown"),
        ({"QUIZAPP_BASE_URL": "quiz.example.org"}, "QUIZAPP_BASE_URL must begin with"),
        ({"QUIZAPP_DATA": "/dev/null/data"}, "The data folder /dev/null/data cannot be made"),
        ({"QUIZAPP_HOST": "no.such.host.invalid"}, "Cannot listen on no.such.host.invalid:8000"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "QUIZAPP_PORT": "0"}, "Check DATABASE_URL"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start_with_one_sentence(
    environment, capsys, monkeypatch, change, said
):
    for name, value in change.items():
        monkeypatch.setenv(name, value)

    assert serve.main([]) == 78
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "Students:" not in told.out


def test_a_secret_that_others_can_read_or_guess_stops_the_start(environment, capsys):
    data = environment / "data"
    data.mkdir()
    (data / "secret.key").write_bytes(b"x" * 32)
    (data / "secret.key").chmod(0o644)
    assert serve.main([]) == 78
    assert "chmod 600" in capsys.readouterr().err
    (data / "secret.key").write_bytes(b"dev")
    (data / "secret.key").chmod(0o600)
    assert serve.main([]) == 78
    assert "too short" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_before_any_address(environment, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 78
    told = capsys.readouterr()

    assert told.out == ""
    assert f"Cannot listen on 127.0.0.1:{port}" in told.err
    assert "--port" in told.err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_the_start_loads_no_library_that_only_files_need():
    """Each costs the start a tenth of a second or more, and tens of megabytes for good."""
    program = "import sys, quizapp.serving.serve, quizapp.app, quizapp.features; print(*{'openpyxl', 'xlsxwriter', 'alembic'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []
