"""The blocks of a bank beside its questions: sources, topics, claims, defaults, quizzes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizapp.basics.limits import LIST_ITEMS, QUIZ_QUESTIONS
from quizapp.domain.bankfile.unknown_keys import complain_unknown
from quizapp.domain.claims import Aspect, Claim, Source, Status
from quizapp.domain.comparisons import COMPARE_KEYS, Comparison, read_comparison
from quizapp.domain.misconceptions import Misconception, read_misconceptions
from quizapp.domain.recipes import FEEDBACK_TIMES, ORDERS, DrawRule, QuizRecipe
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, find_nearest, read_number
from quizapp.domain.yaml_reading.problems import Findings, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank

#: What may name a claim, a source, a topic, a quiz or a question: letters, digits, and - _ . between them.
NAME = re.compile(r"[^\W_][\w.-]{0,79}")


STATUS_WORDS = tuple(status.value for status in Status)
ASPECT_WORDS = tuple(aspect.value for aspect in Aspect)

BANK_KEYS = (
    Key("title", "What the bank is called.", KeyForm.TEXT, required=True, example="Deep-sea mining"),
    Key(
        "language",
        "The language of its texts, as a code; decides how figures are read.",
        KeyForm.TEXT,
        example="en",
    ),
    Key("about", "One or two sentences for learners.", KeyForm.BLOCK),
    Key(
        "caution",
        "What learners should know before they begin, in one sentence.",
        KeyForm.TEXT,
        example="People died in these events.",
    ),
    Key("sources", "Where the facts come from.", KeyForm.PAIRS),
    Key("topics", "The bank's topics: key and title.", KeyForm.PAIRS),
    Key("defaults", "What holds for every question and claim that does not say otherwise.", KeyForm.PAIRS),
    Key("claims", "Statements and figures, each written down once.", KeyForm.PAIRS),
    Key("questions", "The questions.", KeyForm.GROUPS),
    Key("quizzes", "Ready-made quizzes.", KeyForm.PAIRS),
    Key("misconceptions", "What wrong answers show: name, and what to do about it in class.", KeyForm.PAIRS),
    Key("people", "Who is who: a name and an office on each line.", KeyForm.PAIRS),
    Key("timeline", "What happened when: a date and a sentence on each line.", KeyForm.PAIRS),
    Key("compare", "Claims whose figures the two-minute read draws side by side.", KeyForm.PAIRS),
    Key("advice off", "Advice that is not followed here: its code and the reason.", KeyForm.PAIRS),
)
SOURCE_KEYS = (
    Key(
        "title",
        "Title of the article, report or page.",
        KeyForm.TEXT,
        required=True,
        example="Port audit 2024",
    ),
    Key("publisher", "Who published it.", KeyForm.TEXT),
    Key("date", "When, in full.", KeyForm.TEXT, example="4 March 2025"),
    Key("link", "Its address on the web.", KeyForm.TEXT, example="https://news.example/harbour"),
    Key("about", "What it is, where that helps.", KeyForm.BLOCK),
)
CLAIM_KEYS = (
    Key(
        "says",
        "The statement, in your own words.",
        KeyForm.TEXT,
        required=True,
        example="The mine will create 400 jobs",
    ),
    Key("figure", "The figure in it, with its unit.", KeyForm.TEXT, example="400 jobs"),
    Key(
        "who",
        "Who asserts it, with office.",
        KeyForm.TEXT,
        example="Nordic Minerals, the company behind the plan",
    ),
    Key("interest", "What the claimant has at stake.", KeyForm.TEXT),
    Key(
        "status",
        "How far one can rely on it; not verified where nothing is written.",
        KeyForm.CHOICE,
        words=STATUS_WORDS,
    ),
    Key("topic", "Key of the topic under which it is read.", KeyForm.TEXT),
    Key("source", "Key of the source.", KeyForm.TEXT),
    Key("also in", "Keys of other sources that say so too.", KeyForm.NAMES),
    Key("where", "Heading and paragraph, page or time.", KeyForm.TEXT, example="How it began, paragraph 2"),
    Key("quote", "At most a few exact words.", KeyForm.TEXT),
    Key("as of", "The date the figure speaks of.", KeyForm.TEXT, example="4 March 2025"),
    Key("measures", "What is being counted.", KeyForm.TEXT, example="area covered"),
    Key("checked", "With verified or on record: where and when it was looked up.", KeyForm.TEXT),
    Key("but", "With disputed: who says otherwise, and what.", KeyForm.TEXT),
    Key("was", "With corrected: the earlier value.", KeyForm.TEXT),
    Key("note", "How status or date was reached.", KeyForm.BLOCK),
)
QUIZ_KEYS = (
    Key("title", "What the quiz is called.", KeyForm.TEXT, required=True, example="Ten-minute check"),
    Key("about", "One or two sentences for learners.", KeyForm.BLOCK),
    Key("draw", "Topics with the number of questions to draw of each.", KeyForm.PAIRS, example="goals: 3"),
    Key("questions", "Ids of questions that everybody gets.", KeyForm.NAMES),
    Key("order", "Order of the questions.", KeyForm.CHOICE, words=ORDERS),
    Key("feedback", "When learners see what was right.", KeyForm.CHOICE, words=FEEDBACK_TIMES),
    Key("tries", "How often a question may be tried.", KeyForm.NUMBER, example="3"),
    Key("credit by try", "What each try is worth.", KeyForm.NAMES, example="100%, 60%, 30%"),
    Key("unmarked", "Whether it counts for nothing.", KeyForm.YES_NO),
    Key("open", "Whether anyone may start it.", KeyForm.YES_NO),
    Key("certainty", "Whether learners are asked how certain they are.", KeyForm.YES_NO),
    Key("hints", "Whether learners may open the hints that questions have.", KeyForm.YES_NO),
)
DRAW_KEYS = (
    Key("number", "How many to draw.", KeyForm.NUMBER, required=True, example="3"),
    Key("topic", "Only questions of this topic.", KeyForm.TEXT),
    Key("tests", "Only questions on this aspect.", KeyForm.CHOICE, words=ASPECT_WORDS),
    Key("claim", "Only questions on this claim.", KeyForm.TEXT),
    Key("tag", "Only questions with this tag.", KeyForm.TEXT),
    Key("pattern", "Only questions of this pattern.", KeyForm.TEXT),
    Key("question", "This question alone.", KeyForm.TEXT),
    Key("bank", "Another bank, by its name, whose questions are drawn.", KeyForm.TEXT),
)
#: What a claim inherits from ``defaults:``; a question inherits everything else that stands there.
_CLAIM_DEFAULTS = ("source", "where")


@dataclass(frozen=True)
class Blocks:
    """A bank without its questions, and where its quizzes and claims are written."""

    title: str
    language: str
    about: str
    caution: str
    sources: Mapping[str, Source]
    topics: Mapping[str, str]
    claims: Mapping[str, Claim]
    quizzes: Mapping[str, QuizRecipe]
    comparisons: tuple[Comparison, ...]
    misconceptions: Mapping[str, Misconception]
    people: Mapping[str, str]
    timeline: tuple[tuple[str, str], ...]
    advice_off: tuple[tuple[str, str], ...]
    #: ``claims:`` is written, so every figure needs one.
    has_claims: bool
    #: Characters of the text where sources, claims and quizzes are written, by block and key.
    places: Mapping[tuple[str, str], int]
    #: What quizzes name of the bank, and where.
    mentions: tuple["Mention", ...] = ()
    #: The other banks that may be named, by name; None where they are not known.
    others: "Mapping[str, Bank] | None" = None


@dataclass(frozen=True)
class Mention:
    """A quiz names a topic, a claim, a question or a bank at a character of the text; ``bank``: of that other bank."""

    quiz: str
    kind: str
    name: str
    at: int
    bank: str = ""


def refuse_unknown_keys(entry: Reader, known: Mapping[str, Key], of: str) -> None:
    """Complain of every key that ``of`` does not have, with the nearest it has."""
    for name in entry.names():
        if name not in known:
            complain_unknown(entry, name, known, of)


def read_blocks(entry: Reader, defaults: Mapping[str, Any]) -> Blocks:
    """Read everything but questions and defaults of the whole file's mapping."""
    findings = entry.findings
    refuse_unknown_keys(entry, _table(BANK_KEYS), "a bank")
    places: dict[tuple[str, str], int] = {}
    sources = {
        key.text: _source(key.text, reader)
        for key, reader in _named(entry, "sources", SOURCE_KEYS, "a source", places)
    }
    topics = {key.text: text.text for key, text in entry.pairs("topics") if _is_name(entry, key)}
    claims = {}
    for key, reader in _named(entry, "claims", CLAIM_KEYS, "a claim", places):
        claims[key.text] = _claim(key.text, reader, sources, topics, defaults)
    if entry.has("misconceptions"):
        places["bank", "misconceptions"] = entry.node.pairs["misconceptions"][0].start
    _check_amount(entry)
    mentions: list[Mention] = []
    quizzes = {
        key.text: _quiz(key.text, reader, findings, mentions)
        for key, reader in _named(entry, "quizzes", QUIZ_KEYS, "a quiz", places)
    }
    comparisons = [
        read_comparison(key.text, reader, claims)
        for key, reader in _named(entry, "compare", COMPARE_KEYS, "a comparison", places)
    ]
    return Blocks(
        title=entry.text("title"),
        language=_language(entry),
        about=entry.text("about"),
        caution=entry.text("caution"),
        sources=sources,
        topics=topics,
        claims=claims,
        quizzes=quizzes,
        comparisons=tuple(each for each in comparisons if each is not None),
        misconceptions=read_misconceptions(entry),
        people={key.text: text.text for key, text in entry.pairs("people")},
        timeline=tuple((key.text, text.text) for key, text in entry.pairs("timeline")),
        advice_off=read_advice_off(entry),
        has_claims=entry.has("claims"),
        places=places,
        mentions=tuple(mentions),
    )


