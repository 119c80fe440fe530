"""Flashcards from a bank's questions and claims, on the same schedule as everything else, and as a file for Anki."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading
from quizapp.attempts.review_cards import ClaimView, claim_view
from quizapp.basics.i18n import _, text_direction
from quizapp.domain.question import Line, Question
from quizapp.domain.spacing.events import Origin, day_start, local_day
from quizapp.domain.spacing.practice_round import StudySession, study_session
from quizapp.identity.merged_identities import select_identities
from quizapp.interchange.anki_writing import AnkiNote, write_anki_text
from quizapp.models import ReviewEvent
from quizapp.studying.planning import Board, in_rounds
from quizapp.studying.recording import Answer, as_answer
from quizapp.studying.review_items import Deck, ReviewItem, may_show, order_of
from quizapp.web.markup import join_parts, on_card, under_one_another

#: Which side of a bank the cards are made of.
QUESTIONS, CLAIMS = "questions", "claims"
KINDS = (QUESTIONS, CLAIMS)
#: What the id of a claim's card begins with; no question's id holds a colon.
CLAIM_CARD = "claim:"


@dataclass(frozen=True)
class Flashcard:
    """One card. ``id`` is that of its question, or ``claim:`` and the claim's key; it never changes its meaning."""

    id: str
    item: str
    #: Markdown, with what there is to choose from.
    front: str
    choices: tuple[str, ...]
    back: tuple[Line, ...]
    why: str
    claims: tuple[ClaimView, ...]


def cards_of(deck: Deck, kind: str, reading: Reading, secret: bytes = b"") -> tuple[Flashcard, ...]:
    """The cards that a reader may see, in the bank's order: one for each idea, from its first question; or for each claim."""
    if kind == QUESTIONS:
        shown = [item for item in deck.items.values() if may_show(ResultPart.EXPLANATIONS, reading, item.key)]
        return tuple(_question_card(deck, item, reading, secret) for item in shown)
    cards: dict[str, Flashcard] = {}
    for item in deck.items.values():
        for claim in deck.claims_of(item):
            if claim.who and reading.may_claim(ResultPart.EXPLANATIONS, deck.bank, claim.key):
                # The front says it already.
                view = replace(claim_view(deck.bank, claim), says="")
                card = Flashcard(CLAIM_CARD + claim.key, item.key, claim.says, (), (), "", (view,))
                cards.setdefault(claim.key, card)
    return tuple(cards[key] for key in deck.bank.claims if key in cards)


def _question_card(deck: Deck, item: ReviewItem, reading: Reading, secret: bytes) -> Flashcard:
    question = item.questions[0]
    claims = tuple(
        claim_view(deck.bank, claim)
        for claim in deck.bank.claims_of(question)
        if not claim.key or reading.may_claim(ResultPart.EXPLANATIONS, deck.bank, claim.key)
    )
    best = question.review(question.best()).best
    return Flashcard(
        question.id,
        item.key,
        _front(question, secret),
        _choices(question, secret),
        best,
        question.why,
        claims,
    )


def _front(question: Question, secret: bytes) -> str:
    view = question.ask_view(order_of(question, secret, "card"))
    if not view.segments:
        return question.stem_text()
    gaps = [
        f"({' / '.join(text for _v, text in c.choices if text)})" if c.choices else "____"
        for c in view.controls
    ]
    return "".join(
        segment + gap for segment, gap in zip(view.segments, [*gaps, ""], strict=True)
    )  # fmt: skip


def _choices(question: Question, secret: bytes) -> tuple[str, ...]:
    """What there is to choose from, in an order that says nothing and stays the same from file to file."""
    view = question.ask_view(order_of(question, secret, "card"))
    if view.segments:
        return ()
    labels = [c.label for c in view.controls if c.label]
    partners = dict.fromkeys(text for c in view.controls for _value, text in c.choices if text)
    numbered = all(text.isdecimal() for text in partners)
    return (*labels, *([] if numbered else partners))


# --- a sitting -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FlashcardSession:
    """Today's way through a bank's cards, ten at a time: what is due first, then what is new, then the rest.

    ``study`` is one of the tens, ``number`` counts it from 1, and ``ahead`` is how many cards come after it.
    """

    cards: dict[str, Flashcard]
    study: StudySession
    number: int
    ahead: int

    @property
    def current(self) -> Flashcard | None:
        return self.cards[self.study.current] if self.study.current else None

    @property
    def knew(self) -> int:
        """How many of these cards were known at the first look."""
        return sum(self.study.first.values())


