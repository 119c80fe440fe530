"""A bank as one page that works offline: graded on the device, with explanations and badges, printable.

The page holds the key: it is for practice, and says so.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from quizapp.basics.i18n import _, ngettext
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ANY_ONE
from quizapp.domain.exchange import BODIES, RIGHT, Item, Part, by_body
from quizapp.domain.markdown import READER, plain
from quizapp.domain.pictures import without_pictures
from quizapp.interchange.contract import Format, WrittenFile
from quizapp.interchange.exporting import Export, amount, offered, shown_order
from quizapp.interchange.markup_writing import rendered
from quizapp.interchange.practice_page import SCRIPT, STYLE

_HOLDS = ("marks", "unmarked", "hints", "why", "read", "topic", "tags", "order", "claims")

#: What the device needs to grade one box: the kind, what is right, what is said to an answer.
Key = dict[str, Any]


def write(bank: Bank) -> WrittenFile:
    """The bank as a page."""
    export = Export()
    keys: list[list[Key]] = []

    def one(item: Item) -> str:
        body, boxes = _BODIES[type(item.body)](item, export, bank)
        export.common(item, bank, holds=_HOLDS, says=BODIES)
        keys.append(boxes)
        return _question(item, bank, body, len(keys))

    questions = "\n".join(export.each(bank, one))
    data = json.dumps({"keys": keys, "words": _words()}, ensure_ascii=False).replace("<", "\\u003c")
    return export.written(_page(bank, questions, data).encode())


def _words() -> dict[str, str]:
    return {
        "right": _("Right."),
        "wrong": _("Not right."),
        "partly": _("Partly right."),
        "read": _("Compare with what a marker looks for."),
    }


def _page(bank: Bank, questions: str, data: str) -> str:
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    return f"""<!doctype html>
<html lang="{escape(bank.language or "en")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{escape(bank.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(bank.title)}</h1>
{_shown(bank.about)}
<p class="note">{escape(_("For practice: this page holds the key. Nothing is sent or recorded."))}</p>
<ol>
{questions}
</ol>
<p id="score" role="status"></p>
</main>
<script type="application/json" id="data">{data}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""


def _question(item: Item, bank: Bank, body: str, number: int) -> str:
    marks = (
        ""
        if item.unmarked
        else ngettext("%(num)s mark", "%(num)s marks", item.marks.numerator)
        % {"num": f"{float(item.marks):g}"}
    )
    hints = "".join(
        f"<details><summary>{escape(_('Hint'))}</summary>{_shown(hint)}</details>" for hint in item.hints
    )
    said = "".join([_shown(item.why), *_badges(item, bank)])
    return f"""<li><form data-question="{number - 1}">
{f'<div class="read">{_shown(item.read)}</div>' if item.read else ""}{_shown(item.stem)}
{body}
{hints}<p><button>{escape(_("Check"))}</button> <span class="quiet">{escape(marks)}</span></p>
<div class="result" role="status"></div>
<div class="why" hidden>{said}</div>
</form></li>"""


def _badges(item: Item, bank: Bank) -> Iterator[str]:
    """Who says it, and how solid it is."""
    for claim in bank.claims_of(bank.question(item.id)):
        who = f" · {escape(claim.who)}" if claim.who else ""
        yield f'<p class="claim"><span class="badge">{escape(claim.status.value)}</span> {escape(claim.says)}{who}</p>'


def _shown(text: str) -> str:
    return rendered(without_pictures(text)) if text else ""


def _inline(text: str) -> str:
    return str(READER.renderInline(without_pictures(text)))


_Made = tuple[str, list[Key]]


