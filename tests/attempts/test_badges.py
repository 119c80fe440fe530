"""No badge stands beside a question that waits for its answer: that one is there, and none elsewhere, tells already."""

import re
from pathlib import Path

import pytest

import quizapp
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.claims import Aspect
from quizapp.domain.question_types import QUESTION_TYPES
from tests.support.quizzes import publish

ROOT = Path(quizapp.__file__).parents[1]
TEMPLATES = ROOT / "quizapp" / "templates"
#: What draws a claim: macros of _macros.html.
_DRAWS_A_CLAIM = re.compile(r"\b(?:claim_)?badge\(|claim_block\(|\bclaims\b")
#: Words of a claimant's description that name nobody.
_NO_NAMES = set(
    "the of in its own words that does not name made up as told by a an and on to reports".split()
)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


@pytest.mark.databases("sqlite")
def test_the_page_of_a_question_shows_no_badge_and_its_feedback_does(session, clock, client):
    entry = publish(session, clock()).entry.public_id
    session.commit()
    client.submit(client.get(f"/q/{entry}"), button="Start")
    home = client.get("/")
    attempt = re.search(r"/a/([\w-]+)", home.text)[1]
    pages = [client.get(f"/a/{attempt}/{place}").text for place in (1, 2, 3, 4)]
    client.submit(client.get(f"/a/{attempt}/check"), button="Hand in")
    results = client.get(f"/a/{attempt}").text

    assert all("<h1" in page and 'class="badge' not in page for page in pages)
    assert results.count('class="badge') >= 2


def test_no_template_that_asks_a_question_draws_a_claim():
    asking = [page for page in TEMPLATES.rglob("*.html") if "type.ask(" in page.read_text("utf-8")]
    types = [*(TEMPLATES / "question_types").glob("*.html")]
    assert len(asking) >= 4
    assert len(types) == len(QUESTION_TYPES)
    drawn = [page.name for page in (*asking, *types) if _DRAWS_A_CLAIM.search(page.read_text("utf-8"))]
    assert drawn == []


@pytest.mark.parametrize("name", ["kursk-incursion", "reading-figures", "tour"])
def test_the_stem_names_the_speaker_where_that_is_not_asked(name):
    """The badge does it no longer. Several speakers in one question may be what it asks for."""
    text = (ROOT / "questions" / f"{name}.yaml").read_text("utf-8")
    bank = load_bank(text, QUESTION_TYPES, name=name)
    unnamed = []
    for question in bank.questions:
        speakers = {claim.who for claim in bank.claims_of(question) if claim.who}
        if question.tests in (Aspect.WHO, Aspect.STATUS, Aspect.MEASURE) or len(speakers) != 1:
            continue
        if not (words(speakers.pop()) - _NO_NAMES) & words(question.stem_text()):
            unnamed.append(question.id)
    assert unnamed == []
