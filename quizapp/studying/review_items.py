"""Items: what a learner remembers. An item is an idea of a bank; the questions that ask for it are its variants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading, idea_of
from quizapp.banks import publishing
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.claims import Claim
from quizapp.domain.question import Question
from quizapp.domain.spacing.variants import Variant, choose_variant
from quizapp.identity.tokens import keyed_hash
from quizapp.models import Bank, BankVersion

#: Between a bank's public id and the idea; neither can hold it.
BETWEEN = ":"


@dataclass(frozen=True)
class ReviewItem:
    """An idea with its variants, as the newest version of its bank asks for it."""

    key: str
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question | None:
        return next((q for q in self.questions if q.id == question_id), None)

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(Variant(q.id, q.type_name, guess_chance(q)) for q in self.questions)

    @property
    def can_be_reviewed(self) -> bool:
        """Whether any variant says enough: where luck is even, none does."""
        return choose_variant(self.variants, ()) is not None

    def next_question(self, asked: Sequence[str], salt: str, *, in_review: bool = True) -> Question | None:
        """The variant to ask next; in practice an item of lucky variants only is asked all the same."""
        chosen = choose_variant(self.variants, asked, salt=salt)
        if chosen is not None:
            return self.question(chosen.question)
        return None if in_review else min(self.questions, key=guess_chance, default=None)


@dataclass(frozen=True)
class Deck:
    """The newest version of a bank as items, in the order of the bank."""

    bank_id: int
    public_id: str
    title: str
    version_id: int
    published_at: datetime
    bank: LoadedBank
    items: Mapping[str, ReviewItem]

    def claims_of(self, item: ReviewItem) -> tuple[Claim, ...]:
        """The claims that any variant of an item is about, in order."""
        return tuple(dict.fromkeys(c for q in item.questions for c in self.bank.claims_of(q) if c.key))

    def topic_of(self, item: ReviewItem) -> str:
        return next((q.topic for q in item.questions if q.topic), "")


def guess_chance(question: Question) -> Fraction:
    """The chance that a blind guess is wholly right: 0 where anything is typed.

    Read off the controls that are shown: one of so many radio buttons, every tick right or wrong by even chance,
    one of so many choices in every list.
    """
    controls = question.ask_view(range(question.parts())).controls
    choices = [sum(bool(value) for value, _text in c.choices) for c in controls if c.choices]
    if question.ask_view(range(question.parts())).exclusive:
        return Fraction(1, max(1, len(controls)))
    if question.typed or not controls:
        return Fraction(0)
    luck = Fraction(1, 2 ** (len(controls) - len(choices)))
    for number in choices:
        luck /= max(1, number)
    return luck


def item_key(public_id: str, bank: LoadedBank, question: Question) -> str:
    """What a question's answers are remembered under. A renamed question keeps the old name (``replaces``)."""
    return f"{public_id}{BETWEEN}{idea_of(bank, question)}"


def bank_of_item(key: str) -> str:
    """The public id of an item's bank."""
    return key.partition(BETWEEN)[0]


def idea_of_item(key: str) -> str:
    """The idea that an item stands for, without its bank."""
    return key.partition(BETWEEN)[2]


def may_show(part: ResultPart, reading: Reading, item: str) -> bool:
    """Whether a part of an item's questions may be shown to a reader."""
    return reading.may(part, idea_of_item(item))


def can_be_studied(question: Question) -> bool:
    """Whether the program can tell right from wrong, and the author wants it to."""
    return not question.hand_marked and not question.unmarked and question.best() is not None


_decks: dict[tuple[str, int], Deck] = {}


def load_decks(session: Session, public_ids: Iterable[str]) -> dict[str, Deck]:
    """The newest versions of some banks, by public id, in one statement; archived banks are left out."""
    wanted = sorted(set(public_ids))
    if not wanted:
        return {}
    newest = (
        select(BankVersion.bank_id, func.max(BankVersion.number).label("number"))
        .group_by(BankVersion.bank_id)
        .subquery()
    )
    rows = session.execute(
        select(Bank.id, Bank.public_id, Bank.title, BankVersion.id, BankVersion.published_at)
        .join(BankVersion, BankVersion.bank_id == Bank.id)
        .join(newest, (newest.c.bank_id == Bank.id) & (newest.c.number == BankVersion.number))
        .where(Bank.public_id.in_(wanted), Bank.archived_at.is_(None))
    )
    return {row[1]: _deck(session, *row) for row in rows}


def _deck(session: Session, bank_id: int, public_id: str, title: str, version_id: int, at: datetime) -> Deck:
    key = (str(session.get_bind().engine.url), version_id)
    if key not in _decks:
        bank = publishing.load_version(session, version_id)
        items: dict[str, list[Question]] = {}
        for question in bank.questions:
            if can_be_studied(question):
                items.setdefault(item_key(public_id, bank, question), []).append(question)
        if len(_decks) > 256:
            _decks.clear()
        made = {name: ReviewItem(name, tuple(questions)) for name, questions in items.items()}
        _decks[key] = Deck(bank_id, public_id, title, version_id, at, bank, made)
    return _decks[key]


def order_of(question: Question, secret: bytes, *about: object) -> list[int]:
    """The order in which a question's parts are shown.

    Made again when the answer comes back, so nothing needs to be kept; from a secret, so that the place of an
    option in the bank cannot be worked out.
    """
    return question.draw_order(Random(keyed_hash(secret, "order", repr((question.id, *about)))))
