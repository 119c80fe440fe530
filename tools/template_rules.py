"""The rules of the house for templates, each a function from a template to what it breaks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tools.house_rules import ROOT

TEMPLATES = ROOT / "quizapp" / "templates"
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701  # it only parses
#: Attributes whose value a person reads or hears.
_SPOKEN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title", "label"})
_TRANSLATORS = frozenset({"_", "gettext", "ngettext", "pgettext"})
_VOID_TEXT = frozenset({"script", "style", "code"})
#: Two letters and more, but for the program's own name.
_WORD = re.compile(r"\b(?!quizapp\b)[^\W\d_]{2,}")


@dataclass(frozen=True)
class Template:
    """A template: its path inside ``quizapp/templates``, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> nodes.Template:
        return _ENVIRONMENT.parse(self.text)

    @cached_property
    def html(self) -> str:
        """The text with what Jinja writes left out, line for line; translated blocks are left out too."""
        text = re.sub(r"{#.*?#}", _lines_of, self.text, flags=re.DOTALL)
        text = re.sub(r"{%-?\s*trans\b.*?%}.*?{%-?\s*endtrans\s*-?%}", _lines_of, text, flags=re.DOTALL)
        return re.sub(r"{{.*?}}|{%.*?%}", _lines_of, text, flags=re.DOTALL)

    def breach(self, line: int, sentence: str) -> str:
        return f"quizapp/templates/{self.path}:{line}: {sentence}"


def _lines_of(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def templates() -> list[Template]:
    paths = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".xml", ".txt", ".svg"))
    return [Template(path.relative_to(TEMPLATES).as_posix(), path.read_text("utf-8")) for path in paths]


def tells_no_types_apart(template: Template) -> Iterator[str]:
    for node in template.tree.find_all((nodes.Compare, nodes.Test)):
        names = {getter.attr for getter in node.find_all(nodes.Getattr)}
        names |= {name.name for name in node.find_all(nodes.Name)}
        if "type_name" in names and any(isinstance(c.value, str) for c in node.find_all(nodes.Const)):
            yield template.breach(node.lineno, "compares a question type by name; ask the question itself")


def trusts_no_text(template: Template) -> Iterator[str]:
    for node in template.tree.find_all(nodes.Filter):
        if node.name == "safe":
            yield template.breach(node.lineno, "|safe: only quizapp/web/markup.py makes safe HTML")
    for node in template.tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
        yield template.breach(node.lineno, "autoescape is never switched")


def obeys_the_policy(template: Template) -> Iterator[str]:
    """What the Content-Security-Policy would refuse in the browser is found before it gets there."""
    for pattern, sentence in (
        (r"(?<![\w-])style\s*=", "a style attribute; use a class"),
        (r"\son[a-z]+\s*=", "an on… handler; listen in the script"),
        (r"javascript:", "a javascript: address"),
        (r"""\b(?:src|srcset|poster|data)\s*=\s*["']?\s*(?:https?:)?//""", "something from another host"),
        (r"""<link\b[^>]*href\s*=\s*["']?\s*(?:https?:)?//""", "something from another host"),
        (r"<style\b", "an inline style sheet"),
    ):
        for found in re.finditer(pattern, template.html, re.IGNORECASE):
            yield template.breach(template.html.count("\n", 0, found.start()) + 1, sentence)
    for found in re.finditer(r"<script\b[^>]*>", template.text):
        if "csp_nonce" not in found[0]:
            yield template.breach(
                template.text.count("\n", 0, found.start()) + 1, "a script without the nonce"
            )


def translates_every_text(template: Template) -> Iterator[str]:
    """A heuristic: words of two letters and more outside ``_()`` and ``{% trans %}``, read or heard by people."""
    reader = _Words()
    reader.feed(template.html)
    reader.close()
    for line, words in reader.found:
        yield template.breach(line, f"{words!r} is not translated: _(…) or trans")
    for node in template.tree.find_all(nodes.Output):
        for text in _bare_sentences(node):
            yield template.breach(node.lineno, f"{text!r} is not translated: _(…)")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _VOID_TEXT
        for name, value in attributes:
            if name in _SPOKEN and value and _WORD.search(value):
                self.found.append((self.getpos()[0], f"{name}={value}"))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _VOID_TEXT

    def handle_data(self, data: str) -> None:
        if not self._silent and _WORD.search(data):
            skipped = data[: len(data) - len(data.lstrip())].count("\n")
            self.found.append((self.getpos()[0] + skipped, " ".join(data.split())[:60]))


def _bare_sentences(node: nodes.Node) -> Iterator[str]:
    """Sentences given to macros and filters in ``{{ … }}`` without a translating call around them."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Compare):  # a text that is compared is not shown
            continue
        if isinstance(child, nodes.Call) and getattr(child.node, "name", "") in _TRANSLATORS:
            continue
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            if re.match(r"[A-Z][^\W\d_]*\s+[^\W\d_]", child.value):
                yield child.value
        elif not isinstance(child, nodes.TemplateData):
            yield from _bare_sentences(child)


def names_its_tables(template: Template) -> Iterator[str]:
    """A table is named by a caption, and scrolls by itself where letters are large: ``ui.table_wrap``."""
    wrapped = {
        id(data)
        for block in template.tree.find_all(nodes.CallBlock)
        if getattr(block.call.node, "attr", "") == "table_wrap"
        for data in block.find_all(nodes.TemplateData)
    }
    for data in template.tree.find_all(nodes.TemplateData):
        for found in re.finditer(r"<table\b[^>]*>\s*(<caption)?", data.data):
            line = data.lineno + data.data.count("\n", 0, found.start())
            if not found[1]:
                yield template.breach(line, "a table without a caption; <caption> comes first in it")
            if id(data) not in wrapped:
                yield template.breach(
                    line, "a table that does not scroll by itself; ui.table_wrap(…) around it"
                )


TEMPLATE_RULES = (
    names_its_tables,
    tells_no_types_apart,
    trusts_no_text,
    obeys_the_policy,
    translates_every_text,
)


def breaches(rule: Callable[[Template], Iterator[str]]) -> list[str]:
    """Everything in the templates that breaks a rule."""
    return [breach for template in templates() for breach in rule(template)]
