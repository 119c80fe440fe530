"""What a teacher who has only an article types until ten questions are published: counted, and held to what the guide says."""

import re
from pathlib import Path

from sqlalchemy import select

from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.models import BankVersion
from tests.authoring.test_banks_pages import path_of
from tests.support.articles import LAST

#: A question of the first bank that was written by hand needed so many characters (5,349 for ten).
BY_HAND = 535
GUIDE = Path(__file__).parents[2] / "docs" / "banks.md"
#: What the teacher decides about each claim, and rewrites where the sentence names its speaker or needs the one before.
DECIDED = {
    "birchfield-school-will-dig-a-pond": {"status": "forecast"},
    "work-begins-after-easter": {"status": "forecast"},
    "the-pond-will-cost-8-400": {"status": "forecast"},
    "half-of-it-comes-from-parents": {"status": "claimed by one side", "says": "Half of the money comes from parents."},
    "the-parents-association-speaks-of-3": {"status": "claimed by one side", "says": "£3,100 has come in so far."},
    "biology-teacher-piet-lang-expects-frogs": {"status": "forecast", "says": "Frogs will come within two years."},
    "he-counted-eleven-kinds-of-dragonfly": {
        "status": "claimed by one side",
        "says": "Eleven kinds of dragonfly live at a pond nearby.",
        "who": "Piet Lang, biology teacher",
    },
    "whether-they-will-come-to-a": {"status": "opinion"},
    "balls-will-land-in-the-water": {"status": "forecast"},
    "the-schools-insurer-demands-a-fence": {"status": "could be checked", "says": "A fence 1.2 metres high is needed."},
    "a-water-pipe-runs-under-the": {"status": "could be checked"},
    "in-a-vote-of-all-classes": {"status": "could be checked"},
}  # fmt: skip
KEPT = (
    "birchfield-school-will-dig-a-pond-how-much",
    "work-begins-after-easter-who",
    "the-pond-will-cost-8-400-status",
    "half-of-it-comes-from-parents-who",
    "the-parents-association-speaks-of-3-how-much",
    "biology-teacher-piet-lang-expects-frogs-status",
    "he-counted-eleven-kinds-of-dragonfly-who",
    "balls-will-land-in-the-water-status",
    "a-water-pipe-runs-under-the-status",
    "in-a-vote-of-all-classes-how-much",
)


class Count:
    """Submits forms and counts: letters that are typed, and presses (a paste, a tick, a button; two for a list)."""

    def __init__(self, visitor):
        self.visitor, self.letters, self.presses = visitor, 0, 0

    def submit(self, page, button, *, typed=(), chosen=(), ticked=(), pasted=()):
        typed, chosen, pasted = dict(typed), dict(chosen), dict(pasted)
        self.letters += sum(map(len, typed.values()))
        self.presses += 2 * len(chosen) + len(ticked) + len(pasted) + 1
        given = {**typed, **chosen, **pasted, **({"question": list(ticked)} if ticked else {})}
        return self.visitor.submit(page, given, button=button)

    def follow(self, address):
        self.presses += 1
        return self.visitor.get(address)


def test_ten_questions_of_an_article_take_less_than_half_the_typing(teacher, staff):
    count = Count(teacher)
    page = count.submit(
        count.follow("/banks/new"),
        "Start writing",
        typed={"title": "The school pond", "source": "Birchfield Herald", "date": "14 March 2025"},
        pasted={"article": LAST["exercise"].text},
    )
    chosen = {f"{name}-status": given["status"] for name, given in DECIDED.items()}
    typed = {
        f"{n}-{key}": text for n, given in DECIDED.items() for key, text in given.items() if key != "status"
    }
    answer = count.submit(page, "Take these and draft questions", typed=typed, chosen=chosen)
    drafts = path_of(answer)
    page = teacher.get(drafts)
    assert 30 <= int(re.search(r"<h1>(\d+) drafts</h1>", page.text)[1]) <= 50  # twelve claims

    page = teacher.get(path_of(count.submit(page, "Keep those ticked", ticked=KEPT)))
    page = teacher.get(path_of(count.submit(page, "Drop all")))
    page = count.follow(drafts.replace("drafts", "publish"))
    count.submit(page, "Publish")

    staff.session.rollback()
    text = staff.session.scalars(select(BankVersion.text).order_by(BankVersion.id.desc())).first()
    checked = check_bank(text, QUESTION_TYPES, name="x")
    assert checked.bank.title == "The school pond"
    assert [question.id for question in checked.bank.questions] == list(KEPT)
    assert [p for p in checked.problems if p.weight is not Weight.ADVICE] == []
    each = count.letters / len(KEPT)
    assert each < BY_HAND / 2
    assert f"{each:.0f} characters a question, {count.presses} presses" in GUIDE.read_text("utf-8")
