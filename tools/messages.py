"""Write the catalogue of every text that the interface says, for translators: quizapp/locale/quizapp.pot.

    python3 tools/messages.py          write it
    python3 tools/messages.py check    fail where it is not what the code says

Texts are found where they stand: ``_(…)`` and ``ngettext(…)`` in templates and code; sentences that reach gettext only
when they are shown (labels and messages of forms, refusals, what question types say); and tables of words. Without line
numbers, so that the file changes only when a text does. Not in it: what is said to authors about the text of a bank
(``quizapp/domain``) and to whoever runs the program (commands, settings). Both are English.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[1]
POT = ROOT / "quizapp" / "locale" / "quizapp.pot"
TEMPLATES = ROOT / "quizapp" / "templates"
#: Not of the interface: parts of bank files, commands, settings, what the developers' page shows.
LEFT_OUT = (
    "domain",
    "models",
    "cli",
    "config.py",
    "db.py",
    "demo.py",
    "design_page.py",
    "serve.py",
    "__main__.py",
)
#: Of the domain all the same: definitions and sentences of the reports.
TAKEN_IN = ("domain/statistics/definitions.py", "domain/statistics/sentences.py")
#: What takes a text that is shown as it is or through gettext: forms, refusals, question types.
SPEAKERS = re.compile(
    r"\w*Field|_\w*(field|range|visible)|Ticks|Length|Regexp|NumberRange|AnyOf|DataRequired|InputRequired|\w*Error"
    r"|NotFound|BadRequest|TooMany|AttemptClosed|\w*Refused|Unreadable|AskView|Control|SelectChoice|CannotTakePicture"
)
#: What takes texts that no page shows: keys of bank files and problems in them, errors of developers, statements.
UNSPOKEN = {
    "_",
    "ngettext",
    "Key",
    "complain",
    "RuntimeError",
    "AssertionError",
    "LookupError",
    "cast",
    "execute",
    "text",
}
#: Arguments of those that are no texts.
SILENT = {"id", "name", "kind", "inputmode", "autocomplete", "regex", "status"}
#: Words that templates and code translate by the value of a variable: module and name of the table.
TABLES = (
    ("formats.py", "MONTHS"), ("formats.py", "WEEKDAYS"), ("formats.py", "SAMPLE"),
    ("taking/views.py", "CERTAINTIES"), ("app.py", "_HTTP_SENTENCES"),
    ("domain/claims.py", "Status"), ("domain/claims.py", "Aspect"),
)  # fmt: skip
#: Words that are stored or worked out before they are said: states, verdicts, steps, what a teacher did.
SAID_BY_VALUE = (
    "open", "closed", "not yet open", "started", "not started", "working", "stopped", "handed in", "blank", "right", "wrong",
    "partly right", "Right", "Wrong", "Partly right", "met", "not met", "held once", "held over a week", "losing it",
    "best", "last", "first", "mean", "added", "changed", "renamed", "removed", "brought back", "counted again", "reopened",
    "excused", "deleted", "class made", "quiz assigned", "key changed", "handed in by the teacher", "after submitting",
    "as written", "After submitting", "After each question", "When closed", "As written", "Added", "Changed", "Removed", "Renamed", "Discernment", "Shuffled", "off by a power of ten",
)  # fmt: skip
HEADER = """\
# Texts of quizapp's interface. Made by tools/messages.py: change the code, not this file.
# "1\u202f234.5" is a number: write it as your language does, and all numbers follow.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


class Message(NamedTuple):
    """A text; ``many`` is its form for several things, empty where there is none."""

    one: str
    many: str = ""


def catalogue() -> dict[Message, set[str]]:
    """Every message with the files that say it."""
    found: dict[Message, set[str]] = {}
    by_value = ((Path(__file__), Message(word)) for word in SAID_BY_VALUE)
    for path, message in [*in_templates(), *in_code(), *by_value]:
        if message.one.strip():
            found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    return found


