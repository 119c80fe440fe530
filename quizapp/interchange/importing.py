"""From a foreign file to the text of a bank: recognise, read, settle, write, read back, tell. Pure: files are the caller's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quizapp.basics.limits import IMPORT_BYTES, IMPORT_LINE_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.bankfile.loading import Checked
from quizapp.domain.exchange import Gapped, Item, Told
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.interchange import banktext
from quizapp.interchange.archives import unwrapped
from quizapp.interchange.banktext import BankHead, write_bank
from quizapp.interchange.contract import (
    CannotImport,
    CannotTake,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    limit_questions,
)
from quizapp.interchange.registry import by_name, recognise
from quizapp.interchange.settling import settle
from quizapp.interchange.source import SourceFile

#: After leaving out questions the rest is checked again, so often at most.
_ROUNDS = 4


@dataclass(frozen=True)
class Imported:
    """One question that came in."""

    place: str
    id: str
    type: str


@dataclass(frozen=True)
class ImportResult:
    """What came of one file. ``text`` is the bank; empty where none could be made."""

    file: str
    format: str = ""
    title: str = ""
    text: str = ""
    imported: tuple[Imported, ...] = ()
    refused: tuple[RefusedItem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    #: With the place of each; one entry an occurrence.
    lost: tuple[tuple[str, Told], ...] = ()
    warnings: tuple[tuple[str, Told], ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    #: Why there is no bank: code and sentence.
    error: tuple[str, str] | None = None
    #: The items as they were settled, for a review of each beside its source.
    items: tuple[Item, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether everything came in and nothing was lost."""
        return self.error is None and not self.refused and not self.lost and not self.missing

    @property
    def exit_code(self) -> int:
        """0 all in, nothing lost; 1 something refused or lost; 2 nothing could be read."""
        if self.error is not None or not self.imported:
            return 2
        return 0 if self.is_clean else 1


@dataclass(frozen=True)
class ReadAs:
    """What a person says of a file, over what would be recognised: its format, its encoding, the columns of a table.

    Columns are named from the left as headings are, parted by semicolons; a dash is a column that means nothing.
    """

    format: str = ""
    encoding: str = ""
    columns: str = ""


def read_file(content: bytes, name: str, said: ReadAs | None = None) -> ImportResult:
    """Read one file of any known format into the text of a bank; never raises for what the file holds."""
    said = said or ReadAs()
    source = SourceFile(content, name, said.encoding, said.columns)
    result = ImportResult(name)
    try:
        _limit(source)
        source = unwrapped(source)
        form = _recognise(source, said.format or ("table" if said.columns else ""))
        result = replace(result, format=form.name)
        reading = _read(form, source)
    except CannotImport as error:
        return replace(result, error=(error.code, error.text))
    except RecursionError:
        return replace(result, error=("damaged", msg("This file is nested deeper than any quiz is.")))
    return _import(result, reading, source)


def _limit(source: SourceFile) -> None:
    if len(source.content) > IMPORT_BYTES:
        raise CannotImport(
            "too-large",
            f"This file has {len(source.content) / 1e6:.0f} MB; {IMPORT_BYTES // 1_000_000} MB can be read. Export the quiz alone.",
        )


def _recognise(source: SourceFile, as_format: str) -> Format:
    if source.kind == "text" and source.longest_line > IMPORT_LINE_LETTERS:
        raise CannotImport(
            "too-large",
            f"A line of this file has {source.longest_line:,} signs; {IMPORT_LINE_LETTERS:,} can be read.",
        )
    if as_format:
        return by_name(as_format)
    return recognise(source)


def _read(form: Format, source: SourceFile) -> FileReading:
    if form.read is None:
        raise CannotImport("not-supported", f"This is {form.label}. {form.advice}")
    reading = form.read(source)
    questions = sum(not isinstance(each, Skipped) for each in reading.found)
    limit_questions(questions)
    if not questions and not reading.bank:
        raise CannotImport("no-questions", f"This is {form.label}, but no question is in it.")
    return reading


