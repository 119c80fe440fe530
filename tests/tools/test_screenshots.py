"""The pictures of the documents can be drawn, one or all, from a program that the tool starts itself."""

import subprocess
import sys
from pathlib import Path

import pytest

import manage
from quizapp.domain.question_types import QUESTION_TYPES
from tests.conftest import miss

ROOT = Path(__file__).resolve().parents[2]
README = ("student-path", "teacher-report")


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("only", "drawn"),
    [([], {*QUESTION_TYPES, *README}), (["--only", "matching"], {"matching"})],
    ids=["all", "one"],
)
def test_the_pictures_of_the_documents_can_be_drawn(tmp_path, only, drawn):
    if manage.find_chromium() is None:
        miss("no Chromium: Debian: apt-get install chromium-headless-shell libatomic1")
    command = [sys.executable, "tools/screenshots.py", "--docs", "--into", str(tmp_path), *only]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in tmp_path.glob("*.png")} == drawn


def test_every_picture_of_the_documents_belongs_to_a_type_or_the_readme():
    """So that one drawn anew by name is one that is shown."""
    shown = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert shown == {*QUESTION_TYPES, *README}, (
        "Draw what is missing: python3 manage.py screenshots --docs --only NAME"
    )
