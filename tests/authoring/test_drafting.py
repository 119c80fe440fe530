"""From an article to ten questions on pages, without script: claims proposed and decided, questions drafted, kept, dropped."""

from io import BytesIO

from quizapp.basics.limits import PROPOSALS_AT_ONCE, REQUEST_PARTS
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight
from tests.authoring.test_banks_pages import path_of, text_of
from tests.support.visitor import read_forms

ARTICLE = (
    "The council will pay 12 million euros, said Ada Holm, the mayor. She added that work begins in May.\n\n"
    "It rained.\n\n"
    "Nordic Minerals claims that 400 jobs will come."
)
HEAD = {"title": "The mine", "source": "A leaflet", "date": "4 March 2025"}
PAY, WORK, JOBS = "the-council-will-pay-12-million", "work-begins-in-may", "400-jobs-will-come"


def proposed(teacher, address="/banks/new", article=ARTICLE, **head):
    return teacher.submit(
        teacher.get(address), (HEAD if "new" in address else {}) | head | {"article": article}
    )


def decide(teacher, page, button, **decided):
    return teacher.submit(page, {f"{name}-status": status for name, status in decided.items()}, button=button)


def test_every_proposal_shows_its_sentence_and_the_sentence_that_names_its_speaker(teacher, staff):
    page = proposed(teacher)
    assert "3 claims proposed" in page.text
    assert "<blockquote" in page.text
    assert page.text.count("The council will pay 12 million euros, said Ada Holm, the mayor.") >= 2
    assert "The speaker is named in:" in page.text
    assert 'value="12 million euros"' in page.text
    assert "<b>Paragraph 2</b>: <b>none</b>" in page.text
    assert "1 sentence from which nothing is proposed" in page.text
    assert "3 to decide" in page.text


def test_what_is_decided_is_written_and_what_is_left_out_is_not(teacher, staff):
    page = proposed(teacher)
    chosen = {
        f"{PAY}-status": "forecast",
        f"{PAY}-says": "It will cost 12 million euros.",
        f"{WORK}-status": "left out",
    }
    answer = teacher.submit(page, chosen, button="Take these claims alone")
    text = text_of(teacher.get(path_of(answer).replace("/claims", "/edit")))
    assert f"  {PAY}:\n    says: It will cost 12 million euros.\n    figure: 12 million euros\n" in text
    assert "    who: Ada Holm, the mayor\n    status: forecast\n    where: paragraph 1\n" in text
    assert WORK not in text
    assert JOBS not in text


def test_all_that_wait_are_decided_at_once_and_those_that_are_decided_stay(teacher, staff):
    page = decide(teacher, proposed(teacher), "Set them so", **{PAY: "forecast"})
    page = teacher.submit(page, {"bulk": "left out"}, button="Set them so")
    assert "0 to decide" in page.text
    chosen = {
        c.name: c.sends for f in read_forms(page.text) for c in f.controls if c.name.endswith("-status")
    }
    assert chosen[f"{PAY}-status"] == ["forecast"]
    assert chosen[f"{JOBS}-status"] == ["left out"]


def test_a_status_that_needs_more_says_so_at_its_claim_and_nothing_typed_is_lost(teacher, staff):
    page = teacher.submit(
        proposed(teacher),
        {f"{PAY}-status": "verified", f"{PAY}-says": "My own words", f"{WORK}-status": "forecast"},
        button="Take these claims alone",
    )
    assert page.status_code == 422
    assert "“verified” needs the date and a second, different source." in page.text
    assert "My own words" in page.text
    answer = teacher.submit(
        page, {f"{PAY}-checked": "5 March 2025, town accounts"}, button="Take these claims alone"
    )
    assert answer.status_code == 303


def test_decisions_stay_when_the_head_of_the_bank_is_refused(teacher, staff):
    given = {"title": "", f"{PAY}-status": "forecast", f"{PAY}-says": "My own words"}
    page = teacher.submit(proposed(teacher), given, button="Take these claims alone")
    assert page.status_code == 422
    assert "Write what the bank is called." in page.text
    assert "My own words" in page.text


def test_without_a_decision_nothing_is_made(teacher, staff):
    page = teacher.submit(proposed(teacher), {}, button="Take these claims alone")
    assert page.status_code == 422
    assert "Decide at least one claim" in page.text
    assert "The mine" not in teacher.get("/banks").text


def test_the_same_decisions_sent_twice_make_one_bank_and_each_claim_and_draft_once(teacher, staff):
    page = proposed(teacher)
    decided = {f"{PAY}-status": "forecast", f"{JOBS}-status": "claimed by one side"}
    first = path_of(teacher.submit(page, decided, button="Take these and draft questions"))
    text = text_of(teacher.get(first.replace("/drafts", "/edit")))
    again = path_of(teacher.submit(page, decided, button="Take these and draft questions"))
    assert again == first
    assert text_of(teacher.get(first.replace("/drafts", "/edit"))) == text
    later = path_of(teacher.submit(page, {f"{WORK}-status": "forecast"}, button="Take these claims alone"))
    grown = text_of(teacher.get(later.replace("/claims", "/edit")))
    assert (grown.count(f"  {PAY}:\n"), grown.count(f"  {WORK}:\n")) == (1, 1)


