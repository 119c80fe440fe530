"""The living page of the design system, at /design while ``QUIZAPP_DESIGN_PAGE=1``."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from quizapp.attempts.review_cards import ClaimView, ReviewCard
from quizapp.basics.errors import NotFound
from quizapp.domain.answers import Verdict
from quizapp.domain.claims import Status
from quizapp.domain.question import AskView, Control, Line, Note, Review
from quizapp.web import database, guards
from quizapp.web.forms import Form

bp = Blueprint("design_page", __name__)

STYLESHEET = Path(__file__).resolve().parents[1] / "static" / "quizapp.css"
ZONES = ("Europe/London", "Europe/Kyiv")
MOMENTS = ("After submitting", "When closed")
_TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")


@dataclass(frozen=True)
class Swatch:
    """A colour token: its value on light and on dark."""

    name: str
    light: str
    dark: str


class SampleForm(Form):
    """One field of each kind."""

    name = StringField("Your name")
    note = TextAreaField("A note to yourself")
    zone = SelectField("Time zone", choices=[SelectChoice(zone, zone) for zone in ZONES])
    agreed = BooleanField("Show the names when projecting")
    kind = RadioField("Feedback", choices=[SelectChoice(word, word) for word in MOMENTS], default=MOMENTS[0])


def swatches() -> list[Swatch]:
    """The colour tokens as the stylesheet has them."""
    return [Swatch(*found.groups()) for found in _TOKEN.finditer(STYLESHEET.read_text("utf-8"))]


AREA = ClaimView(
    key="covered",
    says="The incursion covers about 154 square miles",
    figure="154 square miles",
    who="Matthew Savill, military sciences director, RUSI",
    status=Status.ESTIMATE,
    as_of="13 August 2024",
    where="How the attack unfolded, paragraph 4",
    measures="area covered",
    quote="",
    note="How much of it is controlled is not clear.",
    but="",
    was="",
    checked="",
    interest="",
    source_title="Ukraine's surprise incursion in Russia",
    source_publisher="ITV News",
    source_date="13 August 2024",
    source_link="https://www.itv.com/news",
)
CONTROLLED = replace(
    AREA,
    says="Kyiv's forces control 386 square miles",
    figure="386 square miles",
    who="Oleksandr Syrskyi, Ukraine's top commander",
    status=Status.NOT_VERIFIED,
    measures="area controlled",
    note="",
)
ASK = AskView(
    stem="Who says that Ukrainian forces control 386 square miles of the Kursk region?",
    controls=tuple(
        Control("answer", text, str(place), chosen=place == 1)
        for place, text in enumerate(("Matthew Savill", "Oleksandr Syrskyi", "ITV News itself"))
    ),
    instruction="Choose one.",
    exclusive=True,
)

ITEMS = ("About 6 miles, to the town of Sudzha", "152 miles of border", "1,000 km of front line")
ORDER = AskView(
    stem="Put these lengths in order, the shortest first.",
    controls=tuple(
        Control(f"row-{place}", text, "" if place else "2", choices=(("1", "1"), ("2", "2"), ("3", "3")))
        for place, text in enumerate(ITEMS)
    ),
)


def _card(number: int, verdict: Verdict, certainty: str, review: Review) -> ReviewCard:
    return ReviewCard(
        number=number,
        question_id=f"sample-{number}",
        stem=ASK.stem,
        verdict=verdict,
        said=(),
        certainty=certainty,
        review=review,
        why="The commander told his president so. The article adds that it could not be verified.",
        claims=(CONTROLLED,),
        score_text="",
        is_status=False,
        where="",
        topic="",
    )


def _cards() -> tuple[ReviewCard, ...]:
    best = (Line("Oleksandr Syrskyi", True),)
    note = Note("Matthew Savill", "He speaks of the area covered, and of about 154 square miles.")
    return (
        _card(1, Verdict.WRONG, "certain", Review((Line("Matthew Savill", False),), best, (note,))),
        _card(2, Verdict.RIGHT, "guessing", Review(best, best)),
        _card(3, Verdict.DONT_KNOW, "", Review((), best)),
    )


@bp.get("/design")
@guards.anyone
def design() -> ResponseReturnValue:
    """Every component in its states."""
    if not database.program().settings.design_page:
        raise NotFound()
    form = SampleForm()
    form.name.errors = ["Write the name your teacher knows you by."]
    return render_template(
        "design.html",
        swatches=swatches(),
        claims=[(status, "M. Savill, RUSI", "13 August 2024") for status in [*Status, "not stated"]],
        areas=(CONTROLLED, AREA),
        form=form,
        ask=ASK,
        order=ORDER,
        cards=_cards(),
        address=lambda page: url_for(".design", page=page, **request.view_args or {}),
    )
