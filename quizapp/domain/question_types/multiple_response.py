"""Multiple response: any number of several options are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE, PER_OPTION, RIGHT_MINUS_WRONG, check_choices
from quizapp.domain.grading import Grade
from quizapp.domain.option_questions import OptionQuestion, make_options
from quizapp.domain.question import Response, as_parts
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader

_CREDITS = (ALL_OR_NOTHING, PER_OPTION, RIGHT_MINUS_WRONG, ANY_ONE)


@dataclass(frozen=True, kw_only=True)
class MultipleResponse(OptionQuestion):
    """A response is the sorted list of the chosen options' positions in the bank: right, wrong, void.

    ``credit`` decides the grade of ``c`` right and ``w`` wrong options chosen, of ``r`` right ones among ``n``:
    all or nothing (1 where c = r and w = 0, else 0); per option, the share of options left as they should be,
    (c + n - r - w) / n; right minus wrong, (c - w) / r, never below 0. A void option is as it should be. With
    ``any one`` a single option is chosen, and any right one is as good as another.
    """

    type_name: ClassVar[str] = "multiple_response"
    label: ClassVar[str] = msg("Multiple response")
    signature: ClassVar[frozenset[str]] = frozenset({"answers"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("answers", "The right options.", KeyForm.OPTIONS, required=True, example="Sediment clouds"),
        Key("wrong", "The wrong options, each with => feedback if wished.", KeyForm.OPTIONS),
        Key("credit", "How a partly right answer is graded.", KeyForm.CHOICE, words=_CREDITS),
        Key("void", "Spoiled options: right whether chosen or not, offered no more.", KeyForm.OPTIONS),
    )
    example: ClassVar[str] = """\
- id: risks-named
  ask: Which risks does the article name?
  answers:
  - Sediment clouds
  - Noise => Named together with the clouds.
  wrong:
  - Earthquakes => The article speaks of none. => not in the article
  - Oil spills
  void:
  - Dust
  credit: right minus wrong
"""

    several: ClassVar[bool] = True

    credit: str = ALL_OR_NOTHING

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        right = entry.options("answers", at_least=1)
        wrong = entry.options("wrong")
        void = entry.options("void")
        check_choices(entry, right, wrong, void)
        if len(right) + len(wrong) < 2 and not entry.failed:
            what = "There is one option only, so there is nothing to choose."
            entry.complain("too-few", what, "answers", "wrong:\n- …")
        credit = entry.choice("credit", _CREDITS, ALL_OR_NOTHING)
        if entry.failed:
            return None
        return cls(**common, choices=make_options(right, wrong, void), credit=credit)

    @property
    def takes_one(self) -> bool:
        return self.credit == ANY_ONE

    def grade(self, response: Response) -> Grade:
        return Grade(self._worth(set(response)))

    def _worth(self, chosen: set[int]) -> Fraction:
        counted = [
            (place in chosen, choice.right) for place, choice in enumerate(self.choices) if not choice.void
        ]
        right = sum(is_right for _, is_right in counted)
        hits = sum(is_chosen and is_right for is_chosen, is_right in counted)
        misses = sum(is_chosen and not is_right for is_chosen, is_right in counted)
        return self._fraction(hits, misses, right, len(counted) - right)

    def _fraction(self, hits: int, misses: int, right: int, wrong: int) -> Fraction:
        """The grade of so many right and wrong options chosen, of so many there are (void ones left out)."""
        if self.credit == PER_OPTION:
            void = sum(choice.void for choice in self.choices)
            return Fraction(hits + wrong - misses + void, right + wrong + void)
        if self.takes_one:
            return Fraction(hits > 0 and misses == 0)
        if self.credit == RIGHT_MINUS_WRONG and right:
            return max(Fraction(0), Fraction(hits - misses, right))
        return Fraction(hits == right and misses == 0)

    def best(self) -> Response | None:
        right = self.right_places()
        return right[:1] if self.takes_one else right

    def guess_score(self) -> Fraction | None:
        """Every choice of at least one of the options offered is as likely as any other."""
        offered = [choice for choice in self.choices if not choice.void]
        right = sum(choice.right for choice in offered)
        wrong = len(offered) - right
        if not offered:
            return Fraction(1)
        if self.takes_one:
            return Fraction(right, len(offered))
        total: Fraction = sum(
            (
                comb(right, hits) * comb(wrong, misses) * self._fraction(hits, misses, right, wrong)
                for hits in range(right + 1)
                for misses in range(wrong + 1)
                if hits or misses
            ),
            Fraction(0),
        )
        return total / ((1 << len(offered)) - 1)

    def exchange(self) -> exchange.Body:
        return exchange.Choice(
            as_parts(self.choices), several=True, credit=self.credit, keep_order=self.keep_order
        )

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        best = self.right_places()
        wrong = [place for place, choice in enumerate(self.choices) if not choice.right and not choice.void]
        if self.takes_one:
            return [
                *(([place], Fraction(1)) for place in self.right_places()),
                *(([place], Fraction(0)) for place in wrong),
            ]
        everything = sorted([*best, *wrong])
        right_count, wrong_count = len(best), len(wrong)
        # One right option alone, and everything ticked: (worth under all or nothing, per option, right minus wrong).
        void = sum(choice.void for choice in self.choices)
        options = right_count + wrong_count + void
        first = {
            ALL_OR_NOTHING: Fraction(right_count == 1),
            PER_OPTION: Fraction(1 + wrong_count + void, options),
            RIGHT_MINUS_WRONG: Fraction(1, right_count),
        }
        all_ticked = {
            ALL_OR_NOTHING: Fraction(wrong_count == 0),
            PER_OPTION: Fraction(right_count + void, options),
            RIGHT_MINUS_WRONG: max(Fraction(0), Fraction(right_count - wrong_count, right_count)),
        }
        return [(best, Fraction(1)), (best[:1], first[self.credit]), (everything, all_ticked[self.credit])]
