"""What the program is called on the command line: messages name a command as their reader can type it."""

import sys
from pathlib import Path

_OF_SOURCE = "python3 manage.py"


def started_as() -> str:
    """``python3 manage.py`` from the project's folder; ``quizapp`` where it is installed or was started so."""
    beside = (Path(__file__).parents[2] / "manage.py").is_file()
    return _OF_SOURCE if beside and Path(sys.argv[0]).stem != "quizapp" else "quizapp"


def as_started(text: str) -> str:
    """A text written for the project's folder, with its commands as they are typed here."""
    return text.replace(_OF_SOURCE, started_as())
