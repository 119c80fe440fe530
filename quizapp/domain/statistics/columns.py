"""The contract of the report's archive: which files and columns it has, and what their cells mean.

The archive holds ``responses.csv`` (the evidence), ``items.csv``, ``options.csv`` and ``quiz.csv`` (the
published statistics) and ``manifest.json``. ``flask reports recompute`` derives the statistics from
the evidence again. All files are UTF-8 with a header line; an empty cell means "no value"; numbers are
written in full with a decimal point (``repr`` of a float), shares as fractions of 1; times are ISO 8601 in
UTC; several categories in one cell are joined by ``CATEGORY_SEPARATOR``. A text (never a number) that begins
with one of ``quizapp.basics.spreadsheets.FORMULA_STARTS`` has an apostrophe before it, so that no spreadsheet runs it.
"""

from enum import StrEnum

RESPONSES_FILE = "responses.csv"
ITEMS_FILE = "items.csv"
OPTIONS_FILE = "options.csv"
QUIZ_FILE = "quiz.csv"
MANIFEST_FILE = "manifest.json"

#: One row per answer given, and one (try 0) for each position that was shown and left blank.
#:
#: ``try`` counts answers from 1 within a position. ``counts`` is 1 in exactly one row of a position: that of the
#: answer that counts, which is the best where several tries were allowed, else the last; 0 in the others.
#: ``fraction`` is the grade of this answer before any credit falls, 0 to 1: its verdict. ``marks`` is what the
#: position earns after this answer, the best so far of grade times share of the try; in the row that counts it is
#: what the position earns in the end, with all corrections. Both are empty where the response waits to be marked; a
#: blank has 0. ``seconds`` is the time on the question, in the row that counts.
#: ``shown_order`` is the order of options as shown, as places in the bank joined by spaces.
RESPONSE_COLUMNS = (
    "student",
    "attempt",
    "attempt_number",
    "state",
    "started_at",
    "submitted_at",
    "position",
    "question",
    "type",
    "topic",
    "aspect",
    "version",
    "try",
    "counts",
    "raw_answer",
    "read_answer",
    "category",
    "fraction",
    "marks",
    "max_marks",
    "seconds",
    "certainty",
    "shown_order",
    "answered_at",
)
#: What a person gave the final answer: points per line of the rubric joined by spaces, what they wrote, who and when.
#: Not recomputed, and missing in archives of earlier versions.
RESPONSE_GIVEN = ("points", "comment", "marked_by", "marked_at")

#: The state of attempts that may count; whatever else stands in the column does not.
FINISHED = "finished"
CATEGORY_BLANK = "(blank)"
CATEGORY_DONT_KNOW = "(I don't know)"
CATEGORY_SEPARATOR = " | "

#: One row per question, in the order of the quiz. ``n`` attempts have a mark for it; ``n_whole`` of them are marked whole
#: (and had something else to earn): weights, discrimination and efficiency rest on those. Below ``FEWEST`` such attempts
#: these say nothing and are empty; so are correlations of options, and of a quiz its shape, alpha and what follows from it.
ITEM_COLUMNS = (
    "question",
    "version",
    "n",
    "n_whole",
    "full_marks",
    "mean",
    "sd",
    "facility",
    "facility_low",
    "facility_high",
    "facility_method",
    "guess_score",
    "intended_weight",
    "effective_weight",
    "discrimination",
    "discrimination_low",
    "discrimination_high",
    "efficiency",
    "attempts_needed",
    "blank",
    "dont_know",
    "median_seconds",
)
#: Columns of items that come from the bank and not from responses: they are not recomputed.
ITEM_GIVEN = ("question", "version", "guess_score")

#: One row per option of a question that lists options, and one for every other category that was given.
#: ``is_key`` (1 or 0) comes from the bank, of a typed answer from its verdict. ``lower``, ``middle``, ``upper`` count ability thirds.
OPTION_COLUMNS = (
    "question",
    "category",
    "is_key",
    "n",
    "count",
    "share",
    "lower",
    "middle",
    "upper",
    "correlation",
)
OPTION_GIVEN = ("question", "category", "is_key")

#: One row. Scores are shares of full marks; ``full_marks`` is empty where each student had their own draw.
QUIZ_COLUMNS = (
    "n",
    "waiting",
    "questions",
    "full_marks",
    "mean",
    "mean_low",
    "mean_high",
    "median",
    "sd",
    "skewness",
    "kurtosis",
    "minimum",
    "lower_quartile",
    "upper_quartile",
    "maximum",
    "alpha",
    "alpha_low",
    "alpha_high",
    "error_ratio",
    "standard_error",
)


class Policy(StrEnum):
    """Which finished attempts of a student the statistics use; numbers by ``attempt_number``."""

    FIRST = "first"
    LAST = "last"
    #: The attempt with the highest share; the earlier one among equals, and one that waits to be marked
    #: only where the student has no other.
    BEST = "best"
    ALL = "all"


#: Keys of the manifest. ``MANIFEST_FILES`` maps each file's name to ``{"sha256": hex, "rows": data rows}``.
MANIFEST_FILES = "files"
MANIFEST_POLICY = "policy"
#: True where everybody was shown the same questions, False where each student had a draw of their own.
MANIFEST_SAME_QUESTIONS = "same_questions"
#: Question ids in the order of the quiz.
MANIFEST_QUESTIONS = "questions"
#: Level of all confidence intervals, 0.95.
MANIFEST_LEVEL = "level"
MANIFEST_GENERATED_AT = "generated_at"
MANIFEST_PROGRAM_VERSION = "program_version"
#: Attempts below which nothing is said that compares attempts with one another.
FEWEST = 10
#: Numbers may differ by this share of themselves (and by as much outright) before they count as different.
TOLERANCE = 1e-9
