"""Essay: a text that a person marks by a rubric."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from quizapp.basics.limits import ESSAY_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.grading import UNMARKED, Grade
from quizapp.domain.markdown import Verbatim
from quizapp.domain.question import (
    AskView,
    Control,
    Line,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader

_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s+points?\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SUMMARY = 120


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what earns so many points."""

    points: Fraction
    text: str


@dataclass(frozen=True, kw_only=True)
class Essay(Question):
    """A response is the text written. Worth the sum of the rubric's points, unless ``marks:`` says otherwise."""

    type_name: ClassVar[str] = "essay"
    label: ClassVar[str] = msg("Essay")
    signature: ClassVar[frozenset[str]] = frozenset({"essay"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key(
            "essay", "The task.", KeyForm.STEM, required=True, example="What would you check first, and why?"
        ),
        Key(
            "rubric",
            "What earns points, a line each.",
            KeyForm.TEXTS,
            example="2 points: names a second source",
        ),
    )
    example: ClassVar[str] = """\
- id: check-first
  essay: What would you check first, and why?
  rubric:
  - 2 points: names an independent source
  - 1 point: says what it could settle
"""
    typed: ClassVar[bool] = True
    hand_marked: ClassVar[bool] = True

    rubric: tuple[Criterion, ...] = ()

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        rubric = []
        for item in entry.texts("rubric", colons=True):
            match = _POINTS.fullmatch(item.text)
            if match is None:
                what = "A line of a rubric begins with its points."
                entry.complain("rubric-without-points", what, item, f"- 1 point: {item.text[:60]}")
                continue
            rubric.append(Criterion(Fraction(match[1]), " ".join(match[2].split())))
        total = sum((criterion.points for criterion in rubric), Fraction(0))
        if rubric and not total:
            entry.complain("marks-range", "This rubric gives no points.", "rubric", "- 1 point: …")
        if entry.failed:
            return None
        given = dict(common)
        if rubric and not entry.has("marks"):
            given["marks"] = total
        return cls(**given, rubric=tuple(rubric))

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        written = response or ""
        if posted is not None:
            written = next(iter(posted.get("answer", ())), "")
        return AskView(self.ask, (Control("answer", msg("Your answer"), written),), msg("Write your answer."))

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        written = next(iter(posted.get("answer", ())), "")
        written = written.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        written = _CONTROLS.sub("", written).strip()
        if not written:
            return Unreadable(msg("Write an answer."))
        if len(written) > ESSAY_LETTERS:
            over, most = (f"{n:,}" for n in (len(written) - ESSAY_LETTERS, ESSAY_LETTERS))
            return Unreadable(
                msg(
                    "Your answer is %(over)s characters too long. It may have %(most)s.",
                    over=over,
                    most=most,
                )
            )
        return written

    def grade(self, response: Response) -> Grade:
        return UNMARKED

    def best(self) -> Response | None:
        return None

    def review(self, response: Response | None, order: Order = ()) -> Review:
        points = ((_told(criterion.points), criterion.text) for criterion in self.rubric)
        best = tuple(Line(text, None, label) for label, text in points)
        return Review(() if response is None else (Line(Verbatim(response)),), best)

    def summary(self, response: Response, order: Order = ()) -> str:
        line = " ".join(str(response).split())
        return Verbatim(line if len(line) <= _SUMMARY else line[: _SUMMARY - 1].rstrip() + "…")

    def said(self, response: Response, order: Order) -> tuple[str, ...]:
        return (Verbatim(response),)

    def categories(self, response: Response) -> tuple[str, ...]:
        return (msg("A text of its own"),)

    def guess_score(self) -> Fraction | None:
        return None

    def exchange(self) -> exchange.Body:
        return exchange.HandMarked(tuple(f"{_told(each.points)}: {each.text}" for each in self.rubric))

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        return [("I would look for a source of its own.\n\nBecause one alone settles nothing.", None)]


def _told(points: Fraction) -> str:
    amount = str(points.numerator) if points.denominator == 1 else str(float(points))
    return f"{amount} point" if points == 1 else f"{amount} points"
