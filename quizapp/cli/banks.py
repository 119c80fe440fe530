"""``python3 manage.py banks``: check, fix, explain, try and describe bank files; publish them and write versions back.

The first five need no database and no server: a folder of banks under git works with them alone.
"""

import difflib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from quizapp.banks import images, publishing
from quizapp.banks.borrowing import others_beside, others_first
from quizapp.basics.limits import BANK_BYTES
from quizapp.basics.program import started_as
from quizapp.cli.interchange import WRITABLE, export_as
from quizapp.domain import try_answer as trying
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile import schema
from quizapp.domain.bankfile.autofix import repair
from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.lint import output_formats
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.domain.lint.output_formats import FileReport
from quizapp.domain.pictures import find_picture_names
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import find_nearest
from quizapp.domain.yaml_reading.problems import BankInvalid, Problem, Weight
from quizapp.interchange import own
from quizapp.models import Bank, BankVersion, PublishedFile
from quizapp.web.database import program

#: Exit status (decisions.md): nothing or advice; errors; could not run.
CLEAN, FOUND, COULD_NOT_RUN = 0, 1, 2
#: A progress bar is shown from so many bytes on: about a second's work.
_LONG_RUN = 400_000
#: A file with one of these is not touched by ``fix``: its text is not what the author sees.
_NOT_MENDED = ("encoding", "too-large")
_ENDINGS = (".yaml", ".yml")


@click.group("banks")
def banks_group() -> None:
    """Question banks: check, fix, explain, schema; publish and export."""


# Reading files


class _Unusable(click.ClickException):
    """The command could not run; exit status 2."""

    exit_code = COULD_NOT_RUN


def _files(paths: Sequence[str]) -> list[Path]:
    """The bank files of files and folders (default: the folder ``questions``), each once, in order."""
    found: list[Path] = []
    for path in map(Path, paths or ("questions",)):
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in _ENDINGS and p.is_file())
            if not inside:
                raise _Unusable(f"{path}: no bank is in this folder (a bank's name ends with .yaml).")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise _Unusable(f"{path}: there is no such file or folder.")
    return list(dict.fromkeys(found))


def _read(path: Path) -> bytes:
    """A file's bytes: line ends stay as they are, and the loader judges the encoding."""
    try:
        with path.open("rb") as file:
            return file.read(BANK_BYTES + 4)  # enough for the loader to see that it is too large
    except OSError as error:
        raise _Unusable(f"{path}: cannot be read ({error.strerror}).") from None


@contextmanager
def _progress(paths: Sequence[Path]) -> Iterator[Callable[[Path], Callable[[float], None]]]:
    """What shows how far the work on a path is: a bar on the error stream, where the work is long and a person
    looks on."""
    sizes = {path: path.stat().st_size for path in paths}
    if sum(sizes.values()) < _LONG_RUN or not sys.stderr.isatty():
        yield lambda path: lambda share: None
        return
    with click.progressbar(length=sum(sizes.values()), label="Checking", file=sys.stderr) as bar:
        done = dict.fromkeys(paths, 0.0)

        def advance(path: Path, share: float) -> None:
            before = round(done[path])
            done[path] += share * sizes[path]
            bar.update(round(done[path]) - before)

        yield lambda path: partial(advance, path)


# Commands that need no database


@banks_group.command("check")
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(list(output_formats.FORMATS)), default="text", help="How to report."
)
@click.option("--strict", is_flag=True, help="Doubts count as errors.")
def check(paths: tuple[str, ...], form: str, strict: bool) -> None:
    """Find every problem of the banks in PATHS (files or folders; default: questions).

    Exit status: 0 nothing or advice, 1 errors (with --strict also doubts), 2 could not run.
    """
    reports = []
    files = _files(paths)
    with _progress(files) as progress:
        for path in files:
            content = _read(path)
            examination = examine(
                content,
                QUESTION_TYPES,
                name=path.stem,
                pictures=images.names_beside(path),
                others=others_beside(path, content.decode("utf-8", "replace")),
                progress=progress(path),
            )
            reports.append(
                FileReport(
                    path.as_posix(),
                    examination.problems,
                    examination.silenced,
                    tuple(output_formats.guessing_lines(examination.sittings)),
                )
            )
    click.echo(output_formats.write_reports(reports, form), nl=False)
    stopping = (Weight.ERROR, Weight.DOUBT) if strict else (Weight.ERROR,)
    if any(problem.weight in stopping for report in reports for problem in report.problems):
        sys.exit(FOUND)


