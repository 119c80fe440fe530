"""Checks that need the whole bank: references between its parts, figures without a speaker, quizzes short of questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from quizapp.domain.bankfile.blocks import Blocks, Mention, complain_of_name, refuse_unknown_source
from quizapp.domain.claims import Claim
from quizapp.domain.recipes import QuizRecipe
from quizapp.domain.selection import CannotFill, describe_rule, draw_questions
from quizapp.domain.yaml_reading.entry_reader import Reader, find_nearest
from quizapp.domain.yaml_reading.problems import Findings, Weight

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.domain.figures.diagnosis import Neighbour
    from quizapp.domain.question import Question

#: The tag of a question that was drafted from a claim and that nobody has finished yet.
DRAFT = "draft"
#: With fewer claims of one figure than this, the pair is told; a figure that half the bank shares is no pair.
_MOST_ALIKE = 4
#: A label no longer than this is a place such as “12.”.
_PLACE = 3

_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:1\d|20)\d\d"
#: Dates and places in a source are no figures, nor are sums, and numbers that name things: COVID-19, A4, G7, bus 7, 1848.
_NO_FIGURE = re.compile(
    rf"(?:\b\d{{1,2}}\s*(?:[–-]|to|and|or)\s*)?\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}(?:\s+\d{{4}})?|\b{_MONTHS}\s+\d{{1,2}}(?:,\s*\d{{4}})?\b"
    rf"|\b{_MONTHS}\s+(?:\d{{4}}\b|['’]\d\d\b)|\b\d{{4}}-\d\d-\d\d\b|\b(?:paragraph|page|question|line|table|chapter|section)s?\s+\d+"
    rf"|\b\d{{1,2}}([./])\d{{1,2}}\1\d{{2,4}}\b|\b{_YEAR}\s*[–/-]\s*\d{{2,4}}\b|\b\d{{2,4}}s\b(?:\s+BCE?\b)?"
    r"|\b\d+\s*(?-i:BCE?|CE|AD)\b|\b(?-i:AD|BC)\s+\d+|\b\d[\d,]*\s+(?:day|week|month|year|centurie)s?\s+(?:ago|later|earlier)\b"
    rf"|\b(?:in|of|since|until|by|from|before|after)\s+{_YEAR}(?:\s*[–/-]\s*\d{{2,4}})?\b|\b\d{{1,2}}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?|o['’]clock)|\b\d{{1,2}}[:.]\d\d\b"
    r"|https?://\S+|\]\([^)]*\)|```.*?```|`[^`]*`|\$[^$]*\$|\b[^\W\d_]+-?\d\w*|\b\d+(?:st|nd|rd|th)\b"
    r"|\b(?:no\.?|number|act|scene|war|class|grade|year|bus|room|size|route|level|version|step|group|type|part|verse|figure)\s+\d+"
    r"|\d[\d.,]*(?:\s*(?:minus|plus|times|divided by|[-+×÷*/=^<>])\s*\d[\d.,]*)+"
    rf"|\bthe\s+{_YEAR}\s+(?=(?-i:[A-Z])(?!\w*s\b))|\b{_YEAR}\b(?=\s*(?:[?.,;:)–'’-]|$|(?:and|or|to|was|when|but|until|saw|began|ended|brought|war)\b|revolution|election|edition))",
    re.IGNORECASE | re.DOTALL,
)
_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNITS = (
    "per cent|percent|square|miles?|km|kilomet(?:re|er)s?|met(?:re|er)s?|people|residents|civilians|soldiers|troops|"
    "children|days|weeks|months|years|hours|minutes|villages|settlements|towns|jobs|euros?|dollars?|pounds?"
)
_FIGURE = re.compile(
    rf"\d|\b(?:hundred|thousand|million|billion|dozen)s?\b|\b(?:{_SMALL})\s+(?:{_UNITS})\b", re.IGNORECASE
)


#: A stem that is itself a sum, or code: its answer is worked out, and nobody's claim.
_SUM = re.compile(
    r"\d\s*(?:minus|plus|times|divided by|[+×÷*/=^-]|(?:%|per cent|percent) of)\s*\d|`[^`]*`|\bx\s*[+=-]",
    re.IGNORECASE,
)
#: A number with its unit, or in per cent, or money: certainly a figure.
_CERTAIN = re.compile(
    rf"(?:\d|\b(?:{_SMALL}))\s*(?:{_UNITS}|%|million|billion|thousand)\b|\d\s*%|[$€£¥]\s*\d", re.IGNORECASE
)


def holds_figure(text: str) -> bool:
    """Whether a text names a quantity: digits that are no date or place in the source, or a counted unit."""
    return _FIGURE.search(text) is not None and _FIGURE.search(_NO_FIGURE.sub(" ", text)) is not None


def check_references(
    read: "list[tuple[Question, Reader]]", blocks: Blocks, ids: Mapping[str, int], *, complete: bool
) -> None:
    """Every topic, claim, source and id that a question names must be there.

    ``complete`` is False where a part of the file could not be read: then a missing id proves nothing.
    """
    variants = {question.id: question.variant_of for question, _ in read if question.variant_of}
    claims_of = {question.id: question.claims for question, _ in read}
    for question, entry in read:
        if question.topic and blocks.topics and question.topic not in blocks.topics and entry.has("topic"):
            complain_of_name(entry, "unknown-topic", "topic", question.topic, blocks.topics)
        if any(claim not in blocks.claims for claim in question.claims):
            _check_claim_names(entry, blocks)
        if question.source and entry.has("source"):
            refuse_unknown_source(entry, question.source, blocks.sources)
        if question.variant_of:
            _check_variant(question, entry, variants, claims_of, ids if complete else None)
        if question.not_with:
            _check_not_with(question, entry, ids if complete else None)
        if question.replaces in ids and question.replaces:
            what = f"“{question.replaces}” is still the id of a question, so nothing can replace it."
            entry.complain("replaces-existing", what, "replaces", "Delete the line, or the other question.")


def _check_claim_names(entry: Reader, blocks: Blocks) -> None:
    for item in entry.name_list("claim"):
        if item.text not in blocks.claims:
            guess = find_nearest(item.text, blocks.claims)
            hint = f" Did you mean “{guess}”?" if guess else ""
            what = f"There is no claim “{item.text[:60]}” in this bank.{hint}"
            entry.complain("unknown-claim", what, item, guess or "Write it under “claims:”.")


def _check_variant(
    question: "Question",
    entry: Reader,
    variants: Mapping[str, str],
    claims_of: Mapping[str, tuple[str, ...]],
    ids: Mapping[str, int] | None,
) -> None:
    first = question.variant_of
    if first == question.id:
        what = "A question cannot be a variant of itself."
        entry.complain("variant-of-variant", what, "variant of", "Name the other question.")
    elif ids is not None and first not in ids:
        guess = find_nearest(first, ids)
        hint = f" Did you mean “{guess}”?" if guess else ""
        what = f"There is no question “{first[:60]}” in this bank.{hint}"
        entry.complain(
            "unknown-question", what, entry.node.pairs["variant of"][1], f"variant of: {guess or '…'}"
        )
    elif first in variants:
        what = f"“{first}” is itself a variant, of “{variants[first]}”. All variants name the same first question."
        entry.complain("variant-of-variant", what, "variant of", f"variant of: {variants[first]}")
    elif question.claims and claims_of.get(first) and not set(question.claims) & set(claims_of[first]):
        what = f"Variants ask for one idea, but this question and “{first}” name different claims."
        entry.complain("variant-other-claim", what, "variant of", "Name the same claim.", weight=Weight.DOUBT)


def _check_not_with(question: "Question", entry: Reader, ids: Mapping[str, int] | None) -> None:
    for item in entry.name_list("not with"):
        if item.text == question.id:
            what = "A question is always drawn with itself."
            entry.complain("not-with-itself", what, item, "Name the other question.")
        elif ids is not None and item.text not in ids:
            guess = find_nearest(item.text, ids)
            hint = f" Did you mean “{guess}”?" if guess else ""
            what = f"There is no question “{item.text[:60]}” in this bank.{hint}"
            entry.complain("unknown-question", what, item, guess or "Delete the name.")


def check_figures(read: "list[tuple[Question, Reader]]", blocks: Blocks) -> None:
    """In a bank with claims a figure in stem, key or explanation needs a claim or somebody who says it.

    It keeps a bank from being published only where it is certainly one: a number with its unit.
    """
    if not blocks.has_claims:
        return
    for question, entry in read:
        if question.claims or question.who or _SUM.search(question.stem_text()):
            continue
        texts = (
            ("The question", question.stem_text()),
            ("The answer", _key_text(question)),
            ("The explanation", question.why),
        )
        for of, text in texts:
            if holds_figure(text):
                what = f"{of} holds a figure, and nothing says whose it is."
                weight = Weight.ERROR if _CERTAIN.search(_NO_FIGURE.sub(" ", text)) else Weight.DOUBT
                entry.complain("figure-without-who", what, None, "claim: …, or who: …", weight=weight)
                break


def check_drafts(read: "list[tuple[Question, Reader]]") -> None:
    """A question that was drafted and that nobody has finished."""
    for question, entry in read:
        if DRAFT in question.tags:
            what = "This question is a draft. Look at it, and then take the tag away."
            entry.complain(
                "draft-question", what, "tags", "Delete the line “tags: draft”.", weight=Weight.DOUBT
            )


def check_precision(read: "list[tuple[Question, Reader]]", figures: "Sequence[Neighbour]") -> None:
    """A key that was converted from a claim's figure and has more digits than that bears."""
    for question, entry in read:
        own = question.too_fine_for(figures)
        if own is not None:
            what = f"The key has more digits than its claim bears ({own.figure.text}): the page would teach a precision that nobody claims."
            try_text = "Round the key to the claim's digits. Who types more digits is right all the same."
            entry.complain("finer-than-claim", what, "number", try_text, weight=Weight.DOUBT)


