"""Misconceptions: what wrong answers of a bank show, each named once, with what a teacher can do about it in class."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, find_nearest
from quizapp.domain.yaml_reading.problems import Findings, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Scalar

if TYPE_CHECKING:
    from quizapp.domain.question import Question

MISCONCEPTION_KEYS = (
    Key(
        "says",
        "What the learner takes for true, in one sentence.",
        KeyForm.TEXT,
        required=True,
        example="Takes a figure as given by somebody else",
    ),
    Key(
        "five minutes",
        "What to do about it in class, in five minutes.",
        KeyForm.BLOCK,
        example="Read three sentences aloud. After each, the class writes down who says it.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """What a wrong answer shows. Options refer to it by ``name``, after their second ``=>``."""

    name: str
    says: str
    #: Something to do in class, as Markdown; empty where nobody has written it.
    five_minutes: str = ""


def read_misconceptions(entry: Reader) -> dict[str, Misconception]:
    """The block ``misconceptions:`` by name; what is no such entry is complained of."""
    table = {key.name: key for key in MISCONCEPTION_KEYS}
    found: dict[str, Misconception] = {}
    for key, node in entry.mapping("misconceptions"):
        name = " ".join(key.text.split())
        if isinstance(node, Scalar):  # one line is the sentence alone
            found[name] = Misconception(name=name, says=node.text.strip())
            continue
        if not isinstance(node, yaml_nodes.Mapping):
            what = f"“{name[:60]}” must be lines with keys, such as “says: …”."
            entry.complain("not-pairs", what, key, f"{name[:60]}:\n  says: …")
            continue
        reader = Reader(node, entry.findings, keys=table, language=entry.language)
        for written in reader.names():
            if written not in table:
                guess = find_nearest(written, table)
                hint = f" Did you mean “{guess}”?" if guess else ""
                what = f"“{written[:60]}” is not a key of a misconception.{hint}"
                reader.complain("unknown-key", what, written, f"{guess or 'says'}: …")
        says, plan = reader.text("says"), reader.text("five minutes")
        found[name] = Misconception(name=name, says=says, five_minutes=plan)
    return found


def names_in(body: object) -> Iterator[str]:
    """The misconceptions that a question's body names, whatever its type: each part that has one is asked."""
    if isinstance(body, (tuple, list)):
        for each in body:
            yield from names_in(each)
    elif is_dataclass(body):
        name = getattr(body, "misconception", "")
        if name:
            yield name
        for each in fields(body):
            yield from names_in(getattr(body, each.name))


def check_misconceptions(
    read: "Iterable[tuple[Question, Reader]]",
    known: Mapping[str, Misconception],
    at: int,
    findings: Findings,
    *,
    complete: bool,
) -> None:
    """Where a bank defines its misconceptions, options name one of them, and each is named by some option."""
    if not known:
        return
    used: set[str] = set()
    for question, entry in read:
        named = set(names_in(question.exchange()))
        used |= named
        for name in sorted(named - known.keys()):
            _complain_unknown(entry, name, known)
    for name in known if complete else ():
        if name not in used:
            what = f"No option shows the misconception “{name[:60]}”."
            findings.add(
                "unused-misconception",
                what,
                at,
                weight=Weight.ADVICE,
                try_text=f"- A wrong option => What is wrong with it. => {name}",
            )


def _complain_unknown(entry: Reader, name: str, known: Collection[str]) -> None:
    guess = find_nearest(name, known)
    hint = f" Did you mean “{guess}”?" if guess else ""
    what = f"“{name[:60]}” is none of the bank's misconceptions.{hint}"
    entry.complain(
        "unknown-misconception",
        what,
        None,
        guess or "Write it under “misconceptions:”, with one sentence.",
        weight=Weight.DOUBT,
    )
