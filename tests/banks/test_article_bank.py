"""The bank of the article keeps what it promises: topics, claims, names, patterns, variants, quizzes."""

import re
from collections import Counter, defaultdict

import pytest

from quizapp.domain.claims import SOLID, Status
from tests.banks import article_figures as facts
from tests.banks import article_names as names
from tests.banks.article_figures import FIGURES, Figure
from tests.banks.written import Written, read

BANK = read("kursk-incursion")
TOPICS = {
    "How it unfolded", "The Russian response", "What each side says", "Goals", "Risks", "Figures", "Who says so",
    "The same in other news",
}  # fmt: skip
PATTERNS = {
    "who says so", "what is counted", "what status", "honest verb", "two numbers", "what would settle it",
    "gain and vantage", "when was it true", "headline audit", "aim inference or risk", "what do other sources say",
}  # fmt: skip
#: How a place in the article is written: beginning of the heading, then paragraph or caption with its number.
HEADINGS = {
    "Introduction": 5,
    "How the attack unfolded": 6,
    "How is the Russian military responding": 7,
    "What are Ukrainian authorities saying": 5,
    "What is Russia saying": 8,
    "What are Ukraine's goals": 5,
}
CAPTIONS = {"How the attack unfolded", "How is the Russian military responding", "What is Russia saying"}
#: Claims that matter: each figure, aim, effect, cause and risk.
MATTER = sorted(
    {figure.claim for figure in FIGURES}
    | set(facts.AIMS)
    | set(facts.EFFECTS)
    | set(facts.CAUSES)
    | set(facts.RISKS)
)


def by_topic(topic: str) -> list[Written]:
    return [question for question in BANK.questions if question.topic == topic]


def groups() -> dict[str, list[Written]]:
    """Questions by idea: the first and its variants."""
    found: dict[str, list[Written]] = defaultdict(list)
    for question in BANK.questions:
        found[question.idea].append(question)
    return found


# ---- Size, topics and types


def test_the_bank_has_at_least_eighty_questions() -> None:
    assert len(BANK.questions) >= 80


def test_the_topics_are_the_seven_of_the_story_and_one_of_other_news() -> None:
    assert set(BANK.tree["topics"].values()) == TOPICS


@pytest.mark.parametrize(("topic", "least"), [("goals", 12), ("figures", 12), ("risks", 9)])
def test_a_topic_has_enough_questions(topic: str, least: int) -> None:
    assert len(by_topic(topic)) >= least


def test_ten_question_types_are_used() -> None:
    assert len({question.form for question in BANK.questions}) >= 10


def test_only_essays_stand_outside_the_topics_so_that_no_quiz_draws_them() -> None:
    outside = {question.form for question in BANK.questions if question.topic not in BANK.tree["topics"]}
    assert outside == {"essay"}


# ---- Claims


@pytest.mark.parametrize(
    "figure", FIGURES, ids=lambda figure: f"{figure.value} {figure.unit} {figure.counts}"
)
def test_a_claim_holds_the_figure_with_who_says_it_and_what_it_counts(figure: Figure) -> None:
    claim = BANK.claims[figure.claim]
    assert re.search(rf"(?<![\d,]){re.escape(figure.value)}(?![\d,])", claim["figure"]), claim["figure"]
    assert figure.unit.split()[0] in claim["figure"], "the unit belongs to the figure"
    assert figure.who.casefold() in claim["who"].casefold()
    assert claim["measures"], "what is counted has to be said"


@pytest.mark.parametrize(
    "figure", FIGURES, ids=lambda figure: f"{figure.value} {figure.unit} {figure.counts}"
)
def test_a_figure_is_marked_unverified_where_the_article_says_so(figure: Figure) -> None:
    claim = BANK.claims[figure.claim]
    says_so = "could not be verified" in claim.get("note", "")
    assert says_so == figure.unverified
    assert not figure.unverified or claim["status"] == Status.NOT_VERIFIED


