"""Draft claims from the text of an article, by rules: figures with units, quotations, speakers, verbs of saying, hedges, dates.

A sentence is proposed as a claim where it holds a figure, a quotation, or words that somebody said. Its speaker is the name
beside a verb of saying in the very sentence, or in an earlier one of the paragraph where this one goes on with *he*, *she* or
*they*; without one the article itself speaks. Nothing is decided: the status is left to the author, and the sentence stands
beside each proposal. English; no network, no model.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.domain.bankfile.blocks import BANK_KEYS, CLAIM_KEYS
from quizapp.domain.bankfile.question_entries import Ids
from quizapp.domain.drafting.reading import QUOTE, Found, named_first, read_sentence, said_alone
from quizapp.domain.yaml_reading.block_writing import with_new
from quizapp.domain.yaml_reading.entry_writing import scalar

#: A full stop behind these ends no sentence.
_ABBREVIATIONS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|approx|e\.g|i\.e|vs|U\.S|U\.K|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Gen|Col|Sen|Rep|pp?|[A-Z])\.$"
)

#: The status of a claim that nobody has looked at: the checker lets no such bank be published.
TO_DECIDE = "to decide"
#: Who speaks where nobody is named.
OWN_WORDS = "The article, in its own words"
#: Letters of a heading at most: a line as short that ends without a full stop is no paragraph.
_HEADING = 100


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
    figures: tuple[str, ...] = ()
    quote: str = ""
    as_of: str = ""
    hedge: str = ""
    #: The sentence in which the speaker is named, where that is an earlier one.
    named_in: str = ""

    @property
    def says(self) -> str:
        return said_alone(self.sentence)

    @property
    def figure(self) -> str:
        """The first in digits, else the first: “two more guards at £48,000” is about money."""
        return next((each for each in self.figures if re.search(r"\d", each)), "".join(self.figures[:1]))


def split_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text whose paragraphs are parted by empty lines (or each stand on a line); headings are none."""
    for number, block in enumerate(_paragraphs(text), start=1):
        begun = ""
        for part in re.split(r"(?<=[.!?][”\"’)])\s+(?=[“\"A-Z0-9])|(?<=[.!?])\s+(?=[“\"A-Z0-9])", block):
            begun = f"{begun} {part}".strip()
            if not _ABBREVIATIONS.search(begun):
                yield Sentence(begun, number)
                begun = ""
        if begun:
            yield Sentence(begun, number)


def _paragraphs(text: str) -> list[str]:
    apart = r"\n\s*\n" if re.search(r"\n\s*\n", text.strip()) else r"\n"
    blocks = [" ".join(block.split()) for block in re.split(apart, text) if block.strip()]
    return [
        block for block in blocks if len(blocks) == 1 or len(block) > _HEADING or block[-1] in '.!?”"’):;…'
    ]


def propose_claims(text: str) -> tuple[Proposal, ...]:
    """A proposal for every sentence that somebody says, or that holds a figure or a quotation."""
    found: list[Proposal] = []
    speaker, named_in, paragraph = "", "", 0
    full_names: dict[str, tuple[str, str]] = {}
    for sentence in split_sentences(text):
        here = read_sentence(sentence.text)
        if sentence.paragraph != paragraph and not here.goes_on:
            speaker = ""
        paragraph = sentence.paragraph
        said_by = full_names.get(here.who, (here.who, ""))
        if not here.who and speaker and (here.goes_on or _is_quoted(sentence.text)):
            said_by = speaker, named_in
        if here.is_claim:
            found.append(_proposal(sentence, here, *said_by))
        if named := here.who or named_first(sentence.text):
            speaker, named_in = said_by if here.who and said_by[1] else (named, sentence.text)
            surname = named.partition(",")[0].split()[-1]
            full_names.setdefault(surname, (named, sentence.text))
    return tuple(found)


def _is_quoted(sentence: str) -> bool:
    """A sentence that is a quotation and nothing else: whoever spoke goes on."""
    return not re.search(r"\w", QUOTE.sub("", sentence))


def _proposal(sentence: Sentence, here: Found, who: str, named_in: str) -> Proposal:
    return Proposal(
        sentence=sentence.text,
        paragraph=sentence.paragraph,
        who=who,
        figures=here.figures,
        quote=here.quote,
        as_of=here.date,
        hedge=here.hedge,
        named_in=named_in,
    )


def uncovered_paragraphs(text: str, proposals: Sequence[Proposal]) -> list[int]:
    """The paragraphs, from 1, for which nothing is proposed."""
    every = {sentence.paragraph for sentence in split_sentences(text)}
    return sorted(every - {each.paragraph for each in proposals})


def other_sentences(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The sentences of the paragraphs for which nothing is proposed, each as it could be one."""
    bare = set(uncovered_paragraphs(text, proposals))
    return [
        Proposal(sentence=each.text, paragraph=each.paragraph)
        for each in split_sentences(text)
        if each.paragraph in bare
    ]


def named_claims(proposals: Iterable[Proposal], taken: Iterable[str] = ()) -> dict[str, Proposal]:
    """Each under the name of the claim that it becomes: the same article gives the same names."""
    ids = Ids(taken)
    return {ids.make(each.says.strip("“”")): each for each in proposals}


def claim_values(proposal: Proposal, status: str) -> dict[str, str]:
    """The keys of the claim as the rules propose it; the status is for the author to decide."""
    values = {
        "says": proposal.says,
        "figure": proposal.figure,
        "who": proposal.who or OWN_WORDS,
        "status": status,
        "where": f"paragraph {proposal.paragraph}",
        "quote": proposal.quote,
        "as of": proposal.as_of,
    }
    return {key: value for key, value in values.items() if value}


def write_claims(text: str) -> str:
    """A bank's file with the claims that are proposed for an article, each with its sentence in a comment."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), "An article")[:80]
    proposals = propose_claims(text)
    named = named_claims(proposals)
    head = [
        "# Proposed by rules. Look at each sentence, write it in your own words, decide the status, or delete the claim.",
        *_told_uncovered(text, proposals),
        f"title: {scalar(title)}",
        "language: en",
        "sources:",
        "  article:",
        f"    title: {scalar(title)}",
        "defaults:",
        "  source: article",
        "questions:",
        "",
    ]
    return with_new(
        "\n".join(head),
        "claims",
        {name: claim_values(each, TO_DECIDE) for name, each in named.items()},
        {key.name: key for key in CLAIM_KEYS},
        [key.name for key in BANK_KEYS],
        {name: _told(each) for name, each in named.items()},
    )


def _told(proposal: Proposal) -> list[str]:
    hedge = f" The article hedges: “{proposal.hedge}”." if proposal.hedge else ""
    named = [f"# The speaker is named in: {proposal.named_in}"] if proposal.named_in else []
    return [f"# Paragraph {proposal.paragraph}: {proposal.sentence}{hedge}", *named]


def _told_uncovered(text: str, proposals: Sequence[Proposal]) -> list[str]:
    missing = ", ".join(map(str, uncovered_paragraphs(text, proposals)))
    return [f"# Paragraphs for which nothing is proposed: {missing}."] if missing else []
