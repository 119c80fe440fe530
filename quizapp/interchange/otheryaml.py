"""Quizzes in other programs' YAML: moodle-tools documents, and lists of ``question``, ``options``, ``answer``."""

import re
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.choices import fold_option
from quizapp.domain.exchange import RIGHT, WRONG, Amount, Body, Choice, Gapped, HandMarked, Item, Part, Typed
from quizapp.interchange import figures, moodle_tools
from quizapp.interchange.contract import FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.markdown import from_auto
from quizapp.interchange.plainyaml import documents, text_of
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Texts, rubric

_ASK = ("question", "text", "stem", "prompt")
_OPTIONS = ("options", "choices", "answers")
_TRUE = {"true": True, "yes": True, "false": False, "no": False}


def recognise(source: SourceFile) -> bool:
    """Documents or list items with a question, and with options or an answer."""
    if source.kind != "text":
        return False
    has_question = re.search(r"(?m)^\s*(?:-\s+)?question:", source.text) is not None
    return (
        has_question
        and re.search(
            r"(?m)^\s*(?:-\s+)?(?:type|options|choices|answers|answer|correct_answer):", source.text
        )
        is not None
    )


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    found: list[Item | RefusedItem | Skipped] = []
    title = ""
    for line, document in documents(source.text):
        if document is None:
            found.append(
                RefusedItem(f"line {line}", "", "broken", msg("This part is no YAML that can be read."))
            )
            continue
        if isinstance(document, dict) and isinstance(document.get("questions"), list):
            title = title or text_of(document.get("title"))
            document = document["questions"]
        entries = document if isinstance(document, list) else [document]
        found += [
            _entry(entry, f"question {len(found) + number}") for number, entry in enumerate(entries, start=1)
        ]
    return FileReading(tuple(found), title)


def _entry(entry: Any, place: str) -> Item | RefusedItem | Skipped:
    if not isinstance(entry, dict):
        return RefusedItem(place, "", "broken", msg("It is no group of keys."))
    ask = next((text_of(entry[key]) for key in _ASK if text_of(entry.get(key))), "")
    name = text_of(entry.get("title")) or text_of(entry.get("id")) or ask[:80]
    kind = text_of(entry.get("type")).replace("-", "_").casefold()
    if kind == "description":
        return Skipped(place, "description")
    texts = Texts()
    body: Body | tuple[str, str] | None = None
    try:
        if kind in moodle_tools.ALWAYS or _is_of_moodle_tools(entry):
            body = moodle_tools.read(entry, kind, texts)
    except moodle_tools.CannotRead as error:
        body = error.code, str(error)
    body = body or _body(entry, kind)
    if isinstance(body, tuple):
        return RefusedItem(place, name, *body)
    if isinstance(body, Gapped):
        ask = ""
    why = next(
        (
            text_of(entry[key])
            for key in ("explanation", "general_feedback", "feedback")
            if text_of(entry.get(key))
        ),
        "",
    )
    points = figures.read(text_of(entry.get("points") or entry.get("grade")) or "1")
    if isinstance(body, HandMarked):
        body = HandMarked(rubric(text_of(entry.get("grader_info")), points or Fraction(1)))
    category = text_of(entry.get("category")).split("/")[-1]
    return Item(
        place,
        texts.auto(moodle_tools.stem_of(ask)),
        body,
        id=text_of(entry.get("id")),
        title=text_of(entry.get("title")),
        topic=category,
        why=texts.auto(why),
        marks=Fraction(1) if points is None else points,
        **texts.noted,
    )


def _is_of_moodle_tools(entry: dict[str, Any]) -> bool:
    """Whether its answers, if any, stand as moodle-tools has them: other programs mark the right option, or name it."""
    answers = entry.get("answers")
    marked = isinstance(answers, list) and any(
        isinstance(each, dict) and {"correct", "right"} & each.keys() for each in answers
    )
    others = {"answer", "correct", "correct_answer", *_OPTIONS} - {"answers"}
    return not marked and not others & entry.keys()


