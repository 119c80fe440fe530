"""Whole pages, drawn once with gaps and filled in for each request."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import lru_cache

from flask import Flask, current_app, g, render_template, request, session
from markupsafe import escape

from quizapp.basics import i18n
from quizapp.basics.limits import FRAMES_KEPT
from quizapp.identity.sessions import Viewer
from quizapp.web import context, hidden_names, languages

#: How a gap stands in a drawn page. No text has a NUL: requests with one are refused, and banks may hold none.
_GAP = re.compile("\0(.*?)\0")


def framed(name: str, gaps: Mapping[str, object], **choices: Hashable) -> str:
    """A page of the signed-in student: its template drawn once for these choices, then every gap filled in.

    A gap is escaped as anything else that a template shows. What the template decides by (``if``) is a choice.
    """
    seen = context.viewer()
    if seen is None or not seen.is_student or "_flashes" in session:
        return render_template(name, **gaps, **choices)
    own = current_app.jinja_env.globals
    others = languages.language_choices()
    filled = {
        **gaps,
        "csp_nonce": g.csp_nonce,
        "device_key": own["device_key"](),  # type: ignore[operator]
        "viewer": seen.name,
        "not_you": own["not_you"](""),  # type: ignore[operator]
        **{each.tag: each.address for each in others},
    }
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    tongues = tuple(replace(each, address=_gap(each.tag)) for each in others)
    parts = _frame(
        app, name, languages.language(), tongues, bool(seen.name), tuple(gaps), tuple(choices.items())
    )
    written = list(parts)
    written[1::2] = [escape(filled[part]) for part in parts[1::2]]
    return "".join(written)


Draw = Callable[[], str]


def drawn_once(once: Callable[[Hashable, Draw], str], rests_on: Hashable, draw: Draw) -> str:
    """A page of the signed-in teacher as it was drawn, kept by ``once`` for what it rests on, this address and viewer.

    It may hold no form and no instant: only the nonce of its scripts is filled in anew.
    """
    seen = context.viewer()
    if seen is None or not seen.is_teacher or "_flashes" in session:
        return draw()
    waits = sum(line.number for line in context.waiting_lines())
    address = request.root_path, request.full_path, hidden_names.names_hidden()
    about = address, languages.language(), seen.name, waits, rests_on

    def with_a_gap() -> str:
        nonce, g.csp_nonce = g.csp_nonce, _gap("csp_nonce")
        try:
            return draw()
        finally:
            g.csp_nonce = nonce

    return once(about, with_a_gap).replace(_gap("csp_nonce"), g.csp_nonce)


def _gap(name: str) -> str:
    return f"\0{name}\0"


@lru_cache(FRAMES_KEPT)
def _frame(
    app: Flask,
    name: str,
    language: str,
    tongues: tuple[languages.LanguageChoice, ...],
    has_name: bool,  # part of the key
    gaps: tuple[str, ...],
    choices: tuple[tuple[str, Hashable], ...],
) -> tuple[str, ...]:
    """The page's pieces: HTML, the name of a gap, HTML, and so on."""
    someone = Viewer(session_id=0, name=_gap("viewer") if has_name else "", student_id=0)
    page = app.jinja_env.get_template(name).render(
        {
            **{gap: _gap(gap) for gap in gaps},
            **dict(choices),
            "viewer": someone,
            "csp_nonce": _gap("csp_nonce"),
            "device_key": lambda: _gap("device_key"),
            "not_you": lambda _then: _gap("not_you"),
            "other_languages": lambda: tongues,
            "get_flashed_messages": lambda **_which: (),
            "page_language": language,
            "page_direction": i18n.text_direction(language),
        }
    )
    return tuple(_GAP.split(page))
