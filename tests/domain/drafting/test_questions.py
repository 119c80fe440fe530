"""Questions drafted from claims: with distractors of the bank, linked as variants, doubted until somebody finished them."""

from quizapp.authoring.written_questions import append_entry
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.drafting.questions import count_drafts, draft_questions
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight

#: Twelve claims in pairs of speakers; half of them have figures.
CLAIMS = "".join(
    f"""\
  fact-{n}:
    says: {says}
    who: {who}
    status: {status}
    as of: {n} March 2025
{f"    figure: {figure}" if figure else "    interest: none"}
{f"    measures: {measures}" if measures else "    where: paragraph {n}"}
"""
    for n, (says, who, status, figure, measures) in enumerate(
        [
            (
                "The mine will create 400 jobs",
                "Nordic Minerals, the company",
                "claimed by one side",
                "400 jobs",
                "Jobs promised",
            ),
            ("The pier is 300 m long", "The harbour office", "estimate", "300 m", "Length of the pier"),
            (
                "The town has 9,800 people",
                "The state's count",
                "not verified",
                "9,800 people",
                "People who live there",
            ),
            (
                "The port will cost 12 million euros",
                "The council",
                "forecast",
                "12 million euros",
                "Money to be spent",
            ),
            ("The plan is fair", "The mayor", "opinion", "", ""),
            ("The licence was signed", "The ministry", "could be checked", "", ""),
            ("Noise will rise", "Quiet Bay, a group", "forecast", "", ""),
            ("Divers saw 5 kinds of coral", "The survey", "estimate", "5 kinds", "Kinds that were seen"),
            ("The sea floor is 3 km deep", "The survey", "estimate", "3 km", "Depth of the sea"),
            ("Ships will wait less", "The pilots", "claimed by one side", "", ""),
            ("The beach is the best", "The hotel", "opinion", "", ""),
            ("20 boats fish there", "The fishers", "claimed by one side", "20 boats", "Boats that fish"),
        ],
        start=1,
    )
)
BANK = f"title: The mine\nclaims:\n{CLAIMS}questions:\n- {{id: mine, tests: who, ask: Who promises jobs?, answer: Nordic Minerals, wrong: [The mayor], claim: fact-1}}\n"


def load(text: str):
    return check_bank(text, QUESTION_TYPES, name="mine")


def test_twelve_claims_give_about_forty_drafts_that_load_without_an_error():
    drafts = draft_questions(load(BANK).bank)
    # 12 who - 1 that is asked already, 12 status, 12 when; 6 figures with a measure, 6 of which are typed: 47.
    assert 36 <= count_drafts(drafts) <= 50
    done = load(append_entry(BANK, drafts))
    assert done.bank is not None
    doubts = {p.code for p in done.problems if p.weight is not Weight.ADVICE}
    assert doubts == {"draft-question"}


def test_distractors_are_of_the_bank_and_no_draft_repeats_its_key():
    bank = load(append_entry(BANK, draft_questions(load(BANK).bank))).bank
    speakers = {claim.who.split(",")[0] for claim in bank.claims.values()}
    who = bank.question("fact-2-who")
    assert {option.text for option in who.options()} <= speakers
    assert bank.question("fact-2-how-much").review(None).best[0].text.startswith("300")
    for question in bank.questions:
        assert len({option.text for option in question.options()}) == len(question.options())


def test_the_drafts_of_a_claim_are_variants_of_what_is_asked_about_it_already():
    bank = load(append_entry(BANK, draft_questions(load(BANK).bank))).bank
    assert bank.question("fact-1-status").idea == "mine"
    assert {q.idea for q in bank.questions if "fact-3" in q.claims} == {"fact-3-who"}


def test_a_second_run_drafts_nothing():
    text = append_entry(BANK, draft_questions(load(BANK).bank))
    assert draft_questions(load(text).bank) == ""


def test_a_draft_reads_well_and_sets_no_speaker_against_another_name_of_its_own():
    claims = """\
  lake:
    says: The lake will close from 1 December
    who: the district council
    as of: 1 December
  swimmers:
    says: About 300 people swim there
    figure: About 300 people
    who: The Dippers
    measures: People in a week
    as of: this year
  water:
    says: The water has 5 degrees
    figure: 5 degrees
    who: The council
    measures: Warmth of the water
    as of: 9 November 2025
"""
    text = draft_questions(load(f"title: Lake\nclaims:\n{claims}questions:\n").begun)
    bank = load(append_entry(f"title: Lake\nclaims:\n{claims}questions:\n", text)).bank
    assert [option.text for option in bank.question("lake-who").options()] == [
        "The district council",
        "The Dippers",
    ]
    # Two names that end alike may be one speaker.
    assert [option.text for option in bank.question("swimmers-who").options()] == [
        "The Dippers",
        "The district council",
    ]
    assert (
        bank.question("swimmers-measure").ask
        == "According to the Dippers, the figure is about 300 people. What does it count?"
    )
    assert bank.question("swimmers-status").ask.startswith("According to the Dippers: “About 300")
    # A date that the question tells, or that is none, is not asked for.
    assert [question.id for question in bank.questions if question.id.endswith("-when")] == ["water-when"]
