"""H5P: question sets, and questions nested in columns, presentations and videos."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import RIGHT, WRONG, Blank, Body, Choice, Gapped, HandMarked, Item, Part, Told
from quizapp.interchange.archives import Archive, names_in
from quizapp.interchange.cloze import GAP
from quizapp.interchange.contract import CannotImport, FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.flashcard_files import Card, read_cards
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Pictures, Texts

_CONTENT, _ABOUT = "content/content.json", "h5p.json"
#: Libraries that hold others.
_HOLDERS = frozenset({"QuestionSet", "Column", "CoursePresentation", "InteractiveVideo", "InteractiveBook", "BranchingScenario",
                      "Page", "Row", "RowColumn", "Questionnaire", "Accordion", "SingleQuestion"})  # fmt: skip
#: Libraries that ask nothing.
_TEXTS = frozenset({"Text", "AdvancedText", "Image", "Video", "Audio", "Link", "Table", "Nil", "GoToQuestion", "IVHotspot",
                    "ContinuousText", "Shape", "IFrameEmbed", "ImageSlider", "Collage"})  # fmt: skip
_STAR = re.compile(r"(?<!\*)\*(?!\*)((?:[^*\n]|\*\*)+?)\*(?!\*)")
_MOST_DEPTH = 40
_Found = Item | RefusedItem | Skipped
_Params = Mapping[str, Any]


class _Broken(ValueError):
    """A question that cannot be read."""


def recognise(source: SourceFile) -> bool:
    """A package with H5P's own description."""
    return _ABOUT in names_in(source)


def read(source: SourceFile) -> FileReading:
    """Its questions, wherever they are nested."""
    archive = Archive(source)
    about, content = _json(archive, _ABOUT), _json(archive, _CONTENT)
    pictures = Pictures(
        lambda address: (
            archive.read(f"content/{address}") if f"content/{address}" in archive.entries else None
        )
    )
    found: list[_Found] = []
    for library, params, title in _walk(str(about.get("mainLibrary", "")), content, "", 0):
        found += _read(library, params, title, f"question {len(found) + 1}", pictures)
    lost = []
    if content.get("passPercentage"):
        lost.append(Told("pass-mark"))
    if _texts_in(content.get("overallFeedback")):
        lost.append(Told("feedback-by-result"))
    language = str(about.get("language", ""))
    return FileReading(
        tuple(found),
        title=" ".join(str(about.get("title", "")).split()),
        language=language if re.fullmatch(r"[a-z]{2}", language) and language != "en" else "",
        lost=tuple(lost),
        warnings=tuple(Told("bad-entry", name[:60]) for name in archive.bad),
        pictures=pictures.kept,
        missing=tuple(dict.fromkeys(pictures.missing)),
    )


def _json(archive: Archive, name: str) -> _Params:
    try:
        found = json.loads(archive.read(name)) if name in archive.entries else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise CannotImport(
            "damaged", f"Its {name} is missing or damaged. Download it again from where it was made."
        )
    return found


def _walk(library: str, params: Any, title: str, depth: int) -> Iterator[tuple[str, _Params, str]]:
    """Questions with their parameters and titles, in order."""
    name = library.partition(" ")[0].removeprefix("H5P.")
    if isinstance(params, dict) and name and name not in _HOLDERS:
        yield name, params, title
        return
    if depth > _MOST_DEPTH:
        return
    values = params.values() if isinstance(params, dict) else params if isinstance(params, list) else ()
    for value in values:
        if isinstance(value, dict) and isinstance(value.get("library"), str) and "params" in value:
            said = value.get("metadata")
            named = str(said.get("title", "")) if isinstance(said, dict) else ""
            yield from _walk(value["library"], value["params"], " ".join(named.split()), depth + 1)
        elif isinstance(value, dict | list):
            yield from _walk("", value, "", depth + 1)


def _read(library: str, params: _Params, title: str, place: str, pictures: Pictures) -> list[_Found]:
    if library in _TEXTS:
        return [Skipped(place, "description")]
    if library in ("Dialogcards", "Flashcards"):
        return list(_cards(params, place))
    reader = _BODIES.get(library)
    if reader is None:
        return [
            RefusedItem(place, title, "no-counterpart", f"H5P's “{library[:40]}” has no counterpart here.")
        ]
    texts = Texts(pictures)
    try:
        made = reader(params, texts)
    except (_Broken, AttributeError, TypeError, KeyError, IndexError) as error:
        reason = str(error) if isinstance(error, _Broken) else msg("Its parts are not as H5P writes them.")
        code = "no-right-answer" if isinstance(error, _Broken) else "broken"
        return [RefusedItem(place, title, code, reason)]
    if not made:
        return [Skipped(place, "empty-row")]
    shown = _media(params, texts)
    if _texts_in(params.get("overallFeedback")):
        texts.lose("feedback-by-result")
    items = []
    for number, (stem, body, why) in enumerate(made):
        text = "\n\n".join(filter(None, (shown, stem)))
        item = Item(place, text, body, title=title if len(made) == 1 else "", why=why)
        if isinstance(body, Gapped) and shown:
            item = replace(item, stem="", read=shown)
        items.append(replace(item, **texts.noted) if number == 0 else item)
    return list(items)


def _texts_in(feedback: Any) -> bool:
    return isinstance(feedback, list) and any(
        isinstance(each, dict) and each.get("feedback") for each in feedback
    )


