"""Finding questions by their words: SQLite's FTS5 and PostgreSQL's own search, with the same letters folded before both."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    TextClause,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.question import Question
from quizapp.models import Bank, BankVersion, QuestionText

#: Words: runs of letters and digits; scripts without spaces sign by sign.
_WORD = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+"
)


def search_words(typed: str) -> list[str]:
    """The words of a text as they are compared: case, width, accents and marks do not count."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", typed).casefold())
    return _WORD.findall("".join(c for c in letters if not unicodedata.combining(c)))


def _said(bank: LoadedBank, question: Question) -> str:
    """Everything that a question says: what is asked, what can be chosen or typed, why, about which claim and topic."""
    parts = [
        question.id,
        question.stem_text(),
        question.why,
        question.who,
        bank.topics.get(question.topic, ""),
        *question.tags,
        *(option.text for option in question.options()),
        *question.accepted(),
        *(claim.says for claim in bank.claims_of(question)),
    ]
    return " ".join(dict.fromkeys(word for part in parts for word in search_words(part)))


def index_bank(session: Session, bank_id: int, bank: LoadedBank) -> None:
    """Keep the words of a bank's questions; those of the version before go."""
    session.execute(delete(QuestionText).where(QuestionText.bank_id == bank_id))
    rows = [
        {"bank_id": bank_id, "question_id": q.id, "stem": q.stem_text(), "words": _said(bank, q)}
        for q in bank.questions
    ]
    if rows:
        session.execute(insert(QuestionText), rows)


def banks_without(session: Session) -> Sequence[int]:
    """Published banks whose words are not kept: they are of a version of the program that kept none."""
    published = exists().where(BankVersion.bank_id == Bank.id)
    kept = exists().where(QuestionText.bank_id == Bank.id)
    return session.scalars(select(Bank.id).where(published, ~kept)).all()


#: SQLite's full-text table, which no model describes.
_FTS5 = table("question_words", column("rowid"))


@dataclass(frozen=True)
class FoundQuestion:
    """A question that has all the words, and its bank."""

    bank: Bank
    question_id: str
    stem: str


def find_questions(
    session: Session, words: Iterable[str], allowed: ColumnElement[bool], limit: int
) -> list[FoundQuestion]:
    """The questions of allowed banks in which each word begins some word, the best first."""
    source = select(Bank, QuestionText)
    matches: ColumnElement[bool] | TextClause
    best: ColumnElement[float]
    if session.get_bind().dialect.name == "postgresql":
        simple: ColumnElement[str] = literal_column("'simple'")
        vector = func.to_tsvector(simple, QuestionText.words)
        query = func.to_tsquery(simple, " & ".join(f"{word}:*" for word in words))
        matches, best = vector.op("@@", is_comparison=True)(query), func.ts_rank(vector, query).desc()
    else:
        asked = " ".join(f'"{word}"*' for word in words)
        source = source.join(_FTS5, _FTS5.c.rowid == QuestionText.id)
        matches = text("question_words MATCH :asked").bindparams(asked=asked)
        best = literal_column("question_words.rank").asc()
    found = session.execute(
        source.join(Bank, Bank.id == QuestionText.bank_id)
        .where(matches, allowed, Bank.archived_at.is_(None))
        .order_by(best, QuestionText.id)
        .limit(limit)
    )
    return [FoundQuestion(bank, row.question_id, row.stem) for bank, row in found]