def read_advice_off(entry: Reader) -> tuple[tuple[str, str], ...]:
    """The advice that is answered here, as code and reason."""
    found = []
    for key, value in entry.mapping("advice off"):
        reason = value.text.strip() if isinstance(value, Scalar) else ""
        if not reason:
            what = f"“{key.text}” is switched off without a reason."
            entry.complain("advice-off-without-reason", what, key, f"{key.text}: why it does not apply here")
        found.append((key.text, reason))
    return tuple(found)


def read_shares(entry: Reader, name: str) -> tuple[Fraction, ...]:
    """``100%, 60%, 30%``: shares that never rise."""
    shares: list[Fraction] = []
    for item in entry.name_list(name):
        share = read_number(item.text)
        if share is None or not 0 <= share <= 1 or (shares and share > shares[-1]):
            what = f"“{name}” is a row of shares from 100% down to 0%, none larger than the one before."
            entry.complain("credit-by-try", what, item, f"{name}: 100%, 60%, 30%")
            return ()
        shares.append(share)
    return tuple(shares)


def _table(keys: tuple[Key, ...]) -> dict[str, Key]:
    return {key.name: key for key in keys}


def _language(entry: Reader) -> str:
    language = entry.text("language", "en")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        what = f"“{language[:40]}” is no code of a language."
        entry.complain("unknown-language", what, entry.node.pairs["language"][1], "language: en")
        return "en"
    return language


