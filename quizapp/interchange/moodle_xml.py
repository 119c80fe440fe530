"""Moodle XML, the format in which Moodle gives away most."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.choices import RIGHT_MINUS_WRONG
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    HandMarked,
    Item,
    Ordered,
    Pair,
    Paired,
    Part,
    Typed,
    Value,
)
from quizapp.interchange import cloze, figures, moodle_xml_writing
from quizapp.interchange.contract import CannotTake, FileReading, Format, RefusedItem, Skipped
from quizapp.interchange.source import SourceFile
from quizapp.interchange.texts import Pictures, Texts, rubric, tags_of, topic_of
from quizapp.interchange.xmlfile import Node, child, children, every, parse, root_name, whole, words

#: What Moodle writes unasked; to tell of its loss would tell nothing.
_STOCK = frozenset(
    {
        msg("Your answer is correct."),
        msg("Your answer is partially correct."),
        msg("Your answer is incorrect."),
    }
)
#: What a further try costs where a file does not say it.
_PENALTY = "0.3333333"
_PLACEHOLDER = re.compile(r"\[\[(\d{1,3})\]\]")
_BY_RESULT = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def recognise(source: SourceFile) -> bool:
    """A ``quiz`` that is none of Canvas."""
    return (
        source.kind == "xml"
        and root_name(source.head) == "quiz"
        and "canvas.instructure.com" not in source.head
    )


def read(source: SourceFile) -> FileReading:
    """Its questions; categories become topics."""
    root, warnings = parse(source)
    pictures = Pictures()
    found: list[Item | RefusedItem | Skipped] = []
    category = ""
    for number, node in enumerate(every(root, "question"), start=1):
        kind = node.get("type", "")
        if kind == "category":
            category = topic_of(words(child(node, "category", "text")))
            continue
        found.append(_question(node, kind, f"question {number}", category, pictures))
    return FileReading(
        tuple(found),
        warnings=warnings,
        pictures=pictures.kept,
        missing=tuple(dict.fromkeys(pictures.missing)),
    )


def _question(
    node: Node, kind: str, place: str, topic: str, pictures: Pictures
) -> Item | RefusedItem | Skipped:
    title = words(child(node, "name", "text"))
    if kind == "description":
        return Skipped(place, "description")
    reader = _BODIES.get(kind)
    if reader is None:
        return RefusedItem(
            place, title, "no-counterpart", f"Moodle's type “{kind[:40]}” has no counterpart here."
        )
    files = dict(_files(node))
    texts = Texts(pictures.within(lambda address: files.get(address.rpartition("@@/")[2])))
    try:
        body = reader(node, texts)
        stem = "" if isinstance(body, Gapped) else _stem(node, texts)
    except cloze.BrokenGap as error:
        return RefusedItem(place, title, "broken", str(error))
    except CannotTake as error:
        return RefusedItem(place, title, error.code, str(error))
    why = _shown(child(node, "generalfeedback"), texts)
    hints = tuple(filter(None, (_shown(hint, texts) for hint in children(node, "hint"))))
    tags = tags_of(words(each) for each in every(child(node, "tags"), "tag"))
    _tell(node, texts)
    return Item(
        place, stem, body, id=words(child(node, "idnumber")), title=title, topic=topic, tags=tags, why=why,
        marks=_marks(node), hints=hints, **texts.noted,
    )  # fmt: skip


def _tell(node: Node, texts: Texts) -> None:
    """Note what has no place here."""
    if any(words(child(node, name, "text")) not in ("", *_STOCK) for name in _BY_RESULT):
        texts.lose("feedback-by-result")
    if figures.read(words(child(node, "penalty")) or _PENALTY):
        texts.lose("penalty")
    if child(node, "units", "unit") is not None:
        texts.lose("unit")
    if words(child(node, "responsetemplate", "text")):
        texts.lose("markup", "responsetemplate")


def _marks(node: Node) -> Fraction:
    marks = figures.read(words(child(node, "defaultgrade")))
    return Fraction(1) if marks is None else marks


def _files(node: Node) -> Iterator[tuple[str, bytes]]:
    """Pictures within a question by their names."""
    for each in every(node, "file"):
        if each.get("encoding") == "base64":
            yield each.get("name", ""), _decoded(whole(each))
    old = words(child(node, "image"))
    if old and (content := whole(child(node, "image_base64"))):
        yield old, _decoded(content)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


# Texts


def _shown(node: Node | None, texts: Texts) -> str:
    """A text with its own format."""
    if node is None:
        return ""
    inside = child(node, "text")
    return texts.by_format(
        whole(node if inside is None else inside), node.get("format", "moodle_auto_format")
    )


def _line(node: Node | None, texts: Texts) -> str:
    """A text that is typed, or stands on one line."""
    inside = child(node, "text")
    text = whole(node if inside is None else inside)
    return (
        " ".join(text.split())
        if node is not None and node.get("format") == "plain_text"
        else texts.typed(text)
    )


def _stem(node: Node, texts: Texts) -> str:
    stem = _shown(child(node, "questiontext"), texts)
    if old := words(child(node, "image")):
        stem += "\n\n" + texts.html(f'<img src="{old}" alt="">')
    return stem


def _share(node: Node) -> Fraction:
    share = figures.read(node.get("fraction", "0"))
    if share is None:
        raise CannotTake("broken", f"“{node.get('fraction', '')[:20]}” is no share of the marks.")
    return share / 100


def _parts(node: Node, text: Callable[[Node, Texts], str], texts: Texts) -> tuple[Part, ...]:
    return tuple(
        Part(text(answer, texts), _share(answer), _shown(child(answer, "feedback"), texts))
        for answer in children(node, "answer")
    )


# Bodies


def _choice(node: Node, texts: Texts) -> Body:
    single = words(child(node, "single")).casefold() not in ("false", "0")
    keep = words(child(node, "shuffleanswers")).casefold() in ("false", "0")
    return Choice(_parts(node, _shown, texts), several=not single, keep_order=keep)


def _several_by_count(node: Node, texts: Texts) -> Body:
    """The Open University's type: every right option is 100, and ticking more than are right takes away."""
    keep = words(child(node, "shuffleanswers")).casefold() in ("false", "0")
    texts.lose("credit-changed")
    return Choice(_parts(node, _shown, texts), several=True, credit=RIGHT_MINUS_WRONG, keep_order=keep)


