"""Simulated takers who never read the source: what they score tells how far a bank can be guessed.

Each taker follows one surface cue (always the longest option, the middle number …). It sees what a student
sees, answers every question that offers a choice, and is graded by the question itself. Where its cue ties
it gets the mean of the tied answers, where the cue says nothing it gets the score of blind guessing; so a
sitting has no luck in it and comes out the same each time. Typed answers count as wrong for every taker.

**Beyond chance.** Were the key independent of the cue, question i would be right with probability p_i, its
score by blind guessing. The number right is then Poisson-binomial (Wang 1993, Statistica Sinica 3:295-312),
and its distribution is computed exactly. A graded part of a question (one gap of three) is counted as
right-or-wrong with the same mean: of all scores from 0 to 1 with mean p that one has the greatest variance,
p(1 - p), so the interval errs on the wide side. Above 400 questions the normal approximation is used.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, product
from math import comb, prod, sqrt
from statistics import NormalDist, median
from typing import TYPE_CHECKING

from quizapp.domain.lint import surface_cues
from quizapp.domain.lint.other_keys import WordMemory

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.domain.question import AskView, Posted, Question
    from quizapp.domain.recipes import QuizRecipe

#: Each tail outside the 95 % interval.
_TAIL = 0.025
_EXACT_UP_TO = 400
#: A question with more combinations of tied answers than this counts as guessed blindly.
_MOST_COMBINATIONS = 256


@dataclass(frozen=True)
class Scene:
    """What a taker sees of one choice: the words around it and the options, and what it learned elsewhere."""

    prompt: str
    options: tuple[str, ...]
    #: Option (folded) -> share of the other questions with this option in which it was right.
    right_elsewhere: Mapping[str, float] = field(default_factory=dict)
    #: What each option is worth by the words of other questions' keys; None where no author worded the options.
    other_keys: Sequence[float] | None = None


#: How much a cue speaks for each option; None where it says nothing about this scene.
Cue = Callable[[Scene], Sequence[float] | None]


@dataclass(frozen=True)
class Taker:
    name: str
    cue: str
    prefer: Cue


@dataclass(frozen=True)
class TakerResult:
    """How one taker did. Scores count questions: 3.5 of ``questions``."""

    name: str
    cue: str
    questions: int
    score: float
    chance: float
    #: 95 % of blind guessers score from ``low`` to ``high``.
    low: float
    high: float
    #: The score lies above that interval.
    beats: bool
    #: ... and still does after Holm's correction for the number of takers: no longer plausibly luck.
    surely: bool
    #: Questions in which the cue paid, with what it won over blind guessing, most first.
    helped: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Outcome:
    """One taker at one question: expected score with the cue, and without."""

    score: Fraction
    chance: Fraction
    #: Whether the cue said anything here.
    cued: bool

    @property
    def gain(self) -> Fraction:
        return self.score - self.chance


#: Taker's name -> question id -> outcome.
Outcomes = Mapping[str, Mapping[str, Outcome]]


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    return " ".join(surface_cues.strip_marks(text).casefold().split()).rstrip(".")


def _lengths(scene: Scene) -> list[float]:
    return [float(len(surface_cues.strip_marks(option))) for option in scene.options]


def _longest(scene: Scene) -> Sequence[float] | None:
    return _lengths(scene)


def _middle_number(scene: Scene) -> Sequence[float] | None:
    figures = [surface_cues.first_figure(option) for option in scene.options]
    known = [float(figure) for figure in figures if figure is not None]
    if len(known) < 3 or len(known) < len(figures):
        return None
    ranked = sorted(known)
    middle = (len(ranked) - 1) / 2
    return [-abs((ranked.index(x) + len(ranked) - 1 - ranked[::-1].index(x)) / 2 - middle) for x in known]


def _shares_stem_words(scene: Scene) -> Sequence[float] | None:
    stem = surface_cues.telling_words(scene.prompt)
    return [float(len(stem & surface_cues.telling_words(option))) for option in scene.options]


def _right_elsewhere(scene: Scene) -> Sequence[float] | None:
    seen = [scene.right_elsewhere.get(_fold(option)) for option in scene.options]
    if all(share is None for share in seen):
        return None
    return [1 / len(seen) if share is None else share for share in seen]


def _other_keys(scene: Scene) -> Sequence[float] | None:
    return scene.other_keys


def _not_stated(scene: Scene) -> Sequence[float] | None:
    return [float(surface_cues.says_not_stated(option)) for option in scene.options]


def _most_hedged(scene: Scene) -> Sequence[float] | None:
    return [float(surface_cues.count_hedges(option)) for option in scene.options]


def _most_specific(scene: Scene) -> Sequence[float] | None:
    return [float(sum(character.isdigit() for character in option)) for option in scene.options]


def _odd_length(scene: Scene) -> Sequence[float] | None:
    lengths = _lengths(scene)
    if len(lengths) < 3:
        return None
    middle = median(lengths)
    return [abs(length - middle) for length in lengths]


def _blind(scene: Scene) -> Sequence[float] | None:
    return [0.0] * len(scene.options)


#: The taker that has seen the keys of other questions.
OTHER_KEYS = "other-keys"
BLIND = Taker("blind", "guesses blindly (the control)", _blind)
TAKERS = (
    Taker("longest", "always takes the longest option", _longest),
    Taker("middle-number", "takes the middle one of the numbers", _middle_number),
    Taker("stem-words", "takes the option that shares most words with the question", _shares_stem_words),
    Taker(
        "right-elsewhere", "takes the option that is most often right in other questions", _right_elsewhere
    ),
    Taker(OTHER_KEYS, "takes the option whose words are most often right in other questions", _other_keys),
    Taker("not-stated", "takes “not stated” wherever it is offered", _not_stated),
    Taker("hedged", "takes the most cautiously worded option", _most_hedged),
    Taker("specific", "takes the option with most digits", _most_specific),
    Taker("odd-length", "takes the option whose length stands out", _odd_length),
    BLIND,
)


def sit_bank(bank: "Bank", question_ids: Collection[str] | None = None) -> tuple[TakerResult, ...]:
    """Let every taker sit the bank, or some of its questions; the last result is the blind control.

    What is right elsewhere is learned from the whole bank, the question's own idea left out.
    """
    ids = [question.id for question in bank.questions] if question_ids is None else list(question_ids)
    return tally_outcomes(observe_takers(bank), ids)


def observe_takers(bank: "Bank", tell: Callable[[], None] = lambda: None) -> Outcomes:
    """Every taker's expected score at every question that offers a choice; ``tell`` is called after each."""
    memory, words = _Memory(bank.questions), WordMemory(bank.questions)
    outcomes: dict[str, dict[str, Outcome]] = {taker.name: {} for taker in TAKERS}
    for question in bank.questions:
        table = _Table(question, memory, words)
        for taker in TAKERS if table.can_be_guessed else ():
            outcomes[taker.name][question.id] = table.outcome(taker.prefer)
        tell()
    return outcomes


