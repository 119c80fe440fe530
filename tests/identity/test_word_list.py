"""The words that bring a student back can be read out and typed in one way only, and a child may be given each."""

import re
from math import log2

from quizapp.identity.word_list import words

#: One of each kind that stood in lists we have had, or in those that others use.
UNFIT = """
    arousal bedroom bikini blonde nude sexy thong kissing womb bosom groin hump bottom tongue knee stool
    caucasian eskimo gypsy oriental tribal native savage jew pagan islamic pope saint gospel temple prayer
    racism fascism senate voter mayor party tory union border brexit
    army bullet bazooka rifle pistol poison stab hatred casket grave crash tank rocket target arrow victory
    cocaine opium vodka whisky wine beer cider drunk smoke cigar weed herb poppy needle joint
    cancer tumor fever clinic patient surgery
    idiot moron stupid skinny chubby weasel skunk chicken donkey monkey
    solid shaky
""".split()
#: Spelt in two ways, or heard as another word.
CONFUSED = """
    color colour center gray harbor meter donut yogurt cozy theater program
    knight night piece peace plain plane course coarse desert dessert medal metal board bored
    diary dairy cellar seller maze maize steel steal cymbal symbol week weak thyme time
""".split()


def test_each_word_is_one_short_word_of_plain_letters():
    assert all(re.fullmatch("[a-z]{4,7}", word) for word in words())
    assert list(words()) == sorted(set(words()))
    assert len(words()) == 1347
    assert round(3 * log2(1347), 1) == 31.2
    assert 2.4e9 < 1347**3 < 2.5e9


def test_no_word_speaks_of_bodies_war_crime_drugs_faiths_or_peoples():
    assert not set(UNFIT) & set(words())


def test_no_word_is_spelt_in_two_ways_or_heard_as_another():
    assert not set(CONFUSED) & set(words())
