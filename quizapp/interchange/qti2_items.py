"""One item of QTI 2 or 3. Names are folded (see ``qti2``)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING, PER_OPTION
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    Group,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Pair,
    Paired,
    Part,
    Typed,
)
from quizapp.interchange import figures
from quizapp.interchange.cloze import GAP
from quizapp.interchange.contract import CannotTake, RefusedItem, Skipped
from quizapp.interchange.qti2_keys import NoKey, ResponseKey, keys_of, value_of
from quizapp.interchange.texts import Pictures, Texts, rubric
from quizapp.interchange.xmlfile import Node, child, children, every, first, inner, words

#: Who wrote a file, where it was we; identifiers and words of a statement to judge.
TOOL = "quizapp"
JUDGED = ("true", "false", "not_stated")
_WORDS = ("True", "False", "Not stated")
_INLINE = ("inlinechoiceinteraction", "textentryinteraction")
#: Elements that are no part of the text around them.
_ASIDE = (
    "feedbackinline",
    "feedbackblock",
    "rubricblock",
    "prompt",
    "stylesheet",
    "templateblock",
    "templateinline",
)
_REFUSED = {"adaptive": msg("Adaptive items"), "template": msg("Items that a program fills in")}


def read_item(
    node: Node, place: str, pictures: Pictures, stimulus: Callable[[str], Node | None] = lambda address: None
) -> Item | RefusedItem | Skipped:
    """An item, or why it does not come in. ``stimulus`` gives the text that an item refers to."""
    title = " ".join(node.get("title", "").split())
    kind = (
        "adaptive"
        if node.get("adaptive") == "true"
        else "template"
        if child(node, "templatedeclaration") is not None
        else ""
    )
    if kind:
        return RefusedItem(place, title, "no-counterpart", f"{_REFUSED[kind]} have no counterpart here.")
    texts = Texts(pictures)
    reader = _Reader(node, texts)
    try:
        body, stem = reader.body()
    except CannotTake as error:
        return RefusedItem(place, title, error.code, str(error))
    except NoKey as error:
        return RefusedItem(place, title, "no-right-answer", str(error))
    if body is None:
        return Skipped(place, "description")
    marks, why = reader.marks(), reader.remarks()
    if isinstance(body, HandMarked):
        body = HandMarked(rubric(reader.rubrics("scorer", "tutor"), marks))
    if any(True for _ in every(node, "cataloginfo", "companionmaterialsinfo", "accessibilityinfo")):
        texts.lose("support")
    refs = [each.get("href", "") for each in every(node, "assessmentstimulusref")]
    read = [texts.html(inner(found)) for each in refs if (found := stimulus(each)) is not None]
    return Item(
        place, stem, body, id=node.get("label", "") if reader.is_ours and node.get("label") else node.get("identifier", ""), title=title, why=why, marks=marks,
        read="\n\n".join(read), **texts.noted,
    )  # fmt: skip


class _Reader:
    """Reads one item; texts note what is lost."""

    def __init__(self, node: Node, texts: Texts) -> None:
        self.node, self.texts = node, texts
        self.content = child(node, "itembody")
        self.keys = keys_of(node)
        self.modal = {each.get("identifier", ""): each for each in children(node, "modalfeedback")}
        self.said: set[str] = set()
        self.used: list[ResponseKey] = []
        self.is_ours = node.get("toolname") == TOOL

    def body(self) -> tuple[Body | None, str]:
        """The body and the stem; no body where nothing is asked."""
        found = [
            each
            for each in (() if self.content is None else self.content.iter())
            if isinstance(each.tag, str) and each.tag.endswith("interaction")
        ]
        found = [each for each in found if each.tag not in ("mediainteraction", "endattemptinteraction")]
        if any(True for _ in every(self.content, "mediainteraction")):
            self.texts.lose("media", "mediaInteraction")
        if not found:
            return None, ""
        unknown = next((each.tag for each in found if each.tag not in (*_INLINE, *_BODIES)), "")
        if unknown:
            raise CannotTake(
                "no-counterpart", f"“{unknown.removesuffix('interaction')}” has no counterpart here."
            )
        if all(each.tag in _INLINE for each in found):
            return self.inline(found)
        if len(found) > 1:
            raise CannotTake("no-counterpart", msg("Several questions stand in one item."))
        [node] = found
        body = _BODIES[node.tag](self, node)
        return body, "" if isinstance(body, Gapped) else self.stem(node)

    # Texts

    def shown(self, node: Node | None) -> str:
        return self.texts.html(inner(node, (*_ASIDE, "gap"))) if node is not None else ""

    def stem(self, interaction: Node) -> str:
        """The text around an interaction and its prompt."""
        around = self.texts.html(inner(self.content, (*_ASIDE, interaction.tag)))
        parts = [self.rubrics("candidate", "testtaker"), around, self.shown(child(interaction, "prompt"))]
        return "\n\n".join(
            part for part in dict.fromkeys(parts) if part.strip()
        )  # some say it in both places

    def rubrics(self, *views: str) -> str:
        found = [
            each
            for each in every(self.node, "rubricblock")
            if set((each.get("view") or "candidate").lower().split()) & set(views)
        ]
        return "\n\n".join(filter(None, (self.texts.html(inner(each)) for each in found)))

    def remarks(self) -> str:
        """The explanation; what is left over is feedback by result."""
        why, left = [], False
        for name, each in self.modal.items():
            if name in self.said or not words(each):
                continue
            if re.search(r"solution|general|explanation", name, re.IGNORECASE):
                why.append(self.texts.html(inner(each)))
            else:
                left = True
        outside = [
            each
            for each in every(self.content, "feedbackblock", "feedbackinline")
            if words(each) and each.getparent().tag not in ("simplechoice", "inlinechoice", "hottext")
        ]
        if left or outside:
            self.texts.lose("feedback-by-result")
        return "\n\n".join(why)

    def feedback(self, node: Node) -> str:
        """What is said to whoever chooses an option: within it, or by its name."""
        name = node.get("identifier", "")
        parts = [self.texts.html(inner(each)) for each in every(node, "feedbackinline")]
        if name in self.modal:
            self.said.add(name)
            parts.append(self.texts.html(inner(self.modal[name])))
        return " ".join(" ".join(filter(None, parts)).split())

    # Keys

    def key(self, node: Node) -> ResponseKey:
        found = self.keys.get(node.get("responseidentifier", ""))
        if found is None or not found.correct:
            raise NoKey(msg("Nothing says what is right."))
        self.used.append(found)
        return found

    def marks(self) -> Fraction:
        """What the whole item is worth: as declared, or by its mapping."""
        for each in children(self.node, "outcomedeclaration"):
            if each.get("identifier") in ("SCORE", "MAXSCORE"):
                best = each.get("normalmaximum") or (
                    words(first(each, "value")) if each.get("identifier") == "MAXSCORE" else ""
                )
                number = figures.read(best)
                if number:
                    return number
        worths = [each.worth for each in self.used if each.mapping]
        return (
            sum(worths, WRONG)
            if worths and len(worths) == len(self.used) and self.used[0].base_type != "string"
            else Fraction(1)
        )

    # Bodies

    def choice(self, node: Node) -> Body:
        key = self.key(node)
        choices = list(children(node, "simplechoice"))
        fixed = [each for each in choices if each.get("fixed") == "true"]
        keep = node.get("shuffle") == "false" or (bool(choices) and len(fixed) == len(choices))
        if fixed and not keep:
            self.texts.lose("fixed-option", count=len(fixed))
        options = tuple(
            Part(self.shown(each), key.share(each.get("identifier", "")), self.feedback(each))
            for each in choices
        )
        if self.is_ours and [each.get("identifier", "") for each in choices] == list(JUDGED):
            return Judged(tuple(replace(part, text=text) for part, text in zip(options, _WORDS, strict=True)))
        several = key.cardinality == "multiple"
        if several:
            credit = "" if key.mapping else ALL_OR_NOTHING
            if self.is_ours and any(True for _ in every(child(self.node, "responseprocessing"), "sum")):
                credit = PER_OPTION
            return Choice(options, several=True, credit=credit, keep_order=keep)
        truth = len(options) == 2 and {part.text.casefold() for part in options} == {"true", "false"}
        return Choice(options, keep_order=keep or truth, truth=truth)

    def order(self, node: Node) -> Body:
        key = self.key(node)
        texts = {each.get("identifier", ""): self.shown(each) for each in children(node, "simplechoice")}
        if set(key.correct) != set(texts):
            raise CannotTake("no-counterpart", msg("Only some of the items have a place in the order."))
        return Ordered(tuple(Part(texts[each]) for each in key.correct), self.whole())

    def whole(self) -> str:
        """Whether our own export says that only the whole right answer counts."""
        rules = child(self.node, "responseprocessing")
        return ALL_OR_NOTHING if self.is_ours and any(True for _ in every(rules, "correct")) else ""

    def match(self, node: Node) -> Body:
        key = self.key(node)
        sets = [
            {
                each.get("identifier", ""): self.shown(each)
                for each in children(group, "simpleassociablechoice")
            }
            for group in children(node, "simplematchset")
        ]
        if len(sets) != 2:
            raise CannotTake("broken", msg("There are not two sets to match."))
        pairs = [each.split() for each in key.correct]
        if any(len(pair) != 2 or pair[0] not in sets[0] or pair[1] not in sets[1] for pair in pairs):
            raise CannotTake("broken", msg("A pair of the key names nothing that is there."))
        if {pair[0] for pair in pairs} != set(sets[0]):
            raise CannotTake("no-counterpart", msg("A line has no partner."))
        used = {pair[1] for pair in pairs}
        others = sorted(sets[1].items(), key=_numbered) if self.is_ours else sets[1].items()
        extra = tuple(Part(text, WRONG) for ident, text in others if ident not in used)
        if self.is_ours and "quizapp-sort" in (node.get("class") or ""):
            groups = (
                Group(text, tuple(Part(sets[0][left]) for left, right in pairs if right == ident))
                for ident, text in sorted(sets[1].items(), key=_numbered)
            )
            return Grouped(tuple(groups), self.whole())
        return Paired(
            tuple(Pair(sets[0][left], sets[1][right]) for left, right in pairs), extra, self.whole()
        )

    def gap_match(self, node: Node) -> Body:
        key = self.key(node)
        pool = {
            each.get("identifier", ""): self.texts.typed(inner(each)) for each in children(node, "gaptext")
        }
        right = {pair.split()[1]: pair.split()[0] for pair in key.correct if len(pair.split()) == 2}
        gaps = []
        for gap in every(node, "gap"):
            ident = right.get(gap.get("identifier", ""), "")
            if ident not in pool:
                raise NoKey(msg("A gap has no right word."))
            others = dict.fromkeys(text for text in pool.values() if text != pool[ident])
            gaps.append(Blank((Part(pool[ident]), *(Part(text, WRONG) for text in others)), listed=True))
        if len(gaps) > 1:
            self.texts.warn("shared-pool-made-drop-downs")
        return self.gapped(list(every(node, "gap")), gaps, drop=("gaptext",))

    def essay(self, node: Node) -> Body:
        return HandMarked()

    def inline(self, found: Sequence[Node]) -> tuple[Body, str]:
        """Boxes and lists within a text; one box at the end of a question is a question to type."""
        if len(found) == 1 and found[0].tag == "textentryinteraction" and not self.text_after(found[0]):
            key = self.key(found[0])
            if key.base_type in ("integer", "float"):
                return Amount((value_of(self.node, key),)), self.stem(found[0])
            return Typed(self.typed(key), exact=key.is_cased), self.stem(found[0])
        gaps = []
        for each in found:
            key = self.key(each)
            if each.tag == "textentryinteraction":
                within = value_of(self.node, key).within if key.base_type in ("integer", "float") else ""
                gaps.append(Blank(self.typed(key), within=within if within.strip("0.") else ""))
                continue
            options = tuple(
                Part(
                    self.texts.typed(inner(option, _ASIDE)),
                    key.share(option.get("identifier", "")),
                    self.feedback(option),
                )
                for option in children(each, "inlinechoice")
            )
            gaps.append(Blank(options, listed=True))
        typed = [each for each in self.used if each.base_type == "string"]
        return self.gapped(found, gaps, exact=bool(typed) and all(each.is_cased for each in typed)), ""

    def typed(self, key: ResponseKey) -> tuple[Part, ...]:
        answers = dict.fromkeys([*key.correct, *key.mapping])
        return tuple(
            Part(answer, RIGHT if answer in key.correct else key.share(answer)) for answer in answers
        )

    def text_after(self, node: Node) -> bool:
        """Whether a text follows in the same body."""
        marked = self.marked([node], ())
        return bool(re.sub(r"<[^>]*>|\s|[.?!:_]", "", marked.partition(GAP)[2]))

    def marked(self, found: Sequence[Node], drop: Sequence[str]) -> str:
        """The body as HTML with a sign for each gap."""
        kept = [(each.text, list(each), each.tag) for each in found]
        for each in found:
            for inside in list(each):
                each.remove(inside)
            each.text, each.tag = GAP, "span"
        try:
            return inner(self.content, (*(name for name in _ASIDE if name != "prompt"), *drop))
        finally:
            for each, (text, inside, name) in zip(found, kept, strict=True):
                each.text, each.tag = text, name
                each.extend(inside)

    def gapped(
        self, found: Sequence[Node], gaps: Sequence[Blank], *, drop: Sequence[str] = (), exact: bool = False
    ) -> Body:
        segments = self.texts.html(self.marked(found, drop)).split(GAP)
        if len(segments) != len(gaps) + 1:
            raise CannotTake("broken", msg("A gap stands where no text can be."))
        return Gapped(tuple(segments), tuple(gaps), exact=exact)


def _numbered(row: tuple[str, str]) -> tuple[int, str]:
    """What our own export names R2 before what it names R10."""
    return len(row[0]), row[0]


_BODIES: dict[str, Callable[[_Reader, Node], Body]] = {
    "choiceinteraction": _Reader.choice,
    "orderinteraction": _Reader.order,
    "matchinteraction": _Reader.match,
    "gapmatchinteraction": _Reader.gap_match,
    "extendedtextinteraction": _Reader.essay,
}