def _is_name(entry: Reader, key: Scalar) -> bool:
    if NAME.fullmatch(key.text):
        return True
    what = f"“{key.text[:60]}” cannot be a name: letters, digits and hyphens only, no spaces."
    entry.complain(
        "name-form", what, key, re.sub(r"[\W_]+", "-", key.text.casefold()).strip("-")[:60] or "a-name"
    )
    return False


def _named(
    entry: Reader, block: str, keys: tuple[Key, ...], of: str, places: dict[tuple[str, str], int]
) -> list[tuple[Scalar, Reader]]:
    """The ``name:`` entries of a block, each as a reader of its keys; what is no such entry is complained of."""
    table = _table(keys)
    found = []
    for key, node in entry.mapping(block):
        named = _is_name(entry, key)
        if not isinstance(node, yaml_nodes.Mapping):
            first = keys[0].name
            what = f"“{key.text[:60]}” must be lines with keys, such as “{first}: …”."
            entry.complain("not-pairs", what, key, f"{key.text[:60]}:\n  {first}: …")
            continue
        if named:
            places[block, key.text] = key.start
            reader = Reader(node, entry.findings, keys=table, language=entry.language)
            refuse_unknown_keys(reader, table, of)
            found.append((key, reader))
    return found


def _source(key: str, entry: Reader) -> Source:
    source = Source(
        key=key,
        title=entry.text("title"),
        publisher=entry.text("publisher"),
        date=entry.text("date"),
        link=entry.text("link"),
        about=entry.text("about"),
    )
    if source.link and not re.match(r"https?://\S+$", source.link):
        entry.complain("link-form", "This is no web address.", entry.node.pairs["link"][1], "link: https://…")
    return source


