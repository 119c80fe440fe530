"""Claims of a bank as other sites read them."""

import json

from quizapp.interchange import FORMATS
from tests.support.interchange import bank_of

BANK = """title: Port
sources:
  paper: {title: The plan, publisher: City, date: 2 March 2024, link: "https://news.example/plan"}
claims:
  cost:
    says: The port will cost 1.2 billion NOK
    who: The city council
    status: estimate
    source: paper
questions:
- id: cost-of-port
  ask: Who gives the cost?
  answer: The council
  wrong: [The union]
  claim: cost
"""


def test_a_claim_says_who_claims_it_where_and_how_solid_it_is():
    written = FORMATS["claim-review"].write(bank_of(BANK))
    [review] = json.loads(written.content)["@graph"]

    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "The port will cost 1.2 billion NOK"
    assert review["itemReviewed"]["author"] == "The city council"
    assert review["itemReviewed"]["appearance"][0]["url"] == "https://news.example/plan"
    assert review["reviewRating"]["alternateName"] == "estimate"
    assert [each.place for each in written.left_out] == ["cost-of-port"]