def _body(entry: dict[str, Any], kind: str) -> Body | tuple[str, str]:
    answer = entry.get("correct_answer", entry.get("answer", entry.get("correct")))
    options: list[Any] = next((entry[key] for key in _OPTIONS if isinstance(entry.get(key), list)), [])
    if kind in ("true_false", "truefalse") or (
        not options and text_of(answer).casefold() in ("true", "false")
    ):
        right = _TRUE.get(text_of(answer).casefold())
        if right is None:
            return "no-right-answer", msg("The answer is neither true nor false.")
        return Choice(
            (Part("True", Fraction(right)), Part("False", Fraction(not right))), keep_order=True, truth=True
        )
    if kind in ("essay", "text"):
        return HandMarked()
    if kind in ("numerical", "number", "numeric"):
        return _amount(entry, answer)
    if options and (
        kind in ("short_answer", "shortanswer") or (kind == "" and answer is None and not _marks(options))
    ):
        return Typed(tuple(Part(_text(each), _share(each, RIGHT)) for each in options))
    if options:
        return _choice(options, answer)
    return (
        Typed((Part(text_of(answer)),))
        if text_of(answer)
        else ("no-right-answer", msg("Nothing says what is right."))
    )


def _marks(options: list[Any]) -> bool:
    return any(isinstance(each, dict) and {"correct", "points", "right"} & each.keys() for each in options)


def _text(option: Any) -> str:
    if isinstance(option, dict):
        return next(
            (
                text_of(option[key])
                for key in ("answer", "text", "option", "value", "optionValue")
                if text_of(option.get(key))
            ),
            "",
        )
    return text_of(option)


def _share(option: Any, usual: Fraction) -> Fraction:
    if not isinstance(option, dict):
        return usual
    points = figures.read(text_of(option.get("points")))
    if points is not None:
        return points / 100
    word = text_of(option.get("correct") or option.get("right")).casefold()
    return Fraction(_TRUE[word]) if word in _TRUE else usual


def _choice(options: list[Any], answer: Any) -> Body | tuple[str, str]:
    texts = [_text(option) for option in options]
    shares = [_share(option, WRONG) for option in options]
    if not _marks(options):
        wanted = [text_of(each) for each in answer] if isinstance(answer, list) else [text_of(answer)]
        if not any(wanted):
            return "no-right-answer", msg("Nothing says which option is right.")
        by_text = [
            place
            for place, text in enumerate(texts)
            if fold_option(text) in {fold_option(each) for each in wanted}
        ]
        letters = [ord(each.upper()) - ord("A") for each in wanted if re.fullmatch(r"[A-Za-z]", each)]
        if not by_text and len(letters) == len(wanted) and max(letters) < len(texts):
            by_text = letters
        if len(by_text) != len(wanted):
            if all(each.isdigit() for each in wanted):
                return (
                    "broken",
                    f"The answer {', '.join(wanted)} may count from 0 or from 1: write the option's text.",
                )
            return "no-such-option", f"The answer “{wanted[0][:40]}” is none of the options."
        shares = [RIGHT if place in by_text else WRONG for place in range(len(texts))]
    feedback = [text_of(option.get("feedback")) if isinstance(option, dict) else "" for option in options]
    parts = tuple(
        Part(from_auto(text)[0], share, from_auto(said)[0])
        for text, share, said in zip(texts, shares, feedback, strict=True)
    )
    right = [share for share in shares if share > 0]
    full = [share for share in right if share == RIGHT]
    if len(full) > 1 and len(full) == len(right):
        return Choice(parts, several=True, credit="all or nothing")
    return Choice(parts, several=len(right) > 1 and not full)


def _amount(entry: dict[str, Any], answer: Any) -> Body | tuple[str, str]:
    options = entry.get("answers") if isinstance(entry.get("answers"), list) else [answer]
    values = []
    for option in options or ():
        exact = figures.read(_text(option))
        off = (
            figures.read(text_of(option.get("tolerance")) or "0")
            if isinstance(option, dict)
            else figures.read(text_of(entry.get("tolerance")) or "0")
        )
        if exact is None or off is None:
            return "broken", msg("An answer is no number.")
        values.append(figures.value(exact, off, share=_share(option, RIGHT)))
    return Amount(tuple(values))


FORMAT = Format("moodle-tools", "a quiz in another program's YAML", (".yaml", ".yml"), recognise, read)
