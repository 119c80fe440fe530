"""The briefing of a bank: its claims in its own words, who says what, and the picture of what is compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading, idea_of
from quizapp.attempts.review_cards import ClaimView, claim_view
from quizapp.basics.limits import BRIEFING_FRAME_WORDS, BRIEFING_WORDS
from quizapp.domain.claims import Source
from quizapp.domain.comparisons import measure_comparison
from quizapp.models import FINISHED, Assignment, Attempt, Quiz
from quizapp.studying.comparison_chart import Picture, draw_comparisons
from quizapp.studying.planning import Wait
from quizapp.studying.progress import claim_topics
from quizapp.studying.review_items import Deck
from quizapp.studying.story_picture import StoryPicture, draw_story


@dataclass(frozen=True)
class BriefingTopic:
    """A topic with its claims."""

    key: str
    title: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class Briefing:
    """What a learner reads."""

    deck: Deck
    sources: tuple[Source, ...]
    sections: tuple[BriefingTopic, ...]
    pictures: tuple[Picture, ...]
    #: What is read first: of each topic in turn, as much as two minutes hold.
    short: tuple[ClaimView, ...]
    #: The first comparison, small.
    picture: StoryPicture | None
    #: Who is who, and what happened when; empty where something waits that they might tell.
    people: tuple[tuple[str, str], ...]
    timeline: tuple[tuple[str, str], ...]
    #: The date, as written, of more than half of what is read first, said once; empty where there is none, or where a claim
    #: has no date, which this one must not lend it.
    usual_date: str


def read_briefing(deck: Deck, reading: Reading, *, is_whole: bool = True) -> Briefing:
    """The briefing of a bank, drawn from those of its claims that a reader may see; ``is_whole``: nothing waits."""
    bank = deck.bank
    claims = {
        key: claim for key, claim in bank.claims.items() if reading.may_claim(ResultPart.BRIEFING, bank, key)
    }
    topics = claim_topics(deck)
    by_topic: dict[str, list[ClaimView]] = defaultdict(list)
    for key, claim in claims.items():
        by_topic[topics.get(key, "")].append(claim_view(bank, claim))
    titles = {**bank.topics, **({"": ""} if by_topic[""] else {})}
    main = next(
        (source.title for source in bank.sources.values()), ""
    )  # others, made up for practice, come later
    timeline = bank.timeline if is_whole else ()
    said = [bank.title, bank.about, bank.caution, *(f"{when} {what}" for when, what in timeline)]
    room = BRIEFING_WORDS - BRIEFING_FRAME_WORDS - len(" ".join(said).split())
    short = _in_short([[each for each in by_topic[key] if each.source_title == main] for key in titles], room)
    return Briefing(
        deck=deck,
        short=short,
        picture=draw_first(deck, reading, is_whole=True),
        people=tuple(bank.people.items()) if is_whole else (),
        timeline=timeline,
        sources=tuple(bank.sources.values()),
        sections=tuple(
            BriefingTopic(key, title, tuple(by_topic[key])) for key, title in titles.items() if by_topic[key]
        ),
        pictures=draw_comparisons(
            [
                measure_comparison(c, claims, bank.language)
                for c in bank.comparisons
                if claims.keys() >= set(c.claims)
            ]
        ),
        usual_date=_usual_date([view.as_of for view in short]),
    )


def _in_short(topics: Iterable[Sequence[ClaimView]], room: int) -> tuple[ClaimView, ...]:
    """The first claims of each topic in turn, in the order of the topics, as many as there is room for in words."""
    taken: list[tuple[int, int]] = []
    named = list(topics)
    for number in range(max(map(len, named), default=0)):
        for place, claims in enumerate(named):
            if number < len(claims):
                room -= len(f"{claims[number].who} {claims[number].says} {claims[number].status}".split())
                if room < 0:
                    return tuple(named[at][each] for at, each in sorted(taken))
                taken.append((place, number))
    return tuple(named[at][each] for at, each in sorted(taken))


def draw_first(deck: Deck, reading: Reading, *, is_whole: bool = False) -> StoryPicture | None:
    """The first comparison of a bank whose claims the reader may see, small enough for a list; ``is_whole``: with the
    lengths that its areas can stand beside."""
    bank = deck.bank
    seen = [
        measure_comparison(each, bank.claims, bank.language)
        for each in bank.comparisons
        if all(reading.may_claim(ResultPart.BRIEFING, bank, key) for key in each.claims)
    ]
    return draw_story(seen[0], seen[1:] if is_whole else ()) if seen else None


def _usual_date(dates: list[str]) -> str:
    [(date, times)] = Counter(dates).most_common(1) or [("", 0)]
    return date if all(dates) and 2 * times > len(dates) > 1 else ""


@dataclass(frozen=True)
class Access:
    """Whether a learner may see anything of one kind in a bank, and what keeps the rest from them."""

    allowed: bool
    waits: tuple[Wait, ...]


def may_read(reading: Reading, deck: Deck, part: ResultPart = ResultPart.BRIEFING) -> Access:
    """Whether there is something of a bank to read for a learner: its briefing, or cards with ``EXPLANATIONS``.

    A briefing is made of claims: a bank without any has none.
    """
    if part is ResultPart.BRIEFING and not deck.bank.claims:
        return Access(allowed=False, waits=())
    ideas = [idea_of(deck.bank, question) for question in deck.bank.questions]
    kept = Counter(stake for idea in dict.fromkeys(ideas) for stake in reading.keeping(part, idea))
    if part is ResultPart.BRIEFING:
        allowed = any(reading.may_claim(part, deck.bank, key) for key in deck.bank.claims)
    else:
        allowed = any(reading.may(part, idea) for idea in ideas)
    return Access(allowed, tuple(Wait(stake, number) for stake, number in kept.items()))


def handed_in_attempts(session: Session, bank_id: int, student_id: int) -> list[Attempt]:
    """A learner's handed-in attempts at a bank's quizzes, newest first."""
    return list(
        session.scalars(
            select(Attempt)
            .join(Assignment)
            .join(Quiz)
            .where(Quiz.bank_id == bank_id, Attempt.student_id == student_id, Attempt.state.in_(FINISHED))
            .options(joinedload(Attempt.assignment).joinedload(Assignment.quiz), joinedload(Attempt.draw))
            .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        )
    )
