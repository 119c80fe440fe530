"""A bank as a QTI package: an item file for each question, a test that names them, a manifest.

Items are written in the words of QTI 2.2; ``qti_names`` says the same in QTI 3. Who reads our own package back knows it
by ``toolName``: what QTI cannot say (a part for each place of an order) is told apart there.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE, RIGHT_MINUS_WRONG
from quizapp.domain.exchange import (
    RIGHT,
    Blank,
    Choice,
    Gapped,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Part,
    by_body,
)
from quizapp.interchange.cloze import GAP
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import (
    CannotWrite,
    Export,
    decimal,
    in_gap,
    offered,
    shown_order,
    shuffled,
    zipped,
)
from quizapp.interchange.markup_writing import blocks, line
from quizapp.interchange.qti2_items import JUDGED, TOOL
from quizapp.interchange.qti_names import Version

_HOLDS = ("marks", "why", "read", "order", "topic")
#: Begins the name of a section that is one of our topics.
TOPIC = "topic-"


@dataclass
class _Made:
    """The parts of an item, each as markup."""

    responses: str = ""
    body: str = ""
    rules: str = ""
    #: Identifier and markup of what is said to an answer.
    feedback: tuple[tuple[str, str], ...] = ()


def writer(version: Version) -> Callable[[Bank], WrittenFile]:
    """What writes a bank in this version."""

    def write(bank: Bank) -> WrittenFile:
        export = Export()
        files: dict[str, bytes] = {}
        items: list[tuple[str, str]] = []
        topics: list[str] = []

        def one(item: Item) -> None:
            made = _BODIES[type(item.body)](item, export, bank)
            export.common(item, bank, holds=_HOLDS, says=(Choice, Judged, Gapped))
            name = f"items/{item.id}.xml"
            stimulus = f"stimuli/{item.id}.xml" if item.read else ""
            files[name] = version.document(_item(item, made, bank, export, stimulus))
            if stimulus:
                files[stimulus] = version.document(_stimulus(item, export))
            items.append((name, stimulus))
            topics.append(item.topic)

        export.each(bank, one)
        files["assessment.xml"] = version.document(_test(bank, [name for name, _ in items], topics))
        files["imsmanifest.xml"] = version.manifest(items)
        return export.written(zipped(files))

    return write


def _item(item: Item, made: _Made, bank: Bank, export: Export, stimulus: str) -> str:
    name = _identifier(item.id)
    label = f' label="{escape(item.id)}"' if name != item.id else ""
    said = made.feedback
    rules = made.rules
    if item.why:
        said += (("solution", blocks(item.why, export)),)
    shown = [f'<outcomeDeclaration identifier="{each}" cardinality="{many}" baseType="identifier"/>'
             for each, many in (("FEEDBACK", "multiple"), ("SOLUTION", "single")) if _uses(each, said)]  # fmt: skip
    modal = "".join(
        f'<modalFeedback outcomeIdentifier="{_outcome(name)}" identifier="{name}" showHide="show">{_content(text)}</modalFeedback>'
        for name, text in said
    )
    if item.why:
        rules += '<setOutcomeValue identifier="SOLUTION"><baseValue baseType="identifier">solution</baseValue></setOutcomeValue>'
    ref = f'<assessmentStimulusRef identifier="{name}-text" href="../{stimulus}"/>' if stimulus else ""
    return (
        f'<assessmentItem identifier="{name}"{label} title="{escape(item.id)}" xml:lang="{escape(bank.language or "en")}"'
        f' adaptive="false" timeDependent="false" toolName="{TOOL}" toolVersion="1">'
        f"{made.responses}{_score(item)}{''.join(shown)}{ref}"
        f"<itemBody>{made.body}</itemBody>"
        f"{f'<responseProcessing>{rules}</responseProcessing>' if rules else ''}{modal}</assessmentItem>"
    )


def _score(item: Item) -> str:
    by_hand = ' externalScored="human"' if isinstance(item.body, HandMarked) else ""
    return (
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"{by_hand}>'
        "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>"
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        f"<defaultValue><value>{decimal(item.marks)}</value></defaultValue></outcomeDeclaration>"
    )


def _uses(outcome: str, said: Sequence[tuple[str, str]]) -> bool:
    return any(_outcome(name) == outcome for name, _ in said)


def _outcome(name: str) -> str:
    return "SOLUTION" if name == "solution" else "FEEDBACK"


def _content(text: str) -> str:
    """What QTI 3 wants around the content of feedback; QTI 2 has it not."""
    return f"<contentBody>{text if text.startswith('<') else f'<p>{text}</p>'}</contentBody>"


def _identifier(name: str) -> str:
    return (
        name
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name)
        else f"q-{re.sub(r'[^A-Za-z0-9_.-]', '-', name)}"
    )


def _stimulus(item: Item, export: Export) -> str:
    name = _identifier(item.id)
    return (
        f'<assessmentStimulus identifier="{name}-text" title="{escape(item.id)}">'
        f"<stimulusBody>{blocks(item.read, export)}</stimulusBody></assessmentStimulus>"
    )


def _test(bank: Bank, names: Sequence[str], topics: Sequence[str]) -> str:
    """A test of all items in their order; those of one topic that follow each other are a section."""
    refs = (
        f'<assessmentItemRef identifier="item-{place}" href="{escape(name)}"/>'
        for place, name in enumerate(names, start=1)
    )
    sections = [
        f'<assessmentSection identifier="{TOPIC if topic else "section-"}{place}" title="{escape(topic or bank.title)}"'
        f' visible="true">{"".join(ref for _topic, ref in rows)}</assessmentSection>'
        for place, (topic, rows) in enumerate(groupby(zip(topics, refs, strict=True), itemgetter(0)), start=1)
    ]
    return (
        f'<assessmentTest identifier="test" title="{escape(bank.title)}" toolName="{TOOL}" toolVersion="1">'
        '<testPart identifier="part" navigationMode="nonlinear" submissionMode="individual">'
        f"{''.join(sections)}</testPart></assessmentTest>"
    )


# Responses and rules


def _response(ident: str, many: str, kind: str, values: Sequence[str], mapping: str = "") -> str:
    given = "".join(f"<value>{escape(value)}</value>" for value in values)
    key = f"<correctResponse>{given}</correctResponse>" if given else ""
    return f'<responseDeclaration identifier="{ident}" cardinality="{many}" baseType="{kind}">{key}{mapping}</responseDeclaration>'


def _mapping(worth: Sequence[tuple[str, Fraction]], *, cased: bool | None = None, low: str = "") -> str:
    case = "" if cased is None else f' caseSensitive="{str(cased).lower()}"'
    entries = "".join(
        f'<mapEntry mapKey="{escape(key)}" mappedValue="{decimal(value)}"{case}/>' for key, value in worth
    )
    bound = f' lowerBound="{low}"' if low else ""
    return f'<mapping{bound} defaultValue="0">{entries}</mapping>'


def _set(expression: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue>'


def _base(value: Fraction) -> str:
    return f'<baseValue baseType="float">{decimal(value)}</baseValue>'


def _if(test: str, then: str) -> str:
    return f"<responseCondition><responseIf>{test}{then}</responseIf></responseCondition>"


def _whole(marks: Fraction) -> str:
    """The rule that the right answer alone earns the marks."""
    return _if(
        '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>', _set(_base(marks))
    )


def _mapped(*idents: str) -> str:
    parts = "".join(f'<mapResponse identifier="{ident}"/>' for ident in idents)
    return _set(parts if len(idents) == 1 else f"<sum>{parts}</sum>")


def _say(ident: str, many: str) -> str:
    """The rule that shows what is said to the options chosen."""
    given = f'<variable identifier="{ident}"/>'
    if many == "single":
        given = f"<multiple>{given}</multiple>"
    return f'<setOutcomeValue identifier="FEEDBACK">{given}</setOutcomeValue>'


# Bodies


def _stem(item: Item, export: Export) -> str:
    return blocks(item.stem, export)


def _choice(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    parts = shown_order(offered(body.options), item.id, keep=body.keep_order)
    names = [f"A{place}" for place in range(1, len(parts) + 1)]
    return _options(item, export, list(zip(names, parts, strict=True)), body)


def _judged(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    parts = offered(body.answers)
    rows = list(zip(JUDGED[: len(parts)], parts, strict=True))
    return _options(item, export, rows, Choice(parts, keep_order=True))


def _options(item: Item, export: Export, rows: Sequence[tuple[str, Part]], body: Choice) -> _Made:
    many = "multiple" if body.several and body.credit != ANY_ONE else "single"
    right = [name for name, part in rows if part.share == RIGHT]
    rules, mapping = _credit(item.marks, rows, body)
    said = tuple((name, line(part.feedback, export)) for name, part in rows if part.feedback)
    choices = "".join(
        f'<simpleChoice identifier="{name}">{line(part.text, export)}</simpleChoice>' for name, part in rows
    )
    given = right if many == "multiple" else right[:1]
    return _Made(
        _response("RESPONSE", many, "identifier", given, mapping),
        f'{_stem(item, export)}<choiceInteraction responseIdentifier="RESPONSE" shuffle="{str(not body.keep_order).lower()}"'
        f' maxChoices="{int(many == "single")}">{choices}</choiceInteraction>',
        rules + (_say("RESPONSE", many) if said else ""),
        said,
    )


def _credit(marks: Fraction, rows: Sequence[tuple[str, Part]], body: Choice) -> tuple[str, str]:
    """The rules that grade options, and the mapping that they use."""
    right = sum(part.share == RIGHT for _, part in rows)
    if body.several and body.credit == ANY_ONE:
        worth = [(name, marks) for name, part in rows if part.share == RIGHT]
        return _mapped("RESPONSE"), _mapping(worth)
    if not body.several or body.credit == ALL_OR_NOTHING:
        return _whole(marks), ""
    each = marks / (right if body.credit == RIGHT_MINUS_WRONG else len(rows))
    worth = [(name, each if part.share == RIGHT else -each) for name, part in rows]
    if body.credit == RIGHT_MINUS_WRONG:
        return _mapped("RESPONSE"), _mapping(worth, low="0")
    wrong = each * (len(rows) - right)  # of options left alone the wrong ones are as they should be
    return _set(f'<sum>{_base(wrong)}<mapResponse identifier="RESPONSE"/></sum>'), _mapping(worth)


def _typed(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    answers = offered(body.answers)
    if not body.exact:
        export.lose("slips")
    right = [part.text for part in answers if part.share == RIGHT]
    worth = [(part.text, part.share * item.marks) for part in answers]
    return _Made(
        _response("RESPONSE", "single", "string", right[:1], _mapping(worth, cased=body.exact)),
        f'{_stem(item, export)}<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>',
        _mapped("RESPONSE"),
    )


def _amount(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    first, *rest = [value for value in body.values if not value.void]
    if any(value.share == RIGHT for value in rest):
        export.lose("typed-alternatives")
    exact, off = export.amount(first, body.unit, bank.language, percent=True)
    how = 'toleranceMode="exact"'
    if first.within.endswith("%"):
        percent = decimal(100 * off / abs(exact)) if exact else "0"
        how = f'toleranceMode="relative" tolerance="{percent} {percent}"'
    elif off:
        how = f'toleranceMode="absolute" tolerance="{decimal(off)} {decimal(off)}"'
    test = f'<equal {how}><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
    return _Made(
        _response("RESPONSE", "single", "float", [decimal(exact)]),
        f'{_stem(item, export)}<p>{f"({escape(body.unit)}) " if body.unit else ""}<textEntryInteraction responseIdentifier="RESPONSE"/></p>',
        _if(test, _set(_base(item.marks))),
    )


def _ordered(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    names = [f"A{place}" for place in range(1, len(body.items) + 1)]
    rows = shuffled(tuple(zip(names, body.items, strict=True)), item.id)
    choices = "".join(
        f'<simpleChoice identifier="{name}">{line(part.text, export)}</simpleChoice>' for name, part in rows
    )
    each = item.marks / len(names)
    one_by_one = "".join(
        _if(
            f'<match><index n="{place}"><variable identifier="RESPONSE"/></index><baseValue baseType="identifier">{name}</baseValue></match>',
            _set(f'<sum><variable identifier="SCORE"/>{_base(each)}</sum>'),
        )
        for place, name in enumerate(names, start=1)
    )
    return _Made(
        _response("RESPONSE", "ordered", "identifier", names),
        f'{_stem(item, export)}<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}</orderInteraction>',
        _whole(item.marks) if body.credit == ALL_OR_NOTHING else one_by_one,
    )


def _paired(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    rights = list(dict.fromkeys([*(pair.right for pair in body.pairs), *(part.text for part in body.extra)]))
    return _matched(item, export, body.rows, rights, body.credit)


def _grouped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    return _matched(item, export, body.rows, [group.name for group in body.groups], body.credit)


def _matched(
    item: Item, export: Export, pairs: Sequence[tuple[str, str]], rights: Sequence[str], credit: str
) -> _Made:
    groups = isinstance(item.body, Grouped)
    right = {text: f"R{place}" for place, text in enumerate(rights, start=1)}
    key = [f"L{place} {right[text]}" for place, (_, text) in enumerate(pairs, start=1)]
    lefts = [(f"L{place}", text) for place, (text, _) in enumerate(pairs, start=1)]
    columns = shuffled(tuple(right.items()), item.id)
    sets = "".join(
        f"<simpleMatchSet>{''.join(_associable(name, text, most, export) for name, text in rows)}</simpleMatchSet>"
        for rows, most in ((lefts, 1), ([(name, text) for text, name in columns], 0))
    )
    whole = credit == ALL_OR_NOTHING
    mapping = "" if whole else _mapping([(pair, item.marks / len(pairs)) for pair in key])
    kind = ' class="quizapp-sort"' if groups else ""
    return _Made(
        _response("RESPONSE", "multiple", "directedPair", key, mapping),
        f'{_stem(item, export)}<matchInteraction{kind} responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{len(pairs)}">'
        f"{sets}</matchInteraction>",
        _whole(item.marks) if whole else _mapped("RESPONSE"),
    )


def _associable(name: str, text: str, most: int, export: Export) -> str:
    return f'<simpleAssociableChoice identifier="{name}" matchMax="{most}">{line(text, export)}</simpleAssociableChoice>'


def _essay(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    lines = "".join(f"<p>{line(each, export)}</p>" for each in body.rubric)
    rubric = (
        f'<rubricBlock use="scoring" view="scorer"><contentBody>{lines}</contentBody></rubricBlock>'
        if lines
        else ""
    )
    return _Made(
        _response("RESPONSE", "single", "string", []),
        f'{rubric}{_stem(item, export)}<extendedTextInteraction responseIdentifier="RESPONSE"/>',
    )


def _gapped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if any(GAP in segment for segment in body.segments):
        raise CannotWrite(msg("Its text holds a sign that stands for gaps."))
    if any(not gap.listed for gap in body.gaps) and not body.exact:
        export.lose("slips")
    written = blocks(GAP.join(body.segments), export)
    each = item.marks / len(body.gaps)
    responses, said, rules = [], [], []
    pieces = re.split(f"({GAP})", written)
    boxes = iter(enumerate(body.gaps, start=1))
    out: list[str] = []
    inside = False
    for piece in pieces:
        if piece != GAP:
            inside = _in_tag(piece, inside=inside)
            out.append(piece)
        elif inside:
            out.append(GAP)
        else:
            place, gap = next(boxes)
            box, response, more = _box(f"RESPONSE{place}", gap, each, export, exact=body.exact)
            out.append(box)
            responses.append(response)
            said += more
            if more:
                rules.append(_say(f"RESPONSE{place}", "single"))
    if next(boxes, None) is not None:
        raise CannotWrite(msg("A gap stands where QTI takes no box."))
    names = [f"RESPONSE{place}" for place in range(1, len(body.gaps) + 1)]
    return _Made("".join(responses), "".join(out), _mapped(*names) + _all_said(rules), tuple(said))


def _in_tag(piece: str, *, inside: bool) -> bool:
    """Whether a tag is open at the end of a piece of markup: in its attributes stands no box."""
    opened, closed = piece.rfind("<"), piece.rfind(">")
    return opened > closed if max(opened, closed) >= 0 else inside


def _all_said(rules: Sequence[str]) -> str:
    """One rule that shows what is said to every gap."""
    if not rules:
        return ""
    given = "".join(re.findall(r'<variable identifier="[^"]+"/>', "".join(rules)))
    return f'<setOutcomeValue identifier="FEEDBACK"><multiple>{given}</multiple></setOutcomeValue>'


def _box(
    ident: str, gap: Blank, worth: Fraction, export: Export, *, exact: bool
) -> tuple[str, str, list[tuple[str, str]]]:
    """A gap: its interaction, its key, and what is said to its options."""
    if not gap.listed:
        if gap.otherwise or any(part.feedback for part in gap.options):
            export.lose("feedback")
        if gap.within:
            export.lose("gap-tolerance")
        parts = offered(gap.options)
        mapping = _mapping([(part.text, worth * part.share) for part in parts], cased=exact)
        key = _response(ident, "single", "string", [parts[0].text], mapping)
        return f'<textEntryInteraction responseIdentifier="{ident}"/>', key, []
    parts = shown_order(offered(gap.options), repr(gap))
    rows = [(f"{ident}-{place}", part) for place, part in enumerate(parts, start=1)]
    choices = "".join(
        f'<inlineChoice identifier="{name}">{escape(in_gap(gap, part))}</inlineChoice>' for name, part in rows
    )
    right = [(name, worth) for name, part in rows if part.share == RIGHT]
    said = [(name, line(part.feedback, export)) for name, part in rows if part.feedback]
    key = _response(ident, "single", "identifier", [right[0][0]], _mapping(right))
    return (
        f'<inlineChoiceInteraction responseIdentifier="{ident}" shuffle="true">{choices}</inlineChoiceInteraction>',
        key,
        said,
    )


_BODIES: dict[type, Callable[[Item, Export, Bank], _Made]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)
