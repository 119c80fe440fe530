"""One search of everything that a teacher has: questions, banks, quizzes, students."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.banks.question_index import FoundQuestion, find_questions, search_words
from quizapp.basics.limits import FOUND_OF_A_KIND
from quizapp.identity.permissions import teaches, usable_bank, usable_quiz
from quizapp.models import Bank, BankRight, Membership, Quiz, SchoolClass


@dataclass(frozen=True)
class Found:
    """What has all the words that were asked for, of each kind the first ``FOUND_OF_A_KIND``."""

    questions: list[FoundQuestion]
    banks: list[Bank]
    quizzes: list[Quiz]
    #: With their classes.
    students: list[Membership]

    def __bool__(self) -> bool:
        return bool(self.questions or self.banks or self.quizzes or self.students)


def find(session: Session, typed: str, user_id: int, *, with_students: bool) -> Found:
    """Search by words or their beginnings. Students are those of the teacher's classes."""
    words = search_words(typed)
    if not words:
        return Found([], [], [], [])
    may_read = usable_bank(user_id, BankRight.READ)
    banks = session.scalars(select(Bank).where(may_read, Bank.archived_at.is_(None)).order_by(Bank.title))
    quizzes = session.scalars(
        select(Quiz)
        .join(Bank)
        .where(
            usable_bank(user_id), usable_quiz(user_id), Quiz.archived_at.is_(None), Bank.archived_at.is_(None)
        )
        .options(joinedload(Quiz.bank))
        .order_by(Quiz.title, Quiz.id)
    )
    students = session.scalars(
        select(Membership)
        .join(SchoolClass)
        .where(teaches(user_id), Membership.removed_at.is_(None))
        .options(joinedload(Membership.school_class))
        .order_by(SchoolClass.archived_at.is_not(None), Membership.name)
    )
    return Found(
        find_questions(session, words, may_read, FOUND_OF_A_KIND),
        [bank for bank in banks if _has(bank.title, words)][:FOUND_OF_A_KIND],
        [quiz for quiz in quizzes if _has(quiz.title, words)][:FOUND_OF_A_KIND],
        [each for each in students if _has(each.name, words)][:FOUND_OF_A_KIND] if with_students else [],
    )


def _has(title: str, words: list[str]) -> bool:
    """Whether each word begins a word of a title or name. Few enough to be read: they need no index that would keep names."""
    there = search_words(title)
    return all(any(each.startswith(word) for each in there) for word in words)
