"""Moodle's gap language, in Moodle XML and within GIFT."""

import pytest

from quizapp.domain.exchange import Told
from quizapp.interchange import cloze, read_file
from quizapp.interchange.markdown import from_auto, plain_from_html
from tests.support.interchange import bank_of


def gapped(text: str):
    lost: list[Told] = []
    return cloze.read(
        text, lambda each: from_auto(each)[0], lambda each: plain_from_html(each)[0], lost
    ), lost


def test_a_list_and_a_box_become_gaps():
    body, lost = gapped("The {1:MULTICHOICE:=Nile#Yes~Rhine#No} is {2:SA:=long~%50%wide} enough.")

    assert body.segments == ("The ", " is ", " enough.")
    assert [gap.listed for gap in body.gaps] == [True, False]
    assert [(part.text, float(part.share), part.feedback) for part in body.gaps[0].options] == [
        ("Nile", 1.0, "Yes"),
        ("Rhine", 0.0, "No"),
    ]
    assert [told.code for told in lost] == ["credit-changed"]


def test_escaped_signs_are_signs_of_the_text():
    body, _ = gapped(r"Write {1:SA:=a\}b\~c\#d}.")

    assert body.gaps[0].options[0].text == "a}b~c#d"


def test_capitals_count_where_every_box_says_so():
    assert gapped("{1:SAC:=Fe} and {1:SHORTANSWER_C:=Cu}")[0].exact
    body, lost = gapped("{1:SAC:=Fe} and {1:SA:=Cu}")
    assert not body.exact
    assert [told.code for told in lost] == ["case"]


def test_what_is_said_to_any_other_answer_stays_with_its_gap():
    body, lost = gapped("{1:SA:=Oslo~*#Look again.} has {1:NM:=12:1~%0%*#Count.} parts.")

    assert [(gap.otherwise, gap.within) for gap in body.gaps] == [("Look again.", ""), ("Count.", "1")]
    assert [[part.text for part in gap.options] for gap in body.gaps] == [["Oslo"], ["12"]]
    assert lost == []


@pytest.mark.parametrize("broken", ["{1:FOO:=a}", "{1:SA:}", "{1:SA:=a", "{1:NM:=many}", "{1:SA:=*}"])
def test_a_broken_gap_refuses_the_question(broken):
    with pytest.raises(cloze.BrokenGap):
        gapped(f"Text {broken} text")


def test_gift_holds_gaps_in_moodles_language():
    result = read_file(b"::G:: Ice is {1:SA:=frozen} {1:MC:=water~air}.\n\n::T:: Next {T}\n", "a.gift")

    assert [each.type for each in result.imported] == ["cloze", "single_choice"]
    assert "[[frozen]] [[water ~ air]]" in result.text
    assert len(bank_of(result.text).questions) == 2


def test_the_open_universitys_several_right_options_come_in_with_their_loss_told():
    answers = "".join(
        f'<answer fraction="{share}" format="html"><text>{text}</text></answer>'
        for text, share in (("Oslo", 100), ("Helsinki", 100), ("Riga", 0))
    )
    text = f"""<quiz><question type="oumultiresponse"><name><text>Q</text></name><questiontext format="html"><text>Which are Nordic?</text>
</questiontext>{answers}</question></quiz>"""
    result = read_file(text.encode(), "quiz.xml")

    (question,) = bank_of(result.text).questions
    assert (question.type_name, question.credit) == ("multiple_response", "right minus wrong")
    assert "credit-changed" in {told.code for _, told in result.lost}