def _truth(node: Node, texts: Texts) -> Body:
    found = {}
    for answer in children(node, "answer"):
        found[words(child(answer, "text")).casefold()] = answer
    options = []
    for word, shown in (("true", "True"), ("false", "False")):
        if word not in found:
            raise CannotTake("broken", msg("One of “true” and “false” is missing."))
        share = RIGHT if _share(found[word]) >= 1 else WRONG
        options.append(Part(shown, share, _shown(child(found[word], "feedback"), texts)))
    return Choice(tuple(options), keep_order=True, truth=True)


def _typed(node: Node, texts: Texts) -> Body:
    exact = words(child(node, "usecase")) == "1"
    parts = _parts(node, _line, texts)
    stars = [part for part in parts if part.text == "*" and part.share <= 0]
    kept = tuple(part for part in parts if part not in stars)
    wild = any("*" in part.text for part in kept)
    return Typed(
        kept,
        exact=exact,
        otherwise=next((each.feedback for each in stars if each.feedback), ""),
        wildcards=wild,
    )


def _amount(node: Node, texts: Texts) -> Body:
    values: list[Value] = []
    otherwise = ""
    for answer in children(node, "answer"):
        said = _shown(child(answer, "feedback"), texts)
        text = _line(answer, texts)
        if text == "*":
            otherwise = otherwise or said
            continue
        sibling = answer.getnext()
        tolerance = child(answer, "tolerance")
        if tolerance is None and sibling is not None and sibling.tag == "tolerance":
            tolerance = sibling
        exact, off = figures.read(text), figures.read(words(tolerance) or "0")
        if exact is None or off is None:
            raise CannotTake("broken", f"“{text[:40]}” is no number.")
        values.append(figures.value(exact, off, share=_share(answer), feedback=said))
    return Amount(tuple(values), otherwise=otherwise)


def _essay(node: Node, texts: Texts) -> Body:
    return HandMarked(rubric(_shown(child(node, "graderinfo"), texts), _marks(node)))


def _paired(node: Node, texts: Texts) -> Body:
    return Paired(
        tuple(
            Pair(_shown(each, texts), _shown(child(each, "answer"), texts))
            for each in children(node, "subquestion")
        )
    )


def _ordered(node: Node, texts: Texts) -> Body:
    answers = sorted(
        children(node, "answer"), key=lambda answer: figures.read(answer.get("fraction", "0")) or 0
    )
    return Ordered(tuple(Part(_shown(answer, texts)) for answer in answers))


def _gaps(node: Node, texts: Texts) -> Body:
    question = child(node, "questiontext")
    form = question.get("format", "html") if question is not None else "html"
    return cloze.read(
        whole(child(question, "text")), lambda text: texts.by_format(text, form), texts.typed, texts.lost
    )


def _pool(node: Node, texts: Texts) -> Body:
    """Words to choose from or to drag: each gap offers the words of its own group."""
    words_of = [
        (_line(each, texts), words(child(each, "group")) or "1")
        for each in children(node, "selectoption", "dragbox")
    ]
    text = whole(child(node, "questiontext", "text"))
    gaps = []
    for wanted in map(int, _PLACEHOLDER.findall(text)):
        if not 0 < wanted <= len(words_of):
            raise CannotTake("broken", f"The gap [[{wanted}]] names no word.")
        right, group = words_of[wanted - 1]
        others = [word for word, of in words_of if of == group and word != right]
        gaps.append(Blank((Part(right), *(Part(word, WRONG) for word in dict.fromkeys(others))), listed=True))
    if not gaps:
        raise CannotTake("broken", msg("There is no gap in the text."))
    segments = texts.html(_PLACEHOLDER.sub(cloze.GAP, text)).split(cloze.GAP)
    if len(segments) != len(gaps) + 1:
        raise CannotTake("broken", msg("A gap stands where no text can be."))
    if len(gaps) > 1:
        texts.warn("shared-pool-made-drop-downs")
    return Gapped(tuple(segments), tuple(gaps))


_BODIES: dict[str, Callable[[Node, Texts], Body]] = {
    "multichoice": _choice,
    "multichoiceset": lambda node, texts: Choice(
        _parts(node, _shown, texts), several=True, credit="all or nothing"
    ),
    "oumultiresponse": _several_by_count,
    "truefalse": _truth,
    "shortanswer": _typed,
    "numerical": _amount,
    "essay": _essay,
    "matching": _paired,
    "ordering": _ordered,
    "cloze": _gaps,
    "multianswer": _gaps,
    "gapselect": _pool,
    "ddwtos": _pool,
}

FORMAT = Format("moodle-xml", "a Moodle XML file", (".xml",), recognise, read, moodle_xml_writing.write)