@pytest.mark.parametrize("key", BANK.claims)
def test_a_claim_has_speaker_status_date_and_place(key: str) -> None:
    claim = BANK.claims[key]
    assert claim["who"]
    assert Status(claim["status"])
    if claim.get("source", "itv") != "itv":
        return  # a second source has no paragraphs here; a made-up notice has days of its own
    assert re.search(r"\b\d{1,2} August 2024\b", claim["as of"]), "a day in full"
    if key == "published":
        return  # the article's own date stands above its text
    for place in claim["where"].removesuffix(".").split("; "):
        heading, kind, number = re.fullmatch(
            r"(?:also )?(.+), (paragraphs?|caption) (\d+)(?: and \d+)?", place
        ).groups()
        assert 1 <= int(number) <= HEADINGS[heading]
        assert kind != "caption" or (heading in CAPTIONS and number == "1")


@pytest.mark.parametrize(("key", "date"), facts.DERIVED_DATES.items())
def test_a_date_made_of_a_weekday_is_said_to_be_worked_out(key: str, date: str) -> None:
    assert BANK.claims[key]["as of"] == date
    assert "The date is worked out" in BANK.claims[key]["note"]


def of_the_article(key: str) -> bool:
    return BANK.claims[key].get("source", "itv") == "itv"


@pytest.mark.parametrize(
    "key", [k for k, claim in BANK.claims.items() if re.match(r"\d", claim["as of"]) and of_the_article(k)]
)
def test_a_claim_of_a_day_before_the_article_says_how_the_day_was_found(key: str) -> None:
    if key not in ("published", "hold-ground"):  # the first is given, the second says it by its two claims
        note = BANK.claims[key]["note"]
        assert "date is worked out" in note or "date is that of the transcript" in note


@pytest.mark.parametrize(
    ("key", "who"), [*facts.AIMS.items(), *facts.EFFECTS.items(), *facts.CAUSES.items(), *facts.RISKS.items()]
)
def test_every_aim_cause_and_risk_is_a_claim_with_its_speaker(key: str, who: str) -> None:
    assert who in BANK.claims[key]["who"]


@pytest.mark.parametrize("key", list({**facts.AIMS, **facts.EFFECTS, **facts.RISKS}))
def test_an_inference_about_aims_or_risks_is_not_called_solid(key: str) -> None:
    assert Status(BANK.claims[key]["status"]) not in SOLID


@pytest.mark.parametrize(("key", "word"), facts.LOOSE.items())
def test_loose_wording_of_the_article_is_said_plainly(key: str, word: str) -> None:
    claim = BANK.claims[key]
    assert word in " ".join((claim.get("note", ""), claim.get("measures", "")))


@pytest.mark.parametrize("pair", facts.LOOK_ALIKES, ids=" or ".join)
def test_figures_that_look_alike_are_told_apart_in_two_questions(pair: tuple[str, str]) -> None:
    first, second = (BANK.claims[key]["measures"] for key in pair)
    assert first != second
    both = [question.id for question in BANK.questions if set(pair) <= set(question.claims)]
    assert len(both) >= 2, both


def test_every_claim_is_used_and_every_used_claim_is_there() -> None:
    used = {key for question in BANK.questions for key in question.claims}
    assert used == set(BANK.claims)


# ---- Names


@pytest.mark.parametrize(
    "form", sorted({*names.PERSONS.values(), *names.BODIES.values(), *names.PLACES.values()})
)
def test_every_name_of_the_article_is_asked_about_or_used(form: str) -> None:
    seen = [
        question.id
        for question in BANK.questions
        if any(form.lower() in text.lower() for text in question.texts())
    ]
    assert seen


# ---- Patterns and standing


def test_the_eleven_patterns_occur_three_times_each_and_no_other_does() -> None:
    counts = Counter(question.pattern for question in BANK.questions if question.pattern)
    assert set(counts) == PATTERNS
    assert not {pattern: count for pattern, count in counts.items() if count < 3}


