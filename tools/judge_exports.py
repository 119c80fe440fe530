"""Let programs of others read what we export. None of them is a dependency: each is used where it is named.

python3 tools/judge_exports.py [--schemas FOLDER] [--node FOLDER] [--python PYTHON] [--kahoot SHEET.xlsx] [BANK.yaml …]

--schemas: where imsqti_v2p2.xsd, imsqti_asiv3p0_v1p0.xsd and what they refer to lie, at any depth
--node: a folder in which "npm install gift-pegjs @citolab/qti-components" was run; the player shows every item in a Chromium
--python: a Python in whose environment "anki", "text2qti", "qti2latex" (with "pypandoc-binary") and "pandas" (with "openpyxl") are installed
--kahoot: an empty sheet as Kahoot gives it away
Word and tables are opened with LibreOffice, where "soffice" is on the path.
"""

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from quizapp.domain.bank import Bank  # noqa: E402  # after the path is set
from quizapp.domain.bankfile.loading import load_bank  # noqa: E402  # after the path is set
from quizapp.domain.question_types import QUESTION_TYPES  # noqa: E402  # after the path is set
from quizapp.interchange import FORMATS  # noqa: E402  # after the path is set
from tools import judge_player  # noqa: E402  # after the path is set
from tools.formats import every_type  # noqa: E402  # after the path is set

_GIFT = """
const read = require(%s);
console.log(read.parse(require("fs").readFileSync(0, "utf8")).length, "questions and categories");
"""
#: For ``--python``, by format: gets the file and how many questions it holds, and says what it found.
_PROGRAMS = {
    "text2qti": """
import sys
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz
quiz = Quiz(open(sys.argv[1], encoding="utf-8").read(), config=Config())
QTI(quiz).save(sys.argv[1] + ".zip")
found = sum(hasattr(each, "question_html_xml") for each in quiz.questions_and_delims)
print(found, "questions, and a package for Canvas made of them")
sys.exit(found != int(sys.argv[2]))
""",
    "qti-1.2": """
import os, sys, tempfile, qti2latex
os.chdir(tempfile.mkdtemp())
qti2latex.main([sys.argv[1], "-o", "x.tex"], standalone_mode=False)
text = open("x.tex", encoding="utf-8").read()
found = text.count("\\\\question")
print(found, "questions,", text.count("Unsupported"), "of types that it does not know")
sys.exit(found != int(sys.argv[2]))
""",
    "csv": """
import sys, pandas
rows = pandas.read_csv(sys.argv[1], dtype=str)
print(len(rows), "rows,", int(rows["correct"].notna().sum()), "with a key")
sys.exit(len(rows) != int(sys.argv[2]) or not rows["correct"].notna().all())
""",
    "xlsx": """
import sys, pandas
rows = pandas.read_excel(sys.argv[1], dtype=str)
print(len(rows), "rows,", int(rows["correct"].notna().sum()), "with a key")
sys.exit(len(rows) != int(sys.argv[2]) or not rows["correct"].notna().all())
""",
    "kahoot": """
import sys, pandas
rows = pandas.read_excel(sys.argv[1], header=7, dtype=str)
wrong = []
for row in rows.itertuples(index=False):
    answers = [each for each in row[2:6] if isinstance(each, str)]
    keys = [int(each) for each in str(row[7]).split(",")]
    fits = len(row[1]) <= 120 and all(len(each) <= 75 for each in answers) and int(row[6]) in (5, 10, 20, 30, 60, 90, 120, 240)
    if not (fits and 2 <= len(answers) and keys and all(1 <= key <= len(answers) for key in keys)):
        wrong.append(row[1])
if len(sys.argv) > 3:
    theirs = pandas.read_excel(sys.argv[3], header=7)
    wrong += [here for here, there in zip(rows.columns, theirs.columns) if here.split(" - ")[0] != str(there).split(" - ")[0]]
print(len(rows), "rows within Kahoot's limits", "under its headings" if len(sys.argv) > 3 else "", *wrong)
sys.exit(bool(wrong) or len(rows) != int(sys.argv[2]))
""",
}
_ANKI = """
import os, sys, tempfile
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(os.path.join(tempfile.mkdtemp(), "judge.anki2"))
counts = []
for _ in range(2):
    options = ImportAnkiPackageOptions()
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=sys.argv[1], options=options))
    counts.append(collection.note_count())
print(*counts)
sys.exit(counts[0] != counts[1] or not counts[0])
"""


class _Nearby(etree.Resolver):
    """Finds a schema by its name, so that none is asked for over the network."""

    def __init__(self, folder: Path) -> None:
        self.places = {path.name: path for path in sorted(folder.rglob("*.xsd"), reverse=True)}

    def resolve(self, url: str, public_id: str, context: object) -> object:
        far = url.startswith("http")
        found = self.places.get(url.rpartition("/")[2]) if far else None
        return self.resolve_filename(str(found), context) if found else None


