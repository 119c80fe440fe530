"""Quizzes composed in the browser: what their rules find in a bank, and what a student will meet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from statistics import fmean
from string import ascii_uppercase
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.banks import publishing
from quizapp.banks.recipe_json import recipe_to_json
from quizapp.basics.limits import SECONDS_A_QUESTION
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.exchange import also_right
from quizapp.domain.markdown import plain
from quizapp.domain.question import AskView, Line, Question
from quizapp.domain.recipes import DrawRule, QuizRecipe
from quizapp.domain.selection import CannotFill, describe_rule, draw_questions
from quizapp.models import AssignmentKind, Attempt, Bank, BankVersion, Position, Quiz

#: A balance is the mean over so many draws.
_DRAWS = 25


@dataclass(frozen=True)
class RuleLine:
    """One rule with the number of questions that it could draw."""

    says: str
    number: int
    qualifying: int


@dataclass(frozen=True)
class QuizPreview:
    """What a student will meet, on average over several draws."""

    rules: tuple[RuleLine, ...]
    length: int
    minutes: int
    #: (topic's title, questions)
    topics: tuple[tuple[str, float], ...]
    #: Questions on solid claims, on others, and on no claim.
    solid: float
    shaky: float
    unclaimed: float
    #: Why the quiz cannot be filled; empty where it can.
    shortage: str


def preview_quiz(session: Session, bank_row: Bank, bank: LoadedBank, recipe: QuizRecipe) -> QuizPreview:
    """Work out what the rules of a quiz find in a bank."""
    lines = tuple(
        RuleLine(describe_rule(rule), rule.number, len(bank.qualifying(rule))) for rule in recipe.draw
    )
    drawn: list[list[Question]] = []
    shortage = ""
    try:
        drawn = [
            [bank.question(q) for q in draw_questions(bank, recipe, Random(seed))] for seed in range(_DRAWS)
        ]
    except CannotFill as error:
        shortage = str(error)
    topics = Counter(bank.topics.get(q.topic, q.topic) for questions in drawn for q in questions)
    standing = Counter(_standing(bank, q) for questions in drawn for q in questions)
    rounds = len(drawn) or 1
    seconds = _seconds(session, bank_row)
    spent = [sum(seconds.get(q.id, SECONDS_A_QUESTION) for q in questions) for questions in drawn]
    return QuizPreview(
        lines,
        len(drawn[0]) if drawn else recipe.length,
        max(1, round((fmean(spent) if spent else recipe.length * SECONDS_A_QUESTION) / 60)),
        tuple((title, count / rounds) for title, count in topics.most_common()),
        standing["solid"] / rounds,
        standing["shaky"] / rounds,
        standing["none"] / rounds,
        shortage,
    )


def _standing(bank: LoadedBank, question: Question) -> str:
    claims = bank.claims_of(question)
    if not claims:
        return "none"
    return "solid" if all(claim.status.is_solid for claim in claims) else "shaky"


def _seconds(session: Session, bank: Bank) -> dict[str, float]:
    """Mean time that answers to each question of a bank took, in seconds, over all its versions."""
    found = session.execute(
        select(Position.question_id, func.avg(Position.seconds))
        .join(Attempt)
        .join(BankVersion, BankVersion.id == Attempt.bank_version_id)
        .where(BankVersion.bank_id == bank.id, Position.seconds.is_not(None))
        .group_by(Position.question_id)
    )
    return {question_id: float(mean) for question_id, mean in found}


# --- writing ----------------------------------------------------------------------------------------------


def own_quiz_of_title(session: Session, bank: Bank, title: str, user_id: int) -> str:
    """The public id of a teacher's quiz of this title, made in the browser; empty where there is none."""
    found = session.scalar(
        select(Quiz.public_id)
        .where(Quiz.bank_id == bank.id, Quiz.owner_id == user_id, Quiz.title == title)
        .where(Quiz.archived_at.is_(None))
        .order_by(Quiz.id)
        .limit(1)
    )
    return found or ""


