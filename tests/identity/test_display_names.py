"""What students are called: the order of names, and numbers in place of hidden ones."""

import hmac
from hashlib import sha256
from itertools import pairwise
from random import Random

from quizapp.identity.display_names import People, number_ids
from quizapp.identity.names import sort_key

SECRET = b"k" * 32


def test_names_sort_by_number_and_letter_whatever_the_case_and_accent():
    wanted = [
        "7B",
        "10A",
        "Ålesund",
        "ben",
        "Eli",
        "émile",
        "Emma",
        "Pupil 2",
        "pupil 10",
        "Pupil 10a",
        "Zoë",
    ]

    assert sorted(Random(1).sample(wanted, len(wanted)), key=sort_key) == wanted


def test_letters_of_other_alphabets_sort_by_the_unicode_collation():
    # By DUCET: ø and æ are o and ae; ł, đ, ı and þ are letters of their own after l, d, i and z; й after и.
    wanted = [
        "Dora",
        "Đorđe",
        "Erik",
        "Işık",
        "Ivo",
        "Luz",
        "Łucja",
        "Maja",
        "Øberg",
        "Oda",
        "Ole",
        "Zoë",
        "Þór",
        "Ирина",
        "Йорк",
        "Карл",
    ]

    assert sorted(Random(1).sample(wanted, len(wanted)), key=sort_key) == wanted


def test_a_class_sorts_by_last_names_where_it_says_so():
    names = {1: "Ada Zimmer", 2: "Zoë Álvarez Gil", 3: "Lovelace, Mia", 4: "Cleo Brown"}
    people = People(names, lasts={2: "Álvarez Gil"})

    assert sorted(names, key=people.order) == [2, 4, 3, 1]
    assert sorted(names, key=People(names).order) == [1, 4, 3, 2]


def test_a_digit_of_another_script_and_an_empty_name_sort_too():
    odd = ["", "²", "٣", "1", "a1", "a", "1a2", "xx"]

    # A letter of another script, and a digit that is none in ASCII, stand as text; what is empty comes first.
    assert sorted(odd, key=sort_key) == ["", "1", "1a2", "²", "a", "a1", "xx", "٣"]


def test_numbers_of_any_length_sort_by_value():
    rising = ["x0", "x007", "x8", "x10", "x99", "x100", "x" + "9" * 40, "x1" + "0" * 40]

    assert sorted(Random(1).sample(rising, len(rising)), key=sort_key) == rising


def test_a_number_is_the_rank_by_hmac_of_scope_and_id():
    ranked = sorted(
        range(1, 31), key=lambda n: hmac.new(SECRET, f"hidden name\0class 5:{n}".encode(), sha256).hexdigest()
    )

    numbers = number_ids(SECRET, "class 5", range(1, 31))

    assert [numbers[each] for each in ranked] == list(range(1, 31))
    assert number_ids(SECRET, "class 5", reversed(range(1, 31))) == numbers, (
        "in whatever order they are asked for"
    )


def test_numbers_do_not_follow_who_came_first_and_differ_by_scope_and_installation():
    numbers = number_ids(SECRET, "class 5", range(200))
    rising = sum(numbers[one] < numbers[other] for one, other in pairwise(range(200)))

    assert 70 < rising < 130, "half of 199 neighbours rise by chance, sd 4; a rank by id has 199"
    assert number_ids(SECRET, "class 6", range(200)) != numbers
    assert number_ids(b"other" * 8, "class 5", range(200)) != numbers


def test_hidden_people_are_called_and_sorted_by_their_number():
    names = {10: "Zoe", 20: "Ben", 30: "Ada"}
    hidden, shown = People(names, {10: 2, 20: 3, 30: 1}), People(names)

    assert [hidden.name(key) for key in names] == ["Student 2", "Student 3", "Student 1"]
    assert sorted(names, key=hidden.order) == [30, 10, 20]
    assert sorted(names, key=shown.order) == [30, 20, 10]
    assert (hidden.name(99), shown.name(99)) == ("A student", "A student")
