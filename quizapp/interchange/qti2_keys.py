"""What is right in an item of QTI 2 or 3, by its declarations and rules. Names are folded (see ``qti2``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.exchange import RIGHT, WRONG, Value
from quizapp.interchange import figures
from quizapp.interchange.xmlfile import Node, child, children, every, first, whole, words


class NoKey(ValueError):
    """Nothing says what is right, or only rules that another program runs."""


@dataclass(frozen=True)
class ResponseKey:
    """One response: what is right, and what each answer earns where a mapping counts."""

    ident: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...] = ()
    #: What each answer is worth; empty where only the whole right answer counts.
    mapping: Mapping[str, Fraction] = field(default_factory=dict)
    default: Fraction = WRONG
    bound: Fraction | None = None
    is_cased: bool = False

    @property
    def worth(self) -> Fraction:
        """What the best answer earns by the mapping."""
        gains = [value for value in self.mapping.values() if value > 0]
        best = max(gains, default=WRONG) if self.cardinality == "single" else sum(gains, WRONG)
        return min(best, self.bound) if self.bound else best

    def share(self, answer: str) -> Fraction:
        """The part of the marks that one answer earns by itself."""
        if not self.mapping:
            return RIGHT if answer in self.correct else WRONG
        return self.mapping.get(answer, self.default) / (self.worth or Fraction(1))


def keys_of(item: Node) -> dict[str, ResponseKey]:
    """The keys of an item's responses by their names."""
    return {
        each.get("identifier", ""): _key(each, child(item, "responseprocessing"))
        for each in children(item, "responsedeclaration")
    }


def _key(node: Node, rules: Node | None) -> ResponseKey:
    ident = node.get("identifier", "")
    correct = tuple(
        " ".join(whole(each).split()) for each in children(child(node, "correctresponse"), "value")
    )
    mapping = child(node, "mapping")
    entries = list(children(mapping, "mapentry"))
    mapped = {
        " ".join(each.get("mapkey", "").split()): figures.read(each.get("mappedvalue", "0")) or WRONG
        for each in entries
    }
    counts = bool(mapped) and (_uses(rules, "map_response", ident) or not correct)
    if not counts and mapped and rules is None and node.get("basetype") == "string":
        counts = True
    if not correct and not mapped:
        correct = tuple(_by_rules(rules, ident))
    if not correct and mapped:
        best = max(mapped.values())
        single = node.get("cardinality", "single") == "single"
        correct = tuple(key for key, value in mapped.items() if value > 0 and (not single or value == best))
    return ResponseKey(
        ident,
        node.get("cardinality", "single"),
        node.get("basetype", ""),
        correct,
        mapped if counts else {},
        figures.read(mapping.get("defaultvalue", "0")) or WRONG if mapping is not None else WRONG,
        figures.read(mapping.get("upperbound", "")) if mapping is not None else None,
        bool(entries) and all(each.get("casesensitive") == "true" for each in entries),
    )


def _uses(rules: Node | None, template: str, ident: str) -> bool:
    """Whether a template, or a rule for this response, is what counts."""
    if rules is None:
        return False
    if template in (rules.get("template") or "") or template in (rules.get("templatelocation") or ""):
        return True
    return any(each.get("identifier") == ident for each in every(rules, template.replace("_", "")))


def _by_rules(rules: Node | None, ident: str) -> Iterator[str]:
    """Answers that the plainest of rules names: equal to a value, then the score is set above 0."""
    for branch in every(rules, "responseif", "responseelseif"):
        gives = (
            figures.read(words(first(each, "basevalue")))
            for each in children(branch, "setoutcomevalue")
            if each.get("identifier") == "SCORE"
        )
        if not any(number and number > 0 for number in gives):
            continue
        test = next(children(branch), None)
        if test is not None and test.tag in ("match", "stringmatch", "equal", "member"):
            named = first(test, "variable")
            value = first(test, "basevalue")
            if named is not None and named.get("identifier") == ident and value is not None:
                yield words(value)


def value_of(item: Node, key: ResponseKey) -> Value:
    """The figure of a response, with what may be off. Raises NoKey."""
    rules = child(item, "responseprocessing")
    exact = figures.read(key.correct[0]) if key.correct else None
    for test in every(rules, "equal"):
        named = first(test, "variable")
        if exact is None or named is None or named.get("identifier") != key.ident:
            continue
        low, high = (
            figures.read(each) or WRONG for each in (*(test.get("tolerance") or "0").split(), "0", "0")[:2]
        )
        if test.get("tolerancemode") == "absolute":
            return figures.value(exact, low or high)
        if test.get("tolerancemode") == "relative":
            return figures.value(exact, low or high, percent=True)
    bounds = {
        name: number
        for test in every(rules, "gte", "lte", "gt", "lt")
        if any(each.get("identifier") == key.ident for each in every(test, "variable"))
        and (number := figures.read(words(first(test, "basevalue")))) is not None
        for name in [test.tag[0]]
    }
    if exact is None and "g" in bounds and "l" in bounds:
        return figures.between(bounds["g"], bounds["l"])
    if exact is None:
        raise NoKey(msg("Its figure is not said, or is no plain number."))
    return figures.value(exact)
