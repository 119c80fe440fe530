"""The words of a way back can be read out and typed in one way only."""

from math import log2

from quizapp.identity.word_list import LEFT_OUT, words


def test_each_word_is_one_word_of_plain_letters():
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words())
    assert len(set(words())) == len(words()) == 7772 - 26
    assert round(3 * log2(len(words())), 1) == 38.8


def test_no_word_speaks_of_war_or_bodies():
    assert len(LEFT_OUT) == 26
    assert not LEFT_OUT & set(words())