def save_quiz(
    session: Session,
    bank: Bank,
    recipe: QuizRecipe,
    *,
    public_id: str,
    user_id: int,
    now: datetime,
) -> Quiz:
    """Make a quiz of a bank, or write the rules of this teacher's own anew. Attempts keep the rules they began with."""
    wanted = select(Quiz).where(Quiz.public_id == public_id, Quiz.owner_id == user_id)
    found = session.scalar(wanted)
    if found is None:
        try:
            with session.begin_nested():
                found = Quiz(
                    public_id=public_id, bank_id=bank.id, title=recipe.title, owner_id=user_id, created_at=now
                )
                session.add(found)
        except IntegrityError:  # the other press of the button was first
            found = session.scalars(wanted).one()
    found.title, found.rules = recipe.title, recipe_to_json(recipe)
    session.flush()
    if recipe.open:
        publishing.get_or_make_entry(session, found, AssignmentKind.OPEN, now)
    return found


#: Before the id of a question in the place of a topic: that question alone.
ALONE = "?"


def rule_of(row: Mapping[str, Any], bank: LoadedBank) -> DrawRule:
    """A rule as a row of the form says it; what the bank does not have is left out.

    A topic, a question and a claim of another bank have its name and a slash before their own.
    """
    number, place = row["number"], row["topic"] or ""
    name, _slash, topic = place.removeprefix(ALONE).rpartition("/")
    there = bank.borrowed.get(name) if name else bank
    if there is None:
        name, there = "", bank
    if place.startswith(ALONE) and place.removeprefix(ALONE) in bank.places:
        return DrawRule(number, question=topic, bank=name)
    claim = (row["claim"] or "").removeprefix(f"{name}/")
    aspects = {q.tests.value: q.tests for q in there.questions if q.tests}
    return DrawRule(
        number,
        topic if topic in there.topics else "",
        aspects.get(row["aspect"] or ""),
        claim if claim in there.claims else "",
        row["tag"] or "",
        row["pattern"] or "",
        bank=name,
    )


def row_of(rule: DrawRule) -> dict[str, Any]:
    """A rule as a row of the form, which ``rule_of`` reads back."""
    before = f"{rule.bank}/" if rule.bank else ""
    return {
        "number": rule.number,
        "topic": f"{ALONE}{before}{rule.question}" if rule.question else f"{before}{rule.topic}",
        "aspect": rule.aspect.value if rule.aspect else "",
        "claim": f"{before}{rule.claim}" if rule.claim else "",
        "tag": rule.tag,
        "pattern": rule.pattern,
    }


# --- paper ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperQuestion:
    """A question as it stands on paper: letters before what can be chosen, lines for what is written."""

    number: int
    question: Question
    view: AskView
    #: What the letters stand for; empty where something is written.
    letters: tuple[tuple[str, str], ...]
    #: As it is read, without marks; so are ``also`` and ``partners``.
    key: str
    #: What counts besides: other spellings, how far off a figure may be.
    also: str
    #: What every line is matched with, where that is the same for all; empty otherwise.
    partners: tuple[str, ...]


def draw_paper_quiz(bank: LoadedBank, recipe: QuizRecipe, rng: Random) -> list[PaperQuestion]:
    """A quiz for paper; the same generator state gives the same sheets. Raises CannotFill."""
    questions = [bank.question(q) for q in draw_questions(bank, recipe, rng)]
    if recipe.order != "as written":
        rng.shuffle(questions)
    return [on_paper(number, question, rng) for number, question in enumerate(questions, start=1)]


def on_paper(number: int, question: Question, rng: Random) -> PaperQuestion:
    """One question for paper, with its key."""
    view = question.ask_view(question.draw_order(rng))
    best = question.review(None).best
    chosen = question.options() and not any(c.choices for c in view.controls) and not view.segments
    letters: tuple[tuple[str, str], ...] = ()
    if chosen:
        letters = tuple(zip(ascii_uppercase, (c.label for c in view.controls), strict=False))
    right = {line.text for line in best}
    key = ", ".join(letter for letter, text in letters if text in right) or _in_words(best)
    offered = {tuple(text for value, text in c.choices if value) for c in view.controls}
    partners = tuple(map(plain, offered.pop())) if len(offered) == 1 and not view.segments else ()
    return PaperQuestion(
        number, question, view, letters, key, "; ".join(also_right(question.exchange())), partners
    )


def _in_words(best: Sequence[Line]) -> str:
    return "; ".join(
        f"{plain(line.label).removesuffix('.')}: {plain(line.text)}" if line.label else plain(line.text)
        for line in best
    )
