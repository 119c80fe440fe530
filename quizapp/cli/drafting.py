"""The command that drafts: questions from the claims of a bank, claims from the text of an article."""

from pathlib import Path

import click

from quizapp.authoring.written_questions import append_entry
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.drafting.article import propose_claims, write_claims
from quizapp.domain.drafting.questions import count_drafts, draft_questions
from quizapp.domain.question_types import QUESTION_TYPES

_BANKS = (".yaml", ".yml")


@click.command("draft")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file (default: beside FILE).",
)
def draft_command(file: Path, target: Path | None) -> None:
    """Draft what a teacher finishes, by rules.

    Of a bank (FILE.yaml): questions from its claims, each with the tag “draft”, behind its last question. Of an article
    (FILE.txt): a bank with a claim for every sentence that somebody says or that holds a figure, the sentence beside each.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: cannot be read ({error}).") from None
    if file.suffix in _BANKS:
        _questions(file, text, target or file)
    else:
        _claims(file, text, target or file.with_suffix(".yaml"))


def _questions(file: Path, text: str, target: Path) -> None:
    bank = check_bank(text, QUESTION_TYPES, name=file.stem).begun
    if bank is None:
        raise click.ClickException(f"{file}: correct its errors first; banks check names them.")
    drafts = draft_questions(bank)
    if not drafts:
        click.echo(f"{file}: nothing to draft.")
        return
    target.write_text(append_entry(text, drafts), encoding="utf-8")
    click.echo(
        f"{target}: {count_drafts(drafts)} questions drafted. Look at each, then take its tag “draft” away."
    )


def _claims(file: Path, text: str, target: Path) -> None:
    if target.exists():
        raise click.ClickException(f"{target} is there already. Name another file with --to.")
    target.write_text(write_claims(text), encoding="utf-8")
    click.echo(
        f"{target}: {len(propose_claims(text))} claims proposed. Decide the status of each, or delete it."
    )
