"""Short text: a typed word or name, compared without what does not matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.bankfile.confusable_words import doubt_figure, doubt_one_line
from quizapp.domain.expected_answers import (
    EXACT,
    ONLY_ANSWER,
    TOLERANT,
    ExpectedAnswer,
    TextKey,
    check_answers,
    read_typed,
    shown_again,
)
from quizapp.domain.figures.numerals import CannotRead
from quizapp.domain.grading import RIGHT, WRONG, Grade
from quizapp.domain.markdown import Verbatim
from quizapp.domain.question import (
    AskView,
    ChangeRefused,
    Control,
    KeyChange,
    Line,
    Note,
    Order,
    Posted,
    Question,
    Response,
    Review,
    Unreadable,
)
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    """A typed word or name.

    A response is the typed text, cleaned. Grade: 1 where it is an accepted answer or one slip of the finger
    from it (see ``quizapp.domain.text_matching``), else 0.
    """

    type_name: ClassVar[str] = "short_text"
    label: ClassVar[str] = msg("Short text")
    signature: ClassVar[frozenset[str]] = frozenset({"accept"})
    typed: ClassVar[bool] = True
    keys: ClassVar[tuple[Key, ...]] = (
        Key("accept", "Every answer that is right; the first is shown as the best.", KeyForm.OPTIONS, required=True,
            example="Norway"),
        Key("reject", "Wrong answers that deserve a word, each with “ => ” and the word.", KeyForm.OPTIONS,
            example="Sweden => Sweden is where the ship was built."),
        Key("otherwise", "What is said to any other wrong answer.", KeyForm.BLOCK, example="Look at the map again."),
        Key("void", "Answers of a spoiled key: right for everybody who wrote one.", KeyForm.TEXTS),
        Key("spelling", "“exact” where capitals, accents, hyphens, articles and slips of the finger count.", KeyForm.CHOICE,
            words=(TOLERANT, EXACT), example=EXACT),
    )  # fmt: skip
    example: ClassVar[str] = """\
- id: company-country
  ask: Which country does the company come from?
  accept:
  - Norway
  - Kingdom of Norway
  reject:
  - Sweden => Sweden is where the ship was built. => wrong place
  void:
  - Scandinavia
  spelling: tolerant
  otherwise: The article names the country in its first line.
  why: The company has its seat in Oslo.
  who: Nordic Minerals, the company behind the plan
"""

    key: TextKey
    void: tuple[str, ...] = ()
    #: Said to a wrong answer that nobody foresaw.
    otherwise: str = ""

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        exact = entry.choice("spelling", (TOLERANT, EXACT), TOLERANT) == EXACT
        accept, reject = entry.options("accept", at_least=1), entry.options("reject")
        doubt_one_line(entry, "accept")
        doubt_one_line(entry, "reject")
        key = TextKey(
            tuple(map(ExpectedAnswer.of, accept)),
            tuple(map(ExpectedAnswer.of, reject)),
            exact,
            entry.language,
        )
        check_answers(entry, key, accept, reject)
        doubt_figure(entry, key, str(common["ask"]))
        if entry.failed:
            return None
        void = tuple(item.text for item in entry.texts("void"))
        return cls(**common, key=key, void=void, otherwise=entry.text("otherwise"))

    def ask_view(
        self, order: Order, response: Response | None = None, posted: Posted | None = None
    ) -> AskView:
        box = Control("answer", msg("Your answer"), shown_again("answer", response, posted))
        return AskView(self.ask, (box,), msg("Write a word or a name."))

    def parse(self, posted: Posted, order: Order) -> Response | Unreadable:
        try:
            text = read_typed(posted.get("answer", ()))
        except CannotRead as error:
            return Unreadable(str(error))
        if not self.key.fold(text):
            return Unreadable(msg("There is no word in “%(text)s”. Write a word or a name.", text=text))
        return text

    def grade(self, response: Response) -> Grade:
        return RIGHT if self._is_void(response) or self.key.find(str(response))[1] else WRONG

    def _is_void(self, response: Response) -> bool:
        return any(self.key.is_same(str(response), text) for text in self.void)

    def best(self) -> Response | None:
        return self.key.accept[0].text

    def review(self, response: Response | None, order: Order = ()) -> Review:
        best = (Line(Verbatim(self.key.accept[0].text), True),)
        if response is None:
            return Review((), best)
        answer, _ = self.key.find(str(response))
        right = self.grade(response).fraction == 1
        notes = (
            (Note(Verbatim(answer.text), answer.feedback, answer.misconception),)
            if answer and answer.says_something
            else ()
        )
        if not answer and not right and self.otherwise:
            notes = (Note(Verbatim(response), self.otherwise),)
        if answer and right and not self.key.is_same(answer.text, str(response)):
            notes = (
                *notes,
                Note(Verbatim(response), msg("The usual spelling is “%(text)s”.", text=answer.text)),
            )
        return Review((Line(Verbatim(response), right),), best, notes)

    def summary(self, response: Response, order: Order = ()) -> str:
        return Verbatim(response)

    def text_keys(self) -> tuple[TextKey, ...]:
        return (self.key,)

    def categories(self, response: Response) -> tuple[str, ...]:
        answer, _ = self.key.find(str(response))
        return (Verbatim(answer.text if answer else self.key.fold(str(response))),)

    def accepted(self) -> tuple[str, ...]:
        return tuple(answer.text for answer in self.key.accept)

    def to_accept(self, response: Response) -> str:
        return str(response)

    def change(self, change: KeyChange) -> Self:
        if change.void:
            return replace(self, void=(*self.void, change.void))
        if change.refuse:
            return self._refusing(change.refuse)
        texts = tuple(text for text in (*change.right, change.accept) if text)
        if not texts:
            raise ChangeRefused(
                msg("This question is corrected by what is typed: say what is right or wrong.")
            )
        if not all(map(self.key.fold, texts)):
            raise ChangeRefused(msg("An answer needs a letter or a digit."))
        key = replace(self.key, accept=()) if change.right else self.key
        for text in texts:
            key = key.accepting(text)
        return replace(self, key=key)

    def _refusing(self, text: str) -> Self:
        key = self.key.refusing(text)
        if not key.accept:
            raise ChangeRefused(ONLY_ANSWER)
        return replace(self, key=key, void=tuple(each for each in self.void if not key.is_same(each, text)))

    def exchange(self) -> exchange.Body:
        answers = [
            exchange.Part(each.text, share, each.feedback, each.misconception)
            for foreseen, share in ((self.key.accept, exchange.RIGHT), (self.key.reject, exchange.WRONG))
            for each in foreseen
        ]
        void = [exchange.Part(text, exchange.WRONG, void=True) for text in self.void]
        return exchange.Typed((*answers, *void), exact=self.key.exact, otherwise=self.otherwise)

    def examples(self) -> Sequence[tuple[Response, Fraction | None]]:
        right = [(answer.text, Fraction(1)) for answer in self.key.accept]
        wrong = [(answer.text, Fraction(0)) for answer in self.key.reject if not self._is_void(answer.text)]
        return [*right, *wrong, ("none of these answers", Fraction(0))]