#: How keys on the scale of the status questions begin: what can be relied on, and what cannot be yet.
CAN, CANNOT = ("Yes, ", "can be relied on"), ("Not yet, ", "cannot be relied on")


def test_as_many_keys_say_that_something_can_be_relied_on_as_that_it_cannot_yet() -> None:
    keys = [
        choice.text
        for question in BANK.questions
        if question.tests == "status"
        for choice in question.right()
    ]
    can = sum(text.startswith(CAN) for text in keys)
    cannot = sum(text.startswith(CANNOT) for text in keys)
    assert min(can, cannot) >= 12
    assert abs(can - cannot) <= 3, (can, cannot)


def tags(question: Written) -> set[str]:
    return set(re.findall(r"[\w-]+", str(question.entry.get("tags", ""))))


def test_the_tags_by_which_quizzes_draw_say_what_the_claims_say() -> None:
    for question in BANK.questions:
        marked = tags(question) & {"rely-on", "be-careful"}
        solid = {Status(BANK.claims[key]["status"]) in SOLID for key in question.claims}
        assert not marked or (question.tests == "status" and solid == {marked == {"rely-on"}}), question.id


#: Labels by which reports count a wrong answer as trust, and how answers on the scale begin that trust.
TRUSTING, YES = {"too certain", "checkable is checked"}, ("Yes, ", "You can rely", "can be relied on")


@pytest.mark.parametrize("name", ["kursk-incursion", "reading-figures"])
def test_a_wrong_answer_on_the_scale_that_trusts_is_counted_as_trust_and_one_that_holds_back_is_not(
    name: str,
) -> None:
    wrong = [choice for q in read(name).questions if q.tests == "status" for choice in q.wrong()]
    scale = [
        choice for choice in wrong if choice.text.startswith((*YES, "Not yet", "You cannot", "cannot be"))
    ]
    assert len(scale) > 5
    odd = [each for each in scale if each.text.startswith(YES) != (each.misconception in TRUSTING)]
    assert not odd


def test_a_fact_that_nobody_looked_up_is_not_on_record() -> None:
    for key, claim in BANK.claims.items():
        if Status(claim["status"]) in (Status.ON_RECORD, Status.VERIFIED):
            assert claim.get("checked"), key


#: What somebody said, by its kind. The same kind has the same status on both sides; deeds of saying have that of a look.
UTTERANCES = {
    "judgement": ("zelenskyy-security", "zelenskyy-fair", "podolyak-pressure", "putin-provocation"),
    "reason or charge": ("zelenskyy-retaliation", "putin-shelling"),
    "stated aim": ("zelenskyy-aim", "putin-task"),
    "ascribed aim": ("putin-motive-donbas", "putin-motive-talks"),
    "look ahead": ("podolyak-talks", "putin-objectives", "putin-destabilise"),
    "figure called unverified": ("area-controlled", "losses-945"),
}
SIDES = {
    "Zelenskyy": "Ukraine",
    "Podolyak": "Ukraine",
    "Syrskyi": "Ukraine",
    "Putin": "Russia",
    "Ministry": "Russia",
}


def side(key: str) -> str:
    return next(of for name, of in SIDES.items() if name in BANK.claims[key]["who"])


@pytest.mark.parametrize("kind", UTTERANCES)
def test_the_same_kind_of_utterance_has_the_same_standing_on_both_sides(kind: str) -> None:
    keys = UTTERANCES[kind]
    assert len({BANK.claims[key]["status"] for key in keys}) == 1
    assert kind == "ascribed aim" or {side(key) for key in keys} == {"Ukraine", "Russia"}


def test_every_utterance_of_a_side_is_of_a_kind_and_one_deed_of_saying_stands_for_each_side() -> None:
    of_kinds = {key for keys in UTTERANCES.values() for key in keys}
    spoken = {
        key
        for key, claim in BANK.claims.items()
        if re.match(r"(?:Volodymyr Zelenskyy|Mykhailo Podolyak|Vladimir Putin)\b", claim["who"])
    }
    assert spoken - of_kinds == {"said-fair", "said-task", "entered"}  # the last is what both say
    assert {side("said-fair"), side("said-task")} == {"Ukraine", "Russia"}


