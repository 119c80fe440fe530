"""Claims drafted from an article by rules: figures, speakers, quotations, dates; every speaker with its sentence."""

import pytest

from benchmarks.drafting_bench import rates
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.drafting.article import (
    propose_claims,
    split_sentences,
    uncovered_paragraphs,
    write_claims,
)
from quizapp.domain.drafting.reading import said_alone
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight
from tests.support.articles import LAST, MENDED

#: Ten short texts of different desks, written for this test: text, speakers and figures that a reader would mark.
DESKS = {
    "politics": (
        "The council voted on Monday. Mayor Ada Holm said the new school will cost 12 million euros.\n\n"
        "“We cannot wait,” said Jon Berg, head of the opposition. He added that 400 pupils sit in huts.",
        ["Mayor Ada Holm", "Jon Berg, head of the opposition"], ["12 million euros", "400 pupils"],
    ),
    "economy": (
        "Nordic Minerals announced a profit of $3.2 million on 4 March 2025. Analysts had expected less.\n\n"
        "The union claims that 150 jobs are at risk.",
        ["Nordic Minerals", "The union"], ["$3.2 million", "150 jobs"],
    ),
    "sport": (
        "Rovers won before 18,000 spectators. Coach Lena Vik said the team was tired.\n\nThe club has sold its keeper.",
        ["Coach Lena Vik"], ["18,000 spectators"],
    ),
    "science": (
        "Researchers reported that the glacier lost 12 metres of ice since 2010. Dr. Amir Khan, who led the study, warned of floods.\n\n"
        "It is unclear how fast it will go on.",
        ["Researchers", "Dr. Amir Khan"], ["12 metres"],
    ),
    "health": (
        "About 30 per cent of the nurses were ill, the hospital said. Trials with 240 patients go on.",
        ["the hospital"], ["About 30 per cent", "240 patients"],
    ),
    "local": (
        "The library will close for six weeks in May. According to the town hall, the roof leaks.\n\nReaders may use the school's books.",
        ["the town hall"], ["six weeks"],
    ),
    "weather": (
        "The storm cut power to 9,000 homes on Friday. Forecasters expect wind of up to 110 km per hour.",
        ["Forecasters"], ["9,000 homes", "up to 110 km"],
    ),
    "culture": (
        "The festival drew 5,000 visitors. “It was our best year,” said Mia Lund, its director.\n\nA critic wrote that the stage was too small.",
        ["Mia Lund, its director", "A critic"], ["5,000 visitors"],
    ),
    "crime": (
        "Police said two cars were stolen on Tuesday. Witnesses reported a white van.\n\nNobody was hurt.",
        ["Police", "Witnesses"], ["two cars"],
    ),
    "world": (
        "The Transport Ministry stated that 62 trains were late. Minister Olav Dahl denied a crisis.\n\n"
        "Opposition leader Eva Roth, informed on Sunday, called it “a scandal”.",
        ["The Transport Ministry", "Minister Olav Dahl"], ["62 trains"],
    ),
}  # fmt: skip


def test_sentences_end_at_full_stops_that_are_none_of_an_abbreviation():
    found = [
        s.text for s in split_sentences("Dr. Khan came. He left.\n\n“So it is,” he said. Mr. Berg stayed.")
    ]
    assert found == ["Dr. Khan came.", "He left.", "“So it is,” he said.", "Mr. Berg stayed."]


def test_of_ten_desks_nine_in_ten_figures_and_four_in_five_speakers_are_found():
    figures = speakers = all_figures = all_speakers = 0
    for text, who, figure in DESKS.values():
        found = propose_claims(text)
        told = {each.figure.casefold() for each in found}
        names = {each.who.casefold() for each in found}
        figures += sum(each.casefold() in told for each in figure)
        speakers += sum(any(each.casefold() in name for name in names) for each in who)
        all_figures += len(figure)
        all_speakers += len(who)
    assert figures >= 0.8 * all_figures, (figures, all_figures)
    assert speakers >= 0.8 * all_speakers, (speakers, all_speakers)


def test_no_speaker_is_proposed_without_the_sentence_that_names_it():
    texts = [text for text, _who, _figures in DESKS.values()]
    texts += [each.text for each in (*MENDED.values(), *LAST.values())]
    for text in texts:
        for each in propose_claims(text):
            assert (
                each.who.split(",")[0].split(" (")[0].casefold()
                in (each.named_in or each.sentence).casefold()
            )
            assert " ".join(each.sentence.split()) in " ".join(text.split())


@pytest.mark.parametrize(
    "odd", ["A" * 60_000, "“" * 60_000, "Aa. " * 15_000, "1,111" * 12_000, "of Aa the " * 6_000]
)
def test_a_text_that_nobody_wrote_is_gone_through_all_the_same(odd):
    assert len(propose_claims(odd)) < 15_001