def tally_outcomes(outcomes: Outcomes, question_ids: Collection[str]) -> tuple[TakerResult, ...]:
    """Add up the takers' outcomes over some questions and hold each against its own chance."""
    asked = [qid for qid in question_ids if qid in outcomes[BLIND.name]]
    rows = []
    for taker in TAKERS:
        own = {qid: outcomes[taker.name][qid] for qid in asked}
        counts = _distribution(tuple(float(outcome.chance) for outcome in own.values()))
        rows.append((taker, own, float(sum(outcome.score for outcome in own.values())), counts))
    sure = _holm(
        {taker.name: counts.at_least(score) for taker, _, score, counts in rows if taker is not BLIND}
    )
    return tuple(
        TakerResult(
            name=taker.name,
            cue=taker.cue,
            questions=len(asked),
            score=score,
            chance=float(sum(outcome.chance for outcome in own.values())),
            low=low,
            high=high,
            beats=score > high,
            surely=taker.name in sure,
            helped=_helped(own),
        )
        for taker, own, score, counts in rows
        for low, high in [counts.interval()]
    )


def sure_of(outcomes: Outcomes, taker: str, groups: Mapping[str, Collection[str]]) -> dict[str, float]:
    """The groups of questions in which one taker scores beyond what luck explains, with its score over chance; Holm's
    correction is for the number of groups."""
    tails, gains = {}, {}
    for name, ids in groups.items():
        own = [outcomes[taker][qid] for qid in ids if qid in outcomes[taker]]
        score = float(sum(outcome.score for outcome in own))
        tails[name] = _distribution(tuple(float(outcome.chance) for outcome in own)).at_least(score)
        gains[name] = score - float(sum(outcome.chance for outcome in own))
    return {name: gains[name] for name in tails if name in _holm(tails)}


def _helped(own: Mapping[str, Outcome]) -> tuple[tuple[str, float], ...]:
    gains = [(qid, float(outcome.gain)) for qid, outcome in own.items() if outcome.cued and outcome.gain > 0]
    return tuple(sorted(gains, key=lambda pair: -pair[1]))


def quiz_questions(bank: "Bank", recipe: "QuizRecipe") -> list[str]:
    """Every question that an attempt at a quiz can hold, in the bank's order."""
    pool = set(recipe.questions)
    for rule in recipe.draw:
        pool.update(bank.qualifying(rule))
    return [question.id for question in bank.questions if question.id in pool]