@banks_group.command("fix")
@click.argument("paths", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show the changes and write nothing.")
def fix(paths: tuple[str, ...], dry_run: bool) -> None:
    """Make the fixes that are safe to make: show them as a diff, then write the files.

    What is not fixed stays as it is, byte for byte. Exit status: 1 where errors are left.
    """
    left = 0
    for path in _files(paths):
        first = check_bank(_read(path), QUESTION_TYPES, name=path.stem)
        unreadable = [problem for problem in first.problems if problem.code in _NOT_MENDED]
        if unreadable:
            click.echo(output_formats.format_problem(path.as_posix(), unreadable[0]), err=True)
            left += 1
            continue
        mended = repair(first.source.text, partial(_problems, name=path.stem))
        if mended.changed:
            click.echo(mended.diff(path.as_posix()), nl=False)
            if not dry_run:
                _replace_file(path, mended.after.encode("utf-8"))
        errors = output_formats.count_problems(_problems(mended.after, name=path.stem), Weight.ERROR)
        left += errors
        done = "would be fixed" if dry_run else "fixed"
        click.echo(f"{path}: {len(mended.fixed)} {done}, {errors} errors left.")
    if left:
        click.echo(f"See what is left with: {started_as()} banks check", err=True)
        sys.exit(FOUND)


def _problems(text: str, *, name: str) -> tuple[Problem, ...]:
    return check_bank(text, QUESTION_TYPES, name=name).problems


@banks_group.command("explain")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a code of the checker with an example; without CODE, list them all."""
    if code is None:
        for each in EXPLANATIONS.values():
            click.echo(f"{each.code:32} {each.title}")
        return
    if code not in EXPLANATIONS:
        near = find_nearest(code, EXPLANATIONS)
        hint = f" Did you mean {near}?" if near else ""
        raise _Unusable(f"There is no code {code}.{hint} “{started_as()} banks explain” lists them all.")
    found = EXPLANATIONS[code]
    click.echo(f"{found.code}: {found.title}\n\n{found.says}\n\nWrong:\n\n{_indented(found.bad)}\n\nRight:\n")
    click.echo(_indented(found.good))


@banks_group.command("try")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--question", "identifier", help="The id of the question to try.")
@click.option("--answer", help="The answer, as a student would give it.")
@click.option(
    "--table", type=click.Path(path_type=Path), help="A CSV with the columns question, answer, verdict."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def try_answers(
    file: Path, identifier: str | None, answer: str | None, table: Path | None, as_json: bool
) -> None:
    """Say what the program would say to an answer to a question of FILE.

    A typed answer is written as it is typed, a choice by its option's text, several parts with “ | ” between them.
    Verdicts: right, partly right, wrong, asked back. Exit status with --table: 1 where a verdict differs.
    """
    [path] = _files([str(file)]) if not file.is_dir() else [file]
    if file.is_dir() or (table is None) is (identifier is None or answer is None):
        raise _Unusable("Name one file, and either --question and --answer, or --table.")
    checked = check_bank(_read(path), QUESTION_TYPES, name=path.stem)
    if checked.bank is None:
        raise _Unusable(f"{path}: the bank has errors. See them with: {started_as()} banks check {path}")
    try:
        if table is None:
            trial = trying.try_answer(trying.find_question(checked.bank, identifier or ""), answer or "")
            shown = f"{trial.verdict}: {trial.message}" if trial.message else trial.verdict
            click.echo(json.dumps(trial.as_json(), ensure_ascii=False, indent=2) if as_json else shown)
        else:
            _try_table(checked.bank, table, as_json=as_json)
    except (trying.CannotTry, UnicodeDecodeError) as error:
        why = str(error) if isinstance(error, trying.CannotTry) else "The table is not in UTF-8."
        raise _Unusable(why) from None


def _try_table(bank: LoadedBank, table: Path, *, as_json: bool) -> None:
    """Try the answers of a table, say where a verdict differs, and exit 1 if one does."""
    rows = list(trying.try_table(bank, _read(table).decode("utf-8")))
    apart = [row for row in rows if not row.agrees]
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=2))
    else:
        for row in apart:
            trial, message = row.trial, f" ({row.trial.message})" if row.trial.message else ""
            click.echo(
                f"{table}:{row.line}: {trial.question}: “{trial.answer}” is {trial.verdict}, not {row.expected}{message}"
            )
        click.echo(f"{table}: {len(rows)} answers tried, {len(apart)} with another verdict.")
    if apart:
        sys.exit(FOUND)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


@banks_group.command("schema")
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file instead of the screen.")
def write_schema(output: str | None) -> None:
    """The JSON Schema of a bank, for editors that know YAML."""
    text = schema.as_json(QUESTION_TYPES)
    if output:
        _replace_file(Path(output), text.encode("utf-8"))
    else:
        click.echo(text, nl=False)


def _replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the rights of the one it replaces."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _Unusable(f"{path}: cannot be written ({error.strerror}). Nothing was changed.") from None


# Commands that use the database


@contextmanager
def _database() -> Iterator[Session]:
    try:
        with program().sessions.write() as session:
            yield session
    except (OperationalError, ProgrammingError) as error:
        raise _Unusable(
            f"The database cannot be used ({error.orig}). Prepare it with: flask db upgrade"
        ) from None


@banks_group.command("publish")
@click.argument("paths", nargs=-1)
@click.option("--yes", is_flag=True, help="Publish in spite of doubts, without asking.")
@click.option(
    "--replace", is_flag=True, help="Publish on top of a newer version, whose changes are then lost."
)
@with_appcontext
def publish(paths: tuple[str, ...], yes: bool, replace: bool) -> None:
    """Publish the banks in PATHS: each new text becomes the bank's newest version.

    Refused: a bank with errors, and a file that was not made from the newest version.
    """
    refused = 0
    for path in others_first(_files(paths)):
        checked = check_bank(_read(path), QUESTION_TYPES, name=path.stem)
        problems = [problem for problem in checked.problems if problem.weight is not Weight.ADVICE]
        for problem in problems:
            click.echo(output_formats.format_problem(path.as_posix(), problem) + "\n", err=True)
        if output_formats.count_problems(problems, Weight.ERROR):
            click.echo(f"{path}: not published. Correct the errors above.", err=True)
            refused += 1
        elif (
            problems and not yes and not click.confirm(f"{path}: publish in spite of these doubts?", err=True)
        ):
            click.echo(f"{path}: not published.", err=True)
            refused += 1
        else:
            refused += not _publish_one(path, checked.source.text, replace=replace)
    if refused:
        sys.exit(FOUND)


def _publish_one(path: Path, text: str, *, replace: bool) -> bool:
    now = datetime.now(UTC)
    with _database() as session:
        try:
            if replace:
                _forget_basis(session, path)
            done = publishing.publish_file(session, path.name, path.stem, text, now, bank_file=path)
        except publishing.OutOfDate as error:
            session.rollback()
            click.echo(_out_of_date(path, text, error.newest), err=True)
            return False
        except (BankInvalid, images.CannotTakePicture) as error:  # a picture is missing, or cannot be taken
            session.rollback()
            click.echo(f"{path}: not published. {error}", err=True)
            return False
        session.commit()
    if done is None:
        click.echo(f"{path}: published already.")
    else:
        click.echo(f"{path}: version {done.version.number} published.")
    return True


def _forget_basis(session: Session, path: Path) -> None:
    """Let the file count as made from whatever is newest now."""
    newest = _version(session, path.stem, None)
    known = session.get(PublishedFile, path.name)
    if newest is None:
        return
    if known is None:
        session.add(PublishedFile(path=path.name, sha256="", bank_version_id=newest.id))
    else:
        known.sha256, known.bank_version_id = "", newest.id
    session.flush()


def _out_of_date(path: Path, text: str, newest: BankVersion) -> str:
    rows = difflib.unified_diff(
        newest.text.splitlines(keepends=True),
        text.splitlines(keepends=True),
        f"version {newest.number}, the newest",
        str(path),
    )
    return (
        "".join(row if row.endswith("\n") else f"{row}\n" for row in rows)
        + f"\n{path}: not published. The bank was changed since this file was last published; the diff above shows what "
        f"publishing it would change in version {newest.number}. Either:\n"
        f"  - put your changes into the newest text: {started_as()} banks export {path.stem} --to FOLDER, edit that,\n"
        "    publish it; or\n"
        f"  - publish this file as it is: {started_as()} banks publish --replace {path}\n"
    )


@banks_group.command("export")
@click.argument("names", nargs=-1)
@click.option("--to", "folder", default="questions", help="Folder to write to (default: questions).")
@click.option("--version", "number", type=int, help="This version instead of the newest; with one NAME only.")
@click.option("--force", is_flag=True, help="Overwrite files that differ.")
@click.option(
    "--as", "form", type=click.Choice((own.FORMAT.name, *WRITABLE)), help="Write a file for another program."
)
@with_appcontext
def export(names: tuple[str, ...], folder: str, number: int | None, force: bool, form: str | None) -> None:
    """Write published banks back to files, byte for byte; without NAMES, every bank that was published.

    With --as, a file for another program and a receipt of what it cannot hold: exit status 1 where there is any.

    A file that holds another text is left alone unless you say --force.
    """
    if number is not None and len(names) != 1:
        raise _Unusable("--version needs exactly one bank's name.")
    target = Path(folder)
    left_alone = 0
    with _database() as session:
        for name in names or session.scalars(select(Bank.name).order_by(Bank.name)).all():
            version = _version(session, name, number)
            if version is None and not names:
                click.echo(f"{name}: a draft that was never published; left out.", err=True)
                continue
            if version is None:
                raise _Unusable(
                    f"There is no bank called {name}{f' with a version {number}' if number else ''}."
                )
            if form and form != own.FORMAT.name:
                bank = load_bank(version.text, QUESTION_TYPES, name=name)
                left_alone += not export_as(bank, name, target, form)
                continue
            left_alone += not _export_one(session, target / f"{name}.yaml", version, force=force)
        session.commit()
    if left_alone:
        sys.exit(FOUND)


def _version(session: Session, name: str, number: int | None) -> BankVersion | None:
    """A bank's newest version, or the one with this number."""
    wanted = (
        select(BankVersion).join(Bank).where(Bank.name == name).order_by(BankVersion.number.desc()).limit(1)
    )
    return session.scalar(wanted if number is None else wanted.where(BankVersion.number == number))


def _export_one(session: Session, path: Path, version: BankVersion, *, force: bool) -> bool:
    text = version.text.encode("utf-8")
    if path.exists() and path.read_bytes() != text and not force:
        click.echo(f"{path}: left alone, it holds another text. Write over it with --force.", err=True)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = set(find_picture_names(version.text))
    kept = [each for each in images.with_content(session, version.bank_id) if each.name in shown]
    for each in kept:
        _export_picture(images.folder_of(path) / each.name, each.content)
    _replace_file(path, text)
    publishing.remember_file(session, path.name, version.text, version)
    more = f" with {len(kept)} picture{'' if len(kept) == 1 else 's'}" if kept else ""
    click.echo(f"{path}: version {version.number} written{more}.")
    return True


def _export_picture(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():  # a picture never changes under its name; what lies there is where it came from
        _replace_file(path, content)
