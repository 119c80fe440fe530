"""What belongs to a bank: its briefing, the way through it, and its flashcards."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from quizapp import permissions, web
from quizapp.domain.spacing import local_day
from quizapp.refusals import NotFound
from quizapp.studying import briefing as briefings
from quizapp.studying import flashcards as decks_of_cards
from quizapp.studying import learning, recording, words
from quizapp.studying.items import Deck
from quizapp.studying.views_common import Learner, bp, deck_or_404, learner
from quizapp.tokens import read_code
from quizapp.web import db

#: The note that a learner opened a bank's briefing.
READ = "read"


def _is_teacher_of(deck: Deck) -> bool:
    """Whether the viewer is a teacher who may use the bank; raises NotFound for another teacher."""
    seen = web.viewer()
    if seen is None or not seen.is_teacher:
        return False
    permissions.bank_for(db(), deck.public_id, web.user_id())
    return True


@bp.get("/briefing/<bank>")
@web.anyone
def briefing(bank: str) -> ResponseReturnValue:
    """A bank's claims in its own words, to those who have handed in a quiz of it or chose to read first."""
    deck = deck_or_404(bank)
    if not _is_teacher_of(deck):
        seen = web.viewer()
        student_id = seen.student_id if seen else None
        if student_id is None:
            return render_template("studying/before.html", deck=deck, access=None)
        access = briefings.access(db(), deck, student_id, web.now())
        if not access.allowed:
            return render_template("studying/before.html", deck=deck, access=access)
    return render_template("studying/briefing.html", briefing=briefings.briefing(deck), deck=deck)


@bp.post("/briefing/<bank>")
@web.taker_only
def read_first(bank: str) -> ResponseReturnValue:
    """The learner chose to read before any quiz."""
    deck = deck_or_404(bank)
    recording.note(db(), web.student_id(), deck.bank_id, briefings.READ_FIRST, web.now())
    db().commit()
    return web.see_other(".briefing", bank=bank)


@bp.post("/briefing/<bank>/read")
@web.taker_only
def have_read(bank: str) -> ResponseReturnValue:
    """The learner says that they have read the briefing: the next step of *Learn*."""
    deck = deck_or_404(bank)
    recording.note(db(), web.student_id(), deck.bank_id, READ, web.now())
    db().commit()
    return web.see_other(".learn", bank=bank)


@bp.get("/learn/<bank>")
@web.anyone
def learn(bank: str) -> ResponseReturnValue:
    """The way through a bank: guess, read, quiz, practise, return."""
    deck = deck_or_404(bank)
    seen = web.viewer()
    if seen is None or seen.student_id is None:
        doors = learning.open_doors(db(), deck, web.now())
        code = read_code(request.args.get("class", ""))
        return render_template("studying/learn_start.html", deck=deck, doors=doors, code=code)
    me = learner()
    has_read = recording.noted(db(), me.student_id, READ, deck.bank_id)
    way = learning.way(db(), me.board(), deck, web.now(), has_read=has_read)
    visit = way.today.next_visit
    return render_template(
        "studying/learn.html",
        deck=deck,
        way=way,
        review=words.say_review(way.today.left, way.today.minutes),
        visit=words.say_visit(visit.day, visit.count, visit.today),
        privacy=words.privacy(),
    )


# --- flashcards ------------------------------------------------------------------------------------------


def _cards_or_404(deck: Deck, kind: str) -> tuple[decks_of_cards.Card, ...]:
    if kind not in decks_of_cards.KINDS:
        raise NotFound()
    return decks_of_cards.cards_of(deck, kind, web.program().secret)


@bp.get("/cards/<bank>")
@web.taker_only
def flashcards(bank: str) -> ResponseReturnValue:
    """The next card of a bank: its front, or with ``show`` both sides."""
    deck = deck_or_404(bank)
    me = learner()
    access = briefings.access(db(), deck, me.student_id, web.now())
    if not access.allowed:
        return render_template("studying/before.html", deck=deck, access=access)
    kind = request.args.get("of", decks_of_cards.QUESTIONS)
    sitting = decks_of_cards.sitting(db(), me.board(), _cards_or_404(deck, kind), web.now())
    return render_template(
        "studying/flashcards.html",
        deck=deck,
        kind=kind,
        sitting=sitting,
        card=sitting.current,
        shown=request.args.get("show") == "answer",
        privacy=words.privacy(),
        last=_last_said(me),
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
    return words.say_reason(
        step.grading.reason if step.grading else None,
        step.state.due_day,
        local_day(web.now(), me.settings.zone),
    )


@bp.post("/cards/<bank>")
@web.taker_only
def judge_card(bank: str) -> ResponseReturnValue:
    """Take a learner's own verdict on a card, and go to the next."""
    deck = deck_or_404(bank)
    me = learner()
    kind = request.form.get("of", "")
    wanted = request.form.get("card", "")
    card = next((c for c in _cards_or_404(deck, kind) if c.id == wanted), None)
    verdict = request.form.get("knew")
    if card is None or verdict not in ("yes", "no"):
        raise NotFound()
    if briefings.access(db(), deck, me.student_id, web.now()).allowed:
        answer = decks_of_cards.self_judged(
            deck, card, student_id=me.student_id, knew=verdict == "yes", op_id=web.op_id(), now=web.now()
        )
        recording.record(db(), answer, me.settings, web.now())
    db().commit()
    return web.see_other(".flashcards", bank=bank, of=kind, after=web.op_id())


@bp.get("/cards/<bank>/anki.txt")
@web.anyone
def anki(bank: str) -> ResponseReturnValue:
    """All cards of a bank as a file that Anki imports, to those who may see its answers."""
    deck = deck_or_404(bank)
    if not _is_teacher_of(deck):
        seen = web.viewer()
        if seen is None or seen.student_id is None:
            raise NotFound()
        if not briefings.access(db(), deck, seen.student_id, web.now()).allowed:
            return web.see_other(".briefing", bank=bank)
    return Response(
        decks_of_cards.anki_text(deck),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="flashcards.txt"'},
    )
