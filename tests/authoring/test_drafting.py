"""A new bank made of an article, and questions drafted from its claims by a button."""

from tests.authoring.test_banks_pages import path_of, press, text_of


def test_a_new_bank_made_of_an_article_proposes_claims_and_then_drafts_questions(teacher, staff):
    article = "The council will pay 12 million euros, said Ada Holm, the mayor.\n\nNordic Minerals claims that 400 jobs will come."
    page = teacher.get("/banks/new")
    given = {"title": "The mine", "source": "A leaflet", "date": "4 March 2025", "article": article}
    page = teacher.get(path_of(teacher.submit(page, given)))
    text = text_of(page)
    assert "# Paragraph 1: The council will pay 12 million euros, said Ada Holm, the mayor." in text
    assert 'figure: "12 million euros"' in text
    assert 'who: "Nordic Minerals"' in text

    first = text.rstrip() + "\n- {id: one, ask: Who?, answer: The mayor, wrong: [The judge]}\n"
    page = teacher.get(path_of(press(teacher, page, "Draft questions from the claims", first)))
    drafted = text_of(page)
    assert drafted.count("tags: draft") >= 6  # of two claims: who, status, and the figures to type
    assert "draft-question" in page.text
    assert "questions drafted." in page.text
    page = teacher.get(path_of(press(teacher, page, "Draft questions from the claims", drafted)))
    assert text_of(page) == drafted  # a second press adds nothing
