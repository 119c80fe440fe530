"""What every question type keeps, those of tomorrow included: the tests run over the registry."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quizapp.domain.question_types
from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question import DONT_KNOW, AskView, DontKnow, Question, Unreadable, read_post
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import KeyForm
from quizapp.domain.yaml_reading.problems import Weight

FOLDER = Path(quizapp.domain.question_types.__file__).parent
TEMPLATES = FOLDER.parents[1] / "templates" / "question_types"
TYPES = pytest.mark.parametrize("kind", QUESTION_TYPES.values(), ids=lambda kind: kind.type_name)


def bank_text(kind: type[Question]) -> str:
    return "title: Examples\nquestions:\n" + kind.example


def example(kind: type[Question]) -> Question:
    [question] = load_bank(bank_text(kind), QUESTION_TYPES, name="example").questions
    return question


def post_of(question: Question, view: AskView) -> dict[str, list[str]]:
    """What a browser would send of the page as it stands."""
    posted: dict[str, list[str]] = {}
    for control in view.controls:
        is_choice = not control.choices and not question.typed and control.name == "answer"
        if not is_choice or control.chosen:
            posted.setdefault(control.name, []).append(control.value)
    return posted


def orders(question: Question) -> list[list[int]]:
    return [question.draw_order(Random(seed)) for seed in range(25)]


@TYPES
def test_the_example_loads_without_error_or_doubt(kind: type[Question]) -> None:
    checked = check_bank(bank_text(kind), QUESTION_TYPES, name="example")

    assert [problem for problem in checked.problems if problem.weight is not Weight.ADVICE] == []
    assert checked.bank is not None
    [question] = checked.bank.questions
    assert type(question) is kind
    assert question.line == 3


@TYPES
def test_the_example_shows_every_key_of_the_type(kind: type[Question]) -> None:
    assert [key.name for key in kind.keys if f"{key.name}:" not in kind.example] == []


@TYPES
def test_keys_have_a_meaning_and_at_most_one_is_the_stem(kind: type[Question]) -> None:
    assert all(key.meaning.endswith((".", ")")) for key in kind.keys)
    assert sum(key.form is KeyForm.STEM for key in kind.keys) <= 1
    assert kind.signature <= {key.name for key in kind.keys}
    assert all(bool(key.words) == (key.form is KeyForm.CHOICE) for key in kind.keys)


def test_no_signature_contains_another() -> None:
    signatures = [kind.signature for kind in QUESTION_TYPES.values()]
    assert not any(a <= b for i, a in enumerate(signatures) for j, b in enumerate(signatures) if i != j)


def test_the_registry_names_each_type_by_its_own_name() -> None:
    assert all(name == kind.type_name for name, kind in QUESTION_TYPES.items())


def test_every_module_is_registered() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    missing = modules - set(QUESTION_TYPES)
    assert not missing, f"add a line to quizapp/domain/question_types/__init__.py for: {sorted(missing)}"


@TYPES
def test_it_has_a_template(kind: type[Question]) -> None:
    assert (TEMPLATES / f"{kind.type_name}.html").is_file()


@TYPES
def test_its_examples_get_their_grades_after_a_trip_through_the_database(kind: type[Question]) -> None:
    question = example(kind)
    cases = question.examples()

    assert cases
    for response, fraction in cases:
        assert question.grade(json.loads(json.dumps(response))).fraction == fraction, response


@TYPES
def test_its_examples_hold_a_right_and_a_wrong_response(kind: type[Question]) -> None:
    fractions = [fraction for _, fraction in example(kind).examples()]
    if kind.hand_marked:
        assert set(fractions) == {None}
    else:
        assert max(fractions) == 1
        assert min(fractions) < 1


@TYPES
def test_its_best_response_earns_the_full_grade(kind: type[Question]) -> None:
    question = example(kind)
    best = question.best()
    if not kind.hand_marked:
        assert question.grade(json.loads(json.dumps(best))).fraction == 1


@TYPES
def test_what_was_saved_comes_back_from_the_page_in_any_order(kind: type[Question]) -> None:
    question = example(kind)
    for response, _ in question.examples():
        for order in orders(question):
            posted = post_of(question, question.ask_view(order, response))
            assert question.parse(posted, order) == response


def shown_places(lines: Sequence[str], view: AskView, *, in_places: bool) -> list[int]:
    """Where on the page the part stands that each line names; lines that name none are left out. An order is read in
    the student's own."""
    controls = sorted(view.controls, key=lambda each: int(each.value)) if in_places else view.controls
    labels = [control.label for control in controls]
    named = [
        max((label for label in labels if label and label in line), key=len, default="") for line in lines
    ]
    return [labels.index(label) for label in named if label]


@TYPES
def test_an_answer_is_read_back_in_the_order_in_which_it_was_shown(kind: type[Question]) -> None:
    """The bank writes right options first and items in their groups: its order would tell the key."""
    question = example(kind)
    for response, _ in question.examples():
        for order in orders(question):
            view = question.ask_view(order, response)
            review = question.review(response, order)
            for lines in (
                question.said(response, order),
                [f"{line.label}: {line.text}" for line in review.yours],
            ):
                places = shown_places(lines, view, in_places=kind.in_places)
                assert places == sorted(places), (order, lines)
                assert len(places) == len(lines) or len(lines) == 1 or view.segments
            if not kind.hand_marked:  # a long text is cut in a summary, and read back whole
                summary = question.summary(response, order).replace(" · ", "; ")
                assert summary == "; ".join(question.said(response, order))


