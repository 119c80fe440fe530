"""A bank as text2qti, which makes packages for Canvas of it: texts stay Markdown."""

from collections.abc import Iterator

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import RIGHT, Amount, Choice, HandMarked, Item, Judged, Part, Typed
from quizapp.interchange.banktext import number
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import CannotWrite, Export, mixed, offered


def write(bank: Bank) -> WrittenFile:
    """The bank as one quiz."""
    export = Export()
    count = iter(range(1, len(bank.questions) + 1))
    blocks = export.each(bank, lambda item: _question(item, count, export, bank))
    head = f"Quiz title: {' '.join(bank.title.split())}\n"
    if bank.about:
        head += f"Quiz description: {' '.join(bank.about.split())}\n"
    return export.written((head + "\n" + "\n\n".join(blocks) + "\n").encode())


def _lead(mark: str, text: str) -> list[str]:
    """A text after its mark; what follows on other lines is indented under it."""
    first, *rest = text.split("\n")
    if any(row != row.strip() for row in (first, *rest)) or "```" in text:
        raise CannotWrite(msg("A text with lines of its own indentation cannot be told from text2qti's."))
    under = " " * len(f"{mark} ")
    return [f"{mark} {first}", *(under + row if row else "" for row in rest)]


def _question(item: Item, count: Iterator[int], export: Export, bank: Bank) -> str:
    answers = _answers(item, export, bank)
    lines = [f"Title: {item.id}", f"Points: {number(item.marks)}"]
    lines += _lead(f"{next(count)}. ", item.stem)
    if item.why:
        lines += _lead("...", item.why)
    export.common(item, bank, holds=("why", "marks"), says=(Choice, Judged))
    return "\n".join([*lines, *answers])


def _answers(item: Item, export: Export, bank: Bank) -> list[str]:
    body = item.body
    if isinstance(body, Judged):
        export.lose("judged-as-options")
        return _options(Choice(body.answers), item)
    if isinstance(body, Choice):
        if body.several and body.credit != ALL_OR_NOTHING:
            export.lose("credit-changed", body.credit)
        return _options(body, item)
    if isinstance(body, Typed):
        if body.exact:
            export.lose("case")
        return [
            row for part in offered(body.answers) if part.share == RIGHT for row in _lead("*  ", part.text)
        ]
    if isinstance(body, Amount):
        return _amount(body, export, bank)
    if isinstance(body, HandMarked):
        if body.rubric:
            export.lose("rubric")
        return ["____"]
    raise CannotWrite("text2qti has no such question.")


def _options(body: Choice, item: Item) -> list[str]:
    lines: list[str] = []
    parts = offered(body.options) if body.truth else mixed(offered(body.options), item.id)
    if len(parts) > 26:
        raise CannotWrite("text2qti holds 26 options at most.")
    for place, part in enumerate(parts):
        lines += _lead(_mark(part, place, several=body.several), part.text)
        if part.feedback:
            lines += _lead("...", part.feedback)
    return lines


def _mark(part: Part, place: int, *, several: bool) -> str:
    right = part.share == RIGHT
    if several:
        return "[*]" if right else "[ ]"
    return f"{'*' if right else ''}{chr(ord('a') + place)})"


def _amount(body: Amount, export: Export, bank: Bank) -> list[str]:
    first, *rest = body.values
    if rest:
        export.lose("typed-alternatives")
    exact, off = export.amount(first, body.unit, bank.language)
    if exact.denominator == 1 and not off:
        return [f"=   {exact}"]
    return [f"=   {float(exact):.12g} +- {float(off):.12g}"]
