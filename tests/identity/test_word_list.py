"""The words of a way back can be read out and typed in one way only, and a child may be given each."""

from math import log2

from quizapp.identity.word_list import LEFT_OUT, words


def test_each_word_is_one_short_word_of_plain_letters():
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words())
    assert {len(word) for word in words()} == {4, 5, 6, 7}
    assert len(set(words())) == len(words()) == 4001
    assert round(3 * log2(len(words())), 1) == 35.9


def test_no_word_speaks_of_bodies_war_crime_or_peoples():
    unfit = {
        "caucasian",
        "eskimo",
        "hatred",
        "rectal",
        "casket",
        "racism",
        "gigolo",
        "bazooka",
        "google",
        "lustful",
    }

    assert not (LEFT_OUT | unfit) & set(words())
    assert len(LEFT_OUT) == 355
