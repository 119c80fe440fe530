"""What a teacher sees of a class's practice: by claim, how many hold it and how many are losing it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.review_cards import ClaimView, claim_view
from quizapp.basics.limits import CLAIMS_WORTH_A_LESSON, FEWEST_TO_SHOW
from quizapp.domain.spacing.state import CardState, Progress, read_state
from quizapp.models import Membership, ReviewState
from quizapp.studying.progress import claim_topics, find_weakest, items_by_claim
from quizapp.studying.review_items import Deck, bank_of_item, load_decks


@dataclass(frozen=True)
class ClaimStanding:
    """How a class stands with one claim, in numbers of students."""

    claim: ClaimView
    topic: str
    met: int
    held: int
    over_a_week: int
    slipping: int
    #: Their last counted answer to one of the claim's ideas was wrong, or a guess by their own account.
    missed: int

    @property
    def not_held(self) -> int:
        return self.met - self.held


@dataclass(frozen=True)
class BankStanding:
    """A bank's claims as a class holds them; ``too_few`` were met by fewer students than are shown."""

    public_id: str
    title: str
    language: str
    claims: tuple[ClaimStanding, ...]
    too_few: int

    @property
    def worth(self) -> tuple[ClaimStanding, ...]:
        """The claims worth five minutes: most students losing them, then the largest share that missed them last."""
        weak = [c for c in self.claims if c.slipping or c.not_held]
        return tuple(sorted(weak, key=_weakness))[:CLAIMS_WORTH_A_LESSON]


def class_standing(session: Session, class_id: int) -> tuple[BankStanding, ...]:
    """How the students of a class hold the claims they have met, bank by bank."""
    rows = session.execute(
        select(ReviewState.student_id, ReviewState.item, ReviewState.state)
        .join(Membership, Membership.student_id == ReviewState.student_id)
        .where(Membership.class_id == class_id, Membership.removed_at.is_(None))
    ).all()
    by_item: dict[str, dict[int, CardState]] = defaultdict(dict)
    for row in rows:
        by_item[row.item][row.student_id] = read_state(row.state)
    known = load_decks(session, {bank_of_item(item) for item in by_item})
    return tuple(_bank_standing(deck, by_item) for deck in known.values())


def _bank_standing(deck: Deck, by_item: dict[str, dict[int, CardState]]) -> BankStanding:
    topics = claim_topics(deck)
    found, too_few = [], 0
    for key, items in items_by_claim(deck).items():
        met: dict[int, list[CardState]] = defaultdict(list)
        for item in items:
            for student, state in by_item.get(item.key, {}).items():
                met[student].append(state)
        if 0 < len(met) < FEWEST_TO_SHOW:
            too_few += 1
        elif met:
            stands = Counter(find_weakest(states) for states in met.values())
            over_a_week = stands[Progress.HELD_OVER_A_WEEK]
            found.append(
                ClaimStanding(
                    claim=claim_view(deck.bank, deck.bank.claims[key]),
                    topic=deck.bank.topics.get(topics[key], ""),
                    met=len(met),
                    held=stands[Progress.HELD_ONCE] + over_a_week,
                    over_a_week=over_a_week,
                    slipping=sum(any(s.is_slipping for s in states) for states in met.values()),
                    missed=sum(any(s.missed_last for s in states) for states in met.values()),
                )
            )
    found.sort(key=_weakness)
    return BankStanding(deck.public_id, deck.title, deck.bank.language, tuple(found), too_few)


def _weakness(claim: ClaimStanding) -> tuple[float, ...]:
    """Order from the claim that needs a lesson most."""
    return -claim.slipping, -claim.missed / claim.met, -claim.not_held / claim.met, -claim.met
