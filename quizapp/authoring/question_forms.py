"""The form of a question, made from the keys that its type declares: a new key or type has a form unasked."""

from collections.abc import Mapping
from functools import cache

from quizapp.authoring.key_forms import make_key_form
from quizapp.basics.messages import Message, msg
from quizapp.domain.bankfile.question_entries import Types
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import Key
from quizapp.web.forms import Form

TYPES = Types(QUESTION_TYPES)
#: Written by saving, by corrections, or by who knows the text: no field asks for them.
WITHOUT_FIELD = frozenset({"id", "void", "replaces", "advice off"})
#: Keys whose field is always in view; those of the type itself are, too.
ALWAYS = ("why",)

LABELS: Mapping[str, Message] = {
    "ask": msg("Question"),
    "fill": msg("Text with gaps"),
    "essay": msg("Task"),
    "statement": msg("Statement"),
    "answer": msg("Right answer"),
    "answers": msg("Right answers"),
    "wrong": msg("Wrong answers"),
    "is": msg("By the source it is"),
    "feedback": msg("What to say to single answers"),
    "accept": msg("Right answers; the first is shown as the best"),
    "reject": msg("Wrong answers that deserve a word"),
    "spelling": msg("Spelling"),
    "number": msg("The figure"),
    "unit": msg("Unit, shown beside the box"),
    "within": msg("How far off is still right"),
    "also": msg("Other figures that are right"),
    "order": msg("Items in the right order"),
    "credit": msg("How a partly right answer counts"),
    "match": msg("What belongs together"),
    "extra": msg("Right sides that fit nowhere"),
    "sort": msg("Groups"),
    "rubric": msg("What earns points"),
    "short": msg("Short label for lists"),
    "topic": msg("Topic"),
    "tests": msg("What it asks of a fact"),
    "pattern": msg("Kind of thinking"),
    "tags": msg("Tags"),
    "claim": msg("Claim"),
    "who": msg("Who says so, where no claim is named"),
    "status": msg("How far one can rely on it, where no claim is named"),
    "source": msg("Source"),
    "where": msg("Where in the source"),
    "why": msg("Explanation, shown with the result"),
    "marks": msg("Marks"),
    "hints": msg("Hints"),
    "tries": msg("Tries"),
    "credit by try": msg("What each try is worth"),
    "variant of": msg("Same idea as this question (its id)"),
    "not with": msg("Never together with these questions (their ids)"),
    "read": msg("Text to read before the question"),
    "unmarked": msg("It counts for nothing"),
    "not stated": msg("Whether “Not stated” is offered"),
    "keep order": msg("Show the options in the same order to everybody"),
}
HINTS: Mapping[str, Message] = {
    "fill": msg(
        "[[typed | also right]] is a gap to type into, [[right ~ wrong ~ wrong]] one to choose from."
    ),
    "rubric": msg("One line each: “2 points: names a second source”."),
    "within": msg("A part of the figure (5%) or an amount (50 million). Empty: exactly this figure."),
    "sort": msg("A name for each group, and its items, one a line."),
    "feedback": msg("Left the answer, right what its writer reads."),
    "tags": msg("With commas between them."),
    "credit by try": msg("Falling shares: 100%, 60%, 30%."),
}


def keys_of(kind: type[Question]) -> dict[str, Key]:
    """The keys of a type that have a field, in the order of the form."""
    return {name: key for name, key in TYPES.tables[kind].items() if name not in WITHOUT_FIELD}


@cache
def make_form_class(kind: type[Question]) -> type[Form]:
    """The form of a type."""
    return make_key_form(f"{kind.__name__}Form", keys_of(kind), LABELS)
