"""What belongs to a bank: its briefing, the way through it, and its flashcards."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading
from quizapp.basics.errors import NotFound
from quizapp.basics.limits import ROUND_ITEMS
from quizapp.identity.sessions import Viewer
from quizapp.identity.typed_codes import read_code
from quizapp.studying import briefing as briefings
from quizapp.studying import flashcards as decks_of_cards
from quizapp.studying import learning_path, recording, sentences
from quizapp.studying.blueprint import bp
from quizapp.studying.review_items import Deck, load_decks
from quizapp.studying.views_common import (
    Learner,
    asked_round,
    current_learner,
    deck_or_404,
    privacy_line,
    reading_of,
)
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db
from quizapp.web.downloads import attachment

#: The note that a learner opened a bank's briefing.
READ = "read"


@bp.get("/briefing/<bank>")
@guards.anyone
def briefing(bank: str) -> ResponseReturnValue:
    """A bank's claims in its own words, as far as no quiz keeps them back from the reader."""
    deck, reading = deck_or_404(bank)
    access = briefings.may_read(reading, deck)
    if not deck.bank.claims:  # nothing leads here but an old address
        return redirects.see_other(".learn", bank=bank)
    if not access.allowed:
        return render_template("studying/before.html", deck=deck, access=access)
    found = briefings.read_briefing(deck, reading, is_whole=not access.waits)
    return render_template("studying/briefing.html", briefing=found, deck=deck, access=access)


@bp.post("/briefing/<bank>/read")
@guards.taker_only
def have_read(bank: str) -> ResponseReturnValue:
    """The learner says that they have read the briefing: the next step of *Learn*."""
    deck, _reading = deck_or_404(bank)
    recording.add_note(db(), context.student_id(), deck.bank_id, READ, context.now())
    db().commit()
    return redirects.see_other(".learn", bank=bank)


@bp.get("/learn/<bank>")
@guards.anyone
def learn(bank: str) -> ResponseReturnValue:
    """The way through a bank: guess, read, quiz, practise, return."""
    seen = context.viewer()
    code = read_code(request.args.get("class", ""))
    if code and (seen is None or not seen.is_teacher) and not _is_there(bank, seen):
        return redirects.see_other("classes.join_class", code=code)
    deck, reading = deck_or_404(bank)
    if seen is None or seen.student_id is None:
        quizzes = learning_path.startable_quizzes(db(), deck, context.now())
        return render_template("studying/learn_start.html", deck=deck, quizzes=quizzes)
    me = current_learner()
    board = me.board()
    has_read = recording.has_note(db(), me.student_id, READ, deck.bank_id)
    way = learning_path.find_path(db(), board, deck, reading, context.now(), has_read=has_read)
    return render_template(
        "studying/learn.html",
        deck=deck,
        way=way,
        review=sentences.say_review(way.today.left, way.today.minutes),
        visit=sentences.say_visit(way.today.next_visit, me.now, board.waits()),
        privacy=privacy_line(),
    )


def _is_there(bank: str, seen: Viewer | None) -> bool:
    """Whether somebody who follows their class's link has a name already and the bank is there for them."""
    if seen is None or seen.student_id is None:
        return False
    deck = load_decks(db(), [bank]).get(bank)
    return deck is not None and reading_of(deck).exists


# --- flashcards ------------------------------------------------------------------------------------------


def _cards_or_404(deck: Deck, kind: str, reading: Reading) -> tuple[decks_of_cards.Flashcard, ...]:
    if kind not in decks_of_cards.KINDS:
        raise NotFound()
    return decks_of_cards.cards_of(deck, kind, reading, database.program().secret)


@bp.get("/cards/<bank>")
@guards.taker_only
def flashcards(bank: str) -> ResponseReturnValue:
    """The next card of a bank: its front, or with ``show`` both sides."""
    me = current_learner()
    deck, reading = deck_or_404(bank)
    access = briefings.may_read(reading, deck, ResultPart.EXPLANATIONS)
    if not access.allowed:
        return render_template("studying/before.html", deck=deck, access=access)
    kind = request.args.get("of", decks_of_cards.QUESTIONS)
    sitting = decks_of_cards.start_flashcards(
        db(), me.board(), _cards_or_404(deck, kind, reading), context.now(), asked_round()
    )
    return render_template(
        "studying/flashcards.html",
        deck=deck,
        access=access,
        kind=kind,
        sitting=sitting,
        card=sitting.current,
        shown=request.args.get("show") == "answer",
        last=_last_said(me),
        more=min(sitting.ahead, ROUND_ITEMS),
    )


def _last_said(me: Learner) -> str:
    """When the card just judged comes back, in words."""
    op = request.args.get("after", "")
    event = recording.event_of(db(), me.student_id, f"flashcard:{op}") if op else None
    if event is None:
        return ""
    step = recording.last_step(recording.events_of_item(db(), me.student_id, event.item), me.settings)
    if step is None or step.state is None:
        return ""
    return sentences.say_reason(
        step.grading.reason if step.grading else None,
        step.state.due_day,
        me.now,
    )


@bp.post("/cards/<bank>")
@guards.taker_only
def judge_card(bank: str) -> ResponseReturnValue:
    """Take a learner's own verdict on a card, and go to the next."""
    me = current_learner()
    deck, reading = deck_or_404(bank)
    kind = request.form.get("of", "")
    wanted = request.form.get("card", "")
    card = next((c for c in _cards_or_404(deck, kind, reading) if c.id == wanted), None)
    verdict = request.form.get("knew")
    if verdict not in ("yes", "no"):
        raise NotFound()
    if card is not None:  # else a quiz keeps it back meanwhile, or a new version has no such card
        answer = decks_of_cards.self_judged(
            deck,
            card,
            student_id=me.student_id,
            knew=verdict == "yes",
            op_id=forms.op_id(),
            now=context.now(),
        )
        recording.record_practice(db(), answer, me.settings, context.now())
    db().commit()
    return redirects.see_other(
        ".flashcards", bank=bank, of=kind, round=request.form.get("round", 0, type=int), after=forms.op_id()
    )


@bp.get("/cards/<bank>/anki.txt")
@guards.anyone
def anki(bank: str) -> ResponseReturnValue:
    """The cards of a bank that the reader may see, as a file that Anki imports."""
    deck, reading = deck_or_404(bank)
    if not briefings.may_read(reading, deck, ResultPart.EXPLANATIONS).allowed:
        return redirects.see_other(".briefing", bank=bank)
    return attachment(decks_of_cards.anki_text(deck, reading), "flashcards.txt", "text/plain")
