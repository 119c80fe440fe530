"""A test run leaves out what it should, says so, and fails where nothing may be left out."""

import os
import subprocess
import sys

import pytest

from tools.house_rules import ROOT

TESTS = """
import pytest

@pytest.mark.full
def test_long(): pass

def test_short(): pass

def test_data(database): pass

@pytest.mark.databases("postgresql")
def test_one(database): pass

def test_served(live): pass

def test_server(server_url): pass

def test_page(browser): pass
"""
#: PostgreSQL and Chromium are hidden.
BARE = {"QUIZAPP_TEST_PG_BIN": "/nowhere", "QUIZAPP_CHROMIUM": "/nowhere"}


@pytest.fixture
def run(tmp_path):
    (tmp_path / "test_sample.py").write_text(TESTS)

    def run(*arguments: str, **variables: str) -> str:
        command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest"]
        environment = {**os.environ, "CI": "", **variables}
        answer = subprocess.run(
            [*command, "-p", "no:cacheprovider", str(tmp_path), *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout + answer.stderr

    return run


def collected(output: str) -> list[str]:
    return [line.partition("::")[2] for line in output.splitlines() if "::" in line]


def test_long_tests_run_only_when_asked_for(run):
    assert "test_long" not in collected(run("--collect-only", "-q"))
    assert "test_long" in collected(run("--collect-only", "-q", "--full"))


def test_data_runs_on_both_databases_and_pages_on_one(run):
    found = collected(run("--collect-only", "-q"))

    assert [name for name in found if "[" in name] == [
        "test_data[sqlite]",
        "test_data[postgresql]",
        "test_one[postgresql]",
        "test_served[sqlite]",
    ]


def test_what_is_missing_is_skipped_with_a_line_that_says_how_to_get_it(run):
    output = run("-k", "test_server or test_page", **BARE)

    assert "Skipped 1: PostgreSQL was not found: python3 manage.py test installs it" in output
    assert (
        "Skipped 1: no Chromium or Chrome was found. Debian: apt-get install chromium-headless-shell libatomic1."
        in output
    )
    assert "2 skipped" in output


def test_where_nothing_may_be_missing_it_fails(run):
    output = run("-k", "test_server or test_page", CI="true", **BARE)

    assert "CI=true, but PostgreSQL was not found" in output
    assert "CI=true, but no Chromium or Chrome was found" in output
    assert "2 errors" in output


@pytest.mark.full
def test_workers_share_one_postgresql(run):
    output = run("-k", "test_server or test_data", "-n", "2", CI="true")

    assert "3 passed" in output, output
