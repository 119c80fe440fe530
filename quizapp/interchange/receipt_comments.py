"""The bank of an import with its receipt as comments: above the whole, and above each question what is lost there."""

from collections.abc import Iterable

from quizapp.basics.i18n import _, ngettext
from quizapp.domain.yaml_reading.encoding import BIDI, FORBIDDEN
from quizapp.interchange.importing import ImportResult
from quizapp.interchange.registry import FORMATS
from quizapp.interchange.report import gathered
from quizapp.interchange.sentences import say, say_skipped

#: How the receipt of an import begins, whatever the language.
BEGINS = "# <= "
#: What is the same for every question of a file: told once.
_FOR_ALL = frozenset({"penalty", "tolerant-answers", "true-false-as-two-options", "time-limit"})


def with_receipt(result: ImportResult) -> str:
    """The text of the bank with the receipt in it."""
    above = [
        f"{BEGINS}{_one_line(line)}" if not number else f"# {_one_line(line)}"
        for number, line in enumerate(_whole(result))
    ]
    ids = {each.place: each.id for each in result.imported}
    notes: dict[str, list[str]] = {}
    for told, word in ((result.lost, _("Lost")), (result.warnings, _("Look at"))):
        for place in dict.fromkeys(place for place, _each in told if place in ids):
            mine = [(place, each) for where, each in told if where == place and each.code not in _FOR_ALL]
            for code, (count, _places, about) in gathered(mine).items():
                notes.setdefault(ids[place], []).append(f"# {word}: {_one_line(say(code, count, about))}")
    lines = []
    for line in result.text.split("\n"):
        lines += notes.get(line.removeprefix("- id: "), []) if line.startswith("- id: ") else []
        lines.append(line)
    return "\n".join([*above, *lines])


def _whole(result: ImportResult) -> Iterable[str]:
    """What holds for the file as a whole."""
    form = FORMATS[result.format].label if result.format in FORMATS else result.format
    came = ngettext("%(num)s question came in", "%(num)s questions came in", len(result.imported)) % {
        "num": len(result.imported)
    }
    cannot = ngettext("%(num)s cannot", "%(num)s cannot", len(result.refused)) % {"num": len(result.refused)}
    yield f"{result.file}, {form}: {came}, {cannot}."
    for refused in result.refused:
        title = f" “{refused.title}”" if refused.title else ""
        yield _("Not taken: %(place)s%(title)s: %(reason)s") % {
            "place": refused.place,
            "title": title,
            "reason": refused.reason,
        }
    ids = {each.place for each in result.imported}
    for told, word in ((result.lost, _("Lost")), (result.warnings, _("Look at"))):
        mine = [(place, each) for place, each in told if place not in ids or each.code in _FOR_ALL]
        for code, (count, _places, about) in gathered(mine).items():
            yield f"{word}: {say(code, count, about)}"
    for code in dict.fromkeys(each.code for each in result.skipped):
        yield _("Left aside: %(what)s") % {
            "what": say_skipped(code, sum(each.code == code for each in result.skipped))
        }
    if result.missing:
        yield _("Missing pictures: %(names)s") % {"names": ", ".join(result.missing[:20])}


def _one_line(text: str) -> str:
    return " ".join(BIDI.sub("", FORBIDDEN.sub(" ", text)).split())