def _media(params: _Params, texts: Texts) -> str:
    """A picture above a question."""
    media = params.get("media")
    inside = media.get("type", media) if isinstance(media, dict) else None
    if not isinstance(inside, dict) or not isinstance(inside.get("params"), dict):
        return ""
    file = inside["params"].get("file")
    if not str(inside.get("library", "")).startswith("H5P.Image") or not isinstance(file, dict):
        if inside.get("library"):
            texts.lose("media", str(inside["library"]).partition(" ")[0])
        return ""
    words = str(inside["params"].get("alt", "")).replace('"', "")
    return texts.html(f'<img src="{file.get("path", "")}" alt="{words}">')


_Made = list[tuple[str, Body, str]]


def _choice(params: _Params, texts: Texts) -> _Made:
    behaviour = params.get("behaviour") or {}
    answers = params["answers"]
    right = sum(bool(each.get("correct")) for each in answers)
    several = behaviour.get("type") == "multi" or (behaviour.get("type") != "single" and right > 1)
    whole = bool(behaviour.get("singlePoint"))
    parts = []
    for each in answers:
        said = each.get("tipsAndFeedback") or {}
        if said.get("notChosenFeedback"):
            texts.lose("feedback-other")
        if said.get("tip"):
            texts.lose("gap-tip")
        share = RIGHT if each.get("correct") else WRONG
        if several and not whole:
            share = Fraction(1 if each.get("correct") else -1, max(right, 1))
        parts.append(Part(texts.html(each["text"]), share, texts.html(said.get("chosenFeedback") or "")))
    body = Choice(tuple(parts), several=several, credit=ALL_OR_NOTHING if several and whole else "")
    return [(texts.html(params["question"]), body, "")]


def _truth(params: _Params, texts: Texts) -> _Made:
    behaviour = params.get("behaviour") or {}
    right = str(params["correct"]).casefold() == "true"
    good, bad = (texts.html(behaviour.get(key) or "") for key in ("feedbackOnCorrect", "feedbackOnWrong"))
    options = (
        Part("True", Fraction(right), good if right else bad),
        Part("False", Fraction(not right), bad if right else good),
    )
    return [(texts.html(params["question"]), Choice(options, keep_order=True, truth=True), "")]


def _blanks(params: _Params, texts: Texts) -> _Made:
    exact = bool((params.get("behaviour") or {}).get("caseSensitive"))
    intro = texts.html(params.get("text") or "")
    gaps: list[Blank] = []

    def gap(found: re.Match[str]) -> str:
        answer, _, tip = found[1].partition(":")
        if tip:
            texts.lose("gap-tip")
        gaps.append(Blank(tuple(Part(texts.typed(each)) for each in answer.split("/") if each.strip())))
        return GAP

    shown = [texts.html(_STAR.sub(gap, each)) for each in params["questions"]]
    return [("", _gapped(intro, "\n\n".join(shown), gaps, exact=exact), "")]


def _drag(params: _Params, texts: Texts) -> _Made:
    answers: list[str] = []

    def gap(found: re.Match[str]) -> str:
        answer, _, tip = found[1].partition(":")
        if tip:
            texts.lose("gap-tip")
        answers.append(texts.typed(answer))
        return GAP

    intro, text = texts.html(params.get("taskDescription") or ""), params["textField"]
    shown = texts.html(_STAR.sub(gap, text).replace("\n", "<br>"))
    others = [texts.typed(found) for found in _STAR.findall(str(params.get("distractors") or ""))]
    pool = dict.fromkeys([*answers, *others])
    gaps = [
        Blank((Part(each), *(Part(word, WRONG) for word in pool if word != each)), listed=True)
        for each in answers
    ]
    if len(gaps) > 1:
        texts.warn("shared-pool-made-drop-downs")
    return [("", _gapped(intro, shown, gaps), "")]


def _gapped(intro: str, shown: str, gaps: list[Blank], *, exact: bool = False) -> Gapped:
    segments = " ".join(filter(None, (intro, shown))).split(GAP)
    if not gaps or len(segments) != len(gaps) + 1:
        raise _Broken(msg("There is no gap in its text."))
    return Gapped(tuple(segments), tuple(gaps), exact=exact)


def _set(params: _Params, texts: Texts) -> _Made:
    return [
        (texts.html(each["question"]), _first_right(each["answers"], texts), "")
        for each in params["choices"]
        if each.get("question") or each.get("answers")  # the editor leaves empty ones behind
    ]


def _summary(params: _Params, texts: Texts) -> _Made:
    stem = texts.html(params.get("intro") or "")
    return [
        (stem, _first_right(each["summary"], texts), "")
        for each in params["summaries"]
        if each.get("summary")
    ]


def _first_right(answers: list[str], texts: Texts) -> Choice:
    return Choice(
        tuple(Part(texts.html(text), RIGHT if not place else WRONG) for place, text in enumerate(answers))
    )


def _essay(params: _Params, texts: Texts) -> _Made:
    if params.get("keywords"):
        texts.lose("rubric")
    solution = params.get("solution") or {}
    return [(texts.html(params["taskDescription"]), HandMarked(), texts.html(solution.get("sample") or ""))]


def _cards(params: _Params, place: str) -> Iterator[_Found]:
    rows = params.get("dialogs") or params.get("cards")
    rows = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    cards = [Card(place, str(each.get("text", "")), str(each.get("answer", "")), html=True) for each in rows]
    yield from read_cards([card for card in cards if card.front and card.back])


_BODIES: dict[str, Callable[[_Params, Texts], _Made]] = {
    "MultiChoice": _choice,
    "TrueFalse": _truth,
    "Blanks": _blanks,
    "DragText": _drag,
    "SingleChoiceSet": _set,
    "Summary": _summary,
    "Essay": _essay,
}

FORMAT = Format("h5p", "an H5P package", (".h5p",), recognise, read)
