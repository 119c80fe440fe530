"""Advice on the wording of options, statements and feedback that shows on the surface: equal figures, ranges that overlap,
absolutes, grammar that betrays the key, references to letters, feedback that says nothing, loaded words.

Each rule is a small pattern, silent when in doubt; the planted examples and the sound questions that it must not mistake
stand in ``tests/domain/lint/test_attribution.py``.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from quizapp.domain.bankfile.attribution_checks import numbers_of
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.figures.quantities import Figure, read_figure
from quizapp.domain.lint import surface_cues

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.domain.question import Option, Question

Found = Iterator[tuple[str, str, str]]

_RANGE = re.compile(r"(?:between |from )?(\d[\d.,]*)\s*(?:-|–|to|and)\s*(\d[\d.,]*)\D{0,25}", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\bhow (?:many|much|old|long|far|large|often|tall|deep)\b|\bwhat (?:share|percentage)\b|\bbetween (?:what|which)\b|\b(?:what|which) range\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|every|everyone|everybody|none|ever|completely|entirely|absolutely|totally|certainly|"
    r"impossible)\b",
    re.IGNORECASE,
)
_ARTICLE_END = re.compile(r"\b(an?)\s*(?:[.…_:]*|\.\.\.)\s*$", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"^(?:which|what|who|whom|all)\b[^?]*?(?<![*_\w])(not|except|n't|never|(?<!at )least)(?![*_\w])[^?.]*[?:…]?\s*$",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"^(?:(?:both|only|either|neither) (?:answers? |options? )?|answers? |options? )[A-E](?:(?:, [A-E])*,? (?:and|or|nor|&) [A-E])$"
    r"|^[A-E](?:, [A-E])*,? (?:and|or|&) [A-E] (?:are|is) (?:both )?(?:right|correct|true)$|^the (?:first|last) (?:two|three) (?:answers|options)$",
    re.IGNORECASE,
)
_EMPTY_FEEDBACK = re.compile(
    r"^(?:no|nope|sorry|try again|unfortunately not"
    r"|(?:(?:no|sorry|unfortunately),? )?(?:(?:that|this|it)(?: is|['’]s) |your answer is )?(?:wrong|incorrect|false|not (?:quite|quite right|right|correct|true|the (?:right|correct) answer)))$"
)
_LOADED = re.compile(
    r"\b(?:disastrous|outrageous|shameful|greedy|heroic|brutal|stupid|ridiculous|reckless|cowardly|glorious|disgraceful|"
    r"so-called|shocking|scandalous|appalling|horrific|disgusting|sinister|laughable|pathetic|barbaric|evil|ruthless|absurd|hopeless|fanatical|notorious|naive)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’|«[^»]*»|^>.*$|`[^`]*`", re.MULTILINE)
_TASK = re.compile(
    r"(?:^|[.!:]\s+|,\s*)(?:put|sort|type|name|choose|match|order|complete|find|give|write|calculate|work|solve|tick|mark|fill|"
    r"translate|convert|read|list|say|explain|select|pick|decide|spell|simplify|identify|state|describe|arrange|estimate|look|"
    r"listen|imagine|take|open|compute|evaluate|expand|draw|label|round|add|conjugate)\b",
    re.IGNORECASE,
)
#: Clauses joined so that one may be true and another false; each must be long enough to be a statement.
_JOINED = re.compile(
    r";\s+|,\s+(?:and|but)\s+(?=(?:it|he|she|they|the|its|his|her|their|an?|nobody|no|this|that|there)\b)|,\s+(?=(?:it|he|she|they)\b)"
)
#: A clause that another hangs on: together they state one thing.
_HANGS_ON = re.compile(
    r"(?:if|when|whenever|because|since|although|though|while|as|after|before|once|unless|until|where|in order to|to)\b",
    re.IGNORECASE,
)
#: Two whole sentences with nothing but “and” between them.
_AND = re.compile(
    r"\s+and\s+(?=(?:the|an?|its|his|her|their)\s+[\w-]+\s+(?:is|are|was|were|has|have|had|will|can)\b)",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can)\b", re.IGNORECASE)
_OF_A_TEXT = re.compile(
    r"the (?:article|report|source|text|story|notice|author|writer) "
    r"(?:says|states|names|gives|quotes|mentions|calls|tells|reports|explains|describes)\b",
    re.IGNORECASE,
)
_CLAUSE_WORDS = 3
_TWO = 2


def _options(question: "Question") -> tuple[list["Option"], list["Option"]]:
    """The right and the wrong options that an author worded."""
    if not any(key.name == "wrong" for key in question.keys):
        return [], []
    offered = [option for option in question.options() if not option.void]
    return [o for o in offered if o.right], [o for o in offered if not o.right]


def _as_figure(text: str, language: str) -> Figure | None:
    if len(text) > 40 or not re.search(r"\d", text):
        return None
    try:
        return read_figure(text, language)
    except CannotRead:
        return None


def equal_figures(question: "Question", bank: "Bank") -> Found:
    """``62`` and ``62.0``, ``50 %`` and ``50 per cent``: two options, one figure."""
    seen: list[tuple[str, Figure]] = []
    for option in (each for group in _options(question) for each in group):
        figure = _as_figure(option.text, bank.language)
        if figure is None:
            continue
        for text, other in seen:
            if figure.can_be_compared_to(other) and figure.value == other.value_in(figure.unit):
                yield (
                    "equal-figures",
                    f"“{text}” and “{option.text}” are the same figure.",
                    "Change one of them.",
                )
                return
        seen.append((option.text, figure))


def overlapping_ranges(question: "Question", bank: "Bank") -> Found:
    """Ranges of a quantity that share a value: who has it can choose two."""
    if not _QUANTITY.search(question.stem_text()):
        return
    spans = []
    for option in (each for group in _options(question) for each in group):
        match = _RANGE.fullmatch(option.text.strip())
        if match:
            low, high = (float(re.sub(r"[^\d.]", "", each).rstrip(".") or 0) for each in match.groups())
            spans.append((low, high, option.text))
    spans.sort()
    for (_, end, one), (begin, _, other) in pairwise(spans):
        if begin <= end:
            yield (
                "overlapping-ranges",
                f"“{one}” and “{other}” share a value.",
                "Let each range begin behind the one before it.",
            )
            return


def figure_of_no_claim(question: "Question", bank: "Bank") -> Found:
    """A made-up number as a lure: learners remember it, and nobody ever claimed it."""
    if not question.claims or not any(claim.figure for claim in bank.claims_of(question)):
        return
    known = numbers_of(" ".join(_texts_of_claims(bank)))
    right, wrong = _options(question)
    if any(numbers_of(option.text) - known for option in right):
        return  # the right one is worked out, and so are the others
    known |= numbers_of(f"{question.stem_text()} {question.read} {question.why}")
    strange = sorted(
        {
            n
            for option in wrong
            for n in numbers_of(option.text)
            if n not in known and re.search(r"\d", option.text)
        }
    )
    if strange:
        yield (
            "figure-of-no-claim",
            f"A wrong option holds {strange[0]}, which no claim of the bank has. Learners may keep it in mind.",
            "Take a figure of another claim as the lure.",
        )


def _texts_of_claims(bank: "Bank") -> Iterator[str]:
    for claim in bank.claims.values():
        yield from (
            claim.figure,
            claim.says,
            claim.measures,
            claim.as_of,
            claim.note,
            claim.was,
            claim.but,
            claim.checked,
        )


def absolutes_only_wrong(question: "Question", bank: "Bank") -> Found:
    right, wrong = _options(question)
    strong = [option for option in wrong if _ABSOLUTE.search(option.text)]
    if len(strong) >= _TWO and not any(_ABSOLUTE.search(option.text) for option in right):
        word = _ABSOLUTE.search(strong[0].text)
        yield (
            "absolutes-only-wrong",
            f"Only wrong options say “{word[0] if word else 'always'}” and the like. Who knows nothing strikes them out.",
            "Soften one of them, or let a right option be as strong.",
        )


def grammar_betrays_key(question: "Question", bank: "Bank") -> Found:
    """A stem that ends in “an” fits one option alone."""
    match = _ARTICLE_END.search(surface_cues.strip_marks(question.stem_text()))
    right, wrong = _options(question)
    if match is None or len(right) != 1 or not wrong:
        return
    fits = [
        option
        for option in (*right, *wrong)
        if (option.text[:1].lower() in "aeiou") == (match[1].lower() == "an")
    ]
    if fits == right:
        yield (
            "grammar-betrays-key",
            f"After “{match[1]}” only the right option reads well.",
            "End the question with “a or an”, or put the article into each option.",
        )


def exception_without_emphasis(question: "Question", bank: "Bank") -> Found:
    right, wrong = _options(question)
    match = _EXCEPTION.match(_QUOTED.sub("“”", question.stem_text()).strip())
    if right and wrong and match and not match[1].isupper() and bank.language.startswith("en"):
        yield (
            "exception-without-emphasis",
            f"The question turns on “{match[1]}”, which is easily overlooked.",
            f"Write **{match[1]}** in bold, or ask for what is so.",
        )


def refers_to_letters(question: "Question", bank: "Bank") -> Found:
    for option in (each for group in _options(question) for each in group):
        if _LETTERS.match(option.text.strip()):
            yield (
                "refers-to-letters",
                f"“{option.text}” names options by letters. They have none, and they are shuffled.",
                "Use “answers” with several right options.",
            )
            return


def feedback_says_nothing(question: "Question", bank: "Bank") -> Found:
    for option in question.options():
        said = " ".join(option.feedback.casefold().split()).rstrip(".! ")
        if not option.right and _EMPTY_FEEDBACK.match(said):
            yield (
                "feedback-says-nothing",
                f"The feedback “{option.feedback}” repeats the verdict and says no reason.",
                "Say in one sentence what is wrong with it.",
            )
            return


def loaded_stem(question: "Question", bank: "Bank") -> Found:
    match = _LOADED.search(_QUOTED.sub(" ", question.stem_text()))
    if match and bank.language.startswith("en"):
        yield (
            "loaded-stem",
            f"“{match[0]}” judges before anybody has answered.",
            "Leave the word out, or quote who uses it.",
        )


def no_question(question: "Question", bank: "Bank") -> Found:
    """A stem that states something and asks nothing. Statements, gaps and essays are no questions of this kind."""
    stem = surface_cues.strip_marks(question.stem_text()).strip()
    asks = any(key.name in ("wrong", "accept", "number") for key in question.keys)
    if (
        asks
        and stem.endswith((".", "!"))
        and not stem.endswith(("...", "…"))
        and "?" not in stem
        and "__" not in question.stem_text()
        and not _TASK.search(stem)
    ):
        yield "no-question", "This states something and asks nothing.", "End it with a question."


def statement_in_parts(question: "Question", bank: "Bank") -> Found:
    """A statement of two or three clauses, of which one may be true and another false."""
    if not any(key.name == "statement" for key in question.keys):
        return
    parts = [
        part
        for part in _JOINED.split(_QUOTED.sub(" ", question.stem_text()))
        if part and len(part.split()) >= _CLAUSE_WORDS and not _HANGS_ON.match(part.strip())
    ]
    if len(parts) == 1 and all(map(_FINITE.search, joined := _AND.split(parts[0]))):
        parts = joined
    if len(parts) >= _TWO:
        yield (
            "statement-in-parts",
            f"This states {len(parts)} things at once. Where one is true and another is not, no answer fits.",
            "Make a statement of each.",
        )


def not_stated_of_a_text(question: "Question", bank: "Bank") -> Found:
    """What a text says can be read to the end: there “not stated” is a trap for who looks at the matter."""
    asks = any(key.name == "statement" for key in question.keys) and _OF_A_TEXT.match(question.stem_text())
    offered = [each.label for each in question.ask_view(()).controls] if asks else []
    if any(map(surface_cues.says_not_stated, offered)):
        yield (
            "not-stated-of-a-text",
            "This is about what a text says: that is true or false, and “Not stated” is offered, too.",
            "not stated: no",
        )


RULES = (
    equal_figures,
    overlapping_ranges,
    figure_of_no_claim,
    absolutes_only_wrong,
    grammar_betrays_key,
    exception_without_emphasis,
    refers_to_letters,
    feedback_says_nothing,
    loaded_stem,
    no_question,
    statement_in_parts,
    not_stated_of_a_text,
)
CODES = (
    "equal-figures",
    "overlapping-ranges",
    "figure-of-no-claim",
    "absolutes-only-wrong",
    "grammar-betrays-key",
    "exception-without-emphasis",
    "refers-to-letters",
    "feedback-says-nothing",
    "loaded-stem",
    "no-question",
    "statement-in-parts",
    "not-stated-of-a-text",
    "duplicate-question",
)


def find_duplicates(bank: "Bank") -> Iterator[tuple[str, "Question", str, str]]:
    """Questions that ask the same in the same words."""
    seen: dict[tuple[str, ...], str] = {}
    for question in bank.questions:
        words = tuple(surface_cues.split_words(question.stem_text()))
        options = tuple(sorted(" ".join(surface_cues.split_words(o.text)) for o in question.options()))
        numbers = tuple(sorted(numbers_of(question.stem_text())))
        key = (*words, "|", *surface_cues.split_words(question.read), "|", *options, *numbers)
        first = seen.setdefault(key, question.id)
        if first != question.id and words:
            yield (
                "duplicate-question",
                question,
                f"This asks the same as “{first}”, in the same words.",
                "Delete one, or ask in another form.",
            )