def test_who_could_not_verify_and_who_made_the_estimate_is_not_made_up() -> None:
    texts = [text for question in BANK.questions for text in (*question.texts(), question.why)]
    assert not [
        text for text in texts if re.search(r"ITV(?: News)? (?:was unable|could not) (?:to )?verif", text)
    ]
    assert not [
        text for text in texts if re.search(r"Savill's (?:estimate|figure|154)|Savill estimate", text)
    ]


@pytest.mark.parametrize("name", ["kursk-incursion", "reading-figures", "tour"])
def test_every_question_has_a_label_of_its_own_for_rows_and_every_claim_a_topic(name: str) -> None:
    bank = read(name)
    assert all(claim.get("topic") in bank.tree["topics"] for claim in bank.tree.get("claims", {}).values())
    labels = [str(question.entry.get("short", "")) for question in bank.questions]
    assert all(0 < len(label) <= 24 for label in labels)
    assert not [label for label, times in Counter(labels).items() if times > 1]


def test_a_statement_is_judged_by_the_article_and_says_so() -> None:
    stems = [question.stem for question in BANK.questions if question.form == "true_false"]
    assert not [
        stem
        for stem in stems
        if not re.search(r"\b[Bb]y the (?:ITV News )?(?:article|notice)\b|\b[Tt]he article\b", stem)
    ]


def test_explanations_carry_one_rule_beyond_this_story() -> None:
    bare = [
        question.id for question in BANK.questions if question.form != "essay" and "**" not in question.why
    ]
    assert not bare


def test_every_question_carries_a_pattern() -> None:
    assert not [question.id for question in BANK.questions if not question.pattern]


def test_misconceptions_are_few_and_each_has_a_plan_for_the_class() -> None:
    defined = BANK.tree["misconceptions"]
    assert len(defined) <= 15
    assert all(len(each["five minutes"].split()) >= 15 for each in defined.values())


def test_not_stated_is_sometimes_right_and_no_answer_to_a_statement_is_rare() -> None:
    counts = Counter(question.entry["is"] for question in BANK.questions if question.form == "true_false")
    assert set(counts) == {"true", "false", "not stated"}
    assert min(counts.values()) >= 0.25 * sum(counts.values()), counts
    assert any(choice.text == "Not stated" for question in BANK.questions for choice in question.right())


def test_not_stated_is_offered_on_what_is_so_and_not_on_what_the_article_says() -> None:
    # What a text says can be read to the end, so that "not stated" would only be a trap.
    for question in BANK.questions:
        if question.form == "true_false":
            assert ("is this true?" in question.stem) == ("not stated" not in question.entry), question.id


def test_a_statement_on_the_world_is_right_wrong_or_left_open_so_that_its_wording_tells_nothing() -> None:
    world = [question for question in BANK.questions if "is this true?" in question.stem]
    counts = Counter(question.entry["is"] for question in world)
    assert min(counts["true"], counts["false"]) >= 5
    assert counts["not stated"] < 0.5 * len(world)


#: Words without exception. “Nobody” and “only” are left out: they are right more often than not.
ABSOLUTE = re.compile(
    r"\b(?:all|none|nothing|never|always|every|each|impossible|exact(?:ly)?|prove[sd]?)\b", re.I
)


def test_a_word_without_exception_is_right_about_as_often_as_any_option() -> None:
    chosen = [
        question
        for name in ("kursk-incursion", "reading-figures")
        for question in read(name).questions
        if question.form in ("single_choice", "cloze", "multiple_response")
    ]
    right = [choice.text for question in chosen for choice in question.right()]
    wrong = [choice.text for question in chosen for choice in question.wrong()]
    base = len(right) / len(right + wrong)
    sure_right, sure_wrong = (sum(bool(ABSOLUTE.search(t)) for t in texts) for texts in (right, wrong))
    share = sure_right / (sure_right + sure_wrong)
    assert sure_right >= 8
    assert abs(share - base) < 0.1, (share, base)