@TYPES
def test_what_was_posted_is_shown_again_as_it_was(kind: type[Question]) -> None:
    question = example(kind)
    for response, _ in question.examples():
        for order in orders(question)[:5]:
            posted = post_of(question, question.ask_view(order, response))
            assert post_of(question, question.ask_view(order, posted=posted)) == posted


@TYPES
def test_the_page_is_the_same_but_for_its_texts_whatever_the_order(kind: type[Question]) -> None:
    question = example(kind)
    skeletons = {
        tuple(
            (c.name, c.value, c.chosen, tuple(value for value, _ in c.choices))
            for c in question.ask_view(order).controls
        )
        for order in orders(question)
    }
    assert len(skeletons) == 1


@TYPES
def test_an_order_holds_every_part_once_and_comes_from_the_generator_alone(kind: type[Question]) -> None:
    question = example(kind)
    assert all(sorted(order) == list(range(question.parts())) for order in orders(question))
    assert orders(question) == orders(question)
    if question.parts() > 2:
        assert len({tuple(order) for order in orders(question)}) > 1


@TYPES
def test_nothing_answered_is_unreadable_and_says_what_to_do(kind: type[Question]) -> None:
    question = example(kind)
    view = question.ask_view(orders(question)[0])
    blank = {control.name: [""] for control in view.controls}
    for posted in ({}, {"answer": [""]}, blank, post_of(question, view)):
        said = question.parse(posted, orders(question)[0])
        assert question.is_untouched(posted, orders(question)[0])
        assert isinstance(said, Unreadable)
        assert said.message.endswith(".")


@TYPES
def test_i_dont_know_is_an_answer_of_its_own(kind: type[Question]) -> None:
    question = example(kind)
    order = orders(question)[0]
    assert read_post(question, {"answer": [DONT_KNOW]}, order) == DontKnow()
    assert read_post(question, {DONT_KNOW: ["1"]}, order) == DontKnow()
    as_shown = post_of(question, question.ask_view(order))
    assert read_post(question, as_shown | {DONT_KNOW: ["1"]}, order) == DontKnow()


_values = st.one_of(
    st.sampled_from(
        ["0", "1", "2", "9", "-1", "00", "1.0", "²", "٣", " 1", "9" * 5000, "", "\x00", "\ud800", "up-0"]
    ),
    st.text(max_size=12),
)
_names = st.sampled_from([*("answer", "move", "answer-0", "gap-0", "gap-1"), *(f"row-{n}" for n in range(4))])


@TYPES
@given(posted=st.dictionaries(_names, st.lists(_values, max_size=3)))
def test_whatever_is_posted_is_read_or_refused(
    kind: type[Question], posted: Mapping[str, Sequence[str]]
) -> None:
    question = example(kind)
    order = question.draw_order(Random(3))
    question.ask_view(order, posted=posted)

    response = question.parse(posted, order)

    if isinstance(response, Unreadable):
        assert response.message
        return
    response = json.loads(json.dumps(response))
    assert (question.grade(response).fraction is None) == kind.hand_marked
    assert question.summary(response)
    assert "\n" not in question.summary(response)
    assert all(said in question.summary(response, order) for said in question.said(response, order))
    assert all(question.categories(response))
    assert question.review(response).yours
    assert question.ask_view(order, response).controls


@TYPES
def test_a_forged_value_is_unreadable(kind: type[Question]) -> None:
    question = example(kind)
    order = orders(question)[0]
    names = {control.name for control in question.ask_view(order).controls}
    if kind.typed:
        return
    for forged in ("99", "-1", "1e3", "x", "0 ", "٠"):
        assert isinstance(question.parse({name: [forged] for name in names}, order), Unreadable)


@TYPES
def test_the_page_holds_no_key(kind: type[Question]) -> None:
    question = example(kind)
    shown = repr(question.ask_view(orders(question)[0]))
    secrets = [option.feedback for option in question.options()] + [question.why]
    assert not any(secret and secret in shown for secret in secrets)


@TYPES
def test_a_review_shows_the_better_answer_also_to_who_gave_none(kind: type[Question]) -> None:
    question = example(kind)
    review = question.review(None)
    assert review.yours == ()
    assert review.best
    best = question.best()
    if best is not None:
        assert all(line.right for line in question.review(best).yours)
        assert [line.text for line in question.review(best).yours] == [line.text for line in review.best]


@TYPES
def test_reports_count_the_best_response_under_its_right_options(kind: type[Question]) -> None:
    question = example(kind)
    right = {option.text for option in question.options() if option.right}
    best = question.best()
    if right and best is not None:
        assert right <= set(question.categories(best))


@TYPES
def test_blind_guessing_earns_what_chance_gives(kind: type[Question]) -> None:
    expected = example(kind).guess_score()
    assert expected is None if kind.hand_marked else 0 <= expected < 1
