"""What real QTI files hold and examples do not."""

import pytest

from quizapp.interchange import read_file
from tests.support.interchange import bank_of

CANVAS = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><item ident="i" title="Q"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>short_answer_question</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata><presentation><material><mattext texttype="text/html">Which sea?</mattext></material>
<response_str ident="r" rcardinality="Single"><render_fib><response_label ident="a"/></render_fib></response_str></presentation>
<resprocessing><outcomes><decvar varname="SCORE"/></outcomes><respcondition continue="No"><conditionvar>
<varequal respident="r">Baltic</varequal><varequal respident="r">the Baltic Sea</varequal></conditionvar>
<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item></questestinterop>"""

ESSAY = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="card" title="Card" adaptive="false"
timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/><itemBody>
<p>Read the card.</p><div><object type="image/png" data="card.png"><p>Here is <b>my</b> town.</p></object></div>
<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Write one, too.</prompt></extendedTextInteraction>
</itemBody></assessmentItem>"""

FEEDBACK = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="sea" title="Sea" adaptive="false"
time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>
<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Which sea?</qti-prompt>
<qti-simple-choice identifier="A">Baltic</qti-simple-choice><qti-simple-choice identifier="B">Black</qti-simple-choice>
</qti-choice-interaction></qti-item-body><qti-modal-feedback outcome-identifier="F" identifier="B" show-hide="show">
<qti-content-body><p>Too far south.</p></qti-content-body></qti-modal-feedback></qti-assessment-item>"""


def test_accepted_answers_side_by_side_are_each_right():
    (question,) = bank_of(read_file(CANVAS.encode(), "canvas.xml").text).questions

    assert [question.grade(text).fraction for text in ("Baltic", "the Baltic Sea", "North Sea")] == [1, 1, 0]


def test_all_words_listed_for_a_blank_are_accepted_though_one_is_named_right():
    gap = """<questestinterop><item ident="i" title="Q"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type
</fieldlabel><fieldentry>fill_in_multiple_blanks_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>
<material><mattext texttype="text/html">Roses are [c].</mattext></material><response_lid ident="response_c"><material><mattext>c</mattext>
</material><render_choice><response_label ident="1"><material><mattext>red</mattext></material></response_label>
<response_label ident="2"><material><mattext>crimson</mattext></material></response_label></render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar varname="SCORE"/></outcomes><respcondition><conditionvar><varequal respident="response_c">1</varequal>
</conditionvar><setvar varname="SCORE" action="Add">100</setvar></respcondition></resprocessing></item></questestinterop>"""
    (question,) = bank_of(read_file(gap.encode(), "canvas.xml").text).questions

    assert [question.grade([text]).fraction for text in ("red", "crimson", "blue")] == [1, 1, 0]


def test_a_picture_with_text_of_its_own_hides_no_question_behind_it():
    result = read_file(ESSAY.encode(), "card.xml")

    assert [each.type for each in result.imported] == ["essay"]
    assert result.skipped == ()
    assert result.missing == ("card.png",)


def test_the_wrapping_of_feedback_in_qti_3_is_no_text():
    (question,) = bank_of(read_file(FEEDBACK.encode(), "sea.xml").text).questions

    assert question.options()[1].feedback == "Too far south."


@pytest.mark.parametrize("words", ["", "image", "logo.png"])
def test_a_picture_without_words_costs_no_question_and_is_told(words):
    inside = f'<img src="@@PLUGINFILE@@/logo.png" alt="{words}"/> Which?'
    text = f"""<quiz><question type="multichoice"><name><text>Q</text></name><questiontext format="html">
<text><![CDATA[{inside}]]></text><file name="logo.png" encoding="base64">{PNG}</file></questiontext><single>true</single>
<answer fraction="100" format="html"><text>a</text></answer><answer fraction="0" format="html"><text>b</text></answer></question></quiz>"""
    result = read_file(text.encode(), "quiz.xml")

    assert len(result.imported) == 1
    assert "![not yet described](logo.png)" in result.text
    assert "picture-words" in {told.code for _, told in result.warnings}


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