def _claim(
    key: str,
    entry: Reader,
    sources: Mapping[str, Source],
    topics: Mapping[str, str],
    defaults: Mapping[str, Any],
) -> Claim:
    inherited = {name: defaults[name] for name in _CLAIM_DEFAULTS if name in defaults}
    status = entry.choice("status", STATUS_WORDS, str(defaults.get("status") or Status.NOT_VERIFIED))
    claim = Claim(
        key=key,
        says=entry.text("says"),
        figure=entry.text("figure"),
        who=entry.text("who", str(defaults.get("who", ""))),
        interest=entry.text("interest"),
        status=Status(status),
        topic=entry.text("topic"),
        source=entry.text("source", inherited.get("source", "")),
        also_in=tuple(item.text for item in entry.name_list("also in")),
        where=entry.text("where", inherited.get("where", "")),
        quote=entry.text("quote"),
        as_of=entry.text("as of"),
        measures=entry.text("measures"),
        checked=entry.text("checked"),
        but=entry.text("but"),
        was=entry.text("was"),
        note=entry.text("note"),
        line=entry.findings.source.line(entry.node.start),
    )
    _check_status(entry, claim)
    if entry.has("source") and claim.source:
        refuse_unknown_source(entry, claim.source, sources)
    for name in claim.also_in:
        if name not in sources:
            complain_of_name(entry, "unknown-source", "also in", name, sources)
    if claim.topic and topics and claim.topic not in topics:
        complain_of_name(entry, "unknown-topic", "topic", claim.topic, topics)
    return claim


def _check_status(entry: Reader, claim: Claim) -> None:
    """Some statuses must say more: who checked it, who disputes it, what it was before."""
    at = "status" if entry.has("status") else None
    looked_up = claim.checked or set(claim.also_in) - {claim.source}
    if claim.status is Status.VERIFIED and not looked_up:
        what = "“verified” needs the date and a second, different source."
        entry.complain("verified-without-check", what, at, "checked: 9 January 2025, Port audit 2024")
    if claim.status is Status.ON_RECORD and not looked_up:
        what = "“on record” says that somebody looked it up. Where nobody has yet, it could be checked."
        try_text = "checked: 9 January 2025, the register, or status: could be checked"
        entry.complain("on-record-without-check", what, at, try_text, weight=Weight.DOUBT)
    if claim.status is Status.DISPUTED and not claim.but:
        entry.complain("disputed-without-but", "“disputed” needs who says otherwise, and what.", at, "but: …")
    if claim.status is Status.CORRECTED and not claim.was:
        entry.complain("corrected-without-was", "“corrected” needs the earlier value.", at, "was: …")
    if claim.was and claim.status is not Status.CORRECTED:
        what = "“was” holds the earlier value of a corrected claim; this one is not corrected."
        entry.complain("was-without-corrected", what, "was", "status: corrected")
    if claim.figure and not claim.who:
        entry.complain("figure-without-who", "This claim holds a figure, and nobody says it.", None, "who: …")


def refuse_unknown_source(entry: Reader, name: str, sources: Mapping[str, Source]) -> None:
    if name not in sources:
        complain_of_name(entry, "unknown-source", "source", name, sources)


def complain_of_name(entry: Reader, code: str, key: str, name: str, known: Mapping[str, object]) -> None:
    """A name that the bank does not have, with the nearest it has; ``code`` is unknown-source or the like."""
    guess = find_nearest(name, known)
    value = entry.node.pairs[key][1]
    at: str | Node = value if isinstance(value, Scalar) else key
    hint = f" Did you mean “{guess}”?" if guess else ""
    of = "source" if key == "also in" else key
    what = f"There is no {of} “{name[:60]}” in this bank.{hint}"
    entry.complain(
        code,
        what,
        at,
        f"{key}: {guess}" if guess else f"Write it under “{_PLURALS.get(key, key)}:”.",
    )


_PLURALS = {"source": "sources", "also in": "sources", "claim": "claims", "topic": "topics"}