def test_a_bank_that_is_there_takes_the_claims_of_another_article(teacher, staff):
    address = f"/banks/{staff.bank_id}/article"
    page = proposed(teacher, address)
    answer = decide(teacher, page, "Take these claims alone", **{JOBS: "claimed by one side"})
    assert path_of(answer) == f"/banks/{staff.bank_id}/claims"
    page = proposed(teacher, address)
    assert "This claim is in the bank already." in page.text


def test_a_long_article_is_gone_through_in_parts_that_can_be_sent(teacher, staff):
    said = [f"The mayor said that {n} boats came." for n in range(2, PROPOSALS_AT_ONCE + 12)]
    article = "\n\n".join([*said, *(f"It rained, and the street was wet {'too ' * n}." for n in range(20))])
    page = proposed(teacher, article=article)
    assert f"{PROPOSALS_AT_ONCE} claims proposed, part 1 of 2" in page.text
    form = next(f for f in read_forms(page.text) if any(c.name == "article" for c in f.controls))
    assert len(form.controls) < REQUEST_PARTS
    page = teacher.submit(page, {"bulk": "claimed by one side"}, button="Set them so")
    page = teacher.submit(page, {}, button="Take what is decided, and go on")
    assert "10 claims proposed, part 2 of 2" in page.text
    page = teacher.submit(page, {"bulk": "claimed by one side"}, button="Set them so")
    page = teacher.get(
        path_of(teacher.submit(page, {}, button="Take these claims alone")).replace("/claims", "/edit")
    )
    assert text_of(page).count("status: claimed by one side") == PROPOSALS_AT_ONCE + 10


def test_an_uploaded_file_stands_in_the_box_and_is_read(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/article")
    token = next(c.value for f in read_forms(page.text) for c in f.controls if c.name == "csrf_token")
    sent = {"csrf_token": token, "act": "look", "file": (BytesIO(ARTICLE.encode("utf-16")), "mine.txt")}
    page = teacher.post(f"/banks/{staff.bank_id}/article", data=sent)
    assert "3 claims proposed" in page.text
    assert ARTICLE in page.text
    sent = {"csrf_token": token, "act": "look", "file": (BytesIO(b"%PDF-1.7 \0\0"), "mine.pdf")}
    page = teacher.post(f"/banks/{staff.bank_id}/article", data=sent)
    assert "This is no text file." in page.text


def test_whoever_was_signed_out_meanwhile_gets_back_what_was_sent(new_client):
    stranger = new_client()
    answer = stranger.post(
        "/banks/new", data={"article": ARTICLE, "title": "The mine", f"{PAY}-says": "My own words"}
    )
    assert answer.status_code in (400, 401)
    assert "My own words" in answer.text
    assert "400 jobs will come" in answer.text


def test_too_long_an_article_is_refused_with_the_limit_and_stays(teacher, staff):
    page = proposed(teacher, article="A boat. " * 10_000)
    assert page.status_code == 422
    assert "Write at most 60000 letters." in page.text


def drafted(teacher):
    decided = {PAY: "forecast", WORK: "forecast", JOBS: "claimed by one side"}
    return path_of(decide(teacher, proposed(teacher), "Take these and draft questions", **decided))


def bank_at(teacher, address):
    return check_bank(
        text_of(teacher.get(address.replace("/drafts", "/edit"))), QUESTION_TYPES, name="x"
    ).bank


def test_drafts_are_kept_dropped_and_touched_and_their_variants_stay_linked(teacher, staff):
    address = drafted(teacher)
    page = teacher.get(address)
    assert "drafts</h1>" in page.text
    page = teacher.submit(page, {"question": [f"{PAY}-who"]}, button="Drop those ticked")
    bank = bank_at(teacher, address)
    assert f"{PAY}-who" not in {q.id for q in bank.questions}
    ideas = {q.idea for q in bank.questions if PAY in q.claims}
    assert ideas == {f"{PAY}-status"}  # the first that stays is the idea of the others

    page = teacher.submit(teacher.get(address), {"question": [f"{PAY}-status"]}, button="Keep those ticked")
    assert bank_at(teacher, address).question(f"{PAY}-status").tags == ()
    place = [q.id for q in bank_at(teacher, address).questions].index(f"{JOBS}-who") + 1
    form = teacher.get(address.replace("drafts", f"questions/{place}"))
    teacher.submit(form, {"k_ask": "Who promises 400 jobs?"}, button="Save, back to the bank")
    assert bank_at(teacher, address).question(f"{JOBS}-who").tags == ()  # touched, a draft no more
    assert bank_at(teacher, address).question(f"{WORK}-who").tags == ("draft",)

    teacher.submit(teacher.get(address), {}, button="Keep all")
    text = text_of(teacher.get(address.replace("/drafts", "/edit")))
    assert "draft" not in text
    problems = check_bank(text, QUESTION_TYPES, name="x").problems
    assert [p for p in problems if p.weight is not Weight.ADVICE] == []


def test_drafting_from_a_bank_without_a_question_works_in_the_editor_too(teacher, staff):
    answer = decide(
        teacher,
        proposed(teacher),
        "Take these claims alone",
        **{PAY: "forecast", JOBS: "claimed by one side"},
    )
    page = teacher.get(path_of(answer).replace("/claims", "/edit"))
    page = teacher.get(
        path_of(teacher.submit(page, {}, button="Draft questions from the claims", form="/edit"))
    )
    assert "questions drafted." in page.text
    text = text_of(page)
    page = teacher.get(
        path_of(teacher.submit(page, {}, button="Draft questions from the claims", form="/edit"))
    )
    assert text_of(page) == text