def in_templates() -> Iterator[tuple[Path, Message]]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701  # it only parses
    for path in sorted(set(TEMPLATES.rglob("*.html")) - {TEMPLATES / "design.html"}):  # for developers
        for _line, _function, texts in environment.extract_translations(path.read_text("utf-8")):  # type: ignore[attr-defined]
            given = [texts] if isinstance(texts, str) else [text for text in texts or () if text]
            if given:
                yield path, Message(*given[:2])


def in_code() -> Iterator[tuple[Path, Message]]:
    package = ROOT / "quizapp"
    tables = {package / name for name, _table in TABLES}
    for path in sorted(package.rglob("*.py")):
        inner = path.relative_to(package).as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        if inner in TAKEN_IN:
            yield from ((path, Message(text)) for text in sentences(tree))
        elif not inner.startswith(LEFT_OUT):
            yield from ((path, message) for message in spoken(tree))
            yield from ((path, Message(text)) for text in sentences(tree))
        if path in tables:
            names = {table for name, table in TABLES if name == inner}
            yield from ((path, Message(text)) for text in words_of(tree, names))


def spoken(tree: ast.Module) -> Iterator[Message]:
    """What a module gives to gettext, and what it gives to forms, refusals and views of questions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = called(node)
            if name in ("_", "ngettext"):
                texts = [text for text in map(constant, node.args) if text]
                if texts:
                    yield Message(*texts[:2])
            elif name == "log" and len(node.args) > 3:  # what was done in a class: an act's words
                yield from map(Message, filter(None, [constant(node.args[3])]))
            elif SPEAKERS.fullmatch(name):
                yield from map(Message, given_texts(node))
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in ("label", "instruction"):
            yield from map(Message, filter(None, [constant(node.value)]))


def given_texts(call: ast.Call) -> Iterator[str]:
    """The texts among a call's arguments: labels and sentences begin with a capital."""
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in SILENT)]
    for argument in given:
        parts: Iterable[ast.expr] = (
            argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
        )
        for part in parts:
            pair = part.elts if isinstance(part, ast.Tuple) else [part]
            for each in pair:
                text = constant(each)
                if text and re.match(r"[A-Z“]", text):
                    yield text


def sentences(tree: ast.AST) -> Iterator[str]:
    """Every text that begins with a capital and has two words, but docstrings, filled texts and what developers read."""
    for node in ast.iter_child_nodes(tree):
        name = called(node) if isinstance(node, ast.Call) else ""
        is_document = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_document or isinstance(node, ast.JoinedStr) or name in UNSPOKEN:
            continue
        if re.match(r"(?!SELECT |PRAGMA )(?:[A-Z“]|%\(num\)).*\s\S", constant(node)):
            yield constant(node)
        yield from sentences(node)


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def words_of(tree: ast.Module, tables: set[str]) -> Iterator[str]:
    """The texts of tables and enumerations that are made at the top of a module."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        names = {getattr(target, "id", getattr(target, "name", "")) for target in targets}
        if names & tables:
            documents = {id(each.value) for each in ast.walk(node) if isinstance(each, ast.Expr)}
            yield from filter(None, (constant(each) for each in ast.walk(node) if id(each) not in documents))


def constant(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def as_pot(found: dict[Message, set[str]]) -> str:
    """The catalogue in gettext's own format."""
    entries = []
    for message, paths in sorted(found.items()):
        lines = [f"#: {path}" for path in sorted(paths)]
        lines += ["#, python-format"] if "%(" in message.one else []
        lines.append(f"msgid {quoted(message.one)}")
        lines += (
            [f"msgid_plural {quoted(message.many)}", 'msgstr[0] ""', 'msgstr[1] ""']
            if message.many
            else ['msgstr ""']
        )
        entries.append("\n".join(lines))
    return "\n\n".join([HEADER.rstrip(), *entries]) + "\n"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = as_pot(catalogue())
    if not arguments:
        POT.parent.mkdir(exist_ok=True)
        POT.write_text(text, "utf-8")
    elif not POT.exists() or POT.read_text("utf-8") != text:
        print(
            "quizapp/locale/quizapp.pot is not what the code says. Run: python3 tools/messages.py",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
