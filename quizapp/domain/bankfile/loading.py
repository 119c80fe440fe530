"""Loading a bank from its text: everything that is wrong with it is said at once."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.basics.limits import LOOKS_AS_MEANT
from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.attribution_checks import check_attribution
from quizapp.domain.bankfile.autofix import apply_edits
from quizapp.domain.bankfile.blocks import BANK_KEYS, Blocks, read_blocks, refuse_unknown_keys
from quizapp.domain.bankfile.confusable_words import check_confusable
from quizapp.domain.bankfile.cross_checks import (
    check_claims,
    check_drafts,
    check_figures,
    check_precision,
    check_quizzes,
    check_references,
    check_sources,
    check_supply,
)
from quizapp.domain.bankfile.question_entries import DEFAULT_KEYS, EntryReader, read_common
from quizapp.domain.bankfile.shown_texts import check_shown, check_shown_claims
from quizapp.domain.expected_answers import read_neighbours
from quizapp.domain.misconceptions import check_misconceptions
from quizapp.domain.pictures import check_pictures
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.broken_lines import placed_back, slips_of
from quizapp.domain.yaml_reading.encoding import decode
from quizapp.domain.yaml_reading.entry_reader import Reader
from quizapp.domain.yaml_reading.problems import BankInvalid, Findings, Problem, SourceText, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar, Tree, read_tree

if TYPE_CHECKING:
    from quizapp.domain.question import Question


@dataclass(frozen=True)
class Checked:
    """What came of a text: the bank, or None where an error leaves none, and every problem by its place."""

    bank: Bank | None
    problems: tuple[Problem, ...]
    #: The text that was read, with the places of its lines.
    source: SourceText
    #: The bank, also where all that is missing is its first question.
    begun: Bank | None = None


def load_bank(
    text: str | bytes,
    types: Mapping[str, type["Question"]],
    *,
    name: str,
    pictures: Collection[str] | None = None,
    others: Mapping[str, Bank] | None = None,
) -> Bank:
    """Load a bank; doubts and advice do not stop it. Raises BankInvalid, and nothing else, with every problem."""
    checked = check_bank(text, types, name=name, pictures=pictures, others=others)
    if checked.bank is None:
        raise BankInvalid(name, checked.problems)
    return checked.bank


def check_bank(
    text: str | bytes,
    types: Mapping[str, type["Question"]],
    *,
    name: str,
    pictures: Collection[str] | None = None,
    others: Mapping[str, Bank] | None = None,
) -> Checked:
    """Find every problem of shape, key and source in a bank's text; never raises, whatever the text holds.

    ``name`` is what the text is called to its author, such as its path; ``pictures`` the names of those beside it,
    None where that is not known; ``others`` the banks that quizzes may take questions from, by name, None likewise.
    Advice on craft is another module's.
    """
    encoding: list[Problem] = []
    if isinstance(text, bytes):
        text, encoding = decode(text)
        if encoding and not text:
            return Checked(None, tuple(encoding), SourceText(text))
    with _collector_at_rest():
        # All nodes are gone again when this is done, so the collector wakes to a small heap.
        return _check(text, types, encoding, pictures, others, LOOKS_AS_MEANT)


def _check(
    text: str,
    types: Mapping[str, type["Question"]],
    encoding: Sequence[Problem],
    pictures: Collection[str] | None,
    others: Mapping[str, Bank] | None,
    looks: int,
) -> Checked:
    tree = read_tree(text)
    slips = slips_of(tree) if looks else []
    mended, told = apply_edits(text, slips)
    if told:  # what else is wrong shows in the text as it was meant
        rest = _check(mended, types, (), pictures, others, looks - 1)
        findings = Findings(tree.source)
        findings.take([*encoding, *told, *placed_back(rest.problems, told, rest.source, tree.source)])
        return Checked(None, findings.sorted(), tree.source)
    findings = tree.findings
    findings.take(encoding)
    check_pictures(tree.source.text, findings, pictures)
    bank = _read_bank(tree, types, others)
    problems = findings.sorted()
    errors = {problem.code for problem in problems if problem.weight is Weight.ERROR}
    return Checked(
        None if errors else bank, problems, tree.source, None if errors - {"no-questions"} else bank
    )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No garbage collection while a bank grows: it would walk all of it again and again, and find nothing to free.

    A file's size is limited, so this takes a second at most; another thread's garbage waits for so long.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_bank(
    tree: Tree, types: Mapping[str, type["Question"]], others: Mapping[str, Bank] | None
) -> Bank | None:
    findings = tree.findings
    root = tree.root
    if not isinstance(root, yaml_nodes.Mapping):
        if root is not None or not tree.broken:
            _complain_of_root(root, findings)
        return None
    entry = Reader(root, findings, keys={key.name: key for key in BANK_KEYS})
    entry.language = language if (language := _scalar_text(root, "language")) else "en"
    defaults = _defaults(root, findings, entry.language)
    blocks = replace(read_blocks(entry, defaults), others=others)
    _check_defaults(root, defaults, blocks, findings)
    entries = EntryReader(types, findings, language=blocks.language, defaults=defaults)
    entries.read_all(_question_nodes(entry, broken=tree.broken))
    return _put_together(entries, blocks, findings, broken=tree.broken)


def _put_together(entries: EntryReader, blocks: Blocks, findings: Findings, *, broken: bool) -> Bank:
    """Check what only shows in the whole, and make the bank."""
    read = entries.read
    complete = not broken and len(read) == len(entries.ids)
    check_references(read, blocks, entries.ids, complete=not broken)
    check_figures(read, blocks)
    check_drafts(read)
    check_sources(read, blocks)
    check_confusable(read)
    check_shown(read)
    check_shown_claims(blocks.claims.values(), blocks.places, findings)
    check_claims(read, blocks, findings, complete=complete)
    check_misconceptions(
        read,
        blocks.misconceptions,
        blocks.places.get(("bank", "misconceptions"), 0),
        findings,
        complete=complete,
    )
    if not broken:
        check_quizzes(blocks, entries.ids, findings)
    figures = read_neighbours(blocks.claims.values(), blocks.language)
    check_precision(read, figures)
    check_attribution(read, blocks, figures)
    questions = tuple(
        (question.beside_claims() if blocks.claims else question).with_neighbours(figures)
        for question, _ in read
    )
    topics = dict(blocks.topics) or {
        question.topic: question.topic for question in questions if question.topic
    }
    others = blocks.others or {}
    bank = Bank(
        title=blocks.title,
        questions=questions,
        language=blocks.language,
        about=blocks.about,
        caution=blocks.caution,
        sources=blocks.sources,
        topics=topics,
        claims=blocks.claims,
        quizzes=blocks.quizzes,
        comparisons=blocks.comparisons,
        misconceptions=blocks.misconceptions,
        people=blocks.people,
        timeline=blocks.timeline,
        advice_off=blocks.advice_off,
        borrowed={each.bank: others[each.bank] for each in blocks.mentions if each.bank in others},
    )
    if not findings.failed:
        check_supply(bank, blocks.places, findings)
    return bank


def _scalar_text(root: yaml_nodes.Mapping, name: str) -> str:
    value = root.pairs[name][1] if name in root.pairs else None
    return value.text.strip() if isinstance(value, Scalar) else ""


def _defaults(root: yaml_nodes.Mapping, findings: Findings, language: str) -> dict[str, Any]:
    """The block ``defaults:`` as keyword arguments of ``Question``."""
    pair = root.pairs.get("defaults")
    if pair is None or not isinstance(pair[1], yaml_nodes.Mapping):
        if pair is not None:
            findings.add(
                "not-pairs",
                "“defaults” must be lines with keys.",
                pair[0].start,
                try_text="defaults:\n  source: story",
            )
        return {}
    table = {key.name: key for key in DEFAULT_KEYS}
    entry = Reader(pair[1], findings, keys=table, language=language)
    refuse_unknown_keys(entry, table, "defaults")
    found: dict[str, Any] = {}
    read_common(entry, found)
    return found


def _check_defaults(
    root: yaml_nodes.Mapping, defaults: Mapping[str, Any], blocks: Blocks, findings: Findings
) -> None:
    """What every question inherits must be there."""
    at = root.pairs["defaults"][0].start if "defaults" in root.pairs else root.start
    if defaults.get("source") and defaults["source"] not in blocks.sources:
        what = f"“defaults” names the source “{defaults['source'][:60]}”, which is not in this bank."
        findings.add("unknown-source", what, at, try_text="Write it under “sources:”.")
    if defaults.get("topic") and blocks.topics and defaults["topic"] not in blocks.topics:
        what = f"“defaults” names the topic “{defaults['topic'][:60]}”, which is not in this bank."
        findings.add("unknown-topic", what, at, try_text="Write it under “topics:”.")


def _question_nodes(entry: Reader, *, broken: bool) -> list[Node]:
    pair = entry.node.pairs.get("questions")
    if pair is None:
        if not broken:
            entry.complain(
                "no-questions",
                "There are no questions: the line “questions:” is missing.",
                None,
                "questions:\n- ask: …",
            )
        return []
    value = pair[1]
    if isinstance(value, Scalar) and not value.text.strip():
        value = Listing(value.start, flow=False)
    if isinstance(value, Listing):
        if not value.items and not broken:
            entry.complain(
                "no-questions",
                "There are no questions under “questions:” yet.",
                "questions",
                "- ask: …" + (", or “banks draft” on this file" if "claims" in entry.node.pairs else ""),
            )
        return value.items
    if not (broken and isinstance(pair[1], Scalar)):
        what = "“questions” must be a list: each question begins with “- ”."
        entry.complain("not-a-list", what, "questions", "questions:\n- ask: …\n  answer: …")
    return []


def _complain_of_root(root: Node | None, findings: Findings) -> None:
    if root is None:
        findings.add("empty-file", "This file is empty.", 0, try_text="title: …\nquestions:\n- ask: …")
        return
    what = "A bank begins with lines such as “title: …” and “questions:”."
    if isinstance(root, Listing):
        what = "The file begins with a list. Put “title: …” and “questions:” above it."
    findings.add(
        "not-a-bank", what, root.start, try_text="title: …\nquestions:\n- ask: …", weight=Weight.ERROR
    )
