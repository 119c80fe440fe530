"""A bank as a QTI 1.2 package as Canvas imports it: one assessment, its settings, a manifest."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import RIGHT, Blank, Choice, Gapped, Item, Judged, Part, by_body
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

_HOLDS = ("marks", "why", "topic")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
#: What Canvas calls the score of an item; a right answer earns all of it.
_OUTCOME = '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'


def write(bank: Bank) -> WrittenFile:
    """The bank as one quiz."""
    export = Export()

    def one(item: Item) -> str:
        written = _item(item, export, bank)
        export.common(item, bank, holds=_HOLDS, says=(Choice, Judged, Gapped))
        return written

    items = "\n".join(export.each(bank, one))
    title = escape(" ".join(bank.title.split()))
    assessment = (
        f'{_HEAD}<questestinterop xmlns="{_NS}"><assessment ident="quiz" title="{title}"><section ident="root_section">\n'
        f"{items}\n</section></assessment></questestinterop>\n"
    )
    return export.written(
        zipped(
            {
                "imsmanifest.xml": _MANIFEST.encode(),
                "quiz/quiz.xml": assessment.encode(),
                "quiz/assessment_meta.xml": _settings(title, blocks(bank.about, export)).encode(),
            }
        )
    )


def _settings(title: str, about: str) -> str:
    return (
        f'{_HEAD}<quiz xmlns="{_CANVAS}" identifier="quiz"><title>{title}</title>'
        f"<description>{escape(about)}</description><shuffle_answers>true</shuffle_answers>"
        "<scoring_policy>keep_highest</scoring_policy><quiz_type>assignment</quiz_type>"
        "<allowed_attempts>1</allowed_attempts></quiz>\n"
    )


_MANIFEST = f"""{_HEAD}<manifest identifier="manifest" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1">
<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>
<organizations/>
<resources>
<resource identifier="quiz" type="imsqti_xmlv1p2"><file href="quiz/quiz.xml"/><dependency identifierref="settings"/></resource>
<resource identifier="settings" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="quiz/assessment_meta.xml"><file href="quiz/assessment_meta.xml"/></resource>
</resources>
</manifest>
"""


def _item(item: Item, export: Export, bank: Bank) -> str:
    kind, presentation, conditions, said = _BODIES[type(item.body)](item, export, bank)
    feedback = [*said, *([("general_fb", blocks(item.why, export))] if item.why else [])]
    shown = '<respcondition continue="Yes"><conditionvar><other/></conditionvar><displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>'
    processing = "".join([shown if item.why else "", *conditions])
    topic = _field("qmd_topic", escape(item.topic)) if item.topic else ""
    return (
        f'<item ident="{escape(item.id)}" title="{escape(item.id)}"><itemmetadata><qtimetadata>'
        f"{_field('question_type', kind)}{_field('points_possible', decimal(item.marks))}{topic}</qtimetadata></itemmetadata>\n"
        f"<presentation>{presentation}</presentation>\n"
        f"<resprocessing>{_OUTCOME}{processing}</resprocessing>\n"
        f"{''.join(_itemfeedback(name, text) for name, text in feedback)}</item>"
    )


def _field(name: str, value: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"


def _material(markup: str) -> str:
    return f'<material><mattext texttype="text/html">{escape(markup)}</mattext></material>'


def _itemfeedback(name: str, markup: str) -> str:
    return f'<itemfeedback ident="{name}"><flow_mat>{_material(markup)}</flow_mat></itemfeedback>'


def _equal(response: str, value: str) -> str:
    return f'<varequal respident="{response}">{escape(value)}</varequal>'


def _gives(test: str, score: str = "100", *, adds: bool = False) -> str:
    """A condition that gives a score; one that stops, unless scores are added up."""
    how, on = ("Add", "Yes") if adds else ("Set", "No")
    return (
        f'<respcondition continue="{on}"><conditionvar>{test}</conditionvar>'
        f'<setvar action="{how}" varname="SCORE">{score}</setvar></respcondition>'
    )


def _shows(response: str, value: str, name: str) -> str:
    return (
        f'<respcondition continue="Yes"><conditionvar>{_equal(response, value)}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{name}"/></respcondition>'
    )


def _list(response: str, rows: Sequence[tuple[str, str]], *, many: bool = False, lead: str = "") -> str:
    """A list to choose from: identifiers and markup."""
    labels = "".join(
        f'<response_label ident="{name}">{_material(markup)}</response_label>' for name, markup in rows
    )
    own = _material(lead) if lead else ""
    return (
        f'<response_lid ident="{response}" rcardinality="{"Multiple" if many else "Single"}">{own}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def _typing(response: str, more: str = "") -> str:
    return (
        f'<response_str ident="{response}" rcardinality="Single"><render_fib{more}>'
        '<response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'
    )


_Made = tuple[str, str, list[str], list[tuple[str, str]]]


def _choice(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if body.several and body.credit != ALL_OR_NOTHING:
        export.lose("credit-changed", body.credit)
    parts = shown_order(offered(body.options), item.id, keep=body.keep_order)
    return _options(item, export, parts, many=body.several)


def _judged(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    export.lose("judged-as-options")
    return _options(item, export, offered(body.answers), many=False)


def _options(item: Item, export: Export, parts: Sequence[Part], *, many: bool) -> _Made:
    rows = [(f"a{place}", part) for place, part in enumerate(parts, start=1)]
    said = [(f"{name}_fb", line(part.feedback, export)) for name, part in rows if part.feedback]
    shows = [_shows("response1", name, f"{name}_fb") for name, part in rows if part.feedback]
    tests = [
        _equal("response1", name) if part.share == RIGHT else f"<not>{_equal('response1', name)}</not>"
        for name, part in rows
        if many or part.share == RIGHT
    ]
    test = f"<and>{''.join(tests)}</and>" if many else tests[0]
    kind = "multiple_answers_question" if many else "multiple_choice_question"
    shown = _list("response1", [(name, line(part.text, export)) for name, part in rows], many=many)
    return kind, _material(blocks(item.stem, export)) + shown, [*shows, _gives(test)], said


def _typed(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    answers = offered(body.answers)
    export.lose("case" if body.exact else "slips")
    right = [part.text for part in answers if part.share == RIGHT]
    if len(right) < len(answers):
        export.lose("typed-alternatives")
    tests = "".join(_equal("response1", text) for text in right)
    shown = _material(blocks(item.stem, export)) + _typing("response1")
    return "short_answer_question", shown, [_gives(tests)], []


def _amount(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    values = [value for value in body.values if not value.void and value.share == RIGHT]
    conditions = []
    for value in values:
        exact, off = export.amount(value, body.unit, bank.language)
        conditions.append(_gives(_within(exact, off)))
    stem = blocks(item.stem, export) + (f"<p>({escape(body.unit)})</p>" if body.unit else "")
    return "numerical_question", _material(stem) + _typing("response1", ' fibtype="Decimal"'), conditions, []


def _within(exact: Fraction, off: Fraction) -> str:
    low = f'<vargte respident="response1">{decimal(exact - off)}</vargte>'
    high = f'<varlte respident="response1">{decimal(exact + off)}</varlte>'
    return f"<or>{_equal('response1', decimal(exact))}<and>{low}{high}</and></or>"


def _paired(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    extra = [part.text for part in body.extra]
    return _matched(item, export, body.rows, extra, body.credit)


def _grouped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    export.lose("sorting-as-matching")
    return _matched(item, export, body.rows, [], body.credit)


def _matched(
    item: Item, export: Export, pairs: Sequence[tuple[str, str]], extra: Sequence[str], credit: str
) -> _Made:
    if credit == ALL_OR_NOTHING:
        export.lose("credit-changed", credit)
    rights = list(dict.fromkeys([*(right for _, right in pairs), *extra]))
    names = {text: f"r{place}" for place, text in enumerate(rights, start=1)}
    rows = [(name, line(text, export)) for text, name in shuffled(tuple(names.items()), item.id)]
    shown, conditions = [_material(blocks(item.stem, export))], []
    for place, (left, right) in enumerate(pairs, start=1):
        shown.append(_list(f"response_{place}", rows, lead=line(left, export)))
        score = decimal(Fraction(100, len(pairs)))
        conditions.append(_gives(_equal(f"response_{place}", names[right]), score, adds=True))
    return "matching_question", "".join(shown), conditions, []


def _ordered(item: Item, export: Export, bank: Bank) -> _Made:
    raise CannotWrite(msg("Canvas has no questions of order."))


def _essay(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if body.rubric:
        export.lose("rubric")
    return "essay_question", _material(blocks(item.stem, export)) + _typing("response1"), [_NOTHING], []


_NOTHING = '<respcondition continue="No"><conditionvar><other/></conditionvar></respcondition>'


def _gapped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    listed = [gap for gap in body.gaps if gap.listed]
    if listed and len(listed) < len(body.gaps):
        raise CannotWrite(msg("Canvas has gaps to type in or lists, not both in one question."))
    if any(re.search(r"\[[^\]\s]*\]", segment) for segment in body.segments):
        raise CannotWrite(msg("Its text holds brackets, which mark gaps in Canvas."))
    if not listed:
        export.lose("case" if body.exact else "slips")
    names = [f"gap{place}" for place in range(1, len(body.gaps) + 1)]
    text = "".join(
        segment + (f"[{name}]" if name else "")
        for segment, name in zip(body.segments, [*names, ""], strict=True)
    )
    shown, conditions, said = [_material(blocks(text, export, own=False))], [], []
    for name, gap in zip(names, body.gaps, strict=True):
        box, tests, more = _gap(name, gap, export)
        shown.append(box)
        conditions += [_shows(f"response_{name}", value, f"{value}_fb") for value, _ in more]
        said += [(f"{value}_fb", markup) for value, markup in more]
        score = decimal(Fraction(100, len(names)))
        conditions += [_gives(test, score, adds=True) for test in tests]
    kind = "multiple_dropdowns_question" if listed else "fill_in_multiple_blanks_question"
    return kind, "".join(shown), conditions, said


def _gap(name: str, gap: Blank, export: Export) -> tuple[str, list[str], list[tuple[str, str]]]:
    """A gap as Canvas has it: a list of what is right, or of what is offered."""
    if gap.within:
        export.lose("gap-tolerance")
    if gap.otherwise or (not gap.listed and any(part.feedback for part in gap.options)):
        export.lose("feedback")
    parts = shown_order(offered(gap.options), repr(gap)) if gap.listed else offered(gap.options)
    rows = [(f"{name}_{place}", part) for place, part in enumerate(parts, start=1)]
    labels = "".join(
        f'<response_label ident="{ident}"><material><mattext>{escape(in_gap(gap, part))}</mattext></material></response_label>'
        for ident, part in rows
    )
    own = f"<material><mattext>{name}</mattext></material>"
    box = f'<response_lid ident="response_{name}">{own}<render_choice>{labels}</render_choice></response_lid>'
    tests = [_equal(f"response_{name}", ident) for ident, part in rows if part.share == RIGHT]
    said = [(ident, line(part.feedback, export)) for ident, part in rows if gap.listed and part.feedback]
    return box, tests, said


_BODIES: dict[type, Callable[[Item, Export, Bank], _Made]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)
