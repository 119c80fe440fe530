"""Claims drafted from an article by rules: figures, speakers, quotations, dates; every speaker with its sentence."""

import pytest

from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.drafting.article import (
    propose_claims,
    split_sentences,
    uncovered_paragraphs,
    write_claims,
)
from quizapp.domain.question_types import QUESTION_TYPES

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


@pytest.mark.parametrize("desk", DESKS)
def test_no_speaker_is_proposed_without_the_sentence_that_names_it(desk):
    text = DESKS[desk][0]
    for each in propose_claims(text):
        assert each.who.split(",")[0] in (each.named_in or each.sentence)
        assert " ".join(each.sentence.split()) in " ".join(text.split())


def test_the_coverage_names_the_paragraphs_without_a_proposal():
    text = DESKS["sport"][0]
    assert uncovered_paragraphs(text, propose_claims(text)) == [2]
    assert "# Paragraphs for which nothing is proposed: 2." in write_claims(text)


def test_a_drafted_bank_holds_claims_with_the_status_to_decide():
    text = write_claims(DESKS["politics"][0]) + "- {id: x, ask: Who?, answer: He, wrong: [She]}\n"
    bank = check_bank(text, QUESTION_TYPES, name="x").bank
    assert bank is not None
    assert len(bank.claims) == 3
    assert all("status: to decide" in claim.note for claim in bank.claims.values())
    assert bank.claims["claim-3"].who.startswith("Jon Berg")  # “He added” goes on with him
    assert "# The speaker is named before: “We cannot wait,” said Jon Berg" in text
