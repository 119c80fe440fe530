"""The receipt of an import or export: the same facts as JSON for programs and as lines for teachers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizapp.basics.i18n import _
from quizapp.domain.exchange import Told
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.importing import ImportResult
from quizapp.interchange.sentences import say, say_skipped

#: Places that a line names; the JSON has them all.
_MOST_PLACES = 12


def as_json(result: ImportResult, bank: str | None = None) -> dict[str, Any]:
    """One file's part of ``{"files": […]}``; ``bank`` is where the bank was written."""
    return {
        "file": result.file,
        "format": result.format or None,
        "bank": bank,
        "imported": [{"place": each.place, "id": each.id, "type": each.type} for each in result.imported],
        "refused": [
            {"place": each.place, "title": each.title, "code": each.code, "reason": each.reason}
            for each in result.refused
        ],
        "skipped": [{"place": each.place, "code": each.code} for each in result.skipped],
        "lost": [
            {"code": code, "count": count, "places": places, "text": say(code, count, about)}
            for code, (count, places, about) in gathered(result.lost).items()
        ],
        "warnings": [
            {"code": code, "place": ", ".join(places), "text": say(code, count, about)}
            for code, (count, places, about) in gathered(result.warnings).items()
        ],
        "pictures": {"kept": len(result.pictures), "missing": list(result.missing)},
        "error": None if result.error is None else {"code": result.error[0], "text": result.error[1]},
    }


def gathered(told: Iterable[tuple[str, Told]]) -> Mapping[str, tuple[int, list[str], list[str]]]:
    """By code: how often, where (each place once), and what each was about."""
    found: dict[str, tuple[int, list[str], list[str]]] = {}
    for place, each in told:
        count, places, about = found.get(each.code, (0, [], []))
        if place and place not in places:
            places.append(place)
        if each.about and each.about not in about:
            about.append(each.about)
        found[each.code] = (count + each.count, places, about)
    return found


def as_text(result: ImportResult, bank: str | None = None) -> str:
    """The receipt in lines."""
    return "\n".join(_lines(result, bank)) + "\n"


def _lines(result: ImportResult, bank: str | None) -> Iterable[str]:
    if result.error is not None and not result.refused:
        yield f"{result.file}: {result.error[1]}"
        return
    counts = [f"{len(result.imported)} came in", f"{len(result.refused)} cannot"]
    yield f"{result.file} ({result.format}): {', '.join(counts)}{f'; written to {bank}' if bank else ''}."
    if result.error is not None:
        yield f"  {result.error[1]}"
    for refused in result.refused:
        title = f" “{refused.title}”" if refused.title else ""
        yield f"  Not taken: {refused.place}{title}: {refused.reason}"
    for code, (count, places, about) in gathered(result.lost).items():
        yield f"  Lost: {say(code, count, about)}{_at(places)}"
    for code, (count, places, about) in gathered(result.warnings).items():
        yield f"  Look at: {say(code, count, about)}{_at(places)}"
    for code in dict.fromkeys(each.code for each in result.skipped):
        found = [each.place for each in result.skipped if each.code == code]
        yield f"  Left aside: {say_skipped(code, len(found))}{_at(found)}"
    if result.missing:
        yield f"  Missing pictures: {', '.join(result.missing)}"


def export_lines(written: WrittenFile, questions: int) -> list[str]:
    """The receipt of an export: how many of a bank's questions are in it, what is left out, what is lost."""
    lines = [
        _("%(number)s of %(all)s questions.")
        % {"number": questions - len(written.left_out), "all": questions}
    ]
    lines += [
        _("Left out: %(place)s: %(reason)s") % {"place": each.place, "reason": each.reason}
        for each in written.left_out
    ]
    told = gathered(("", each) for each in written.lost)
    lines += [
        _("Lost: %(what)s") % {"what": say(code, count, about)}
        for code, (count, _places, about) in told.items()
    ]
    return lines


def _at(places: Sequence[str]) -> str:
    if not places:
        return ""
    more = len(places) - _MOST_PLACES
    return f" ({', '.join(places[:_MOST_PLACES])}{f' and {more} more' if more > 0 else ''})"