# ---- Variants


@pytest.mark.parametrize("key", MATTER)
def test_a_claim_that_matters_is_asked_in_two_to_four_forms_linked_to_one_another(key: str) -> None:
    fitting = []
    for group in groups().values():
        own = [question for question in group if key in question.claims]
        if len(own) >= 2 and len({question.form for question in own}) >= 2:
            fitting.append(group[0].idea)
    assert fitting


def test_an_idea_is_one_question_and_at_most_four_variants_on_the_same_claims() -> None:
    ids = {question.id for question in BANK.questions}
    for idea, group in groups().items():
        assert idea in ids
        assert len(group) <= 5, idea
        assert any(question.id == idea and "variant of" not in question.entry for question in group), idea
        if len(group) > 1:
            shared = set.intersection(*(set(question.claims) for question in group))
            near = all(any(set(a.claims) & set(b.claims) for b in group if b is not a) for a in group)
            assert shared or near, f"the variants of {idea} are about different claims"


def test_numbers_are_typed_and_not_only_chosen() -> None:
    assert sum(question.form == "numeric" for question in BANK.questions) >= 10


# ---- Ready-made quizzes

#: Title -> number of questions.
QUIZZES = {
    "Ten-minute check": 10,
    "Goals and risks": 12,
    "Figures and who says so": 15,
    "Three guesses before you read": 3,
    "The whole story": 30,
    "In writing, for class": 4,
}


def length(quiz: dict[str, object]) -> int:
    draw, fixed = quiz.get("draw", []), quiz.get("questions", [])
    assert isinstance(draw, list)
    assert isinstance(fixed, list)
    return sum(int(rule["number"]) for rule in draw) + len(fixed)


def test_the_ready_made_quizzes_have_their_lengths_and_are_open_unless_somebody_must_mark_them() -> None:
    assert {quiz["title"]: length(dict(quiz)) for quiz in BANK.quizzes.values()} == QUIZZES
    assert {quiz["title"] for quiz in BANK.quizzes.values() if quiz.get("open") != "yes"} == {
        "In writing, for class"
    }


def test_two_to_four_questions_have_a_picture_and_four_written_ones_have_three_levels_in_quizzes() -> None:
    pictured = [question for question in BANK.questions if "![" in question.stem]
    assert 2 <= len(pictured) <= 4
    assert {question.id for question in pictured} == {q.id for q in BANK.questions if "picture" in tags(q)}
    written = [question for question in BANK.questions if question.form == "essay"]
    assert [question.id for question in written] == BANK.quizzes["in-writing"]["questions"]
    assert [len(question.entry["rubric"]) for question in written] == [3, 3, 3, 3]


def test_only_the_guesses_before_reading_are_unmarked() -> None:
    unmarked = [quiz["title"] for quiz in BANK.quizzes.values() if quiz.get("unmarked") == "yes"]
    assert unmarked == ["Three guesses before you read"]


@pytest.mark.parametrize("key", BANK.quizzes)
def test_a_quiz_has_more_ideas_to_draw_from_than_it_needs(key: str) -> None:
    # "today" stands at the end of every quiz, by its name.
    rules = [rule for rule in BANK.quizzes[key].get("draw", []) if "question" not in rule]
    fitting = [
        {
            question.idea
            for question in BANK.questions
            if rule.get("topic") in (None, question.topic)
            and rule.get("tests") in (None, question.tests)
            and rule.get("tag") in (None, *re.findall(r"[\w-]+", str(question.entry.get("tags", ""))))
        }
        for rule in rules
    ]
    assert all(len(ideas) > int(rule["number"]) for rule, ideas in zip(rules, fitting, strict=True))
    assert not rules or len(set().union(*fitting)) >= sum(int(rule["number"]) for rule in rules) + 3
