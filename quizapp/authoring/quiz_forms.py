"""The form of a quiz that is composed in the browser."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.authoring.quiz_builder import ALONE, rule_of
from quizapp.basics.limits import (
    CREDIT_LETTERS,
    LINE_LETTERS,
    PARAGRAPH_LETTERS,
    QUIZ_RULES,
    RULE_QUESTIONS,
    TRIES,
)
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.recipes import FEEDBACK_TIMES, ORDERS, QuizRecipe
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form, Ticks
from quizapp.web.markup import stem_line


class RuleForm(Form):
    """One rule: how many questions, and what must fit. Without a number the row is empty."""

    number = IntegerField(
        msg("How many"),
        validators=[Optional(), NumberRange(1, RULE_QUESTIONS)],
    )
    topic = SelectField(msg("Topic"), validate_choice=False)
    aspect = SelectField(msg("Tests"), validate_choice=False)
    claim = SelectField(msg("Claim"), validate_choice=False)
    tag = SelectField(msg("Tag"), validate_choice=False)
    pattern = SelectField(msg("Pattern"), validate_choice=False)


class QuizForm(Form):
    """A quiz: which questions, how many, in what order, what is shown when."""

    title = StringField(
        msg("Title of the quiz"),
        filters=[lambda text: clean_name(str(text or ""))],
        validators=[DataRequired(msg("Write what the quiz is called.")), Length(max=LINE_LETTERS)],
    )
    about = TextAreaField(msg("What students read about it"), validators=[Length(max=PARAGRAPH_LETTERS)])
    rules = FieldList(FormField(RuleForm), min_entries=1, max_entries=QUIZ_RULES)
    questions = Ticks(msg("Questions that everybody gets"), validate_choice=False)
    order = RadioField(
        msg("Order"), choices=[SelectChoice(o, o.capitalize()) for o in ORDERS], default=ORDERS[0]
    )
    feedback = RadioField(
        msg("When students see what was right"),
        choices=[SelectChoice(f, f.capitalize()) for f in FEEDBACK_TIMES],
        default=FEEDBACK_TIMES[0],
    )
    tries = IntegerField(
        msg("Tries for each question"),
        default=1,
        validators=[
            InputRequired(msg("Write a number.")),
            NumberRange(1, TRIES),
        ],
    )
    credit = StringField(msg("What each try is worth"), validators=[Length(max=CREDIT_LETTERS)])
    certainty = BooleanField(msg("Ask students how sure they are"), default=True)
    hints = BooleanField(msg("Let students open the hints that questions have"), default=True)
    unmarked = BooleanField(msg("It counts for nothing"))
    open = BooleanField(msg("Anyone may take it, also without a class"))

    def __init__(self, *args: Any, bank: LoadedBank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bank = bank
        if len(self.rules.entries) < QUIZ_RULES and self.rules.entries[-1].number.data:
            self.rules.append_entry()
        asked = {each: bank.question(each) for each in bank.places}
        stems = {each: stem_line(q.stem_text()) for each, q in asked.items()}
        self.questions.choices = [SelectChoice(each, stem) for each, stem in stems.items()]
        topics, claims = dict(bank.topics), {key: claim.says[:80] for key, claim in bank.claims.items()}
        for name, other in bank.borrowed.items():
            topics |= {f"{name}/": f"{other.title}: any"}
            topics |= {f"{name}/{key}": f"{other.title}: {title}" for key, title in other.topics.items()}
            claims |= {f"{name}/{key}": claim.says[:80] for key, claim in other.claims.items()}
        aspects = {q.tests.value for q in asked.values() if q.tests}
        tags = {tag for q in asked.values() for tag in q.tags}
        patterns = {q.pattern for q in asked.values() if q.pattern}
        for row in self.rules.entries:
            entry: Any = row.form  # each entry is a FormField
            alone = str(entry.topic.data or "").removeprefix(ALONE)
            only = {f"{ALONE}{alone}": stems[alone]} if entry.topic.data != alone and alone in stems else {}
            entry.topic.choices = _any_or(topics | only)
            entry.claim.choices = _any_or(claims)
            for field, words in ((entry.aspect, aspects), (entry.tag, tags), (entry.pattern, patterns)):
                field.choices = _any_or({word: word for word in sorted(words)})

    def fill(self, recipe: QuizRecipe) -> None:
        """Show the rules of a quiz that is there already."""
        self.title.data, self.about.data = recipe.title, recipe.about
        self.questions.data = list(recipe.questions)
        self.order.data, self.feedback.data, self.tries.data = recipe.order, recipe.feedback, recipe.tries
        self.credit.data = ", ".join(f"{float(c * 100):g} %" for c in recipe.credit_by_try)
        self.certainty.data, self.hints.data = recipe.certainty, recipe.hints
        self.unmarked.data, self.open.data = recipe.unmarked, recipe.open

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if fine and not self.recipe("").length:
            self.questions.errors = [msg("Write how many questions to draw, or tick at least one.")]
            return False
        if fine and self._shares() is None:
            self.credit.errors = [msg("Write shares in per cent, falling, like 100 %, 60 %, 30 %.")]
            return False
        return fine

    def _shares(self) -> tuple[Fraction, ...] | None:
        """What each try is worth; None where it cannot be read."""
        parts = [part.strip().rstrip("%").strip() for part in (self.credit.data or "").split(",")]
        try:
            shares = tuple(Fraction(part) / 100 for part in parts if part)
        except (ValueError, ZeroDivisionError):
            return None
        fine = all(0 <= share <= 1 for share in shares) and list(shares) == sorted(shares, reverse=True)
        return shares if fine else None

    def recipe(self, key: str) -> QuizRecipe:
        """The rules as the form says them."""
        return QuizRecipe(
            key=key,
            title=self.title.data or "",
            about=(self.about.data or "").replace("\r\n", "\n").strip(),
            draw=tuple(rule_of(row.data, self.bank) for row in self.rules.entries if row.number.data),
            questions=tuple(q for q in self.questions.data or [] if q in self.bank.places),
            order=self.order.data,
            feedback=self.feedback.data,
            tries=self.tries.data or 1,
            credit_by_try=self._shares() or (),
            unmarked=bool(self.unmarked.data),
            open=bool(self.open.data),
            certainty=bool(self.certainty.data),
            hints=bool(self.hints.data),
        )


def _any_or(choices: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", "any"), *(SelectChoice(value, label) for value, label in choices.items())]