def _key_text(question: "Question") -> str:
    """What is right, as one text; empty where a person marks it."""
    best = question.best()
    lines = () if best is None else question.review(best).best
    # The label of a line may be its place in an order, which is no figure.
    return " ".join(f"{line.label} {line.text}" if len(line.label) > _PLACE else line.text for line in lines)


def check_sources(read: "list[tuple[Question, Reader]]", blocks: Blocks) -> None:
    """Where a bank names sources, every question leads to one: its own, its claim's, or that of ``defaults``."""
    if not blocks.sources:  # a bank of exercises may have none
        return
    for question, entry in read:
        if not question.source and not any(
            blocks.claims[key].source for key in question.claims if key in blocks.claims
        ):
            what = "Nothing says which source this question comes from."
            entry.complain(
                "question-without-source",
                what,
                None,
                f"source: {next(iter(blocks.sources))}",
                weight=Weight.DOUBT,
            )


def check_claims(
    read: "list[tuple[Question, Reader]]", blocks: Blocks, findings: Findings, *, complete: bool
) -> None:
    """Claims that no question uses, figures that look alike, sources without date or link."""
    for key, source in blocks.sources.items():
        if not source.date and not source.link:
            what = f"The source “{key}” has neither date nor link: nobody can look it up."
            findings.add(
                "source-without-date-or-link",
                what,
                blocks.places["sources", key],
                # A chapter of the class's own book needs neither; who reports claims lets others look them up.
                weight=Weight.DOUBT if blocks.claims else Weight.ADVICE,
                try_text="date: 4 March 2025",
            )
    if not complete:
        return
    used = Counter(claim for question, _ in read for claim in question.claims)
    for key in blocks.claims if read else ():
        if not used[key]:
            what = f"No question asks about the claim “{key}”."
            findings.add(
                "unused-claim",
                what,
                blocks.places["claims", key],
                weight=Weight.ADVICE,
                try_text="Write a question with “claim: " + key + "”, or delete it.",
            )
    together = {frozenset(pair) for question, _ in read for pair in combinations(question.claims, 2)}
    by_figure: dict[str, list[Claim]] = defaultdict(list)
    for claim in blocks.claims.values():
        if claim.figure and claim.measures:
            by_figure[" ".join(claim.figure.casefold().split())].append(claim)
    for alike in by_figure.values():
        if len(alike) > _MOST_ALIKE:
            continue
        for one, other in combinations(alike, 2):
            if (
                one.measures.casefold() != other.measures.casefold()
                and frozenset((one.key, other.key)) not in together
            ):
                what = f"“{one.key}” and “{other.key}” have the same figure but measure different things, and no question tells them apart."
                try_text = f"claim: {one.key}, {other.key}"
                findings.add(
                    "figures-not-contrasted",
                    what,
                    blocks.places["claims", other.key],
                    weight=Weight.ADVICE,
                    try_text=try_text,
                )


