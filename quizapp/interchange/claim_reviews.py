"""The claims of a bank as schema.org ClaimReview: who claims what, where it stands, and how solid it is."""

import json
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Claim, Source
from quizapp.interchange.contract import Format, RefusedItem, WrittenFile

_ONLY_CLAIMS = msg("The file holds claims alone.")


def write(bank: Bank) -> WrittenFile:
    """Every claim, as JSON-LD that a web page can hold."""
    graph = [_review(claim, bank) for claim in bank.claims.values()]
    content = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1)
    left = tuple(
        RefusedItem(each.id, each.ask[:80], "no-counterpart", _ONLY_CLAIMS) for each in bank.questions
    )
    return WrittenFile(content.encode(), left_out=left)


def _review(claim: Claim, bank: Bank) -> dict[str, Any]:
    sources = [
        bank.sources[key] for key in dict.fromkeys((claim.source, *claim.also_in)) if key in bank.sources
    ]
    made: dict[str, Any] = {"@type": "Claim", "identifier": claim.key}
    if claim.who:
        made["author"] = (
            claim.who
        )  # schema.org wants a Person or an Organization, or a text where nobody says which
    if sources:
        made["appearance"] = [_work(each) for each in sources]
    return {
        "@type": "ClaimReview",
        "claimReviewed": claim.says,
        "inLanguage": bank.language,
        "itemReviewed": made,
        # No figure: how solid a claim is is a word of ours, no point on a scale.
        "reviewRating": {"@type": "Rating", "alternateName": claim.status.value},
        **({"reviewBody": claim.checked} if claim.checked else {}),
    }


def _work(source: Source) -> dict[str, str]:
    found = {
        "@type": "CreativeWork",
        "name": source.title,
        "publisher": source.publisher,
        "url": source.link,
        "temporal": source.date,
    }
    return {key: value for key, value in found.items() if value}


FORMAT = Format("claim-review", "claims as schema.org ClaimReview", (".jsonld",), write=write)
