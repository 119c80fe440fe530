"""Every rule of reading and marking, with examples: what the program says to an answer. docs/judging.md is made of it.

A rule has a question as a bank holds it, and answers written as ``banks try`` takes them, each with its verdict and, where
it is partly right, the share that it earns.
"""

from dataclasses import dataclass

RIGHT, WRONG, BACK = "right", "wrong", "asked back"


@dataclass(frozen=True)
class Rule:
    """A rule in a sentence, a question, and what becomes of five answers or more."""

    section: str
    says: str
    question: str
    examples: tuple[tuple[str, str], ...]
    language: str = "en"


TYPED, FIGURES, CHOICES, ROWS, GAPS = (
    "Typed texts",
    "Figures",
    "Choices",
    "Orders, pairs and groups",
    "Texts with gaps",
)


def _texts(
    says: str, key: str, right: list[str], wrong: list[str], more: str = "", language: str = "en"
) -> Rule:
    examples = (*((text, RIGHT) for text in right), *((text, WRONG) for text in wrong))
    return Rule(TYPED, says, f"ask: Which?\naccept: [{key}]\n{more}", examples, language)


def _figures(
    says: str, key: str, *examples: tuple[str, str], ask: str = "How many?", language: str = "en"
) -> Rule:
    return Rule(FIGURES, says, f"ask: {ask}\n{key}", examples, language)