def test_the_coverage_names_the_paragraphs_without_a_proposal():
    text = DESKS["sport"][0]
    assert uncovered_paragraphs(text, propose_claims(text)) == [2]
    assert "# Paragraphs for which nothing is proposed: 2." in write_claims(text)


def test_a_drafted_bank_cannot_be_published_before_each_status_is_decided():
    text = write_claims(DESKS["politics"][0])
    errors = [p.code for p in check(text).problems if p.weight is Weight.ERROR]
    assert errors == ["unknown-word"] * 3 + ["no-questions"]
    assert "  # Paragraph 2: He added that 400 pupils sit in huts." in text
    assert "  # The speaker is named in: “We cannot wait,” said Jon Berg, head of the opposition." in text

    bank = check(text.replace("status: to decide", "status: claimed by one side")).begun
    assert [claim.says for claim in bank.claims.values()] == [
        "The new school will cost 12 million euros.",
        "“We cannot wait.”",
        "400 pupils sit in huts.",
    ]
    assert list(bank.claims.values())[2].who.startswith("Jon Berg")  # “He added” goes on with him


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The union claims that 150 jobs are at risk.", "150 jobs are at risk."),
        ("“We are not a shop,” she told the Evening Post.", "“We are not a shop.”"),
        ("The leak is small, the county estimates.", "The leak is small."),
        ("The pond will cost £8,400, says Nora Quint, head teacher.", "The pond will cost £8,400."),
        ("According to the plan, a pipe runs there.", "A pipe runs there."),
        ("Voss dismisses that figure; she speaks of four.", "Voss dismisses that figure; she speaks of four."),
        ("Traders expect 30 fewer visits.", "Traders expect 30 fewer visits."),
        ("The lake will close, the council said on Thursday.", "The lake will close."),
        ("The council said in April it had received 46 letters.", "It had received 46 letters."),
        ("A study by Exeter researchers found in 2020 that dams lowered flows.", "Dams lowered flows."),
        ("He added: “They build, and we watch.”", "“They build, and we watch.”"),
        ("About 300 people swim there, according to the Dippers, a club.", "About 300 people swim there."),
    ],
)  # fmt: skip
def test_what_is_said_is_parted_from_who_says_it_where_the_sentence_does(sentence, said):
    assert said_alone(sentence) == said


#: In hundredths, precision and recall; measured, and rounded down: who mends one kind must not spoil another.
FLOORS = {
    "mended": {"sentences": (95, 95), "speakers": (95, 95), "figures": (98, 98), "dates": (90, 80)},
    "last": {"sentences": (95, 90), "speakers": (95, 90), "figures": (85, 85), "dates": (80, 70)},
}


@pytest.mark.parametrize(("name", "articles"), [("mended", MENDED), ("last", LAST)])
def test_as_much_is_found_as_was_measured(name, articles):
    for kind, (right, proposed, marked) in rates(articles).items():
        precision, recall = FLOORS[name][kind]
        assert (100 * right >= precision * proposed, 100 * right >= recall * marked) == (True, True), kind


def test_a_study_that_a_body_made_speaks_and_the_month_of_may_is_no_hedge():
    text = "One in three is open, according to a survey by the county office. In May 90 people came, said Tom Berg."
    assert [each.who for each in propose_claims(text)] == ["a survey by the county office", "Tom Berg"]
    assert [each.hedge for each in propose_claims(text)] == ["", ""]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("On a Sunday 40 people come, said Tom Berg.", ""),
        ("Every Monday 40 people come, said Tom Berg.", ""),
        ("On the first Friday of each month 40 people come, said Tom Berg.", ""),
        ("The Sunday Times counted 40 people.", ""),
        ("Over the last year 40 people came, said Tom Berg.", ""),
        ("On a Sunday 40 people come, Tom Berg said on Friday.", "Friday"),
        ("Last Sunday 40 people came, said Tom Berg.", "Last Sunday"),
        ("On Sunday 40 people came, said Tom Berg.", "Sunday"),
        ("Last year 40 people came, said Tom Berg.", "Last year"),
    ],
)
def test_a_weekday_that_comes_again_and_again_is_no_date(sentence, day):
    assert [each.as_of for each in propose_claims(sentence)] == [day]


def test_who_may_yet_speak_is_no_speaker_but_goes_on_and_a_figure_in_digits_comes_before_one_in_words():
    may, goes_on = propose_claims(
        "The club may ask a judge at 10 courts. It would need 5,000 pounds, it says."
    )
    assert (may.who, goes_on.who) == ("", "The club")
    _, put = propose_claims("Dev Rao said no. He put the cost of two more guards at £48,000 a year.")
    assert (put.who, put.figure) == ("Dev Rao", "£48,000")


def test_nobody_who_does_not_speak_is_a_speaker():
    text = "Nobody said anything. In the first week teachers counted. Not all neighbours welcome it."
    assert [each.who for each in propose_claims(text) if each.who] == []


def check(text):
    return check_bank(text, QUESTION_TYPES, name="x")