def _quiz(key: str, entry: Reader, findings: Findings, mentions: list[Mention]) -> QuizRecipe:
    fixed = entry.name_list("questions")
    mentions += [_mention(key, "question", item) for item in fixed]
    shares = read_shares(entry, "credit by try")
    tries = entry.whole("tries", max(1, len(shares)), at_most=20) or 1
    recipe = QuizRecipe(
        key=key,
        title=entry.text("title"),
        about=entry.text("about"),
        draw=_draw_rules(key, entry, mentions),
        questions=tuple(dict.fromkeys(item.text for item in fixed)),
        order=entry.choice("order", ORDERS, ORDERS[0]),
        feedback=entry.choice("feedback", FEEDBACK_TIMES, FEEDBACK_TIMES[0]),
        tries=tries,
        credit_by_try=shares,
        unmarked=entry.yes_no("unmarked"),
        open=entry.yes_no("open"),
        certainty=entry.yes_no("certainty", default=True),
        hints=entry.yes_no("hints", default=True),
        line=findings.source.line(entry.node.start),
    )
    if recipe.length > QUIZ_QUESTIONS:
        what = f"This quiz asks {recipe.length:,} questions; it may ask {QUIZ_QUESTIONS}."
        entry.complain("too-many", what, None, "draw:\n  goals: 3")
        return replace(recipe, draw=(), questions=())
    if not entry.has("draw") and not entry.has("questions"):
        what = "This quiz takes no questions."
        entry.complain("empty-quiz", what, None, "draw:\n  goals: 3")
    return recipe


def _check_amount(entry: Reader) -> None:
    """A bank's quizzes and their rules are few enough to be tried out against its questions."""
    pair = entry.node.pairs.get("quizzes")
    if pair is not None and isinstance(pair[1], yaml_nodes.Mapping) and len(pair[1].pairs) > LIST_ITEMS:
        what = f"This bank has {len(pair[1].pairs):,} quizzes; it may have {LIST_ITEMS}."
        entry.complain("too-many", what, "quizzes", "Split the bank.")
        entry.node.pairs["quizzes"] = (pair[0], yaml_nodes.Mapping(pair[1].start, flow=False))


def _draw_rules(quiz: str, entry: Reader, mentions: list[Mention]) -> tuple[DrawRule, ...]:
    """``topic: number`` lines, or a list of rules, or one number of any questions."""
    if not entry.has("draw"):
        return ()
    node = entry.node.pairs["draw"][1]
    if isinstance(node, Scalar):
        number = entry.whole("draw", at_most=QUIZ_QUESTIONS)
        return (DrawRule(number),) if number else ()
    table = _table(DRAW_KEYS)
    rules: list[DrawRule] = []
    if isinstance(node, Listing) and len(node.items) > LIST_ITEMS:
        entry.complain(
            "too-many",
            f"“draw” has {len(node.items):,} rules; it may have {LIST_ITEMS}.",
            "draw",
            "draw:\n  goals: 3",
        )
        return ()
    if isinstance(node, yaml_nodes.Mapping):
        for key, value in entry.pairs("draw"):
            amount = read_number(value.text)
            if amount is None or amount.denominator != 1 or not 1 <= amount <= QUIZ_QUESTIONS:
                what = f"“{value.text[:40]}” is no number of questions."
                entry.complain("not-a-number", what, value, f"{key.text}: 3")
            else:
                named = _mention(quiz, "topic", key)
                rules.append(DrawRule(int(amount), topic=named.name, bank=named.bank))
                mentions.append(named)
        return tuple(rules)
    for item in node.items:
        if not isinstance(item, yaml_nodes.Mapping):
            entry.complain(
                "not-pairs",
                "A rule of “draw” has the lines number and topic.",
                item,
                "- number: 3\n  topic: goals",
            )
            continue
        rule = _draw_rule(quiz, Reader(item, entry.findings, keys=table, language=entry.language), mentions)
        if rule is not None:
            rules.append(rule)
    return tuple(rules)


def _draw_rule(quiz: str, entry: Reader, mentions: list[Mention]) -> DrawRule | None:
    refuse_unknown_keys(entry, entry.keys, "a rule of “draw”")
    aspect = entry.choice("tests", ASPECT_WORDS)
    number = entry.whole("number", at_most=QUIZ_QUESTIONS)
    bank = entry.text("bank")
    named = ((kind, entry.scalar(kind)) for kind in ("bank", "topic", "claim", "question"))
    mentions += [Mention(quiz, kind, at.text, at.start, bank) for kind, at in named if at is not None]
    if number is None:
        return None
    return DrawRule(
        number,
        topic=entry.text("topic"),
        aspect=Aspect(aspect) if aspect else None,
        claim=entry.text("claim"),
        tag=entry.text("tag"),
        pattern=entry.text("pattern"),
        question=entry.text("question"),
        bank=bank,
    )


def _mention(quiz: str, kind: str, written: Scalar) -> Mention:
    """``name``, or ``bank/name`` for something of another bank."""
    bank, slash, name = written.text.partition("/")
    return Mention(quiz, kind, name if slash else bank, written.start, bank if slash else "")
