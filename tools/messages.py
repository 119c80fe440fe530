"""The catalogue of every text that the interface says, for translators: quizapp/locale/quizapp.pot.

    python3 tools/messages.py            write it; bring every translation up to date and compile it
    python3 tools/messages.py check      fail where the catalogue or a compiled translation is not current
    python3 tools/messages.py new fr     begin a translation

Texts are found by Babel where they are marked: ``_(…)``, ``ngettext(…)``, ``msg(…)`` and ``nmsg(…)``. Files are named
without line numbers, so that the catalogue changes only when a text does.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "quizapp" / "locale"
POT = LOCALES / "quizapp.pot"
_KEYWORDS = ["_", "N_", "ngettext:1,2", "msg", "nmsg:1,2"]
#: Lines of the head that tell when and by whom the file was made: the history of the repository knows it.
_CHANGING = (
    '"POT-Creation-Date', '"Generated-By', '"PO-Revision-Date', '"Project-Id', '"Report-Msgid', '"Last-Translator',
    '"Language-Team',
)  # fmt: skip
_HEADER = """\
# Texts of quizapp's interface. Made by `python3 manage.py messages`: change the code, not this file.
# "1\u202f234.5" is a number: write it as your language does, and all numbers follow.
# "English" is the name of your language, in your language.
"""


def pybabel(*arguments: str | Path) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *map(str, arguments)])


def extract(target: Path) -> None:
    """Write the catalogue as the code has it."""
    found = target.with_suffix(".raw")
    marks = [part for word in _KEYWORDS for part in ("-k", word)]
    settings = (
        "-F",
        ROOT / "tools" / "babel.cfg",
        "--no-default-keywords",
        "--add-location=file",
        "--no-wrap",
    )
    about = ("--sort-output", "-c", "Translators:")
    with contextlib.chdir(ROOT):  # files are named as from here
        pybabel("extract", *settings, *marks, *about, "-o", found, "quizapp")
    _, _, entries = found.read_text("utf-8").partition("msgid")
    lines = [line for line in f"msgid{entries}".splitlines() if not line.startswith(_CHANGING)]
    text = "\n".join(lines)
    target.write_text(f"{_HEADER}{text.rstrip()}\n", "utf-8")
    found.unlink()


def write() -> None:
    LOCALES.mkdir(exist_ok=True)
    extract(POT)
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/quizapp.po")):
        language = path.parents[1].name
        pybabel("update", "-i", POT, "-o", path, "-l", language, "--no-fuzzy-matching", "--no-wrap")
        keep = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(_CHANGING)]
        path.write_text("\n".join(keep) + "\n", "utf-8")
        pybabel("compile", "-i", path, "-o", path.with_suffix(".mo"), "-l", language)


def begin(language: str) -> None:
    folder = LOCALES / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    pybabel("init", "-i", POT, "-o", folder / "quizapp.po", "-l", language, "--no-wrap")
    write()


def stale() -> list[str]:
    """Files that are not what the code, or the translation, says."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "quizapp.pot")
        extract(fresh)
        if not POT.exists() or POT.read_text("utf-8") != fresh.read_text("utf-8"):
            found.append(POT)
        for path in sorted(LOCALES.glob("*/LC_MESSAGES/quizapp.po")):
            compiled = Path(folder, "quizapp.mo")
            pybabel("compile", "-i", path, "-o", compiled, "-l", path.parents[1].name)
            made = path.with_suffix(".mo")
            if not made.exists() or made.read_bytes() != compiled.read_bytes():
                found.append(made)
    return [path.relative_to(ROOT).as_posix() for path in found]


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            write()
        case ["new", language]:
            begin(language)
        case ["check"]:
            if wrong := stale():
                print(f"Not current: {', '.join(wrong)}. Run: python3 manage.py messages", file=sys.stderr)
                return 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
