"""Flash cards: what is typed, what becomes a choice, and what is left aside."""

from openpyxl import Workbook

from quizapp.interchange import read_file
from tests.support.interchange import bank_of

LONG = "A long back that nobody would ever type in the same way again, number"


def test_a_long_back_becomes_a_choice_among_others_of_the_deck_from_four_cards_on():
    deck = "".join(f"front {number}\t{LONG} {number}\n" for number in range(4))
    result = read_file(deck.encode(), "x.txt")
    first = bank_of(result.text).questions[0]

    assert [(each.text, each.right) for each in first.options()] == [
        (f"{LONG} {number}", number == 0) for number in range(4)
    ]
    assert "card-made-choice" in {told.code for _, told in result.warnings}


def test_a_long_back_of_a_small_deck_becomes_an_essay():
    result = read_file(f"front\t{LONG}\nother\tshort\n".encode(), "x.txt")

    assert [each.type for each in result.imported] == ["essay", "short_text"]


def test_a_card_with_holes_becomes_a_text_with_gaps_and_its_tips_are_told():
    text = "#separator:tab\n#html:true\nThe {{c1::Volga}} flows into the {{c2::Caspian::a sea}} Sea.\t\n"
    result = read_file(text.encode(), "x.txt")

    assert "fill: The [[Volga]] flows into the [[Caspian]] Sea." in result.text
    assert [told.code for _, told in result.lost] == ["gap-tip"]


def test_a_card_and_its_reverse_come_in_once():
    result = read_file(b"dog\tHund\nHund\tdog\ncat\tKatze\n", "x.txt")

    assert len(result.imported) == 2
    assert [each.code for each in result.skipped] == ["reversed-card"]


def test_sound_is_told():
    result = read_file(b"#separator:tab\ndog[sound:dog.mp3]\tHund\n", "x.txt")

    assert [(told.code, told.about) for _, told in result.lost] == [("media", "dog.mp3")]
    assert "ask: dog\n" in result.text


def test_what_stands_behind_the_back_stays_as_the_reason():
    result = read_file(b"dog\tHund\tThe dog barks.\ncat\tKatze\n", "x.txt")

    assert bank_of(result.text).questions[0].why == "The dog barks."


def test_the_row_that_names_the_columns_is_no_card():
    result = read_file(b"term,definition\ndog,Hund\ncat,Katze\n", "x.csv")

    assert [each.code for each in result.skipped] == ["heading"]
    assert len(result.imported) == 2


def test_cards_parted_by_a_chosen_sign_are_read_and_the_guess_is_told():
    deck = "".join(f"front {number} ///// back {number}\n" for number in range(5))
    result = read_file(deck.encode(), "x.txt")

    assert [each.type for each in result.imported] == ["short_text"] * 5
    assert ("separator-guessed", "“/////”") in {(told.code, told.about) for _, told in result.warnings}


def test_settings_and_measurements_are_no_cards():
    for text in ("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n", "x,1\nx,2\nx,3\ny,4\n"):
        result = read_file(text.encode(), "x.txt")
        assert result.error is not None
        assert result.error[0] == "unknown-format"


def test_a_card_that_stands_twice_does_not_make_a_deck_measurements():
    assert len(read_file(b"dog,Hund\ncat,Katze\nemu,Emu\n" * 3, "x.csv").imported) >= 3


def test_a_workbook_of_two_columns_is_a_set_of_cards(tmp_path):
    book = Workbook()
    for row in (("front", "back"), ("dog", "Hund"), ("cat", "Katze")):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    result = read_file((tmp_path / "x.xlsx").read_bytes(), "x.xlsx")

    assert (result.format, len(result.imported)) == ("cards", 2)
