"""The demonstration class studies: what was missed comes back, and some of it holds.

Half of the simulated students practise, each on some days, through the same plan, variants and schedule as anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quizapp.domain.answers import Certainty
from quizapp.domain.question import DontKnow, Question, Response
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin
from quizapp.studying import planning, recording

UTC_ZONE = ZoneInfo("UTC")
#: Orders of options are told by it; nothing here is a secret.
SECRET = b"simulated students"
#: How much better an idea is known that was met before, in the units of ability.
LEARNT = 1.4


@dataclass(frozen=True)
class SimulatedLearner:
    """A simulated student: how much they know, and on what share of days they come."""

    student_id: int
    ability: float
    diligence: float


class Answerer(Protocol):
    """Makes an answer to a question whose parts stand in an order: the right one, or what a guess would be."""

    def __call__(
        self, question: Question, order: list[int], rng: Random, *, knows: bool
    ) -> Response | DontKnow: ...


def study_days(
    session: Session,
    learners: Sequence[SimulatedLearner],
    began: datetime,
    now: datetime,
    rng: Random,
    answer: Answerer,
) -> int:
    """Let learners review what is due on the days from ``began`` up to the day before ``now``; returns how many answers."""
    given = 0
    for learner in learners:
        settings = recording.settings_of(session, learner.student_id, UTC_ZONE)
        moment = began
        while moment < now - timedelta(hours=20):
            recording.collect_answers(session, learner.student_id, settings, moment)
            if rng.random() < learner.diligence:
                given += _review(session, learner, settings, moment, rng, answer)
            moment += timedelta(days=1)
        recording.collect_answers(session, learner.student_id, settings, now)
    return given


def _review(
    session: Session, learner: SimulatedLearner, settings: SpacingSettings, moment: datetime, rng: Random, answer: Answerer
) -> int:  # fmt: skip
    """One day's review, each item once."""
    board = planning.load_board(session, learner.student_id, settings, moment)
    queue = planning.plan_today(session, board, moment).study.queue
    for item in queue:
        deck = board.deck_of(item)
        if deck is None:
            continue
        asking = planning.ask_item(session, learner.student_id, deck, item, SECRET, in_review=True)
        if asking is None:
            continue
        moment += timedelta(seconds=rng.randint(15, 60))
        knows = rng.random() < 1 / (1 + exp(-(learner.ability + LEARNT)))
        recording.record_practice(
            session,
            planning.answer_of(
                asking,
                answer(asking.question, asking.order, rng, knows=knows),
                student_id=learner.student_id,
                origin=Origin.REVIEW,
                certainty=rng.choice((None, Certainty.FAIRLY_SURE, Certainty.CERTAIN))
                if knows
                else Certainty.GUESSING,
                op_id=UUID(int=rng.getrandbits(128)).hex,
                now=moment,
            ),
            settings,
            moment,
        )
    return len(queue)
