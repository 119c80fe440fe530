"""``python3 manage.py banks import``: files of other programs become banks, with a receipt of what could not come along.

No database and no server are needed. Nothing is written over another text.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from quizapp.banks import images
from quizapp.basics.limits import IMPORT_BYTES
from quizapp.domain.bank import Bank
from quizapp.interchange import FORMATS, ImportResult, ReadAs
from quizapp.interchange.apart import Apart
from quizapp.interchange.banktext import name_of
from quizapp.interchange.report import as_json, as_text, export_lines
from quizapp.interchange.source import is_encoding

#: Exit status: all in; something refused or lost; nothing could be read.
ALL_IN, SOMETHING_LOST, NOTHING_READ = 0, 1, 2
WRITABLE = tuple(form.name for form in FORMATS.values() if form.write)
_READABLE = tuple(form.name for form in FORMATS.values() if form.read)


@click.command("import")
@click.argument("files", nargs=-1, required=True)
@click.option("--to", "folder", help="Folder to write the banks to.")
@click.option("--json", "as_data", is_flag=True, help="The receipt as JSON.")
@click.option("--as", "form", type=click.Choice(_READABLE), help="Read the files as this format.")
@click.option("--encoding", default="", help="Read the files in this encoding.")
@click.option("--columns", default="", help="Name a table's columns: question;option A;option B;correct.")
@click.option("--dry-run", is_flag=True, help="Tell what would come in and write nothing.")
def import_command(
    files: tuple[str, ...],
    folder: str | None,
    as_data: bool,
    form: str | None,
    encoding: str,
    columns: str,
    dry_run: bool,
) -> None:
    """Make banks of FILES of other programs: GIFT, Aiken and more.

    Exit status: 0 all in and nothing lost, 1 something refused or lost, 2 nothing could be read.
    """
    if not folder and not dry_run:
        click.echo("Say where the banks go: --to FOLDER (or --dry-run).", err=True)
        sys.exit(NOTHING_READ)
    if encoding and not is_encoding(encoding):
        click.echo(f"There is no encoding “{encoding[:40]}”.", err=True)
        sys.exit(NOTHING_READ)
    said = ReadAs(form or "", encoding, columns)
    target = None if dry_run or not folder else Path(folder)
    told = []
    codes = []
    for path, result in zip(map(Path, files), _read_all(files, said), strict=True):
        written = "" if target is None or not result.text else _write(target, path, result)
        told.append((result, written or None))
        codes.append(result.exit_code)
    if as_data:
        data = {"files": [as_json(result, written) for result, written in told]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(as_text(result, written) for result, written in told), nl=False)
    sys.exit(_exit_code(codes))


def _exit_code(codes: Sequence[int]) -> int:
    if all(code == NOTHING_READ for code in codes):
        return NOTHING_READ
    return SOMETHING_LOST if any(codes) else ALL_IN


def _read_all(files: Sequence[str], said: ReadAs) -> Iterator[ImportResult]:
    """What each file holds; one process of its own is started for all."""
    with Apart() as apart:
        for path in map(Path, files):
            try:
                with path.open("rb") as file:
                    content = file.read(IMPORT_BYTES + 1)
            except OSError as error:
                reason = f"This file cannot be read ({error.strerror})."
                yield ImportResult(str(path), error=("damaged", reason))
                continue
            yield _with_pictures(replace(apart.read(content, path.name, said), file=str(path)))


def _with_pictures(result: ImportResult) -> ImportResult:
    """The same with every picture drawn anew; those that cannot be are missing."""
    kept, missing = {}, list(result.missing)
    for name, content in result.pictures.items():
        try:
            kept[name] = images.redraw_as(content, name).content
        except images.CannotTakePicture:
            missing.append(name)
    return replace(result, pictures=kept, missing=tuple(missing))


def _write(folder: Path, path: Path, result: ImportResult) -> str:
    """Write the bank, its pictures and its receipt; where they are. The bank comes last, so that it is whole or not there."""
    bank = _free(folder, name_of(path.stem), result.text)
    for name, content in result.pictures.items():
        _put(images.folder_of(bank) / name, content)
    if not result.is_clean or result.warnings:
        _put(bank.with_suffix(".import.txt"), as_text(result, str(bank)).encode())
    _put(bank, result.text.encode())
    return str(bank)


def _free(folder: Path, name: str, text: str) -> Path:
    """Where the bank goes: never over another text; the same text again is the same file."""
    return next(
        path for path in _names(folder, name) if not path.exists() or path.read_bytes() == text.encode()
    )


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.yaml"
    number = 2
    while True:
        yield folder / f"{name}-{number}.yaml"
        number += 1


def export_as(bank: Bank, name: str, folder: Path, form: str) -> bool:
    """Write a bank as a foreign file, with a receipt of what that cannot hold; whether all is in it."""
    target = FORMATS[form]
    assert target.write is not None  # noqa: S101  # the option offers those alone
    written = target.write(bank)
    path = folder / f"{name}{target.endings[0]}"
    _put(path, written.content)
    first, *more = export_lines(written, len(bank.questions))
    lines = [f"{name} as {target.label}: {first}", *(f"  {line}" for line in more)]
    whole = not written.left_out and not written.lost
    if not whole:
        _put(path.with_suffix(f"{path.suffix}.export.txt"), "\n".join([*lines, ""]).encode())
    click.echo("\n".join([*lines, f"  Written to {path}."]))
    return whole


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
