"""Finding questions by their words, on both databases alike."""

import pytest
from sqlalchemy import delete, func, select, true

from quizapp.banks import publishing, question_index
from quizapp.models import QuestionText
from tests.support.clock import START
from tests.support.quizzes import BANK, publish


def found(session, typed, allowed=None) -> list[str]:
    words = question_index.search_words(typed)
    lines = question_index.find_questions(session, words, true() if allowed is None else allowed, 10)
    return [line.question_id for line in lines]


def test_a_question_is_found_by_the_beginnings_of_all_its_words_and_goes_with_its_version(session):
    published = publish(session, START, BANK.replace("Sandvik", "Sandvík, 選挙区"))

    assert found(session, "town harb") == ["capital"]
    assert found(session, "SANDVIK") == ["capital"]  # an option, without its accent
    assert found(session, "挙") == ["capital"]  # a script without spaces is searched sign by sign
    assert set(found(session, "400")) == {"jobs-who"}  # in its claim
    assert found(session, "town wages") == []  # of two questions, but no one has both
    assert found(session, '" OR harbour* : & NOT(') == []  # words, never a language of queries

    newest = publishing.newest_version(session, published.bank.id)
    text = BANK.replace("Which town has the harbour?", "Where do ships land?")
    publishing.publish_bank(session, "harbour", text, START, based_on=newest.id)
    assert (found(session, "town harb"), found(session, "ships land")) == ([], ["capital"])


def test_an_older_database_has_its_words_kept_at_the_start(session):
    publish(session, START)
    kept = session.scalar(select(func.count()).select_from(QuestionText))
    session.execute(delete(QuestionText))
    assert found(session, "harbour") == []

    publishing.index_banks(session)
    publishing.index_banks(session)

    assert session.scalar(select(func.count()).select_from(QuestionText)) == kept == 4


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Ångström's 3.5 km²", ["angstrom", "s", "3", "5", "km2"]),
        ("йод", ["иод"]),
        ("\u200b — …", []),
        ("ＦＵＬＬ width", ["full", "width"]),
    ],
)
def test_words_are_compared_without_case_width_accents_and_marks(typed, words):
    assert question_index.search_words(typed) == words
