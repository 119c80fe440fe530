"""Our own export, read back, gives an equal bank wherever the format holds it whole."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Choice,
    Gapped,
    Group,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Pair,
    Paired,
    Part,
    Typed,
    Value,
)
from quizapp.domain.question import Question
from quizapp.interchange import FORMATS, read_file
from quizapp.interchange.banktext import BankHead, write_bank
from quizapp.interchange.contract import CannotTake
from quizapp.interchange.markdown import escape
from quizapp.interchange.settling import settle
from tests.support.interchange import bank_of, bare

#: Letters and every sign that one of the formats takes for its own.
SIGNS = "abcdeABC xyz =~#{}:\\*_-[]()%'\"&<>/|,;.!?^$@+0123456789äßЖ"
LINES = st.text(SIGNS, min_size=1, max_size=40).map(lambda text: " ".join(text.split()))
WORDS = LINES.filter(
    lambda text: "=>" not in text and "->" not in text and any(sign.isalpha() for sign in text)
)
TYPED = WORDS.filter(lambda text: "*" not in text and text[0].isalpha() and "|" not in text)
#: Written as our own export writes plain words, also where other words stand before them.
PLAIN = WORDS.map(escape).filter(lambda text: "\n" not in text and not text.startswith("\\"))
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join)
FEEDBACK = st.one_of(st.just(""), WORDS)


def choices(
    texts: st.SearchStrategy[str], said: st.SearchStrategy[str]
) -> st.SearchStrategy[tuple[Part, ...]]:
    """Two to five options, the first right."""
    lists = st.lists(texts, min_size=2, max_size=5, unique_by=lambda text: text.casefold().rstrip(". "))
    return st.tuples(lists, st.lists(said, min_size=5, max_size=5)).map(
        lambda both: tuple(
            Part(text, RIGHT if not place else WRONG, both[1][place]) for place, text in enumerate(both[0])
        )
    )


def several(parts: tuple[Part, ...], credit: str) -> Choice:
    """The first two of the options are right."""
    marked = tuple(replace(part, share=RIGHT if place < 2 else WRONG) for place, part in enumerate(parts))
    return Choice(marked, several=True, credit=credit)


def typed(said: st.SearchStrategy[str]) -> st.SearchStrategy[Typed]:
    return st.tuples(TYPED, said).map(lambda both: Typed((Part(both[0], RIGHT, both[1]),)))


GAPS = st.tuples(TYPED, choices(TYPED, st.just("")), TYPED).map(
    lambda three: Gapped((f"{three[0]} ", f" {three[2]}"), (Blank(three[1], listed=True),))
)
NUMBERS = st.integers(-9999, 9999).map(lambda value: Amount((Value(str(value)),)))
BODIES = {
    "gift": st.one_of(
        choices(WORDS, FEEDBACK).map(Choice),
        choices(WORDS, FEEDBACK).map(lambda parts: several(parts, "right minus wrong")),
        typed(FEEDBACK),
        NUMBERS,
        GAPS,
        st.just(HandMarked()),
    ),
    "text2qti": st.one_of(
        choices(WORDS, FEEDBACK).map(Choice),
        choices(WORDS, FEEDBACK).map(lambda parts: several(parts, "all or nothing")),
        NUMBERS,
        st.just(HandMarked()),
    ),
    "csv": st.one_of(
        choices(PLAIN, st.just("")).map(Choice),
        choices(PLAIN, st.just(""))
        .filter(lambda parts: len(parts) > 2)
        .map(lambda parts: several(parts, "all or nothing")),
    ),
}
BODIES["xlsx"] = BODIES["csv"]
BODIES["moodle-xml"] = st.one_of(
    choices(WORDS, FEEDBACK).map(Choice),
    choices(WORDS, FEEDBACK).map(lambda parts: several(parts, "right minus wrong")),
    st.tuples(typed(FEEDBACK), st.booleans()).map(lambda both: replace(both[0], exact=both[1])),
    NUMBERS,
    GAPS,
    st.tuples(TYPED, TYPED).map(lambda two: Gapped((f"{two[0]} ", ""), (Blank((Part(two[1]),)),))),
    choices(WORDS, st.just("")).map(
        lambda parts: Ordered(tuple(replace(part, share=RIGHT) for part in parts))
    ),
    st.tuples(choices(WORDS, st.just("")), choices(WORDS, st.just(""))).map(
        lambda both: Paired(tuple(Pair(left.text, right.text) for left, right in zip(*both, strict=False)))
    ),
    st.just(HandMarked()),
    WORDS.map(lambda text: HandMarked((f"1 point: {text}",))),
)
PAIRS = st.tuples(choices(WORDS, st.just("")), choices(WORDS, st.just(""))).map(
    lambda both: Paired(tuple(Pair(left.text, right.text) for left, right in zip(*both, strict=False)))
)
BODIES["qti-1.2"] = st.one_of(
    choices(WORDS, FEEDBACK).map(Choice),
    choices(WORDS, FEEDBACK).map(lambda parts: several(parts, "all or nothing")),
    NUMBERS,
    PAIRS,
    st.just(HandMarked()),
)
BODIES["qti-2.2"] = BODIES["qti-3"] = st.one_of(
    choices(WORDS, FEEDBACK).map(Choice),
    st.tuples(
        choices(WORDS, FEEDBACK), st.sampled_from(["all or nothing", "right minus wrong", "per option"])
    ).map(lambda both: several(*both)),
    st.tuples(WORDS, st.integers(0, 2)).map(
        lambda both: Judged(
            tuple(
                Part(text, RIGHT if place == both[1] else WRONG, both[0] if place != both[1] else "")
                for place, text in enumerate(("True", "False", "Not stated"))
            )
        )
    ),
    NUMBERS,
    GAPS,
    st.tuples(TYPED, TYPED).map(lambda two: Gapped((f"{two[0]} ", " then"), (Blank((Part(two[1]),)),))),
    st.tuples(choices(WORDS, st.just("")), st.sampled_from(["all or nothing", "per option"])).map(
        lambda both: Ordered(tuple(replace(part, share=RIGHT) for part in both[0]), both[1])
    ),
    st.tuples(PAIRS, st.sampled_from(["all or nothing", "per option"])).map(
        lambda both: replace(both[0], credit=both[1])
    ),
    st.tuples(choices(WORDS, st.just("")), WORDS, WORDS).map(
        lambda three: Grouped(
            (
                Group(f"First {three[1]}", tuple(replace(part, share=RIGHT) for part in three[0])),
                Group(f"Second {three[2]}", (Part("the last"),)),
            )
        )
    ),
    st.just(HandMarked()),
    WORDS.map(lambda text: HandMarked((f"1 point: {text}",))),
)
BODIES["anki"] = st.one_of(
    typed(st.just("")),
    st.tuples(TYPED.map(escape), TYPED).map(
        lambda two: Gapped((f"{two[0]} ", " then"), (Blank((Part(two[1]),)),))
    ),
)
#: Words that nobody takes for a number, a letter or a mark of a list.
BARE = st.text("abcdeäßЖ ,;", min_size=3, max_size=30).map(lambda text: f"The {' '.join(text.split())}.")
BODIES["docx"] = st.one_of(
    choices(BARE, st.just("")).map(Choice),
    choices(BARE, st.just(""))
    .filter(lambda parts: len(parts) > 2)
    .map(lambda parts: several(parts, "all or nothing")),
)
#: Formats that have neither ids nor, where another program shows the explanation, a place for it that we read.
NAMELESS = ("anki", "docx")
#: What else a format holds.
STEMS = dict.fromkeys(BODIES, PARAGRAPHS) | {"csv": PLAIN, "xlsx": PLAIN, "docx": BARE}


def bank_text(found: list[tuple[object, str, str]]) -> str:
    """The bank of some bodies, stems and explanations, as far as our format holds them."""
    items = []
    for number, (body, stem, why) in enumerate(found):
        if isinstance(body, Gapped):  # the same text twice is one question
            body = replace(body, segments=(f"{number} {body.segments[0]}", *body.segments[1:]))
        item = Item(
            f"q{number}",
            "" if isinstance(body, Gapped) else f"Question {number}: {stem}",
            body,
            id=f"q{number}",
            why=why,
        )
        try:
            items.append(settle(item))
        except CannotTake:
            continue
    return write_bank(BankHead("A bank"), items) if items else ""


def as_read(question: Question, name: str) -> Question:
    """A question without what this format does not say: where it stands, and of some its id and its explanation."""
    question = bare(question)
    return replace(question, id="", why="") if name in NAMELESS else question


@pytest.mark.parametrize("name", BODIES)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    derandomize=True,
)
@given(data=st.data())
def test_our_own_export_read_back_gives_an_equal_bank(name, data):
    found = data.draw(st.lists(st.tuples(BODIES[name], STEMS[name], STEMS[name]), min_size=1, max_size=4))
    text = bank_text(found)
    if not text:
        return
    try:
        bank = bank_of(text)
    except ValueError:  # two options that differ in marks only are one to our own checker
        return
    form = FORMATS[name]
    assert form.write is not None
    written = form.write(bank)
    left = {refused.place for refused in written.left_out}
    wanted = [as_read(question, name) for question in bank.questions if question.id not in left]
    if not wanted:
        return
    result = read_file(written.content, f"bank{form.endings[0]}")

    assert [each.reason for each in result.refused] == []
    assert result.error is None
    assert [as_read(question, name) for question in bank_of(result.text).questions] == wanted


@pytest.mark.parametrize(
    "inside",
    ["=<a\n~b c", '=<b title="x=1~2">north</b>\n~<b id=south>south</b>', "=a <b\n~c"],
)
def test_a_gift_answer_ends_where_the_next_begins_even_after_an_angle_bracket(inside):
    result = read_file(f"::Q:: Which? {{\n{inside}\n}}\n".encode(), "bank.gift")

    (question,) = bank_of(result.text).questions
    assert len(question.choices) == 2
