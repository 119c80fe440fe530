"""All tables."""

from quizapp.models.attempts import (
    Attempt,
    AttemptEvent,
    Dispute,
    HandMark,
    Position,
    Regrade,
    RegradeMark,
    ResponseEvent,
    ResponseValue,
)
from quizapp.models.banks import Bank, BankDraft, BankImage, BankVersion, PublishedFile, Quiz
from quizapp.models.base import Base, UtcDateTime, new_public_id
from quizapp.models.classes import Allowance, Assignment, ClassTeacher, Draw, Membership, SchoolClass
from quizapp.models.identity import (
    AuditEvent,
    InstanceNote,
    OneTimeLink,
    ReturnLink,
    Student,
    Throttle,
    User,
    WebSession,
)
from quizapp.models.studying import ReviewAnswer, ReviewEvent, ReviewState, StudyNote

__all__ = [
    "Allowance",
    "Assignment",
    "Attempt",
    "AttemptEvent",
    "AuditEvent",
    "Bank",
    "BankDraft",
    "BankImage",
    "BankVersion",
    "Base",
    "ClassTeacher",
    "Dispute",
    "Draw",
    "HandMark",
    "InstanceNote",
    "Membership",
    "OneTimeLink",
    "Position",
    "PublishedFile",
    "Quiz",
    "Regrade",
    "RegradeMark",
    "ResponseEvent",
    "ResponseValue",
    "ReturnLink",
    "ReviewAnswer",
    "ReviewEvent",
    "ReviewState",
    "SchoolClass",
    "Student",
    "StudyNote",
    "Throttle",
    "User",
    "UtcDateTime",
    "WebSession",
    "new_public_id",
]
