"""When two short typed texts are the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.text_matching import clean_text, fold_text, is_one_slip

SAME = [
    ("Norway", "  norway "),
    ("Norway", "NORWAY."),
    ("Norway", "“Norway”"),
    ("the Kremlin", "Kremlin"),
    ("Zürich", "Zurich"),
    ("São Paulo", "Sao  Paulo"),
    ("Łódź", "Lodz"),
    ("Straße", "strasse"),
    ("counter-attack", "counter attack"),
    ("counter‑attack", "counter—attack"),
    ("Ukraine’s army", "Ukraine's army"),
    ("New York", "New\u00a0York"),
    ("Ｎｏｒｗａｙ", "Norway"),
    ("café", "cafe\u0301"),  # composed and decomposed
    ("Київ", "київ"),
]
DIFFERENT = [
    ("Norway", "Sweden"),
    ("Киев", "Київ"),
    ("май", "маи"),  # й keeps its mark: it is another letter
    ("北京", "東京"),
    ("a", "the"),
    ("C", "C++"),
    ("1945", "1944"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_does_not_matter_is_not_counted(one, other):
    assert fold_text(one) == fold_text(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_matters_is_counted(one, other):
    assert fold_text(one) != fold_text(other)
    assert not is_one_slip(fold_text(one), fold_text(other))


def test_articles_are_those_of_the_language():
    assert fold_text("die Zeit", "de") == fold_text("Zeit", "de")
    assert fold_text("die Zeit", "en") == "die zeit"
    assert fold_text("L’Équipe", "fr") == "equipe"
    assert fold_text("the", "en") == "the"


def test_exact_spelling_counts_everything_but_the_kind_of_spaces_quotes_and_dashes():
    def exact(text):
        return fold_text(text, exact=True)

    assert exact(" E\u0301lysée’s\u00a0 Ｈof –") == "Élysée's Hof -"
    for one, other in [
        ("Élysée", "ÉLYSÉE"), ("Élysée", "Elysee"), ("the Kremlin", "Kremlin"), ("counter-attack", "counter attack"),
        ("Norway.", "Norway"), ("x²", "x2"), ("007", "7"),
    ]:  # fmt: skip
        assert exact(one) != exact(other)


@pytest.mark.parametrize(
    ("typed", "key", "slip"),
    [
        ("donesk", "donetsk", True),  # a letter missing
        ("donettsk", "donetsk", True),  # one doubled
        ("donetzk", "donetsk", True),  # one wrong
        ("dontesk", "donetsk", True),  # two changed places
        ("dontsek", "donetsk", False),  # two slips
        ("billion", "million", False),  # the first letter makes another word
        ("kursc", "kursk", False),  # too short to tell
        ("june 1944", "june 1945", False),  # digits
        ("donetsk", "donetsk", False),
        ("запорожье", "запоріжжя", False),
        ("запоріжя", "запоріжжя", True),
        ("", "", False),
        ("covid-19 vacine", "covid 19 vaccine", False),  # a folded text has no hyphen
        ("covid 19 vacines", "covid 19 vaccines", True),  # a digit in another word
        ("st petersbrug", "st petersburg", True),
        ("new yrok", "new york", False),  # in a short word
        ("students'", "students", False),  # a sign at the edge
        ("donets5k", "donetsk", False),
    ],
)
def test_one_slip_of_the_finger_is_told_from_another_word(typed, key, slip):
    assert is_one_slip(typed, key) is slip
    assert is_one_slip(key, typed) is slip


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    for exact in (True, False):
        once = fold_text(text, "xx", exact=exact)
        assert fold_text(once, "xx", exact=exact) == once


@given(st.text(max_size=60))
def test_a_cleaned_text_can_be_stored_and_is_clean(text):
    cleaned = clean_text(text + "\x00\r\n\ud800end")
    assert clean_text(cleaned) == cleaned
    assert cleaned.endswith("end")
    cleaned.encode()
    assert "\x00" not in cleaned


def _osa(one: str, other: str) -> int:
    """Optimal string alignment distance, by the textbook table."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@given(st.text("abc", min_size=6, max_size=8), st.text("abc", min_size=6, max_size=8))
def test_one_slip_is_a_distance_of_one(one, other):
    assert is_one_slip(one, other) is (one[0] == other[0] and _osa(one, other) == 1)
