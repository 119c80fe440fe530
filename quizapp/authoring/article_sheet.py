"""Claims proposed from an article, as cards to decide on: what the page shows, and what its decisions write into a bank.

Nothing of it is stored: the article and the decisions travel in the form, so a page that is sent twice, or again after a
refusal, says the same. A claim that is in the bank already is told by its name and place, and is not written again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from quizapp.authoring.block_forms import BLOCKS, troubles_in
from quizapp.basics.limits import CLAIM_LETTERS, PROPOSALS_AT_ONCE, SENTENCES_AT_ONCE
from quizapp.basics.messages import msg
from quizapp.domain.claims import Claim, Status
from quizapp.domain.drafting import article
from quizapp.domain.drafting.article import Proposal
from quizapp.domain.yaml_reading.block_writing import with_new
from quizapp.domain.yaml_reading.problems import Problem
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form

LEFT_OUT = "left out"
_ONE_LINE = [lambda text: clean_name(str(text or ""))]
_SHORT = [Length(max=CLAIM_LETTERS)]
#: Field to key of a claim, in the order of the card.
_KEYS = {
    "says": "says",
    "figure": "figure",
    "measures": "measures",
    "who": "who",
    "as_of": "as of",
    "checked": "checked",
    "but": "but",
    "was": "was",
}


class ProposalForm(Form):
    """What a teacher decides about a proposed claim."""

    status = SelectField(
        msg("Status"),
        choices=[
            SelectChoice("", msg("to decide")),
            SelectChoice(LEFT_OUT, msg("leave it out")),
            *(SelectChoice(each.value, each.value) for each in Status),
        ],
        validate_choice=False,
    )
    says = TextAreaField(msg("What is said"), filters=_ONE_LINE, validators=_SHORT)
    figure = StringField(msg("Figure"), filters=_ONE_LINE, validators=_SHORT)
    measures = StringField(msg("What is counted"), filters=_ONE_LINE, validators=_SHORT)
    who = StringField(msg("Who says so"), filters=_ONE_LINE, validators=_SHORT)
    as_of = StringField(msg("The date it speaks of"), filters=_ONE_LINE, validators=_SHORT)
    checked = StringField(msg("Checked: date and second source"), filters=_ONE_LINE, validators=_SHORT)
    but = StringField(msg("Who says otherwise, and what"), filters=_ONE_LINE, validators=_SHORT)
    was = StringField(msg("Earlier value"), filters=_ONE_LINE, validators=_SHORT)


@dataclass
class Card:
    """One proposal with its form. ``in_bank``: its claim is there already."""

    name: str
    proposal: Proposal
    form: Any
    in_bank: bool = False

    @property
    def is_chosen(self) -> bool:
        return not self.in_bank and self.form.status.data in {each.value for each in Status}

    @property
    def is_open(self) -> bool:
        return not self.in_bank and not self.form.status.data

    def values(self) -> dict[str, str]:
        """The claim as it is to be written."""
        proposed = article.claim_values(self.proposal, self.form.status.data)
        said = {key: self.form[name].data or "" for name, key in _KEYS.items()}
        return proposed | said


@dataclass(frozen=True)
class Row:
    """A paragraph of the coverage map: how many claims are proposed from it."""

    number: int
    text: str
    claims: int


@dataclass
class Sheet:
    """An article with the cards of one part of it."""

    cards: list[Card]
    #: Sentences of paragraphs from which nothing is proposed, as cards that can be taken all the same.
    others: list[Card]
    coverage: list[Row]
    part: int
    parts: int
    message: str = ""

    @property
    def chosen(self) -> list[Card]:
        return [card for card in (*self.cards, *self.others) if card.is_chosen]

    @property
    def waiting(self) -> int:
        return sum(card.is_open for card in self.cards)


def make_sheet(text: str, claims: Mapping[str, Claim], posted: Any, part: int) -> Sheet:
    """The cards of a part of an article, filled with what was posted of them."""
    found = article.propose_claims(text)
    others = article.other_sentences(text, found)
    named = article.named_claims((*found, *others), _occupied(claims, (*found, *others)))
    names = {id(each): name for name, each in named.items()}
    parts = max(1, -(-len(found) // PROPOSALS_AT_ONCE), -(-len(others) // SENTENCES_AT_ONCE))
    part = min(max(part, 1), parts)

    def cards(proposals: Sequence[Proposal], most: int) -> list[Card]:
        shown = proposals[(part - 1) * most : part * most]
        return [_card(names[id(each)], each, claims, posted) for each in shown]

    return Sheet(
        cards(found, PROPOSALS_AT_ONCE),
        cards(others, SENTENCES_AT_ONCE),
        _coverage(text, found),
        part,
        parts,
    )


def _occupied(claims: Mapping[str, Claim], proposals: Iterable[Proposal]) -> set[str]:
    """Names that a bank's other claims have: those that stand at no place where this article has its own."""
    places = {f"paragraph {each.paragraph}" for each in proposals}
    return {name for name, claim in claims.items() if claim.where not in places}


def _card(name: str, proposal: Proposal, claims: Mapping[str, Claim], posted: Any) -> Card:
    sent = posted if posted is not None and f"{name}-says" in posted else None
    data = {
        "says": proposal.says,
        "figure": proposal.figure,
        "who": proposal.who or article.OWN_WORDS,
        "as_of": proposal.as_of,
    }
    return Card(name, proposal, ProposalForm(sent, data=data, prefix=name), name in claims)


def _coverage(text: str, found: Iterable[Proposal]) -> list[Row]:
    counted: dict[int, int] = {}
    for each in found:
        counted[each.paragraph] = counted.get(each.paragraph, 0) + 1
    paragraphs: dict[int, list[str]] = {}
    for sentence in article.split_sentences(text):
        paragraphs.setdefault(sentence.paragraph, []).append(sentence.text)
    return [Row(number, " ".join(texts), counted.get(number, 0)) for number, texts in paragraphs.items()]


def with_claims(text: str, sheet: Sheet) -> str:
    """The bank's text with the claims that were decided. Raises CannotWrite."""
    block = BLOCKS["claims"]
    chosen = {card.name: card.values() for card in sheet.chosen}
    return with_new(text, "claims", chosen, block.keys, block.order)


def tell_troubles(sheet: Sheet, text: str, problems: tuple[Problem, ...]) -> bool:
    """Whether every decided claim can stand as it is; what is wrong is told at its field."""
    fine = True
    fields = {key: name for name, key in _KEYS.items()}
    for card in sheet.chosen:
        fine = card.form.validate() and fine
        for trouble in troubles_in(text, "claims", card.name, problems):
            at = card.form[fields.get(trouble.key, "status")]
            at.errors = [*at.errors, trouble.what]
            fine = False
    return fine
