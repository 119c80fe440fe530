"""``db revision`` writes the next migration by itself, and what it writes makes the tables of the models."""

import shutil
import subprocess
import sys

import pytest
import sqlalchemy as sa

from quizapp.models import Base, db
from tests.test_migrations import differences
from tools import revision


@pytest.fixture
def planted_table():
    """A table that no migration makes yet."""
    table = sa.Table(
        "planted",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, sa.CheckConstraint("name <> ''", name="named"), nullable=False),
    )
    yield table
    Base.metadata.remove(table)


@pytest.fixture
def migrations(tmp_path, monkeypatch):
    """A copy of the migrations, in place of the repository's."""
    folder = tmp_path / "migrations"
    shutil.copytree(db.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(db, "MIGRATIONS", folder)
    return folder


def test_it_has_the_next_number_is_formatted_and_makes_what_the_models_have(
    engine, migrations, planted_table
):
    before = db.newest_revision()
    path = revision.write("A planted table", engine, migrations)

    number = f"{int(before) + 1:04d}"
    assert path.name == f"{number}_a_planted_table.py"
    assert db.newest_revision() == number
    assert f'down_revision: str | None = "{before}"' in path.read_text()
    assert "# ###" not in path.read_text()
    for command in (["format", "--check"], ["check"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, "--quiet", str(path)], check=True)
    db.migrate(engine)
    assert db.is_migrated(engine)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_without_a_change_of_the_models_it_is_empty(engine, migrations):
    text = revision.write("Nothing", engine, migrations).read_text()
    assert text.count("    pass\n") == 2
