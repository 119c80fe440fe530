"""When a student should see a question again: spaced returns over py-fsrs.

The events are the truth; a ``CardState`` is a cache that ``schedule`` rebuilds bit for bit. What is
remembered is an *item* (the idea that variants share), not a question.
"""

from quizapp.domain.answers import Certainty
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent, day_start, local_day
from quizapp.domain.spacing.grading import Grading, Reason, grade_review
from quizapp.domain.spacing.pace import Timed, seconds_an_item
from quizapp.domain.spacing.plan import DayPlan, plan_day
from quizapp.domain.spacing.practice_round import StudySession, study_session
from quizapp.domain.spacing.schedule import Ignored, Step, advance, replay_answers, retrievability
from quizapp.domain.spacing.state import CardState, Progress, measure_progress, read_state, write_state
from quizapp.domain.spacing.variants import Variant, choose_variant

__all__ = [
    "CardState",
    "Certainty",
    "DayPlan",
    "Grading",
    "Ignored",
    "Origin",
    "Progress",
    "Reason",
    "ReviewEvent",
    "SpacingSettings",
    "Step",
    "StudySession",
    "Timed",
    "Variant",
    "advance",
    "choose_variant",
    "day_start",
    "grade_review",
    "local_day",
    "measure_progress",
    "plan_day",
    "read_state",
    "replay_answers",
    "retrievability",
    "seconds_an_item",
    "study_session",
    "write_state",
]