def most_guessable(
    outcomes: Outcomes, question_ids: Collection[str]
) -> list[tuple[str, float, tuple[str, ...]]]:
    """Questions by what non-readers win there over blind guessing, on average over the takers whose cue
    speaks: (question id, mean gain, names of the takers it helped). Only questions that help somebody."""
    found = []
    for qid in question_ids:
        cued = {
            name: own[qid]
            for name, own in outcomes.items()
            if qid in own and own[qid].cued and name != BLIND.name
        }
        helped = tuple(name for name, outcome in cued.items() if outcome.gain > 0)
        gain = (
            sum((outcome.gain for outcome in cued.values()), Fraction(0)) / len(cued) if cued else Fraction(0)
        )
        if helped and gain > 0:
            found.append((qid, float(gain), helped))
    return sorted(found, key=lambda row: (-row[1] * len(row[2]), row[0]))


class _Memory:
    """In which questions an option is offered, and in which it is right; by idea, so that a question's
    own idea can be left out."""

    def __init__(self, questions: Sequence["Question"]) -> None:
        #: Option -> idea -> in how many questions; under the idea "" over all of them.
        self._offered: dict[str, Counter[str]] = defaultdict(Counter)
        self._right: dict[str, Counter[str]] = defaultdict(Counter)
        for question in questions:
            options = [option for option in question.options() if not option.void]
            if not 0 < sum(option.right for option in options) < len(options):
                continue
            for option in options:
                for idea in (question.idea, ""):
                    self._offered[_fold(option.text)][idea] += 1
                    self._right[_fold(option.text)][idea] += option.right

    def without(self, idea: str, options: Sequence[str]) -> dict[str, float]:
        """Share of right per option over all other ideas; options offered nowhere else are missing."""
        shares = {}
        for text in map(_fold, options):
            offered = self._offered[text][""] - self._offered[text][idea]
            if offered:
                shares[text] = (self._right[text][""] - self._right[text][idea]) / offered
        return shares


class _Table:
    """One question as a taker finds it, its answers graded once."""

    def __init__(self, question: "Question", memory: _Memory, words: WordMemory) -> None:
        self._question = question
        self._memory = memory
        self._words = words
        self._order = list(range(question.parts()))
        self._graded: dict[tuple[tuple[str, tuple[str, ...]], ...], Fraction | None] = {}
        #: Mean grades of sets of answers: several cues lead to one and the same set.
        self._means: dict[Hashable, Fraction | None] = {}

    @cached_property
    def view(self) -> "AskView":
        return self._question.ask_view(self._order)

    @property
    def can_be_guessed(self) -> bool:
        """Typed and hand-marked answers are never right by chance."""
        return bool(self.blind)

    @cached_property
    def blind(self) -> Fraction:
        return self._question.guess_score() or Fraction(0)

    def outcome(self, prefer: Cue) -> Outcome:
        controls = self.view.controls
        if any(control.choices for control in controls):
            return self._selects(prefer)
        if self.view.exclusive:
            return self._radios(prefer)
        return self._boxes(prefer)

    @cached_property
    def scene(self) -> Scene:
        """Radio buttons or boxes: all controls are options of one choice."""
        return self._scene([control.label for control in self.view.controls])

    @cached_property
    def rows(self) -> list[tuple[Scene, list[str]]]:
        """Lists to choose from: the scene of each, and the values of its options."""
        found = []
        for number, control in enumerate(self.view.controls):
            choices = [(value, text) for value, text in control.choices if value]
            around = " ".join(self.view.segments[number : number + 2])
            scene = self._scene([text for _, text in choices], control.label or around)
            found.append((scene, [value for value, _ in choices]))
        return found

    def _scene(self, options: Sequence[str], beside: str = "") -> Scene:
        prompt = " ".join((self.view.stem, beside)).strip() or " ".join(self.view.segments)
        elsewhere = self._memory.without(self._question.idea, options)
        return Scene(prompt, tuple(options), elsewhere, self._words.scores(self._question, options))

    def _grade(self, posted: "Posted") -> Fraction | None:
        """The grade of a posted answer; None where it cannot be read."""
        key = tuple((name, tuple(values)) for name, values in posted.items())
        if key not in self._graded:
            response = self._question.parse(posted, self._order)
            # A response is plain JSON; anything else says why the answer cannot be read.
            readable = isinstance(response, dict | list | str | int | float)
            self._graded[key] = self._question.grade(response).fraction if readable else None
        return self._graded[key]

    def _mean(self, which: Hashable, answers: Iterator["Posted"]) -> Fraction | None:
        """The mean grade of the answers that ``which`` stands for; None where none of them can be read."""
        if which not in self._means:
            self._means[which] = self._work_out(answers)
        return self._means[which]

    def _work_out(self, answers: Iterator["Posted"]) -> Fraction | None:
        grades = [grade for grade in map(self._grade, answers) if grade is not None]
        if len(grades) <= 1:
            return grades[0] if grades else None
        return Fraction(sum(grades), len(grades))

    def _blindly(self) -> Outcome:
        return Outcome(self.blind, self.blind, cued=False)

    def _radios(self, prefer: Cue) -> Outcome:
        controls = self.view.controls
        best = _best(prefer(self.scene), len(controls))
        score = self._mean(tuple(best), ({"answer": [controls[i].value]} for i in best))
        if score is None or len(best) == len(controls):
            return self._blindly()
        return Outcome(score, self.blind, cued=True)

    def _boxes(self, prefer: Cue) -> Outcome:
        """Tick every option that the cue ranks above the mean. Chance is the mean over all choices of as
        many options, so that ticking many is no cue."""
        controls = self.view.controls
        ranks = prefer(self.scene)
        if not ranks or max(ranks) == min(ranks):
            return self._blindly()
        mean = sum(ranks) / len(ranks)
        ticked = [i for i, rank in enumerate(ranks) if rank > mean]
        score = self._grade({"answer": [controls[i].value for i in ticked]})
        if score is None or comb(len(controls), len(ticked)) > _MOST_COMBINATIONS:
            return self._blindly()
        chance = self._mean(
            len(ticked),
            (
                {"answer": [control.value for control in chosen]}
                for chosen in combinations(controls, len(ticked))
            ),
        )
        return self._blindly() if chance is None else Outcome(score, chance, cued=True)

    def _selects(self, prefer: Cue) -> Outcome:
        best, cued = [], False
        for scene, values in self.rows:
            picks = _best(prefer(scene), len(values))
            cued = cued or len(picks) < len(values)
            best.append([values[i] for i in picks])
        if not cued or prod(map(len, best)) > _MOST_COMBINATIONS:
            return self._blindly()
        names = [control.name for control in self.view.controls]
        score = self._mean(
            tuple(map(tuple, best)),
            ({name: [value] for name, value in zip(names, values, strict=True)} for values in product(*best)),
        )
        return self._blindly() if score is None else Outcome(score, self.blind, cued=True)