def export(bank: Bank, name: str) -> bytes:
    """The bank in a format."""
    write = FORMATS[name].write
    assert write is not None  # noqa: S101  # asked of those alone
    return write(bank).content


def judge_schema(bank: Bank, name: str, folder: Path, schema_name: str) -> str:
    """Whether every file of a package is valid by its schema."""
    parser = etree.XMLParser(no_network=True)
    nearby = _Nearby(folder)
    parser.resolvers.add(nearby)
    if schema_name not in nearby.places:
        return f"no {schema_name} in {folder}"
    schema = etree.XMLSchema(etree.parse(str(nearby.places[schema_name]), parser))
    wrong = []
    with zipfile.ZipFile(io.BytesIO(export(bank, name))) as package:
        files = [each for each in package.namelist() if each != "imsmanifest.xml"]
        for each in files:
            if not schema.validate(etree.fromstring(package.read(each))):
                wrong.append(f"{each}: {schema.error_log[0].message}")
    return "; ".join(wrong) or f"{len(files)} files valid"


def judge_by_program(command: list[str], content: bytes, suffix: str, *more: str) -> str:
    """What a program says of a file; its path and what else it is told are the last arguments."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bank{suffix}"
        path.write_bytes(content)
        done = subprocess.run(  # programs that the caller names
            [*command, str(path), *more], input=content, capture_output=True, check=False, timeout=300
        )
    said = (done.stdout if done.returncode == 0 else done.stdout + done.stderr).decode("utf-8", "replace")
    lines = said.strip().splitlines()
    return f"{'read' if done.returncode == 0 else 'FAILED'}: {lines[-1] if lines else ''}"


def verdicts(bank: Bank, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Each judge with what it says, or why it was not asked."""
    for name, schema in (("qti-2.2", "imsqti_v2p2.xsd"), ("qti-3", "imsqti_asiv3p0_v1p0.xsd")):
        said = judge_schema(bank, name, options.schemas, schema) if options.schemas else "no schemas named"
        yield f"{name} by its schema", said
    node = shutil.which("node")
    if options.node and node:
        reader = json.dumps(str((options.node / "node_modules" / "gift-pegjs").resolve()))
        command = [node, "-e", _GIFT % reader]
        yield "gift in gift-pegjs", judge_by_program(command, export(bank, "gift"), ".gift")
    else:
        yield "gift in gift-pegjs", "no folder with gift-pegjs named, or no node"
    said = judge_player.judge(export(bank, "qti-3"), options.node) if options.node else "no folder named"
    yield "qti-3 in a player in Chromium", said
    yield from _in_python(bank, options)
    office = shutil.which("soffice")
    for name in ("docx", "xlsx"):
        if office:
            with tempfile.TemporaryDirectory() as folder:
                command = [office, "--headless", "--convert-to", "pdf", "--outdir", folder]
                yield f"{name} in LibreOffice", judge_by_program(command, export(bank, name), f".{name}")
        else:
            yield f"{name} in LibreOffice", "no soffice on the path"


def _in_python(bank: Bank, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """What packages for Python say."""
    if not options.python:
        yield f"anki, {', '.join(_PROGRAMS)} in packages for Python", "no Python with them named"
        return
    said = judge_by_program([options.python, "-c", _ANKI], export(bank, "anki"), ".apkg")
    yield "anki in the package anki, twice", said
    for name, script in _PROGRAMS.items():
        form = FORMATS[name]
        assert form.write is not None  # noqa: S101  # asked of those alone
        written = form.write(bank)
        held = str(len(bank.questions) - len(written.left_out))
        more = [str(options.kahoot.resolve())] if name == "kahoot" and options.kahoot else []
        said = judge_by_program([options.python, "-c", script], written.content, form.endings[0], held, *more)
        yield f"{name} in a package for Python", said


def main(arguments: list[str]) -> int:
    """Say what each judge says of each bank."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    parser.add_argument("banks", nargs="*", type=Path)
    parser.add_argument("--schemas", type=Path)
    parser.add_argument("--node", type=Path)
    parser.add_argument("--python")
    parser.add_argument("--kahoot", type=Path)
    options = parser.parse_args(arguments)
    banks = {
        path.name: load_bank(path.read_text("utf-8"), QUESTION_TYPES, name=path.name)
        for path in options.banks
    }
    failed = False
    for title, bank in (banks or {"a question of each type": every_type()}).items():
        print(title)
        for judge, said in verdicts(bank, options):
            failed |= "FAILED" in said or ": Element" in said
            print(f"  {judge}: {said}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
