"""The figures of the article behind ``questions/kursk-incursion.yaml``: facts, in our own words.

Kept apart from the bank so that a test can hold the bank against them. Every number of the article is here:
villages, people, lengths, areas, soldiers, days, children, helicopters, dates.
"""

from dataclasses import dataclass

ITV = "ITV"
OFFICIALS = "officials in Kursk"
SAVILL = "Savill"
SYRSKYI = "Syrskyi"
SMIRNOV = "Smirnov"
MINISTRY = "ministry"


@dataclass(frozen=True)
class Figure:
    """One figure of the article."""

    value: str
    unit: str
    counts: str
    #: A word by which the claimant is known wherever the figure stands.
    who: str
    #: Key of the claim that holds it.
    claim: str
    #: The form (a regular expression) in which the figure is recognised in the bank's texts.
    written: str
    #: True where the article itself says that the figure could not be verified.
    unverified: bool = False


FIGURES = (
    Figure("28", "villages", "under Ukrainian control", ITV, "villages-itv", r"\b28 villages\b"),
    Figure("100,000", "civilians", "fled, more than so many", ITV, "fled-itv", r"\b100,000\b"),
    Figure("12", "km", "depth of the advance", OFFICIALS, "depth-officials", r"\b12 km\b"),
    Figure("40", "km", "stretch of border crossed", OFFICIALS, "width-officials", r"\b40 km\b"),
    Figure("1,000", "km", "length of the front line", ITV, "front-line", r"\b1,000 km\b"),
    Figure("152", "miles", "border, stretch not stated", ITV, "border-152", r"\b152[ -]miles?\b"),
    Figure("19", "miles", "depth in some directions, nearly", SAVILL, "depth-savill", r"\b19 miles\b"),
    Figure("154", "square miles", "area covered, about", SAVILL, "area-covered", r"\b154\b"),
    Figure("6", "miles", "from border to Sudzha, about", ITV, "sudzha-distance", r"\b(?:6|six) miles\b"),
    Figure(
        "1",
        "helicopter",
        "brought down, at least",
        ITV,
        "helicopter-downed",
        r"\bone (?:Russian )?helicopter\b",
    ),
    Figure(
        "1",
        "helicopter",
        "damaged, another",
        ITV,
        "helicopter-damaged",
        r"\bone more (?:Russian )?helicopter\b",
    ),
    Figure("945", "soldiers", "lost by Ukraine", MINISTRY, "losses-945", r"\b945\b", unverified=True),
    Figure("4", "days", "span of these losses", MINISTRY, "losses-945", r"\bfour days\b", unverified=True),
    Figure("386", "square miles", "area controlled", SYRSKYI, "area-controlled", r"\b386\b", unverified=True),
    Figure("12", "civilians", "killed", SMIRNOV, "killed", r"\b12 (?:civilians|people)\b"),
    Figure("121", "civilians", "wounded", SMIRNOV, "wounded", r"\b121\b(?!,)"),
    Figure("10", "children", "among the wounded", SMIRNOV, "children", r"\bten (?:of them )?children\b"),
    Figure("28", "settlements", "taken", SMIRNOV, "settlements-28", r"\b28 settlements\b"),
    Figure("121,000", "people", "evacuated, about", SMIRNOV, "evacuated", r"\b121,000\b"),
)

#: Weekdays of the article as dates: it is dated Tuesday 13 August 2024. Claim -> date.
DERIVED_DATES = {
    "entry-day": "6 August 2024",
    "losses-945": "9 August 2024",
    "no-own-losses": "9 August 2024",
    "settlements-28": "12 August 2024",
    "evacuated": "12 August 2024",
    "killed": "12 August 2024",
    "wounded": "12 August 2024",
    "children": "12 August 2024",
    "putin-objectives": "12 August 2024",
}

#: Pairs that look alike and are not: a learner has to tell them apart.
LOOK_ALIKES = (
    ("area-covered", "area-controlled"),
    ("fled-itv", "evacuated"),
    ("depth-officials", "depth-savill"),
    ("wounded", "killed"),
    ("villages-itv", "settlements-28"),
)

#: Statements of aim, by claim and by a word for who makes them.
AIMS = {
    "zelenskyy-aim": "Zelenskyy",
    "putin-motive-donbas": "Putin",
    "putin-motive-talks": "Putin",
    "podolyak-talks": "Podolyak",
    "divert": ITV,
    "hold-for-talks": ITV,
    "trade-land": ITV,
}
#: What the raid has done for Ukraine, in ITV's view.
EFFECTS = {"morale": ITV, "narrative": ITV, "message-allies": ITV}
#: Statements of cause or reason.
CAUSES = {
    "sparse-border": ITV,
    "warplanes": ITV,
    "conscripts": "bloggers",
    "zelenskyy-retaliation": "Zelenskyy",
    "putin-shelling": "Putin",
}
#: Statements of risk.
RISKS = {"deplete": ITV, "donetsk-short": ITV, "supply-lines": ITV}

#: Loose wording of the article: claim, and a word with which the bank says so.
LOOSE = {
    "border-152": "stretch",
    "depth-savill": "two units",
    "burned-car": "who says so",
    "losses-945": "does not say",
}

#: Numbers that are worked out from figures of the article, and how.
WORKED_OUT = {
    "245": "152 miles x 1.609344 = 244.6 km",
    "9.7": "6 miles x 1.609344 = 9.66 km",
    "7": "12 km are 7.46 miles, said no finer than the 12 km",
    "400": "the 399 below, no finer than the 154 square miles that it comes from",
    "399": "154 square miles x 2.589988 = 398.9 square kilometres",
    "2.5": "386 / 154 = 2.506",
    "7.5": "12 km / 1.609344 = 7.46 miles",
    "30.6": "19 miles x 1.609344 = 30.58 km",
    "30": "a little less than 30.6",
    "31": "30.6, rounded",
    "480": "12 km x 40 km, a strip that is full",
    "3": "1,000 of nearly 30,000 square kilometres, in per cent",
    "1.6": "the root of 386 / 154 = 1.58, sides of two squares",
    "10": "6 miles x 1.609344 = 9.66 km, rounded; also the children in digits, and numbers of quiz questions",
    "1,000": "386 square miles x 2.589988 = 999.7 square kilometres; also the front line",
}
#: Figures of the second sources, by the key of the source in the bank.
SECOND_SOURCES = {
    "2,295": "worldnews",  # km of border between the two countries
    "180,000": "uawire",  # people who were to leave
    "74": "pragativadi",  # settlements, as Ukraine's side counted them on 13 August 2024
    "41": "isw",  # settlements by the institute's count of that day, about
    "30,000": "pragativadi",  # square kilometres of the Kursk region, nearly
    "40": "pragativadi",  # square kilometres more in one day; also the officials' width in km
}
#: Numbers that are no figures about the war: factors, dates, digits of a hint.
NEUTRAL = {"1.61", "1.609", "2.59", "2024", "13", "9", "8", "6", "12", "4", "0.5"}
