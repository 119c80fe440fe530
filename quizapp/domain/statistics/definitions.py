"""What each statistic means: the sentence a teacher reads, the formula, and where it comes from."""

from dataclasses import dataclass

from quizapp.basics.messages import msg


@dataclass(frozen=True)
class Definition:
    """One statistic: the id that pages and exports use, its name, its meaning, formula and source.

    ``shown_as`` is "percent" (the value times 100), "number", "marks", "seconds" or "count".
    """

    id: str
    name: str
    meaning: str
    formula: str
    source: str
    shown_as: str


_MOODLE = "As in Moodle's quiz statistics."
#: With one draw for each student Moodle correlates with the whole total.
_MOODLE_IF_SAME = msg(
    "As in Moodle's quiz statistics where all had the same questions. Where each student had questions of their own, "
    "Moodle takes the total with this question in it, quizapp the share earned on the rest."
)
_ITEM = "x: marks on the question; T: total marks; y = T − x: the rest; M: full marks; n attempts."

_ALL = (
    Definition(
        "n",
        msg("Attempts"),
        msg(
            "How many attempts the figure rests on; the fewer, the less it says. A question is counted over those who have a "
            "mark for it. Totals and what compares attempts are counted over those marked whole; below 10 what compares "
            "them is left out."
        ),
        "n",
        "A count.",
        "count",
    ),
    Definition(
        "waiting",
        msg("Waiting to be marked"),
        msg(
            "Attempts without a total because at least one answer still waits for your mark. Their marked answers count."
        ),
        "A count of finished attempts with an answer that has no mark.",
        "A count.",
        "count",
    ),
    Definition(
        "facility",
        msg("Right on average"),
        msg(
            "The average mark on this question: near 100 % nearly everybody gets it, near 0 % nearly nobody."
        ),
        f"mean(x) / M. {_ITEM}",
        "Facility index. Crocker & Algina (1986), ch. 14. " + _MOODLE,
        "percent",
    ),
    Definition(
        "sd",
        msg("Spread of marks"),
        msg("How far marks lie from their average; near 0 everybody got about the same."),
        f"√(Σ(x − mean)² / (n − 1)). {_ITEM}",
        "Sample standard deviation.",
        "percent",
    ),
    Definition(
        "guess_score",
        msg("By blind guessing"),
        msg("The average mark of somebody who has read nothing and picks at random."),
        "From the type of question: one in four for four options, 0 for typed answers.",
        "Random guess score. " + _MOODLE,
        "percent",
    ),
    Definition(
        "intended_weight",
        msg("Intended weight"),
        msg("The part of the full marks that you gave this question."),
        "Mᵢ / Σ Mⱼ",
        _MOODLE,
        "percent",
    ),
    Definition(
        "effective_weight",
        msg("Effective weight"),
        msg(
            "The part of the differences between students that this question makes; far from the intended "
            "weight it counts more or less than you meant. Empty where its marks fall as totals rise."
        ),
        f"√cov(xᵢ, T) / Σ √cov(xⱼ, T), over questions with cov ≥ 0. {_ITEM}",
        _MOODLE,
        "percent",
    ),
    Definition(
        "discrimination",
        msg("Tells apart"),
        msg(
            "Whether students who do well on the rest of the quiz do well here: 50 % or more very well, below "
            "20 % weakly, below 0 the wrong way round. Statisticians call it discrimination, and use that word for "
            "other figures, too."
        ),
        f"cov(x, y) / √(var(x) · var(y)): the item-rest correlation. {_ITEM}",
        "Henrysson (1963), Psychometrika 28(2), 211–218. Not the upper-minus-lower-27-% index. "
        + _MOODLE_IF_SAME,
        "percent",
    ),
    Definition(
        "efficiency",
        msg("Efficiency"),
        msg(
            "How well it tells students apart beside the best possible for a question this hard; below 15 % it is "
            "dubious. Statisticians call it discriminative efficiency."
        ),
        f"cov(x, y) / cov of x and y each sorted on its own. {_ITEM}",
        _MOODLE_IF_SAME,
        "percent",
    ),
    Definition(
        "attempts_needed",
        msg("Attempts still needed"),
        msg("About how many more attempts until “Tells apart” says something, if it stays as it is."),
        "The fewest for which its interval leaves out 0 or reaches at most 20 points to either side.",
        "Fisher's z (1921), solved for n.",
        "count",
    ),
    Definition(
        "mean",
        msg("Mean score"),
        msg("The average score, as a share of full marks."),
        "Σ T / n, with T the score of an attempt as a share of full marks",
        "Arithmetic mean.",
        "percent",
    ),
    Definition(
        "median",
        msg("Median score"),
        msg("Half the scores lie below it and half above; a few extreme ones do not move it."),
        "The middle score, or the mean of the two in the middle",
        "Hyndman & Fan (1996), type 7.",
        "percent",
    ),
    Definition(
        "quartiles",
        msg("Quartiles"),
        msg("The scores that a quarter, and three quarters, of the attempts lie below."),
        "At place (n − 1)/4 and 3(n − 1)/4 of the sorted scores, between neighbours in proportion",
        "Hyndman & Fan (1996), type 7.",
        "percent",
    ),
    Definition(
        "quiz_sd",
        msg("Spread of scores"),
        msg("How far scores lie from the mean; between 12 and 18 % is usual."),
        "√(Σ(T − mean)² / (n − 1))",
        "Sample standard deviation.",
        "percent",
    ),
    Definition(
        "skewness",
        msg("Skewness"),
        msg("Which way scores trail off: below 0 a few low scores, above 0 a few high ones, near 0 even."),
        "k₃ / k₂^1.5, with k₂ and k₃ Fisher's k-statistics",
        "Joanes & Gill (1998), The Statistician 47(1), 183–189 (G1). " + _MOODLE,
        "number",
    ),
    Definition(
        "kurtosis",
        msg("Kurtosis"),
        msg("Whether there are more far-off scores than in a bell curve (above 0) or fewer (below 0)."),
        "k₄ / k₂², with k₂ and k₄ Fisher's k-statistics",
        "Joanes & Gill (1998), The Statistician 47(1), 183–189 (G2). " + _MOODLE,
        "number",
    ),
    Definition(
        "alpha",
        msg("Internal consistency"),
        msg(
            "Whether the questions agree on who is strong; over 75 % is good, under 64 % too little to give marks by. "
            "A quiz on several separate things is lower by nature."
        ),
        "p / (p − 1) · (1 − Σ var(xᵢ) / var(T)), for p questions with marks",
        "Cronbach (1951), Psychometrika 16(3), 297–334. Moodle counts slots without marks in p, which lowers it.",
        "percent",
    ),
    Definition(
        "error_ratio",
        msg("Error ratio"),
        msg("The part of the spread of scores that is chance and not a difference between students."),
        "√(1 − alpha)",
        "As in Moodle's quiz statistics, but for questions without marks, which lower Moodle's alpha.",
        "percent",
    ),
    Definition(
        "standard_error",
        msg("Standard error of a score"),
        msg(
            "About how far a student's score would move on another quiz like this: two thirds of the time less."
        ),
        "error ratio · spread of scores",
        "Standard error of measurement. Lord & Novick (1968).",
        "percent",
    ),
    Definition(
        "interval",
        msg("Interval"),
        msg("Where the true figure plausibly lies: of a hundred such intervals about 95 hold it."),
        "Wilson where marks are nothing or all, Student's t for other means, Fisher's z for correlations, "
        "Feldt's for internal consistency",
        "Wilson (1927); Student (1908); Fisher (1921); Feldt (1965).",
        "percent",
    ),
    Definition(
        "option_correlation",
        msg("Option and rest score"),
        msg(
            "Whether stronger students chose this option: above 0 they did, below 0 weaker ones did. "
            "The right answer belongs above 0, the others below."
        ),
        "Correlation of choosing it (1 or 0) with the score on the other questions",
        "Point-biserial correlation, the question itself left out.",
        "number",
    ),
    Definition(
        "thirds",
        msg("Lower, middle, upper third"),
        msg("Students sorted by score into three groups; equal scores always share a group."),
        "(b + t/2) / n below 1/3, up to 2/3, above; b attempts score less, t the same (itself included)",
        "Mid-ranks.",
        "count",
    ),
    Definition(
        "median_seconds",
        msg("Median time"),
        msg("Half of the students took less time than this, half took more."),
        "Median of seconds spent on the question",
        "Median.",
        "seconds",
    ),
    Definition(
        "calibration",
        msg("Right by certainty"),
        msg("Of the answers given as guessing, fairly sure and certain, how many were right."),
        "Right answers / answers, for each certainty",
        "A share, with Wilson's interval.",
        "percent",
    ),
    Definition(
        "brier",
        msg("Brier score"),
        msg("How far stated certainty lies from what came out: 0 is perfect, 0.25 is no better than a coin."),
        "Mean of (stated chance − outcome)²; guessing 0.25, fairly sure 0.70, certain 0.95",
        "Brier (1950), Monthly Weather Review 78, 1–3.",
        "number",
    ),
    Definition(
        "certainty_bias",
        msg("Over-sure or under-sure"),
        msg("Above 0 students think they know more than they do; below 0 they know more than they think."),
        "Mean stated chance − share right",
        "Calibration-in-the-large; Murphy (1973).",
        "percent",
    ),
    Definition(
        "discernment",
        msg("Discernment"),
        msg(
            "How well claims to rely on are told from those to be careful with: 0 not at all, 1 somewhat, 2 and more well. "
            "Doubting everything does not raise it."
        ),
        "d′ = z(H) − z(F); H = (rightly trusted + ½)/(to rely on + 1), F = (wrongly trusted + ½)/(to be careful with + 1)",
        "Green & Swets (1966); correction of Hautus (1995).",
        "number",
    ),
    Definition(
        "status_bias",
        msg("Lean to doubt or to trust"),
        msg("Above 0 too ready to doubt, below 0 too ready to trust, near 0 even-handed."),
        "c = −(z(H) + z(F)) / 2, with H and F as for discernment",
        "Green & Swets (1966); correction of Hautus (1995).",
        "number",
    ),
)

#: Every definition by its id.
DEFINITIONS = {definition.id: definition for definition in _ALL}