RULES = (
    # Typed texts, spelling tolerant
    _texts("Capitals do not count.", "Norway", ["norway", "NORWAY", "nORWAY"], ["Sweden", "Nor"]),
    _texts("Accents on Latin and Greek letters do not count.", "Malmö", ["Malmo", "malmö", "Malmoe"], ["Malma", "Mal"]),
    _texts(
        "The stress mark on Cyrillic letters does not count; й, ї and ё are letters of their own.",
        "Київ", ["київ", "Ки\u0301їв"], ["Кіїв", "Киів", "Кив"], language="uk",
    ),
    _texts("Spaces and hyphens do not count.", "well-being", ["wellbeing", "well being", "Well-Being"], ["being", "well"]),
    _texts("Full stops in abbreviations do not count.", '"U.S."', ["US", "u.s.", "U. S."], ["U", "USSR"]),
    _texts("Commas after words and marks at the end do not count.", '"Paris, Texas"', ["Paris Texas", "paris,texas", "Paris, Texas."], ["Paris", "Texas"]),
    _texts("The points of Hebrew vowels do not count.", "שלום", ["שלום", "שָׁלוֹם", "שָלום"], ["שלומי", "שלו"], language="he"),
    _texts("The points of Arabic vowels do not count.", "سلام", ["سلام", "سَلام", "سَلَام"], ["سلم", "كلام"], language="ar"),
    _texts("Every form of an apostrophe is one.", '"O\'Neill"', ["O’Neill", "O`Neill", "O´Neill"], ["O", "Neil"]),
    _texts("A leading article does not count.", "The Hague", ["Hague", "the hague", "The Hague."], ["The", "A"]),
    _texts(
        "One slip of the finger in a word of six letters or more does not count: a letter missing, doubled, wrong, or two "
        "that changed places; never the first letter.",
        "Kilimanjaro", ["Kilimanjro", "Killimanjaro", "Kilimanjaor"], ["Kilmanjro", "Filimanjaro"],
    ),
    _texts("In shorter words a letter makes another word.", "Nile", ["nile", "Nile."], ["Nil", "Mile", "Niel"]),
    _texts("A sign that carries meaning counts.", '"A-"', ["A-", "a-"], ["A", "A+", "-A"]),
    _texts("The minus of a number counts.", '"-1"', ["-1", "− 1", "–1"], ["1", "+1"]),
    _texts("A sign of mathematics or code counts.", '"sin(x)"', ["sin(x)", "Sin(x)", "sin( x )"], ["sin x", "sin(x"]),
    _texts("A raised digit may be typed with `^`, and a sign that is made of two may be typed as two.", '"x² -> y"', ["x^2 -> y", "x² → y", "X^2→y"], ["x2 y", "x^3 -> y"]),
    _texts("A slip in one word counts no more because another word holds a digit or a full stop.",
        '"St. Petersburg 1917"', ["St Petersburg 1917", "St. Petersbrg 1917", "St. Peterburg 1917"], ["St. Petersburg 1918", "St. Petersburg"]),
    _texts(
        "What stands under `void` counts as right for whoever wrote it.",
        "Oslo", ["Oslo", "Christiania", "christiania"], ["Bergen", "Moss"], "void: [Christiania]",
    ),
    _texts(
        "What the author rejects is wrong, also where it is one slip from the key.",
        "nitrate", ["nitrate", "Nitrate"], ["nitrite", "Nitrite", "nitrogen"], "reject: [nitrite => One oxygen atom fewer.]",
    ),
    _texts(
        "With `spelling: exact` everything counts but spaces at the ends and the kind of quotes and dashes.",
        "pH", ["pH", " pH "], ["PH", "ph", "p-H"], "spelling: exact",
    ),
    # Figures
    _figures("A whole number must be met exactly.", "number: 400", ("400", RIGHT), ("four hundred", RIGHT), ("399", WRONG), ("400.5", WRONG), ("4e2", RIGHT)),
    _figures("A decimal is right to the digits of the key.", "number: 3.1", ("3.1", RIGHT), ("3.14", RIGHT), ("3.15", RIGHT), ("3.2", WRONG), ("3", WRONG)),
    _figures("`within` allows a distance, its ends included.", "number: 100\nwithin: 5%", ("95", RIGHT), ("105", RIGHT), ("94.9", WRONG), ("106", WRONG), ("100", RIGHT)),
    _figures("Thousands and decimals are parted as languages do.", "number: 1200", ("1,200", RIGHT), ("1 200", RIGHT), ("1.200,0", RIGHT), ("1200", RIGHT), ("1,20", WRONG)),
    _figures("In a language with a decimal comma a point parts thousands.", "number: 1200", ("1.200", RIGHT), ("1 200", RIGHT), ("1200,0", RIGHT), ("1,2", WRONG), ("12", WRONG), language="de"),
    _figures("Scales are read as words, letters and powers.", "number: 1.2 million", ("1,200,000", RIGHT), ("1.2m", RIGHT), ("1.2e6", RIGHT), ("1.2 × 10⁶", RIGHT), ("1.2 billion", WRONG)),
    _figures("Words such as million are read in the language of the bank after digits; numbers in words in English alone, and others are asked back.", "number: 3 million", ("3 Millionen", RIGHT), ("3 Mio.", RIGHT), ("three million", RIGHT), ("drei Millionen", BACK), ("3 Milliarden", WRONG), ask="Wie viele?", language="de"),
    _figures("Another unit of the same kind is converted.", "number: 3 km\nwithin: 1%", ("3000 m", RIGHT), ("3 km", RIGHT), ("1.86 miles", RIGHT), ("3 miles", WRONG), ("3", BACK)),
    _figures("With the unit beside the box it need not be typed.", "number: 3\nunit: km", ("3", RIGHT), ("3 km", RIGHT), ("3000 m", RIGHT), ("3 miles", WRONG), ("300", WRONG)),
    _figures("Units are read in the language of the bank.", "number: 1000 km²", ("1000 кв. км", RIGHT), ("1 тис. км²", RIGHT), ("1000 квадратних кілометрів", RIGHT), ("1000 км", WRONG), ("1000", BACK), ask="Яка площа?", language="uk"),
    _figures("Digits of every script are read, and words beside the figure that say nothing more.", "number: 3 km", ("٣ km", RIGHT), ("३ km", RIGHT), ("3 km long", RIGHT), ("about 3 km", RIGHT), ("4 km long", WRONG)),
    _figures("Per cent may be a sign or words.", "number: 5%", ("5%", RIGHT), ("5 per cent", RIGHT), ("five percent", RIGHT), ("6%", WRONG), ("5 percentage points", WRONG)),
    _figures("What stands under `also` is right, too.", "number: 19 miles\nalso: [30 km]", ("19 miles", RIGHT), ("30 km", RIGHT), ("30,000 m", RIGHT), ("20 miles", WRONG), ("32 km", WRONG)),
    _figures("A currency may stand before or after; none is converted into another.", "number: 1.2 billion NOK", ("kr 1.2bn", RIGHT), ("NOK 1.2 billion", RIGHT), ("1.2 milliard kroner", RIGHT), ("1.2 billion USD", WRONG), ("1.3 billion NOK", WRONG)),
    _figures("A bound is asked back.", "number: 400", ("less than 400", BACK), (">400", BACK), ("at least 400", BACK), ("400 or more", BACK), ("about 400", RIGHT)),
    _figures("A range or a calculation is asked back.", "number: 400", ("300-400", BACK), ("300 to 400", BACK), ("20*20", BACK), ("300, 400", BACK), ("20 + 20", BACK)),
    _figures("Words for powers of ten are read in some fifty languages, in every form of the word.", 'number: "3000000"', ("3 miliony", RIGHT), ("3 milionów", RIGHT), ("3 mln", RIGHT), ("3 tysiące", WRONG), ("3 miliardy", WRONG), ask="Ile?", language="pl"),
    _figures("“How many times as large” is read as the language of the bank says it.", 'number: "2,5"', ("2,5-mal", RIGHT), ("2,5fach", RIGHT), ("das 2,5-fache", RIGHT), ("25-fach", WRONG), ("mehr als 2,5-mal", BACK), ask="Wievielmal so groß ist es?", language="de"),
    _figures("“How many times as large” is read in every form.", "number: 2.5", ("2.5x", RIGHT), ("x2.5", RIGHT), ("2.5:1", RIGHT), ("2.5 times", RIGHT), ("25", WRONG), ask="How many times as large is it?"),
    _figures("Where a day is asked, a date gives its day; one in figures alone, or in another month, is asked back.", "number: 6", ("6 August", RIGHT), ("the sixth", RIGHT), ("6/8", BACK), ("6 July", BACK), ("7 August", WRONG), ("2024-08-06", RIGHT), ask="On which day of August did it begin?"),
    _figures("A comma that could part decimals is asked back where it decides.", "number: 1.234", ("1.234", RIGHT), ("1,234", BACK), ("1.2341", RIGHT), ("1.235", WRONG), ("1234", WRONG)),
    _figures(
        "The key comes first, whatever is rejected; a rejected figure is met as it is written.",
        "number: 3.14\nreject: [3.1 => More digits are asked.]",
        ("3.14", RIGHT), ("3.142", RIGHT), ("3.1", WRONG), ("3.10", WRONG), ("3.2", WRONG),
    ),
    # Choices
    Rule(CHOICES, "One option is right.", "ask: Which?\nanswer: Oslo\nwrong: [Bergen, Moss, Hamar, Lillehammer]", (("Oslo", RIGHT), ("Bergen", WRONG), ("Moss", WRONG), ("Hamar", WRONG), ("Lillehammer", WRONG))),
    Rule(CHOICES, "Several options: by default all or nothing.", "ask: Which?\nanswers: [Oslo, Bergen]\nwrong: [Paris, Rome]", (("Oslo | Bergen", RIGHT), ("Bergen | Oslo", RIGHT), ("Oslo", WRONG), ("Oslo | Bergen | Paris", WRONG), ("Paris | Rome", WRONG))),
    Rule(CHOICES, "`credit: per option`: every option rightly ticked or left counts alike.", "ask: Which?\nanswers: [Oslo, Bergen]\nwrong: [Paris, Rome]\ncredit: per option", (("Oslo | Bergen", RIGHT), ("Oslo", "partly right 3/4"), ("Oslo | Paris", "partly right 1/2"), ("Paris", "partly right 1/4"), ("Paris | Rome", WRONG))),
    Rule(CHOICES, "`credit: right minus wrong`: the share of right ticks less that of wrong ones, never below nothing.", "ask: Which?\nanswers: [Oslo, Bergen]\nwrong: [Paris, Rome]\ncredit: right minus wrong", (("Oslo | Bergen", RIGHT), ("Oslo", "partly right 1/2"), ("Oslo | Paris", WRONG), ("Oslo | Bergen | Paris", "partly right 1/2"), ("Paris", WRONG))),
    Rule(CHOICES, "`credit: any one`: one option is chosen, and any right one is as good.", "ask: Which?\nanswers: [Oslo, Bergen]\nwrong: [Paris, Rome, Lyon]\ncredit: any one", (("Oslo", RIGHT), ("Bergen", RIGHT), ("Paris", WRONG), ("Rome", WRONG), ("Lyon", WRONG))),
    Rule(CHOICES, "True, false, not stated: what the source does not say is neither.", "statement: The ministry has checked it.\nis: not stated", (("Not stated", RIGHT), ("not stated", RIGHT), ("Not stated.", RIGHT), ("True", WRONG), ("False", WRONG))),
    # Orders, pairs and groups
    Rule(ROWS, "Order: every item in its place counts alike.", "ask: Order them.\norder: [one, two, three, four]", (("one | two | three | four", RIGHT), ("two | one | three | four", "partly right 1/2"), ("one | two | four | three", "partly right 1/2"), ("two | three | one | four", "partly right 1/4"), ("four | three | two | one", WRONG))),
    Rule(ROWS, "Order with `credit: all or nothing`: the whole order.", "ask: Order them.\norder: [one, two, three]\ncredit: all or nothing", (("one | two | three", RIGHT), ("two | one | three", WRONG), ("one | three | two", WRONG), ("three | two | one", WRONG), ("two | three | one", WRONG))),
    Rule(ROWS, "Pairs: every line with its partner counts alike.", "ask: Who?\nmatch:\n  Ada: engine\n  Grace: compiler\n  Alan: test\nextra: [radio]", (("engine | compiler | test", RIGHT), ("engine | test | compiler", "partly right 1/3"), ("engine | compiler | radio", "partly right 2/3"), ("engine | engine | engine", "partly right 1/3"), ("radio | radio | radio", WRONG))),
    Rule(ROWS, "Groups: every item in its group counts alike.", "ask: Sort.\nsort:\n  Fish: [cod, eel]\n  Mammals: [whale, bat]", (("Fish | Fish | Mammals | Mammals", RIGHT), ("Fish | Fish | Fish | Mammals", "partly right 3/4"), ("Fish | Mammals | Fish | Mammals", "partly right 1/2"), ("Fish | Fish | Fish | Fish", "partly right 1/2"), ("Mammals | Mammals | Fish | Fish", WRONG))),
    Rule(ROWS, "Pairs and groups with `credit: all or nothing`: every line.", "ask: Who?\nmatch:\n  Ada: engine\n  Grace: compiler\n  Alan: test\ncredit: all or nothing", (("engine | compiler | test", RIGHT), ("engine | test | compiler", WRONG), ("compiler | engine | test", WRONG), ("engine | engine | test", WRONG), ("test | compiler | engine", WRONG))),
    # Texts with gaps
    Rule(GAPS, "Every gap counts alike; a typed one is judged as a text or a figure, a list as a choice.", "fill: It opens in [[2031]] in [[Malmö | Lund]], says the [[council ~ ministry]].", (("2031 | Malmo | council", RIGHT), ("2031 | Lund | council", RIGHT), ("2030 | Lund | council", "partly right 2/3"), ("2030 | Oslo | council", "partly right 1/3"), ("2030 | Oslo | ministry", WRONG))),
    Rule(GAPS, "With `spelling: exact` a gap is met sign by sign: 007 is not 7.", "fill: His number is [[007]].\nspelling: exact", (("007", RIGHT), (" 007 ", RIGHT), ("7", WRONG), ("07", WRONG), ("0007", WRONG))),
    Rule(GAPS, "Beside a month a gap asks for a day, also where other days stand between.", "fill: It lasted from [[6]] to 9 August.", (("6th", RIGHT), ("the sixth", RIGHT), ("6 August", RIGHT), ("6/8", BACK), ("7", WRONG))),
    Rule(GAPS, "A gap can say of each figure how far off is still right.", "fill: It costs [[100 ± 5% | 200 ± 1]] crowns.", (("100", RIGHT), ("95", RIGHT), ("105", RIGHT), ("201", RIGHT), ("94", WRONG), ("203", WRONG))),
    Rule(GAPS, "A gap with a minus counts it.", "fill: It is [[-5]].", (("-5", RIGHT), ("−5", RIGHT), ("minus 5", RIGHT), ("5", WRONG), ("-50", WRONG))),
)  # fmt: skip


@dataclass(frozen=True)
class Tries:
    """Answers one after the other at a question with ``tries: 3`` and shares of 100, 60 and 30 %; None: I don't know."""

    given: tuple[tuple[str, float] | None, ...]
    verdict: str
    earned: float


#: The verdict comes from the best answer, the marks from the tries; what is safe is never taken away.
TRIES = (
    Tries((("right", 1),), "right", 1),
    Tries((("wrong", 0), ("right", 1)), "right", 0.6),
    Tries((("three quarters", 0.75), ("right", 1)), "right", 0.75),
    Tries((("three quarters", 0.75), ("wrong", 0)), "partly right", 0.75),
    Tries((("three quarters", 0.75), None), "partly right", 0.75),
    Tries((("wrong", 0), ("wrong", 0), ("right", 1)), "right", 0.6),
    Tries((("wrong", 0), ("another wrong", 0), ("a third wrong", 0), ("right", 1)), "right", 0),
)
