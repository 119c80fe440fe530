"""Draft claims from the text of an article, by rules: figures with units, quotations, speakers, verbs of saying, hedges, dates.

A sentence is proposed as a claim where it holds a figure, a quotation, or words that somebody said. Its speaker is the name
beside a verb of saying in the very sentence, or in the one before where this one goes on with *he*, *she* or *they*; without
one the article itself speaks. Nothing is decided: the status is left to the author, and the sentence stands beside each
proposal. English; no network, no model.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.domain.bankfile.cross_checks import holds_figure
from quizapp.domain.yaml_reading.yaml_errors import quote_text

_SAYING = (
    "said|says|claimed|claims|reported|reports|announced|announces|explained|explains|told|warned|warns|suggested|suggests|"
    "described|describes|added|adds|stated|states|argued|argues|estimated|estimates|insisted|insists|denied|denies|"
    "confirmed|confirms|vowed|vows|promised|promises|admitted|admits|declared|wrote|writes|predicted|predicts|expect|expects|expected|informed"
)
_NAME = r"(?:[A-Z][\w'’.-]+(?:\s+(?:of|the|and|de|van|von|for)(?=\s+[A-Z]))?\s+){0,5}[A-Z][\w'’-]+"
_BODY = r"(?:[Tt]he|[Aa]|[Ii]ts|[Hh]er|[Hh]is|[Oo]ne)\s+(?:[\w'’-]+\s+){0,4}[\w'’-]+"
_GROUP = r"(?:[A-Z][\w'’-]+\s+){0,2}(?:[a-z]+\s+)?(?:officials|bloggers|residents|police|scientists|researchers|experts|analysts|critics|campaigners|doctors|witnesses|organisers)(?:\s+in\s+[A-Z]\w+)?"
#: A speaker, perhaps with an office between commas, before a verb of saying.
_BEFORE = re.compile(
    rf"\b({_GROUP}|{_NAME}|{_BODY})(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwere)(?<!\bbe)(?<!\bbeen)(?:,\s+([^,]{{3,80}}),|,)?\s+(?:also\s+|has\s+|have\s+|later\s+)?(?:{_SAYING})\b"
)
#: A verb of saying before its speaker: “…,” said Ada Holm, mayor of the town.
_AFTER = re.compile(
    rf"\b(?:said|says|[Aa]ccording to|told)\s+({_GROUP}|{_NAME}|[Tt]he\s+(?:[\w'’-]+\s+){{0,3}}[\w'’-]+)(?:,\s+([^,.”\"]{{3,80}}))?"
)
_PRONOUN = re.compile(r"^[“\"]?(?:He|She|They|It)\b")
_QUOTE = re.compile(r"[“\"]([^”\"]{3,200})[”\"]")
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|more than|less than|at least|up to|reportedly|allegedly|may|might|could|perhaps|possibly|"
    r"likely|unclear|could not be verified|is expected to)\b",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b|\b(?:last |next |on )?(?:{_DAYS})\b|\b(?:in|since|by|until) ((?:19|20)\d\d)\b|\byesterday\b|\blast (?:week|month|year)\b"
)
_COUNTED = r"[$€£]?\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FIGURE = re.compile(
    rf"(?:\b(?:about|around|nearly|almost|more than|less than|at least|up to|over)\s+)?(?<!\w)(?:{_COUNTED})(?:\s?(?:million|billion|thousand))?"
    r"(?:\s?%|-?\s?(?:per cent|percent|square (?:miles|kilometres|metres)|[a-z]+))?",
    re.IGNORECASE,
)
#: A word behind a number that is none of its unit.
_NO_UNIT = re.compile(
    r"\s(?:on|in|of|at|to|for|and|or|by|since|were|was|are|is|who|that|with|from|as|will|had|have|has)$",
    re.IGNORECASE,
)
#: A full stop behind these ends no sentence.
_ABBREVIATIONS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|approx|e\.g|i\.e|vs|U\.S|U\.K|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Gen|Col|Sen|Rep)\.$"
)
_NOT_NAMES = frozenset(
    "the a an this that these those it he she they but and on in at for when while after before last its his her their".split()
)


@dataclass(frozen=True)
class Sentence:
    """A sentence with the number of its paragraph, from 1."""

    text: str
    paragraph: int


@dataclass(frozen=True)
class Proposal:
    """A claim as the rules propose it; ``who`` is empty where the article speaks itself."""

    sentence: str
    paragraph: int
    who: str = ""
    figure: str = ""
    quote: str = ""
    as_of: str = ""
    hedge: str = ""
    #: The sentence in which the speaker is named, where that is an earlier one.
    named_in: str = ""


def split_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text whose paragraphs are parted by empty lines (or each stand on a line)."""
    blocks = [
        block
        for block in re.split(r"\n\s*\n" if re.search(r"\n\s*\n", text.strip()) else r"\n", text)
        if block.strip()
    ]
    for number, block in enumerate(blocks, start=1):
        begun = ""
        for part in re.split(
            r"(?<=[.!?][”\"’)])\s+(?=[“\"A-Z0-9])|(?<=[.!?])\s+(?=[“\"A-Z0-9])", " ".join(block.split())
        ):
            begun = f"{begun} {part}".strip()
            if not _ABBREVIATIONS.search(begun):
                yield Sentence(begun, number)
                begun = ""
        if begun:
            yield Sentence(begun, number)


