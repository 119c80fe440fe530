"""RELATE's flow pages: choices, typed texts, figures and essays. Its programs and templates are never run."""

import re
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import RIGHT, WRONG, Amount, Body, Choice, HandMarked, Item, Part, Told, Typed
from quizapp.interchange import figures
from quizapp.interchange.contract import FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.markdown import maths_in
from quizapp.interchange.plainyaml import documents, text_of
from quizapp.interchange.source import SourceFile

_CORRECT = re.compile(r"\s*~(CORRECT|ALWAYS_CORRECT|DISREGARD)~\s*")


def recognise(source: SourceFile) -> bool:
    """A page's type, or groups of pages."""
    return source.kind == "text" and (
        re.search(r"(?m)^\s*(?:-\s+)?type:\s*[A-Z]\w*Question\b", source.text) is not None
        or (re.search(r"(?m)^groups:", source.text) is not None and "pages:" in source.text)
    )


def read(source: SourceFile) -> FileReading:
    """The questions of all pages."""
    found: list[Item | RefusedItem | Skipped] = []
    title = ""
    for _, document in documents(source.text):
        if isinstance(document, dict):
            title = title or text_of(document.get("title")) if "groups" in document else title
        for page in _pages(document):
            found.append(_page(page, f"page {len(found) + 1}"))
    return FileReading(tuple(found), title)


def _pages(node: Any) -> list[dict[str, Any]]:
    """Pages anywhere in a flow."""
    if isinstance(node, list):
        return [page for each in node for page in _pages(each)]
    if not isinstance(node, dict):
        return []
    if isinstance(node.get("type"), str):
        return [node]
    return [page for key in ("groups", "pages") for page in _pages(node.get(key))]


def _page(page: dict[str, Any], place: str) -> Item | RefusedItem | Skipped:
    kind, name = page["type"], text_of(page.get("id"))
    if kind == "Page":
        return Skipped(place, "description")
    prompt = text_of(page.get("prompt"))
    if "{%" in prompt or "{{" in prompt:
        return RefusedItem(
            place, name, "no-counterpart", msg("It is made by a template, and templates are never run.")
        )
    lost: list[Told] = [*maths_in(prompt)]
    body = _body(kind, page, lost)
    if isinstance(body, tuple):
        return RefusedItem(place, name, *body)
    value = figures.read(text_of(page.get("value")) or "1")
    return Item(
        place,
        prompt,
        body,
        id=name,
        title=text_of(page.get("title")),
        why=text_of(page.get("answer_explanation")),
        marks=Fraction(1) if value is None else value,
        lost=tuple(lost),
    )


def _body(kind: str, page: dict[str, Any], lost: list[Told]) -> Body | tuple[str, str]:
    if kind in ("ChoiceQuestion", "MultipleChoiceQuestion"):
        return _choice(kind, page)
    if kind == "TextQuestion":
        return _typed(page, lost)
    if kind == "HumanGradedTextQuestion":
        key = " ".join(text_of(page.get("correct_answer")).split())
        return HandMarked((f"1 point: {key}",) if key else ())
    return "no-counterpart", f"There is no question of type {kind[:40]} here."


def _choice(kind: str, page: dict[str, Any]) -> Body | tuple[str, str]:
    parts = []
    for choice in page.get("choices") or ():
        text = text_of(choice)
        mark = _CORRECT.match(text)
        if mark and mark[1] != "CORRECT":
            return "no-counterpart", msg(
                "An option that is always right or does not count has no place here."
            )
        parts.append(Part(text[mark.end() :] if mark else text, RIGHT if mark else WRONG))
    if kind == "ChoiceQuestion":
        return Choice(tuple(parts))
    return Choice(tuple(parts), several=True, credit=ALL_OR_NOTHING)


def _typed(page: dict[str, Any], lost: list[Told]) -> Body | tuple[str, str]:
    texts, values, exact = [], [], False
    for answer in page.get("answers") or ():
        if isinstance(answer, dict):
            number = figures.read(text_of(answer.get("value")))
            off = figures.read(text_of(answer.get("atol")) or "0")
            part = figures.read(text_of(answer.get("rtol")) or "0")
            if answer.get("type") != "float" or number is None or off is None or part is None:
                return "no-counterpart", msg("An answer is no plain number.")
            values.append(figures.value(number, off or abs(number) * part))
            continue
        found = re.match(r"\s*(?:<(\w+)>)?\s*(.*)", text_of(answer), re.DOTALL)
        form, text = (found[1] or "plain", found[2]) if found else ("plain", "")
        exact = exact or form == "case_sens_plain"
        if form in ("plain", "case_sens_plain"):
            texts.append(Part(text.strip()))
        else:
            lost.append(Told("pattern", text.strip()[:60]))
    if values and texts:
        return "no-counterpart", msg("Numbers and words are both right.")
    return Amount(tuple(values)) if values else Typed(tuple(texts), exact=exact)


FORMAT = Format("relate", "a RELATE page", (".yml", ".yaml"), recognise, read)