def _best(ranks: Sequence[float] | None, options: int) -> list[int]:
    """Positions of the options that a cue ranks highest; all of them where it says nothing."""
    if ranks is None or not ranks:
        return list(range(options))
    top = max(ranks)
    return [i for i, rank in enumerate(ranks) if rank == top]


@dataclass(frozen=True)
class _Counts:
    """Distribution of the number right: exact point probabilities, or a normal curve for many questions."""

    points: tuple[float, ...]
    normal: NormalDist | None

    def at_least(self, score: float) -> float:
        """Probability of a score of at least this; a half is counted from the next whole number."""
        whole = -int(-score // 1)
        if self.normal is not None:
            return 1 - self.normal.cdf(whole - 0.5)
        return min(1.0, sum(self.points[max(whole, 0) :]))

    def interval(self) -> tuple[float, float]:
        """The whole numbers between which lie at least 95 % of blind guessers, at most 2.5 % beyond each end."""
        if self.normal is not None:
            low = self.normal.inv_cdf(_TAIL)
            high = self.normal.inv_cdf(1 - _TAIL)
            return float(int(low)), float(int(high + 0.5))
        low, below = 0, self.points[0]
        while below <= _TAIL:
            low += 1
            below += self.points[low]
        high, above = len(self.points) - 1, self.points[-1]
        while above <= _TAIL and high > low:
            high -= 1
            above += self.points[high]
        return float(low), float(high)


@lru_cache(maxsize=64)  # most takers share their chances
def _distribution(chances: tuple[float, ...]) -> _Counts:
    if len(chances) > _EXACT_UP_TO:
        return _Counts((), NormalDist(sum(chances), sqrt(sum(p * (1 - p) for p in chances)) or 1e-9))
    points = [1.0]
    for p in chances:
        points = [a * (1 - p) + b * p for a, b in zip([*points, 0.0], [0.0, *points], strict=True)]
    return _Counts(tuple(points), None)


def _holm(tails: Mapping[str, float]) -> set[str]:
    """Names whose probability stays below the tail when as many were tried (Holm 1979, Scand J Stat 6:65-70)."""
    sure = set()
    for tried, (name, tail) in enumerate(sorted(tails.items(), key=lambda pair: pair[1])):
        if tail > _TAIL / (len(tails) - tried):
            break
        sure.add(name)
    return sure