def propose_claims(text: str) -> tuple[Proposal, ...]:
    """A proposal for every sentence that somebody says, or that holds a figure or a quotation."""
    found: list[Proposal] = []
    speaker, named_in, paragraph = "", "", 0
    for sentence in split_sentences(text):
        if sentence.paragraph != paragraph and not _PRONOUN.match(sentence.text):
            speaker = ""
        paragraph = sentence.paragraph
        own = _speaker(sentence.text)
        if own:
            speaker, named_in = own, sentence.text
        elif not _PRONOUN.match(sentence.text) and not sentence.text.startswith(("“", '"')):
            speaker = ""
        figure, quote = _figure(sentence.text), _QUOTE.search(sentence.text)
        if not (own or figure or quote):
            continue
        date, hedge = _DATE.search(sentence.text), _HEDGE.search(sentence.text)
        found.append(
            Proposal(
                sentence=sentence.text,
                paragraph=sentence.paragraph,
                who=own or speaker,
                figure=figure,
                quote=" ".join(quote[1].split()[:6]).rstrip(",.") if quote else "",
                as_of=date[0].removeprefix("on ") if date else "",
                hedge=hedge[0] if hedge else "",
                named_in=named_in if speaker and not own else "",
            )
        )
    return tuple(found)


def uncovered_paragraphs(text: str, proposals: Sequence[Proposal]) -> list[int]:
    """The paragraphs, from 1, for which nothing is proposed."""
    every = {sentence.paragraph for sentence in split_sentences(text)}
    return sorted(every - {each.paragraph for each in proposals})


def _speaker(sentence: str) -> str:
    bare = _QUOTE.sub(" “” ", sentence)
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(bare):
            name, office = match[1].strip(), (match[2] or "").strip()
            if match[0].casefold().startswith("according"):
                office = ""  # what follows is what is said
            if (
                name.split()[0].casefold() in _NOT_NAMES - {"the", "a", "an", "its", "his", "her"}
                or name.casefold() in _NOT_NAMES
            ):
                continue
            return (
                f"{name}, {office}"
                if office and not re.search(r"\b(?:which|who|that|but|and it)\b", office)
                else name
            )
    return ""


def _figure(sentence: str) -> str:
    bare = _DATE.sub(" ", sentence)
    for match in _FIGURE.finditer(bare):
        figure = _NO_UNIT.sub("", " ".join(match[0].split()))
        if holds_figure(figure) or re.search(r"[$€£]", figure) or " " in figure.strip():
            return figure
    return ""


def claim_lines(text: str) -> list[str]:
    """The block ``claims:`` with the proposals: each with its sentence in a comment, and the status to decide."""
    proposals = propose_claims(text)
    lines = [
        "# Proposed by rules. Look at each sentence, write it in your own words, decide the status, or delete the claim.",
        "claims:" if proposals else "claims: {}",
    ]
    for number, each in enumerate(proposals, start=1):
        lines += [
            "",
            f"  # Paragraph {each.paragraph}: {each.sentence}",
            *([f"  # The speaker is named before: {each.named_in}"] if each.named_in else []),
            f"  claim-{number}:",
            f"    says: {quote_text(each.sentence)}",
        ]
        fields = {
            "figure": each.figure,
            "who": each.who or "The article, in its own words",
            "where": f"paragraph {each.paragraph}",
            "quote": each.quote,
            "as of": each.as_of,
        }
        lines += [f"    {key}: {quote_text(value)}" for key, value in fields.items() if value]
        hedged = f"; the article hedges with “{each.hedge}”" if each.hedge else ""
        lines.append(f"    note: {quote_text(f'status: to decide{hedged}')}")
    missing = ", ".join(map(str, uncovered_paragraphs(text, proposals)))
    return [*lines, "", f"# Paragraphs for which nothing is proposed: {missing}."] if missing else lines


def write_claims(text: str) -> str:
    """A bank's file with the claims that are proposed for an article."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), "An article")[:80]
    lines = [
        f"title: {quote_text(title)}",
        "language: en",
        "sources:",
        "  article:",
        f"    title: {quote_text(title)}",
        "    publisher: …",
        "    date: …",
        "defaults:",
        "  source: article",
        "",
        *claim_lines(text),
    ]
    return "\n".join([*lines, "", "questions:", ""])
