"""How the gradebook makes a mean: what each quiz weighs, in which category, and whether what is missing counts 0."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from quizapp.identity.audit_log import log_act
from quizapp.models import Assignment, SchoolClass


@dataclass(frozen=True)
class Scheme:
    """The rules of one class, by the public ids of assignments and the names of categories; what is usual is left out.

    Once a category has a weight of its own, those without one count nothing. Until then each weighs what is in it.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    of_category: Mapping[str, float] = field(default_factory=dict)
    #: Whether a quiz that closed without a student's answers counts 0; else it is left out.
    missing_counts: bool = False

    @classmethod
    def of(cls, school_class: SchoolClass) -> Self:
        return cls(**(school_class.weights or {}))

    @property
    def is_plain(self) -> bool:
        """Whether every quiz counts once."""
        return not (self.weights or self.of_category)

    def weight(self, assignment: Assignment) -> float:
        return self.weights.get(assignment.public_id, 1.0)

    def category(self, assignment: Assignment) -> str:
        return self.categories.get(assignment.public_id, "")

    def names(self, assignments: Sequence[Assignment]) -> tuple[str, ...]:
        """The categories of some assignments, in their order; none where no assignment has one."""
        found = tuple(dict.fromkeys(map(self.category, assignments)))
        return () if found == ("",) else found

    def means(
        self, assignments: Sequence[Assignment], shares: Sequence[float | None]
    ) -> tuple[dict[str, float], float | None]:
        """The mean of each category that has a mark, and that of all; None where nothing counts."""
        counted: dict[str, list[tuple[float, float]]] = {}
        for each, share in zip(assignments, shares, strict=True):
            if share is not None and self.weight(each):
                counted.setdefault(self.category(each), []).append((self.weight(each), share))
        means = {name: _mean(pairs) for name, pairs in counted.items()}
        weighed = [(self._weight_of(name, pairs), means[name]) for name, pairs in counted.items()]
        return means, _mean(weighed) if any(weight for weight, _mean_of in weighed) else None

    def _weight_of(self, name: str, pairs: Sequence[tuple[float, float]]) -> float:
        return (
            self.of_category.get(name, 0.0) if self.of_category else sum(weight for weight, _share in pairs)
        )


def _mean(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(weight * value for weight, value in pairs) / sum(weight for weight, _value in pairs)


def save_scheme(
    session: Session, school_class: SchoolClass, scheme: Scheme, user_id: int, now: datetime
) -> None:
    """Weigh the marks of a class so from now on. The same again changes nothing."""
    if scheme == Scheme.of(school_class):
        return
    school_class.weights = asdict(scheme)
    log_act(session, school_class, user_id, "gradebook changed", "", now)
    session.flush()


def copy_scheme(school_class: SchoolClass, copy: SchoolClass, copies: Mapping[Assignment, str]) -> None:
    """Give a copied class the rules of the first; ``copies`` are its assignments with their ids in the copy."""
    scheme = Scheme.of(school_class)
    new = {each.public_id: public_id for each, public_id in copies.items()}
    copy.weights = asdict(
        replace(
            scheme,
            weights={new[key]: value for key, value in scheme.weights.items() if key in new},
            categories={new[key]: value for key, value in scheme.categories.items() if key in new},
        )
    )
