"""Attempts, for every feature: drawing, recording, what may be seen, scoring."""

from quizapp.attempts import drafts
from quizapp.attempts.offers import Offer, describe_offer, describe_offers
from quizapp.attempts.recording import Page, Saved, page_of, record
from quizapp.attempts.scoring import score_attempt, submit_attempt, sweep
from quizapp.attempts.starting import may_start, start_attempt
from quizapp.attempts.visibility import ResultPart, Rules, rules_of, visible

__all__ = [
    "Offer",
    "Page",
    "ResultPart",
    "Rules",
    "Saved",
    "describe_offer",
    "describe_offers",
    "drafts",
    "may_start",
    "page_of",
    "record",
    "rules_of",
    "score_attempt",
    "start_attempt",
    "submit_attempt",
    "sweep",
    "visible",
]