def _import(result: ImportResult, reading: FileReading, source: SourceFile) -> ImportResult:
    title = reading.title or source.stem
    warnings = [("", told) for told in (*source.warnings, *reading.warnings)]
    result = replace(
        result, title=title, warnings=tuple(warnings), lost=tuple(("", told) for told in reading.lost)
    )
    if reading.bank:
        return _take_bank(result, reading.bank)
    items, refused, skipped = _settled(reading)
    head = BankHead(title, reading.language, reading.about)
    text, items, more, checked = _prove(head, items, source.stem, tuple(reading.pictures))
    order = {id(each): number for number, each in enumerate(reading.found)}
    places = {each.place: order[id(each)] for each in reading.found if not isinstance(each, Skipped)}
    refused = sorted([*refused, *more], key=lambda each: places.get(each.place, 0))
    bank = checked.bank if checked else None
    if bank is None or not items:
        return replace(
            result,
            refused=tuple(refused),
            skipped=tuple(skipped),
            error=(
                "no-questions",
                f"This is {by_name(result.format).label}, but none of its questions could be taken.",
            ),
        )
    types = {question.id: question.type_name for question in bank.questions}
    used = {name for item in items for name in item.pictures}
    return replace(
        result,
        title=bank.title,
        text=text,
        imported=tuple(Imported(item.place, item.id, types[item.id]) for item in items),
        refused=tuple(refused),
        skipped=tuple(skipped),
        lost=(*result.lost, *((item.place, told) for item in items for told in item.lost)),
        warnings=(*result.warnings, *_once_a_file(items)),
        pictures={name: content for name, content in reading.pictures.items() if name in used},
        missing=reading.missing,
        items=tuple(items),
    )


def _take_bank(result: ImportResult, text: str) -> ImportResult:
    """A bank of our own stays as it is, letter by letter; one with errors does not come in."""
    checked = banktext.check(text, result.file)
    errors = [problem for problem in checked.problems if problem.weight is Weight.ERROR]
    if checked.bank is None or errors:
        first = f" Line {errors[0].line}: {errors[0].what}" if errors else ""
        return replace(result, error=("damaged", f"This bank has {len(errors)} errors.{first}"))
    imported = tuple(
        Imported(f"line {each.line}", each.id, each.type_name) for each in checked.bank.questions
    )
    return replace(result, title=checked.bank.title, text=text, imported=imported)


def _settled(reading: FileReading) -> tuple[list[Item], list[RefusedItem], list[Skipped]]:
    """The questions that our format holds, each with an id of its own; the rest with its reason."""
    items: list[Item] = []
    refused = [each for each in reading.found if isinstance(each, RefusedItem)]
    skipped = [each for each in reading.found if isinstance(each, Skipped)]
    ids: dict[str, int] = {}
    seen: set[tuple[object, ...]] = set()
    for each in reading.found:
        if not isinstance(each, Item):
            continue
        try:
            item = settle(each, reading.language or "en")
        except CannotTake as error:
            refused.append(RefusedItem(each.place, each.title, error.code, str(error)))
            continue
        same = (item.stem, item.body, item.read)
        if same in seen:
            skipped.append(Skipped(item.place, "same-question"))
            continue
        seen.add(same)
        items.append(replace(item, id=_free_id(item, ids)))
    return items, refused, skipped


def _free_id(item: Item, taken: dict[str, int]) -> str:
    """An id that no other has; ``taken`` says with which number the search for the next of a name begins."""
    wanted = made = banktext.name_of(item.id or item.title or _stem_of(item))
    number = taken.get(wanted, 1)
    while made in taken:
        number += 1
        made = f"{wanted}-{number}"
    taken[wanted] = number
    taken[made] = taken.get(made, 1)
    return made


def _stem_of(item: Item) -> str:
    """The words of a question: of a text with gaps the text with its gaps filled."""
    if not isinstance(item.body, Gapped):
        return item.stem
    filled = [gap.options[0].text for gap in item.body.gaps]
    return "".join(part for pair in zip(item.body.segments, [*filled, ""], strict=True) for part in pair)


def _prove(
    head: BankHead, items: Sequence[Item], name: str, pictures: Sequence[str]
) -> tuple[str, list[Item], list[RefusedItem], Checked | None]:
    """Write the bank, read it back, and leave out what does not come back as it was written."""
    kept = list(items)
    refused: list[RefusedItem] = []
    checked: Checked | None = None
    text = ""
    for _ in range(_ROUNDS):
        if not kept:
            break
        text = write_bank(head, kept)
        checked = banktext.check(text, name, pictures)
        bad = banktext.faults(kept, checked)
        if not bad:
            return text, kept, refused, checked
        named = {item.id for item in kept} & bad.keys()
        if not named:
            return "", [], [*refused, *(_refuse(item, next(iter(bad.values()))) for item in kept)], None
        refused += [_refuse(item, bad[item.id]) for item in kept if item.id in named]
        kept = [item for item in kept if item.id not in named]
    return "", [], [*refused, *(_refuse(item, msg("The bank could not be proved.")) for item in kept)], None


def _refuse(item: Item, reason: str) -> RefusedItem:
    return RefusedItem(item.place, item.title, "broken", reason)


def _once_a_file(items: Iterable[Item]) -> list[tuple[str, Told]]:
    """Doubts about questions; one that holds for the file as a whole is told with its first place."""
    return [(item.place, told) for item in items for told in dict.fromkeys(item.warnings)]