def check_quizzes(blocks: Blocks, ids: Mapping[str, int], findings: Findings) -> None:
    """What quizzes name must be in the bank, or in the other bank that they name."""
    own: dict[str, Mapping[str, object]] = {"question": ids, "topic": blocks.topics, "claim": blocks.claims}
    others, gone = blocks.others, set[str]()
    for mention in blocks.mentions:
        known, of = own, "this bank"
        if mention.bank:
            if others is None or mention.bank in gone:
                continue
            other = others.get(mention.bank)
            if other is None:
                gone.add(mention.bank)
                _complain_of_bank(mention, others, findings)
                continue
            ids_there = {each.id: each for each in other.questions}
            known = {"bank": others, "question": ids_there, "topic": other.topics, "claim": other.claims}
            of = f"the bank “{mention.bank[:60]}”"
        there = known[mention.kind]
        # Without a list of topics, whatever questions have is one; a quiz of none of them is found short.
        if mention.name in there or (mention.kind == "topic" and not there):
            continue
        guess = find_nearest(mention.name, there)
        hint = f" Did you mean “{guess}”?" if guess else ""
        what = f"The quiz “{mention.quiz}” names the {mention.kind} “{mention.name[:60]}”, which is not in {of}.{hint}"
        try_text = guess or f"Write the {mention.kind}, or delete the line."
        if mention.kind == "question":
            findings.add("unknown-question", what, mention.at, try_text=try_text)
        elif mention.kind == "topic":
            findings.add("unknown-topic", what, mention.at, try_text=try_text)
        else:
            findings.add("unknown-claim", what, mention.at, try_text=try_text)


