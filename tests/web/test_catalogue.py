"""Every text that a page can show is in the catalogue, also one that is put together where no web is known."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms

from quizapp.basics import i18n
from quizapp.basics.messages import Message, msg, nmsg
from quizapp.domain import question_types
from quizapp.domain.answers import Certainty
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.claims import Aspect, Status
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import FigureKey, read_answer, read_figure
from quizapp.domain.grading import grade_figure
from quizapp.domain.question import Question, Unreadable, read_post
from quizapp.web.forms import WORDED

PACKAGE = Path(i18n.__file__).parents[1]
#: What takes a sentence that a reader is shown; its text is marked, or comes from a function that marked it.
SPEAKERS = re.compile(
    r"CannotRead|Unreadable|Slip|AskView|Control|Note|Line|Refused|NotFound|BadRequest|SignedOut|TooMany|ChangeRefused"
    r"|Length|NumberRange|Regexp|AnyOf|DataRequired|InputRequired|ValidationError|StopValidation|\w+Field|Ticks|SelectChoice"
)
#: Their arguments that are no sentences.
NO_TEXT = {
    "id",
    "name",
    "kind",
    "inputmode",
    "autocomplete",
    "regex",
    "status",
    "control",
    "default",
    "render_kw",
}
#: What authors and operators read, in English.
ENGLISH = (
    "cli",
    "interchange",
    "web/design_page.py",
    "domain/bankfile",
    "domain/comparisons.py",
    "domain/lint",
)


def unmarked(source: str) -> Iterator[str]:
    """Sentences that are given to a reader without a mark: a plain text, or one that is put together on the spot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and SPEAKERS.fullmatch(ast.unparse(node.func).rpartition(".")[2]):
            given = [*node.args, *(each.value for each in node.keywords if each.arg not in NO_TEXT)]
            for argument in given:
                for part in (
                    (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                ):
                    text = ast.unparse(part)
                    is_text = isinstance(part, ast.JoinedStr) or (
                        isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )
                    if is_text and re.match(r"f?['\"](?:[A-Z“]|\{).*(?:\w\w \w|\w[.:]['\"]$)", text):
                        yield f"{node.lineno}: {text}"


def test_every_sentence_for_a_reader_is_marked_for_translators() -> None:
    found = {
        name: texts
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(ENGLISH)
        and (texts := list(unmarked(path.read_text("utf-8"))))
    }
    assert found == {}, "write them as msg(…) or _(…)"


@pytest.mark.parametrize(
    "planted",
    [
        'raise CannotRead(f"There is no figure in “{words}”.")',
        'Length(max=most, message=f"Write at most {most} letters.")',
        'Unreadable("Choose an answer.", name)',
        'Slip("kind", f"{say}: perhaps thousand." if power else "Two digits have changed places.")',
    ],
)
def test_a_planted_sentence_without_a_mark_is_found(planted: str) -> None:
    assert list(unmarked(planted))


def is_known(text: object) -> bool:
    """Whether translators were given a text, and every text within it."""
    if not isinstance(text, Message):
        return False
    inner = [value for value in text.values.values() if isinstance(value, Message)]
    return (
        text.id in i18n.catalogue()
        and (not text.many or text.many in i18n.catalogue())
        and all(map(is_known, inner))
    )


def said_about(text: str, key: FigureKey) -> list[object]:
    """What a learner is told who answers so: why it cannot be read, or the mistakes that were recognised."""
    try:
        figure = read_answer(text, key)
    except CannotRead as refused:
        return [refused.args[0]]
    return [slip.message for slip in grade_figure(figure, key).slips]


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "12 or 13", "1-2", "3 * 4", "1/0", "10^99", "1 2 3 4", "1.200", "12 bananas", "12 m", "about", "x" * 500,
        "1" * 50, "12 km 3", "$5 bananas", "at least 5", "1.2.3,4", "5!!", "in 5",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["12 km", "12", "$5", "4 per cent", "1.2 km²"])
