"""docs/architecture.md is true: what its index names is where it says, and every room is on its list."""

import re
from pathlib import Path

from quizapp.models import Base
from tools.imports import read_rooms

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
INDEX = re.findall(r"^\| (.+?) \| `([^`]+)` \| `([^`]+)` \|$", GUIDE, re.MULTILINE)
TABLE_OF_ROOMS = GUIDE.split("## The rooms")[1].split("## Three paths")[0]


def test_the_index_leads_to_a_file_that_holds_the_name():
    assert len(INDEX) >= 40
    wrong = [
        f"{what}: {file} has no {name}"
        for what, file, name in INDEX
        if not (ROOT / file).is_file() or name not in (ROOT / file).read_text("utf-8")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_is_described():
    paths = {
        room: "quizapp/"
        + room.replace(".", "/")
        + ("/" if (ROOT / "quizapp" / room.replace(".", "/")).is_dir() else ".py")
        for room in read_rooms()
    }
    unimportant = {"__main__", "features"}
    missing = [
        path
        for room, path in paths.items()
        if room not in unimportant
        and path not in TABLE_OF_ROOMS
        and path.removeprefix("quizapp/") not in TABLE_OF_ROOMS
    ]
    assert not missing, "Describe in docs/architecture.md, The rooms:\n" + "\n".join(missing)


def test_the_files_of_the_three_paths_exist():
    section = GUIDE.split("## Three paths")[1].split("## I want")[0]
    named = re.findall(r"`(?:quizapp/)?([\w/]+\.py|[\w/]+/)`", section)
    rooms = [path for path in (ROOT / "quizapp").rglob("*") if path.suffix == ".py" or path.is_dir()]
    known = [path.relative_to(ROOT / "quizapp").as_posix() for path in rooms]
    missing = [
        name for name in named if not any(f"/{path}".endswith(f"/{name.rstrip('/')}") for path in known)
    ]
    assert len(named) >= 15
    assert not missing, "\n".join(missing)


def test_every_table_is_a_word_of_the_glossary():
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    words = {*re.findall(r"^\| \*\*(.+?)\*\*", glossary, re.MULTILINE), *re.findall(r"`(\w+)`:", glossary)}
    missing = [name for name in Base.metadata.tables if not {name, name.replace("_", " ")} & words]
    assert not missing, f"say in docs/glossary.md what these are: {', '.join(missing)}"


def test_every_closed_set_of_words_stands_in_the_glossary():
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(\w+)`: \|", glossary, re.MULTILINE))
    made = {
        name
        for path in (ROOT / "quizapp").rglob("*.py")
        for name in re.findall(r"^class (\w+)\(StrEnum\)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert told == made, "docs/glossary.md, Closed sets of words"
