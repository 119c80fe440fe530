"""One item of QTI 1.2. A third of the items does not say what it is: then responses and conditions show it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING
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
from quizapp.interchange import figures
from quizapp.interchange.cloze import GAP
from quizapp.interchange.contract import CannotTake, RefusedItem, Skipped
from quizapp.interchange.markdown import looks_like_html
from quizapp.interchange.qti12_scoring import CannotScore, Scoring
from quizapp.interchange.texts import Pictures, Texts
from quizapp.interchange.xmlfile import Node, child, children, every, first, inner, tag, whole, words

_RESPONSES = ("response_lid", "response_str", "response_num")
_NO_COUNTERPART = frozenset(
    {"response_xy", "response_grp", "response_extension", "render_hotspot", "render_slider"}
)
_REFUSED = {
    "file_upload_question": msg("Handing in a file has no counterpart here."),
    "calculated_question": msg("Calculated questions have no counterpart here."),
    "hot_spot": msg("Places on a picture have no counterpart here."),
}
_ESSAYS = frozenset({"essay_question", "cc.essay.v0p1", "essay", "short response", "long answer"})
_TRUE_FALSE = ({"true", "false"}, {"t", "f"})


@dataclass
class _Response:
    """One thing to answer: its options where it has any, and its own text."""

    ident: str
    cardinality: str
    node: Node
    #: Ident and Markdown of each option.
    labels: list[tuple[str, str]] = field(default_factory=list)
    lead: str = ""

    @property
    def is_typed(self) -> bool:
        return not self.labels


def read_item(node: Node, place: str, pictures: Pictures) -> Item | RefusedItem | Skipped:
    """An item, or why it does not come in."""
    title = " ".join(node.get("title", "").split())
    kind = _meta(
        node, "question_type", "cc_profile", "qmd_itemtype", "bbmd_questiontype", "qmd_questiontype"
    ).casefold()
    if kind == "text_only_question":
        return Skipped(place, "text_only_question")
    if kind in _REFUSED:
        return RefusedItem(place, title, "no-counterpart", _REFUSED[kind])
    foreign = first(node, *_NO_COUNTERPART)
    if foreign is not None:
        return RefusedItem(place, title, "no-counterpart", f"“{tag(foreign)}” has no counterpart here.")
    texts = Texts(pictures)
    reader = _Reader(node, kind, texts)
    try:
        body, stem = reader.body()
    except CannotTake as error:
        return RefusedItem(place, title, error.code, str(error))
    except CannotScore as error:
        return RefusedItem(place, title, "no-counterpart", str(error))
    if body is None:
        return Skipped(place, "description")
    why, hints = reader.remarks()
    return Item(
        place, stem, body, id="" if title else node.get("ident", ""), title=title, why=why, marks=_marks(node),
        topic=_meta(node, "qmd_topic"), hints=hints, **texts.noted,
    )  # fmt: skip


def _meta(node: Node, *names: str) -> str:
    """A field of an item's metadata, by the first of these names that it has."""
    fields = {
        words(child(each, "fieldlabel")).casefold(): words(child(each, "fieldentry"))
        for each in every(node, "qtimetadatafield")
    }
    for name in names:
        found = fields.get(name) or words(first(node, name))
        if found:
            return found
    return ""


def _marks(node: Node) -> Fraction:
    points = figures.read(
        _meta(node, "points_possible", "qmd_absolutescore_max", "cc_weighting", "qmd_weighting")
    )
    return Fraction(1) if points is None else points