def start_flashcards(
    session: Session, board: Board, cards: Sequence[Flashcard], now: datetime, number: int = 0
) -> FlashcardSession:
    """Where today's sitting stands, from the day's events alone.

    ``number`` chooses a ten; without one it is the first that is not done, or the last.
    """
    today = local_day(now, board.settings.zone)
    rows = session.scalars(
        select(ReviewEvent)
        .where(
            ReviewEvent.student_id.in_(select_identities(board.student_id)),
            ReviewEvent.origin == Origin.FLASHCARD,
        )
        .where(ReviewEvent.answered_at >= day_start(today, board.settings.zone))
        .order_by(ReviewEvent.id)
    )
    by_item = {card.item + card.id: card for card in cards}
    events = [replace(as_answer(row), item=row.item + row.question_id) for row in rows]

    def turn(key: str) -> tuple[int, str]:
        state = board.states.get(by_item[key].item)
        if state is None or state.last_day == today:
            return (1, "")
        return (0 if state.due_day <= today else 2, state.due_day.isoformat())

    # What was seen today stays where it was, so that a ten keeps its cards while its answers move their dates.
    seen = [event.item for event in events if event.item in by_item]
    planned = list(dict.fromkeys([*seen, *sorted(by_item, key=turn)]))
    tens = [study_session(some, events, origin=Origin.FLASHCARD) for some in in_rounds(planned)]
    if not 1 <= number <= len(tens):
        number = next((at for at, each in enumerate(tens, 1) if each.queue), len(tens))
    return FlashcardSession(by_item, tens[number - 1], number, sum(each.size for each in tens[number:]))


def self_judged(
    deck: Deck, card: Flashcard, *, student_id: int, knew: bool, op_id: str, now: datetime
) -> Answer:
    """A learner's own verdict on a card, as an answer."""
    return Answer(
        student_id=student_id,
        bank_id=deck.bank_id,
        version_id=deck.version_id,
        item=card.item,
        question_id=card.id,
        origin=Origin.FLASHCARD,
        op_id=op_id,
        answered_at=now,
        fraction=1.0 if knew else 0.0,
    )


# --- Anki ------------------------------------------------------------------------------------------------


def anki_text(deck: Deck, reading: Reading) -> str:
    """All cards of a bank that a reader may see as a file for Anki. Ids hang on the
    bank's and the card's first name alone."""
    made = [
        AnkiNote(
            id=f"{deck.public_id} {_first_name(deck, card)}",
            front=_anki_front(card, kind),
            back=_anki_back(card),
            tags=(deck.title, *([topic] if (topic := _topic(deck, card)) else [])),
        )
        for kind in KINDS
        for card in cards_of(deck, kind, reading)
    ]
    language = deck.bank.language
    return write_anki_text(made, deck.title, language, text_direction(language))


def _first_name(deck: Deck, card: Flashcard) -> str:
    """The name that Anki knows a card by. A renamed question keeps the old one, and with it the learner's history."""
    if card.id.startswith(CLAIM_CARD):
        return card.id
    return deck.bank.question(card.id).replaces or card.id


def _topic(deck: Deck, card: Flashcard) -> str:
    return deck.topic_of(deck.items[card.item])


def _anki_front(card: Flashcard, kind: str) -> str:
    lines = [on_card(card.front), *(join_parts(("• ", on_card(choice))) for choice in card.choices)]
    return under_one_another(
        [*lines, _("Who says so, and how far can you rely on it?")] if kind == CLAIMS else lines
    )


def _anki_back(card: Flashcard) -> str:
    lines: list[str] = [
        join_parts((on_card(line.label), ": ", on_card(line.text))) if line.label else on_card(line.text)
        for line in card.back
    ]
    if card.why:
        lines += [on_card(card.why)]
    for claim in card.claims:
        lines.append(" | ".join(part for part in (claim.status, claim.who, claim.as_of) if part))
        lines += [_("Earlier: %(was)s") % {"was": claim.was}] if claim.was else []
        lines += [f"{claim.source_title}, {claim.source_publisher}, {claim.source_date}".strip(", ")]
    return under_one_another(lines)
