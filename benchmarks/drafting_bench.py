"""How well claims are drafted from articles: what a careful reader marked, against what the rules propose.

    python3 manage.py bench drafting [--list]

Precision is the share of what is proposed that a reader marked, recall the share of what a reader marked that is proposed.
A speaker is right where the reader's name stands in the proposed one, a figure where the two are the same without hedges.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from quizapp.domain.drafting.article import Proposal, propose_claims
from tests.support.articles import LAST, MENDED, Article

KINDS = ("sentences", "speakers", "figures", "dates")
_HEDGE = re.compile(
    r"^(?:about|around|nearly|almost|more than|less than|at least|up to|over|some|closer to)\s+",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    return _HEDGE.sub("", " ".join(text.split())).casefold().removeprefix("in ").removeprefix("from ")


def compare(article: Article, found: tuple[Proposal, ...]) -> Iterator[tuple[str, str, str, str]]:
    """Each thing marked or proposed: its kind, ``right``, ``missed`` or ``false``, the sentence, and what it is."""
    marks = {proposal.sentence: mark for proposal in found for mark in article.marks if proposal.sentence.startswith(mark.start)}  # fmt: skip
    for mark in article.marks:
        if mark not in marks.values():
            yield "sentences", "missed", mark.start, ""
            for kind, values in (("speakers", [mark.who]), ("figures", mark.figures), ("dates", [mark.date])):
                yield from ((kind, "missed", mark.start, value) for value in values if value)
    for each in found:
        mark = marks.get(each.sentence)
        start = each.sentence[:40]
        yield "sentences", "right" if mark else "false", start, ""
        who = mark.who if mark else ""
        if each.who:
            fine = bool(who) and who.casefold() in each.who.casefold()
            yield "speakers", "right" if fine else "false", start, each.who
        if who and (not each.who or who.casefold() not in each.who.casefold()):
            yield "speakers", "missed", start, who
        date = [mark.date] if mark and mark.date else []
        yield from _sets("figures", start, mark.figures if mark else (), each.figures)
        yield from _sets("dates", start, date, [each.as_of] if each.as_of else [])


def _sets(kind, start, wanted, given):  # type: ignore[no-untyped-def]
    want, have = {_plain(w): w for w in wanted}, {_plain(g): g for g in given}
    for key, value in have.items():
        yield kind, "right" if key in want else "false", start, value
    for key, value in want.items():
        if key not in have:
            yield kind, "missed", start, value


def rates(articles: Mapping[str, Article]) -> dict[str, tuple[int, int, int]]:
    """Of each kind how many are right, how many were proposed, how many a reader marked."""
    counted: Counter[tuple[str, str]] = Counter()
    for article in articles.values():
        counted.update((kind, how) for kind, how, *_ in compare(article, propose_claims(article.text)))
    return {
        kind: (
            counted[kind, "right"],
            counted[kind, "right"] + counted[kind, "false"],
            counted[kind, "right"] + counted[kind, "missed"],
        )
        for kind in KINDS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="Name what is missed and what is false.")
    wanted = parser.parse_args()
    for name, articles in (("mended for", MENDED), ("the last three", LAST)):
        if wanted.list:
            _tell(articles)
        print(f"{name:11} precision      recall")
        for kind, (right, proposed, marked) in rates(articles).items():
            shares = f"{right:3}/{proposed:<3} {right / proposed:4.0%}   {right:3}/{marked:<3} {right / marked:4.0%}"
            print(f"{kind:10} {shares}")


def _tell(articles: Mapping[str, Article]) -> None:
    for desk, article in articles.items():
        for kind, how, start, what in compare(article, propose_claims(article.text)):
            if how != "right":
                print(f"{desk:11} {kind:9} {how:6} {start:40} {what}")


if __name__ == "__main__":
    main()