class _Reader:
    """Reads one item; texts note what is lost."""

    def __init__(self, node: Node, kind: str, texts: Texts) -> None:
        self.node, self.kind, self.texts = node, kind, texts
        self.scoring = Scoring(node)
        self.feedback = {each.get("ident", ""): each for each in every(node, "itemfeedback")}
        self.said: set[str] = set()

    # Texts

    def material(self, node: Node | None) -> str:
        """The texts and pictures of a material as HTML."""
        out = []
        for each in _materials(node):
            name = tag(each)
            if name == "mattext":
                out.append(_html(each))
            elif name == "matimage" and each.get("uri"):
                out.append(f'<img src="{each.get("uri")}" alt="{each.get("label") or ""}">')
            elif name in ("mataudio", "matvideo", "matapplet"):
                self.texts.lose("media", name)
            elif name == "matbreak":
                out.append("<br>")
        return " ".join(out)

    def shown(self, node: Node | None) -> str:
        return self.texts.html(self.material(node)) if node is not None else ""

    def say(self, *names: str) -> str:
        """Feedback by its names, as one text."""
        found = []
        for name in names:
            if name in self.feedback:
                self.said.add(name)
                found.append(self.shown(self.feedback[name]))
        return "\n\n".join(filter(None, found))

    def option_feedback(self, response: str, value: str) -> str:
        names = self.scoring.feedback_for(response, value)
        named = [name for name in names if name != "general_fb"]
        return " ".join(self.say(*(named or [f"{value}_fb"])).split("\n\n"))

    def remarks(self) -> tuple[str, tuple[str, ...]]:
        """The explanation and the hints; what is left over is feedback by result."""
        hints = tuple(filter(None, (self.shown(each) for each in every(self.node, "hintmaterial"))))
        why = [self.shown(each) for each in every(self.node, "solutionmaterial")]
        why.append(self.say("general_fb"))
        left = [
            name
            for name, each in self.feedback.items()
            if name not in self.said
            and first(each, "solutionmaterial", "hintmaterial") is None
            and words(each)
        ]
        if left:
            self.texts.lose("feedback-by-result")
        return "\n\n".join(filter(None, why)), hints

    # Structure

    def parts(self) -> Iterator[str | _Response]:
        """Texts (HTML) and responses in the order in which they stand."""
        yield from self._parts(child(self.node, "presentation"))

    def _parts(self, node: Node | None) -> Iterator[str | _Response]:
        for each in children(node):
            name = tag(each)
            if name == "material":
                yield self.material(each)
            elif name in _RESPONSES:
                yield self.response(each)
            elif name not in ("qticomment", "duration"):
                yield from self._parts(each)

    def response(self, node: Node) -> _Response:
        found = _Response(node.get("ident", ""), node.get("rcardinality", "Single").casefold(), node)
        own = child(node, "material")
        found.lead = self.material(own) if own is not None else ""
        if tag(node) == "response_lid" and child(node, "render_fib") is None:
            for label in every(node, "response_label"):
                found.labels.append((label.get("ident", ""), self.shown(label)))
        return found

    def body(self) -> tuple[Body | None, str]:
        """The body and the stem; no body where nothing is asked."""
        parts = list(self.parts())
        responses = [each for each in parts if isinstance(each, _Response)]
        stem_html = " ".join(each for each in parts if isinstance(each, str))
        if self.kind in _ESSAYS or (not responses and "essay" in self.kind):
            return HandMarked(), self.texts.html(stem_html)
        if not responses:
            return None, ""
        names = [_gap_name(each) for each in responses]
        if all(f"[{name}]" in stem_html for name in names):
            return self.named_gaps(stem_html, responses, names), ""
        if len(responses) == 1 and not (responses[0].is_typed and _text_after(parts)):
            [response] = responses
            stem = self.texts.html(stem_html or response.lead)
            return (self.typed(response, stem_html) if response.is_typed else self.choice(response)), stem
        if all(each.is_typed for each in responses):
            return self.gaps_between(parts), ""
        if any(each.is_typed for each in responses):
            raise CannotTake("no-counterpart", msg("Options and boxes to type in stand in one item."))
        return self.paired(responses), self.texts.html(stem_html)

    # Bodies

    def shares(self, response: _Response, values: list[str]) -> dict[str, Fraction]:
        """The share that each value alone earns, the best of them counting in full."""
        scores = {value: self.scoring.score({response.ident: frozenset({value})}) for value in values}
        best = max(scores.values(), default=Fraction(0))
        if best <= 0 and len(self.scoring.responses) > 1:  # only all of them together earn something
            others = {
                name: frozenset(words(key) for key in self.scoring.keys(name))
                for name in self.scoring.responses
                if name != response.ident
            }
            scores = {
                value: self.scoring.score({**others, response.ident: frozenset({value})}) for value in values
            }
            best = max(scores.values(), default=Fraction(0))
            if best > 0:
                self.texts.lose("credit-changed")
        if best <= 0:
            raise CannotTake("no-right-answer", msg("No answer earns anything."))
        return {value: score / best for value, score in scores.items()}

    def choice(self, response: _Response) -> Body:
        idents = [ident for ident, _ in response.labels]
        if response.cardinality == "ordered":
            return self.ordered(response)
        shuffles = {each.get("shuffle", "").casefold() for each in every(response.node, "render_choice")}
        fixed = sum(
            each.get("rshuffle", "").casefold() == "no" for each in every(response.node, "response_label")
        )
        keep = shuffles == {"no"}
        if fixed and not keep and "yes" in shuffles:
            self.texts.lose("fixed-option", count=fixed)
        if response.cardinality == "multiple" or "multiple_answers" in self.kind:
            return self.several(response, keep)
        shares = self.shares(response, idents)
        shown = {text.casefold().strip(". ") for _, text in response.labels}
        truth = shown in _TRUE_FALSE and len(idents) == 2
        options = [
            Part(_truth(text) if truth else text, shares[ident], self.option_feedback(response.ident, ident))
            for ident, text in response.labels
        ]
        if truth:
            options.sort(key=lambda part: part.text, reverse=True)
        return Choice(tuple(options), keep_order=keep or truth, truth=truth)

    def several(self, response: _Response, keep: bool) -> Body:
        keyed = {words(each) for each in self.scoring.keys(response.ident)}
        right = frozenset(ident for ident, _ in response.labels if ident in keyed)
        if not right:
            raise CannotTake("no-right-answer", msg("No option earns anything."))

        def score(chosen: frozenset[str]) -> Fraction:
            return self.scoring.score({response.ident: chosen})

        full = score(right)
        if full <= 0:
            raise CannotTake(
                "broken",
                msg("Its conditions contradict each other: all right options together earn nothing."),
            )
        whole_only = all(score(right - {one}) <= 0 for one in right)
        options = []
        for ident, text in response.labels:
            share = Fraction(1, len(right)) if ident in right else (score(right | {ident}) - full) / full
            if ident in right and not whole_only:
                share = (full - score(right - {ident})) / full or Fraction(1, len(right))
            options.append(
                Part(
                    text,
                    share if ident in right else min(share, WRONG),
                    self.option_feedback(response.ident, ident),
                )
            )
        if whole_only and any(part.share == 0 for part in options):
            self.texts.lose("credit-changed")
        return Choice(
            tuple(options), several=True, credit=ALL_OR_NOTHING if whole_only else "", keep_order=keep
        )

    def ordered(self, response: _Response) -> Body:
        texts = dict(response.labels)
        keys = self.scoring.keys(response.ident)
        numbered = sorted(
            keys, key=lambda each: int(each.get("index") or 0) if (each.get("index") or "0").isdigit() else 0
        )
        idents = list(dict.fromkeys(words(each) for each in numbered))
        if len(idents) != len(texts) or not set(idents) <= set(texts):
            raise CannotTake("no-right-answer", msg("The right order is not said."))
        return Ordered(tuple(Part(texts[ident]) for ident in idents))

    def typed(self, response: _Response, stem: str) -> Body:
        keys = self.scoring.keys(response.ident)
        if not keys:
            if self.is_long(response.node) or self.scoring.judges_nothing:
                return HandMarked()
            raise CannotTake("no-right-answer", msg("No right answer is said."))
        render = first(response.node, "render_fib")
        kind = (render.get("fibtype") or "").casefold() if render is not None else ""
        bounded = any(tag(each) in ("vargte", "varlte", "vargt", "varlt") for each in keys)
        if (
            bounded
            or "numeric" in self.kind
            or kind in ("decimal", "integer", "scientific")
            or tag(response.node) == "response_num"
        ):
            return self.amount(response)
        return Typed(self.typed_parts(response), exact=self.scoring.is_cased(response.ident))

    def typed_parts(self, response: _Response) -> tuple[Part, ...]:
        keys = self.scoring.keys(response.ident)
        if any(tag(each) != "varequal" for each in keys):
            self.texts.lose("pattern", words(next(each for each in keys if tag(each) != "varequal")))
        values = list(dict.fromkeys(whole(each).strip() for each in keys if tag(each) == "varequal"))
        shares = self.shares(response, [" ".join(value.split()) for value in values])
        return tuple(
            Part(
                self.texts.typed(value),
                shares[" ".join(value.split())],
                self.option_feedback(response.ident, value),
            )
            for value in values
        )

    def is_long(self, response: Node) -> bool:
        """Whether a box is one for an essay."""
        render = first(response, "render_fib")
        if render is None:
            return True
        rows = render.get("rows", "1")
        return render.get("prompt", "").casefold() in ("box", "asterisk") or (
            rows.isdigit() and int(rows) > 1
        )

    def amount(self, response: _Response) -> Body:
        values: list[Value] = []
        for condition in self.scoring.giving:
            values += _figures(condition.node, response.ident)
        if not values:
            raise CannotTake("broken", msg("Its figures cannot be read as numbers."))
        return Amount(tuple(dict.fromkeys(values)))

    def named_gaps(self, html: str, responses: list[_Response], names: list[str]) -> Body:
        """Gaps that stand in the text by the names of their responses."""
        by_name = dict(zip(names, responses, strict=True))
        found = re.compile("|".join(re.escape(f"[{name}]") for name in names))
        order = [found_name[0][1:-1] for found_name in found.finditer(html)]
        if len(set(order)) < len(order):
            raise CannotTake("no-counterpart", msg("One gap stands in the text more than once."))
        return self.gapped(found.sub(GAP, html), [by_name[name] for name in order])

    def gaps_between(self, parts: list[str | _Response]) -> Body:
        """Boxes that stand between texts."""
        html = " ".join(each if isinstance(each, str) else GAP for each in parts)
        return self.gapped(html, [each for each in parts if isinstance(each, _Response)])

    def gapped(self, html: str, responses: list[_Response]) -> Body:
        segments = self.texts.html(html).split(GAP)
        if len(segments) != len(responses) + 1:
            raise CannotTake("broken", msg("A gap stands where no text can be."))
        listed = "dropdown" in self.kind
        return Gapped(tuple(segments), tuple(self.gap(each, listed=listed) for each in responses))

    def gap(self, response: _Response, *, listed: bool) -> Blank:
        if response.is_typed:
            return Blank(self.typed_parts(response))
        if (
            "fill_in_multiple_blanks" in self.kind
        ):  # Canvas lists what is accepted, and names the first as right
            typed = (self.texts.typed(self.material(each)) for each in every(response.node, "response_label"))
            return Blank(tuple(map(Part, dict.fromkeys(typed))))
        shares = self.shares(response, [ident for ident, _ in response.labels])
        parts = tuple(
            Part(
                self.texts.typed(self.material(label)),
                shares[label.get("ident", "")],
                self.option_feedback(response.ident, label.get("ident", "")),
            )
            for label in every(response.node, "response_label")
        )
        return Blank(parts, listed=listed or any(part.share < RIGHT for part in parts))

    def paired(self, responses: list[_Response]) -> Body:
        pairs, used = [], set()
        for response in responses:
            shares = self.shares(response, [ident for ident, _ in response.labels])
            texts = dict(response.labels)
            right = next(ident for ident, share in shares.items() if share == RIGHT)
            pairs.append(Pair(self.texts.html(response.lead), texts[right]))
            used.add(texts[right])
        others = dict.fromkeys(text for each in responses for _, text in each.labels if text not in used)
        return Paired(tuple(pairs), tuple(Part(text, WRONG) for text in others))


