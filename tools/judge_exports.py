"""Let programs of others read what we export. None of them is a dependency: each is used where it is named.

python3 tools/judge_exports.py [--schemas FOLDER] [--node FOLDER] [--anki PYTHON] [BANK.yaml …]

--schemas: where imsqti_v2p2.xsd, imsqti_asiv3p0_v1p0.xsd and what they refer to lie, at any depth
--node: a folder in which "npm install gift-pegjs @citolab/qti-components" was run; the player shows every item in a Chromium
--anki: a Python in whose environment the package "anki" is installed
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


def judge_by_program(command: list[str], content: bytes, suffix: str) -> str:
    """What a program says of a file; its path is the last argument."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bank{suffix}"
        path.write_bytes(content)
        done = subprocess.run(  # programs that the caller names
            [*command, str(path)], input=content, capture_output=True, check=False, timeout=300
        )
    said = (done.stdout or done.stderr).decode("utf-8", "replace").strip().splitlines()
    return f"{'read' if done.returncode == 0 else 'FAILED'}: {said[-1] if said else ''}"


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
    if options.anki:
        yield (
            "anki in the package anki, twice",
            judge_by_program([options.anki, "-c", _ANKI], export(bank, "anki"), ".apkg"),
        )
    else:
        yield "anki in the package anki", "no Python with it named"
    office = shutil.which("soffice")
    for name in ("docx", "xlsx"):
        if office:
            with tempfile.TemporaryDirectory() as folder:
                command = [office, "--headless", "--convert-to", "pdf", "--outdir", folder]
                yield f"{name} in LibreOffice", judge_by_program(command, export(bank, name), f".{name}")
        else:
            yield f"{name} in LibreOffice", "no soffice on the path"


def main(arguments: list[str]) -> int:
    """Say what each judge says of each bank."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    parser.add_argument("banks", nargs="*", type=Path)
    parser.add_argument("--schemas", type=Path)
    parser.add_argument("--node", type=Path)
    parser.add_argument("--anki")
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