def _complain_of_bank(mention: Mention, others: "Mapping[str, Bank]", findings: Findings) -> None:
    guess = find_nearest(mention.bank, others)
    hint = f" Did you mean “{guess}”?" if guess else ""
    what = f"The quiz “{mention.quiz}” names the bank “{mention.bank[:60]}”, from which nothing can be taken here.{hint}"
    try_text = (
        guess or "Publish that bank first, or have it shared with you; among files it stands beside this one."
    )
    findings.add("unknown-bank", what, mention.at, try_text=try_text)


def _check_fixed(bank: "Bank", recipe: QuizRecipe, at: int, findings: Findings) -> None:
    """Questions that a quiz names one by one come whatever they say: two that tell each other are the author's to part."""
    for one, other in combinations(recipe.questions, 2):
        if other in bank.kept_apart.get(one, ()):
            what = f"The quiz “{recipe.key}” has both “{one}” and “{other}”, which are “not with” each other."
            try_text = f"Take “{other}” out."
            findings.add("not-with-in-quiz", what, at, weight=Weight.DOUBT, try_text=try_text)


def check_supply(bank: "Bank", places: Mapping[tuple[str, str], int], findings: Findings) -> None:
    """Every quiz must find its questions: by each rule alone and by all of them together."""
    for recipe in bank.quizzes.values():
        if recipe.other_banks - bank.borrowed.keys():
            continue  # where other banks are not known, nothing is said of what is drawn from them
        at = places["quizzes", recipe.key]
        _check_fixed(bank, recipe, at, findings)
        short = False
        for rule in recipe.draw:
            ideas = {bank.question(question_id).idea for question_id in bank.qualifying(rule)}
            if len(ideas) < rule.number:
                short = True
                what = f"The quiz “{recipe.key}” draws {rule.number} questions {describe_rule(rule)}, but the bank has {len(ideas)} (variants count once)."
                fewer = f"Draw {len(ideas)}" if ideas else "Take the line out"
                findings.add("quiz-short", what, at, try_text=f"{fewer}, or write more questions.")
        if not short:
            try:
                draw_questions(bank, recipe, Random(0))
            except CannotFill as lack:
                what = f"The parts of the quiz “{recipe.key}” take questions from each other. {lack}"
                findings.add("quiz-short", what, at, try_text="Draw fewer, or write more questions.")
