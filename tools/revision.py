"""Write the next migration: what the models have and the migrations do not.

    python3 manage.py db revision "what it is about"

The migrations that there are make a new SQLite database, which is compared with ``quizapp.models``; your own data is
not looked at. The file gets the next number and is formatted. Read it: a renamed column is found as one dropped and
one added, and a constraint that rows could break wants their repair first. ``tests/test_migrations.py`` runs it on
both databases.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from quizapp.models import db  # noqa: E402  # the project's folder is on the path only now

_COMMENTS = re.compile(r"^ +# ### .* ###\n", re.MULTILINE)


def write(message: str, engine: Engine, migrations: Path = db.MIGRATIONS) -> Path:
    """Write the next revision into a folder of migrations, for a database that is at the newest one."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["engine"] = engine
    numbers = [int(path.name[:4]) for path in (migrations / "versions").glob("[0-9]*.py")]
    made = command.revision(config, message, autogenerate=True, rev_id=f"{max(numbers) + 1:04d}")
    path = Path(made.path)  # type: ignore[union-attr]  # one base, so one script
    path.write_text(_COMMENTS.sub("", path.read_text("utf-8")), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 manage.py db revision", description="Write the next migration."
    )
    parser.add_argument("message", help="what it is about, in a few words: they name the file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = db.make_engine(f"sqlite:///{Path(folder).as_posix()}/scratch.db")
        db.migrate(engine)
        path = write(given.message, engine)
        engine.dispose()
    print(f"{path.relative_to(ROOT)}\nRead it, then: python3 manage.py test tests/test_migrations.py")


if __name__ == "__main__":
    main()