def _choice(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    options = shown_order(offered(body.options), item.id, keep=body.keep_order)
    return _options(options, "checkbox" if body.several and body.credit != ANY_ONE else "radio")


def _judged(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    return _options(offered(body.answers), "radio")


def _options(options: Sequence[Part], kind: str) -> _Made:
    rows = "".join(
        f'<li><label><input type="{kind}" name="a" value="{place}"> {_inline(part.text)}</label></li>'
        for place, part in enumerate(options)
    )
    key = {
        "kind": "options",
        "one": kind == "radio",
        "right": [place for place, part in enumerate(options) if part.share == RIGHT],
        "say": _said(options),
        "best": "; ".join(_inline(part.text) for part in options if part.share == RIGHT),
    }
    return f'<ul class="options">{rows}</ul>', [key]


def _box(place: int, label: str = "") -> str:
    return f'<input type="text" name="b{place}" autocomplete="off" autocapitalize="off" spellcheck="false" aria-label="{escape(label or _("Your answer"))}">'


def _said(options: Sequence[Part]) -> dict[str, str]:
    """What is said to whoever chooses an option, by its place."""
    return {str(place): _inline(part.feedback) for place, part in enumerate(options) if part.feedback}


def _typed_key(answers: Sequence[Part], *, exact: bool) -> Key:
    right = [part.text for part in answers if part.share == RIGHT]
    return {
        "kind": "typed",
        "right": right,
        "exact": exact,
        "say": {part.text: _inline(part.feedback) for part in answers if part.feedback},
        "best": escape(right[0]) if right else "",
    }


def _typed(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if not body.exact:
        export.lose("slips")
    key = _typed_key(offered(body.answers), exact=body.exact)
    return f"<p>{_box(0)}</p>", [key | _other(body.otherwise)]


def _other(text: str) -> Key:
    """What is said to any other wrong answer."""
    return {"other": _inline(" ".join(text.split()))} if text else {}


def _amount(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    values = []
    for value in body.values:
        exact, off, _had_unit = amount(value.number, value.within, body.unit, bank.language)
        values.append(
            [
                float(exact),
                float(off),
                value.share == RIGHT,
                _inline(value.feedback) if value.feedback else "",
            ]
        )
    first = body.values[0]
    best = escape(" ".join(filter(None, (first.number, body.unit))))
    return f"<p>{_box(0)} {escape(body.unit)}</p>", [
        {"kind": "amount", "values": values, "best": best, **_other(body.otherwise)}
    ]


def _select(place: int, options: Sequence[str], label: str) -> str:
    rows = "".join(
        f'<option value="{number}">{escape(plain(text))}</option>' for number, text in enumerate(options)
    )
    return f'<select name="b{place}" aria-label="{escape(plain(label))}"><option value="">…</option>{rows}</select>'


def _selects(rows: Sequence[tuple[str, str, str]], options: Sequence[str]) -> _Made:
    """Lines with a list each: what stands there, what is right, and what is said to anything else."""
    lines = "".join(
        f"<li>{_inline(left)} {_select(place, options, left)}</li>"
        for place, (left, _right, _said) in enumerate(rows)
    )
    keys = [
        {"kind": "list", "right": options.index(right), "best": f"{_inline(left)}: {_inline(right)}"}
        | _other(said)
        for left, right, said in rows
    ]
    return f'<ul class="options">{lines}</ul>', keys


def _paired(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    options = sorted(
        {pair.right for pair in body.pairs} | {part.text for part in body.extra}, key=str.casefold
    )
    return _selects([(pair.left, pair.right, pair.feedback) for pair in body.pairs], options)


def _grouped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    rows = [(part.text, group.name, part.feedback) for group in body.groups for part in group.items]
    return _selects(sorted(rows, key=lambda row: row[0].casefold()), [group.name for group in body.groups])


def _ordered(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    places = [str(number + 1) for number in range(len(body.items))]
    rows = [(part.text, places[number], part.feedback) for number, part in enumerate(body.items)]
    return _selects(sorted(rows, key=lambda row: row[0].casefold()), places)


def _gapped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    text, keys, boxes = body.segments[0], [], []
    for place, (gap, segment) in enumerate(zip(body.gaps, body.segments[1:], strict=True)):
        label = _("Gap %(number)s") % {"number": place + 1}
        if gap.listed:
            options = sorted(gap.options, key=lambda part: part.text.casefold())
            boxes.append(_select(place, [part.text for part in options], label))
            right = next(number for number, part in enumerate(options) if part.share == RIGHT)
            best = _inline(options[right].text)
            keys.append({"kind": "list", "right": right, "best": best, "say": _said(options)})
        else:
            boxes.append(_box(place, label))
            if gap.within:
                export.lose("gap-tolerance")
            keys.append(_typed_key(gap.options, exact=body.exact) | _other(gap.otherwise))
        text += f"\ue001{place}\ue002{segment}"
    shown = _shown(text)
    for place, box in enumerate(boxes):
        shown = shown.replace(f"\ue001{place}\ue002", box)
    return shown, keys


def _essay(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    rubric = "".join(f"<li>{_inline(line)}</li>" for line in body.rubric)
    return f'<p><textarea name="b0" rows="6" aria-label="{escape(_("Your answer"))}"></textarea></p>', [
        {"kind": "essay", "best": f"<ul>{rubric}</ul>" if rubric else ""}
    ]


_BODIES: dict[type, Callable[[Item, Export, Bank], _Made]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)

FORMAT = Format("html", "a page for practice that works offline and holds the key", (".html",), write=write)
