"""Which variant of an item to ask: the idea should be tested, not the place of an option."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

#: From this much luck on, a right answer says too little: true or false is for the quiz only.
TOO_LUCKY = Fraction(1, 2)
#: Four options, or typed: the forms to prefer.
PREFERRED_LUCK = Fraction(1, 4)


@dataclass(frozen=True)
class Variant:
    """One question that tests an item. Make none of a question that a person marks.

    ``form`` is any name of the kind of question, compared with others only. ``luck`` is the chance that a
    blind guess is wholly right: 0 where the answer is typed, 1/4 with four options.
    """

    question: str
    form: str
    luck: Fraction


def choose_variant(variants: Iterable[Variant], asked: Sequence[str], *, salt: str = "") -> Variant | None:
    """The variant to ask next; None where every variant is for the quiz only.

    ``asked`` are the ids of the item's questions this learner has answered, oldest first. In this order:
    not the question of last time, another form than last time, typed or at least four options, the one
    asked least often. Where that leaves several, a hash of ``salt`` (the learner and day, say) decides.
    """
    known = list(variants)
    last = asked[-1] if asked else None
    last_form = next((v.form for v in known if v.question == last), None)
    times = Counter(asked)

    def rank(variant: Variant) -> tuple[bool, bool, bool, int, bytes]:
        return (
            variant.question == last,
            variant.form == last_form,
            variant.luck > PREFERRED_LUCK,
            times[variant.question],
            blake2b(f"{salt}\0{variant.question}".encode(), digest_size=8).digest(),
        )

    return min((v for v in known if v.luck < TOO_LUCKY), key=rank, default=None)