def _materials(node: Node | None) -> Iterator[Node]:
    """What a material is made of, in order; what stands within a text is part of that text."""
    for each in children(node):
        if tag(each) in ("mattext", "matimage", "mataudio", "matvideo", "matapplet", "matbreak"):
            yield each
        else:
            yield from _materials(each)


def _html(node: Node) -> str:
    """A text of an item as HTML, whatever it says of itself."""
    if any(True for _ in children(node)):
        return inner(node)
    text = whole(node)
    if node.get("texttype", "").casefold() == "text/html" or looks_like_html(text):
        return text
    return text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def _truth(text: str) -> str:
    return "True" if text.strip().casefold().startswith("t") else "False"


def _gap_name(response: _Response) -> str:
    own = child(response.node, "material")
    return words(own) or response.ident.removeprefix("response_")


def _text_after(parts: list[str | _Response]) -> bool:
    """Whether a text stands after the first response."""
    place = next(place for place, each in enumerate(parts) if isinstance(each, _Response))
    return any(isinstance(each, str) and re.sub(r"<[^>]*>|\s", "", each) for each in parts[place + 1 :])


def _figures(node: Node | None, response: str) -> Iterator[Value]:
    """The figures that one condition takes: an exact one with what may be off, or a range."""
    low: Fraction | None = None
    high: Fraction | None = None
    exact: Fraction | None = None
    for each in every(node, "varequal", "vargte", "vargt", "varlte", "varlt"):
        number = figures.read(words(each)) if each.get("respident") == response else None
        if number is None:
            continue
        if tag(each) == "varequal":
            exact = number if exact is None else exact
        elif tag(each) in ("vargte", "vargt"):
            low = number if low is None else min(low, number)
        else:
            high = number if high is None else max(high, number)
    if low is not None and high is not None:
        middle = exact is not None and exact - low == high - exact
        yield (
            figures.value(exact, high - exact) if middle and exact is not None else figures.between(low, high)
        )
    elif exact is not None:
        yield figures.value(exact)