def test_what_is_said_about_a_figure_is_in_the_catalogue(text: str, key: str) -> None:
    asked = FigureKey(read_figure(key))
    assert [said for said in said_about(text, asked) if not is_known(said)] == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12 miles", "12 km"), ("12 square miles", "12 km²"), ("1200 km", "12 km"), ("12 thousand", "12 million"), ("-12", "12"),
        ("21 km", "12 km"), ("4 points", "4 per cent"), ("€5", "$5"), ("12 kg", "12 km"), ("0.04 per cent", "4 per cent"),
        ("12.5 km", "12.6 km"), ("12 million", "12 thousand"), ("12 km", "12"), ("19.31 miles", "12 km"), ("120", "12"),
    ],
)  # fmt: skip
def test_a_diagnosed_mistake_is_in_the_catalogue(text: str, key: str) -> None:
    slips = grade_figure(read_figure(text), FigureKey(read_figure(key))).slips
    assert [slip for slip in slips if not is_known(slip.message)] == []


def test_states_statuses_and_aspects_are_in_the_catalogue() -> None:
    assert {*map(str, i18n.SAID_BY_VALUE), *Status, *Aspect, *Certainty} <= i18n.catalogue()


def test_every_type_says_what_it_cannot_read_and_how_to_answer_in_the_catalogue() -> None:
    for question in questions_of_each_type():
        order = range(question.parts())
        assert question.label in i18n.catalogue()
        for posted in (
            {},
            {"answer": ["zzz"]},
            {"answer": ["99999"]},
            {"answer": ["\0", "b"]},
            {"row-0": ["77"]},
        ):
            read = read_post(question, posted, order)
            if isinstance(read, Unreadable):
                assert is_known(read.message), (question.type_name, read)
        instruction = question.ask_view(order).instruction
        assert not instruction or instruction in i18n.catalogue()


def questions_of_each_type() -> list[Question]:
    text = (PACKAGE.parent / "questions" / "tour.yaml").read_text("utf-8")
    return list(load_bank(text, question_types.QUESTION_TYPES, name="tour.yaml").questions)


def test_wtforms_has_no_sentence_that_our_fields_could_show_and_we_have_not_worded() -> None:
    """Of the validators and fields that forms use; a release with a new sentence is noticed here."""
    used = (
        wtforms.validators.Length, wtforms.validators.NumberRange, wtforms.validators.DataRequired,
        wtforms.validators.InputRequired, wtforms.fields.IntegerField, wtforms.fields.DecimalField,
        wtforms.fields.SelectField, wtforms.fields.RadioField,
    )  # fmt: skip
    said = set()
    for each in used:
        for node in ast.walk(ast.parse(inspect.getsource(each))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("gettext"):
                said |= {arg.value for arg in node.args[-2:] if isinstance(arg, ast.Constant)}
    plural = {text for text in said if "characters" not in text and "character " in text}
    developers = {"Choices cannot be None.", "Invalid Choice: could not coerce."}
    assert said - plural - developers <= WORDED.keys()


def test_a_message_is_translated_with_its_values_and_the_messages_in_it() -> None:
    table = {"“%(a)s” is %(b)s.": "%(b)s: %(a)s", "a length": "longo", "%(num)s days": "%(num)s tagoj"}
    message = msg("“%(a)s” is %(b)s.", a="5%", b=msg("a length"))
    assert message == "“5%” is a length."
    assert message.translated(lambda text: table.get(text, text), lambda one, many, n: many) == "longo: 5%"
    assert (
        str(ValueError(message)).translated(lambda text: table[text], lambda one, many, n: many)
        == "longo: 5%"
    )  # type: ignore[call-arg]
    days = nmsg("%(num)s day", "%(num)s days", 2)
    assert (days, days.translated(str, lambda one, many, n: table[many])) == ("2 days", "2 tagoj")


def test_a_translation_that_names_other_values_leaves_the_text_english() -> None:
    assert (
        msg("at most %(max)d", max=5).translated(lambda text: "%(maks)d", lambda one, many, n: many)
        == "at most 5"
    )
