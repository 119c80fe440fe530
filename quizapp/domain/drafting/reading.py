"""What the rules of drafting find in one sentence: who speaks, quantities, dates, quotations, hedges. English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Letters of a sentence that the rules look at: a longer one is a table or a list.
_LOOKED_AT = 1500

#: Verbs of saying, believing, wanting and showing, with what is regular in their endings.
_REGULAR = (
    "accuse acknowledge add agree allege announce answer appeal argue ask assert assure base believe blame boast calculate call caution "
    "cite claim complain concede conclude confirm consider contend disagree criticise decide declare demand describe disclose dismiss dispute doubt "
    "emphasise estimate expect explain express fear highlight hope inform insist intend joke list maintain mention note oppose order point "
    "praise predict promise propose question recall reckon recommend record refuse regret reject remark report respond reveal rule show "
    "state stress suggest support urge vow warn welcome worry"
).split()
_IRREGULAR = (
    "say|says|said|tell|tells|told|deny|denies|denied|admit|admits|admitted|write|writes|wrote|think|thinks|thought|reply|replies|replied|"
    r"see|sees|reads|knows|speaks|spoke|put it|puts|put (?=(?:the|its|his|her|their) (?:[\w-]+ ){1,8}at [£€$\d])|plans to|planned to|plan to|wants|wanted|found|voted for|voted against"
)


def _forms(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}[sd]?"
    if verb.endswith("y"):
        return f"{verb[:-1]}(?:y|ies|ied)"
    return f"{verb}(?:e?s|ed)?"


_VERBS = "|".join([_IRREGULAR, *map(_forms, _REGULAR)])
_AUXILIARY = r"(?:(?:also|has|have|had|later|now|then|still|however|recently|already|therefore|even|yesterday)\s+){0,2}"
_LINK = r"(?:\s+(?:of|the|and|de|van|von|for)(?=\s+(?:the\s+)?[A-Z]))"
_NAME = rf"(?:[A-Z][\w’'.-]+{_LINK}{{0,2}}\s+){{0,5}}[A-Z][\w’'-]+"
_WORD = r"[^\W\d][\w’'-]*"
_BODY = rf"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]er|[Hh]is|[Tt]heir|[Oo]ne|[A-Z][\w-]*(?:[’']s|s[’']))\s+(?:{_WORD}\s+){{0,6}}?{_WORD}"
_GROUP = (
    r"(?:[A-Z][\w’'-]+\s+){0,2}(?:[a-z]+\s+)?(?:officials|bloggers|residents|police|scientists|researchers|experts|analysts|critics|"
    r"campaigners|doctors|witnesses|organisers|councillors|opponents|supporters|ministers|parents|teachers|pupils|students|farmers|"
    r"traders|drivers|inspectors|forecasters|officers|lawyers|prosecutors|economists|members|neighbours|engineers|historians)"
    r"(?:\s+(?:in|of|at|from)\s+(?:the\s+)?\w+)?"
)
_REPORT = (
    rf"(?:[Tt]he|[Aa]n?|[Ii]ts|[A-Z][\w-]*(?:[’']s|s[’']))\s+(?:{_WORD}\s+){{0,3}}?(?:review|study|survey|report|inquiry|audit|poll|analysis|"
    r"measurements|accounts|count|census|investigation|paper)(?:\s+(?:of|by|for|on|in|from)\s+(?:the\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,2}?)?"
)
_PLURAL = r"(?:^|(?<=[“”.] ))[A-Z][a-z]+s"
_NOT_PASSIVE = "".join(rf"(?<!\b{word})" for word in ("is", "are", "was", "were", "be", "been", "it", "that"))
_APPOSITION = r"(?:\s+\(([^()]{2,40})\))?(?:,\s+([^,“”]{1,90}),)?"
_PLACE = r"(\s+(?:of|from|at)\s+(?:the\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,2}?)?"
#: “…, wardens report.”: whoever stands between a comma and a verb of saying that ends there.
_ASIDE = re.compile(
    rf"[,”]\s+({_NAME}|{_REPORT}|{_BODY}|[a-z]+s){_NOT_PASSIVE}{_PLACE}\s+{_AUXILIARY}(?:{_VERBS})(?=\s*(?:[,.;“]|$))"
)
#: A speaker, perhaps with an office between commas or brackets, before a verb of saying.
_BEFORE = re.compile(
    rf"\b({_GROUP}|{_NAME}|{_PLURAL}|{_REPORT}|{_BODY}){_NOT_PASSIVE}{_PLACE}{_APPOSITION}\s+{_AUXILIARY}(?:{_VERBS})\b"
)
#: A verb of saying before its speaker: “…,” said Ada Holm, mayor of the town.
_AFTER = re.compile(
    r"\b(?:said|says|writes|wrote|adds|added|explains|explained|[Aa]ccording to|argues|argued|warns|warned|in the view of)\s+"
    rf"({_GROUP}|(?:(?:the\s+)?(?:[a-z-]+\s+){{1,3}})?{_NAME}|(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]er|[Hh]is)\s+(?:{_WORD}\s+){{0,3}}?{_WORD}(?:\s+of\s+\w+|\s+by\s+(?:the|an?|its)\s+{_WORD}(?:\s+{_WORD})?)?(?=[.,;:”]|\s+(?:in|on|that|who|and|for)\b|$))"
    r"(?:,\s+([^,.“”]{3,90}))?"
)
_SOMEBODY = rf"(?:{_GROUP}|(?:[A-Z][\w’'-]*\s+)?(?:[a-z]+\s+){{1,2}}{_NAME}|{_NAME}|{_PLURAL}|{_REPORT}|{_BODY}|[a-z]+s|[Hh]e|[Ss]he|[Tt]hey|[Ii]t)"
#: The sentences that part what is said from who says it.
#: When it was said: “said on Thursday”, “found in 2020”.
_THEN = r"(?:\s+(?:yesterday|(?:on|in|last|this) [\w ]{1,25}?))?"
_SAID = (
    # “We cannot wait,” said Jon Berg, head of the opposition.
    re.compile(rf"“(?P<said>[^“”]+)”\s+(?:(?:said|says|writes|wrote|adds|added)\s[^“”.;:]*|{_SOMEBODY}\s+{_AUXILIARY}(?:{_VERBS})\b[^“”;:]{{0,60}})\."),
    # The Ministry stated that 62 trains were late.
    re.compile(rf"{_SOMEBODY}{_APPOSITION}\s+{_AUXILIARY}(?:{_VERBS})(?:\s+(?:the \w+|\w+ers|us))?{_THEN}\s+that\s+(?!\w+[;.,])(?P<said>[^“].+)"),
    # Mayor Ada Holm said the new school will cost 12 million euros.
    re.compile(rf"{_SOMEBODY}{_APPOSITION}\s+(?:said|says|believes|thinks){_THEN}\s+(?P<said>(?:the|an?|his|her|its|their|they|he|she|it|there|about|most|[A-Z]\w*|\d\S*)\s[^“”]+)"),
    # He added: “They build.”
    re.compile(rf"{_SOMEBODY}{_APPOSITION}\s+{_AUXILIARY}(?:{_VERBS}):\s+“(?P<said>[^“”]+)”"),
    # About 30 per cent of the nurses were ill, the hospital said.
    re.compile(rf"(?P<said>[^“”]+),\s+{_SOMEBODY}\s+{_AUXILIARY}(?:{_VERBS}){_THEN}\."),
    re.compile(rf"(?P<said>[^“”]+),\s+(?:said|says)\s+(?:{_WORD}\s+){{0,4}}{_NAME}(?:,[^“”]{{3,60}})?\."),
    re.compile(r"(?P<said>[^“”]+),\s+according to\s[^“”.,]{3,80}(?:,[^“”.]{3,60})?\."),
    re.compile(r"According to [^“”.,]{3,80},\s+(?P<said>[^“”]+)"),
)  # fmt: skip
#: Somebody, then a colon and a quotation.
_COLON = re.compile(rf"^(?:[A-Z][a-z]+\s+(?=[A-Z]))?({_NAME}|{_BODY}){_APPOSITION}[^“”:]{{0,60}}:\s+“”")
#: Somebody who was named before.
_GOES_ON = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\s+{_AUXILIARY}(?:{_VERBS})\b|”\s+(?:said|says) (?:he|she)\b"
    r"|\b(?:[Bb]y|[Ii]n|[Oo]n) (?:his|her|their|its) (?:own )?(?:reckoning|count|estimate|account|figures|opinion|view|words)\b"
)
#: Said, and nobody named: the more worth a claim.
_UNNAMED = re.compile(
    r"\bheard\b[^.]{0,40}\bthat\b|\b(?:is|are|was|were) (?:said|thought|believed|reported|understood|alleged|estimated|expected) to\b"
    r"|\b(?:reportedly|allegedly)\b|\bcould not be verified\b|\bit is (?:un)?clear\b|\bis not known\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"((?:(?:[A-Z][\w’'-]*[’']s|[Tt]he|[Aa]n?|[Ii]ts|[Hh]er|[Hh]is)\s+)?(?:[A-Za-z-]+\s+){0,2}"
    r"\w*(?:author|manager|coach|director|leader|minister|mayor|judge|president|professor|spokes(?:man|woman|person)|head|chief|"
    r"secretary|chair(?:man|woman)?|owner|founder|officer|organiser|captain|editor|lawyer|teacher|engineer|researcher|ologist|"
    r"analyst|expert|commander|governor|driver|resident|farmer|caretaker|keeper|librarian|gardener|baker))\s+$"
)
#: In the first week teachers noted …: what a preposition leads in speaks to nobody.
_IN_ADVERB = re.compile(
    r"\b(?:in|on|at|from|by|with|of|for|to|into|after|before|since|between|through)\s+$", re.IGNORECASE
)
_BEGINS_NAME = re.compile(rf"(?:the\s+)?{_NAME}")
_RELATIVE = re.compile(r"\s*\b(?:which|who|whose|that|where|but|and it)\b.*")
_NOT_NAMES = frozenset(
    "this that these those he she they but and on in at for when while after before last yet so it i we you as if not no there what "
    "both each many some most all more".split()
)
#: Behind these somebody does not say something yet: “The club may ask a judge.”
_MODAL = "may|might|could|can|will|would|should|must"
_LAST_WORDS = re.compile(r"[\w ]*$")
_NOBODY = re.compile(
    r"\b(?:nobody|no one|none|not all|not everybody|not everyone|not|no|who)\b", re.IGNORECASE
)
_BARE_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "one"})

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
#: “On a Sunday”, “every Monday”, “the first Friday”, “the Sunday Times” name no day of the calendar, and “over the last year” none.
_NO_DAY_OF_ITS_OWN = "".join(
    rf"(?<!\b(?i:{word}) )"
    for word in "a an any each every most some one other first second third fourth fifth the".split()
)
_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b|\b(?:{_MONTHS}) \d{{4}}\b"
    rf"|\b(?:[Ll]ast |[Nn]ext |on )?{_NO_DAY_OF_ITS_OWN}(?:{_DAYS})\b(?! (?:of|in) (?:each|every|the|a) (?:month|week))|\bbetween \d{{3,4}} and \d{{3,4}}\b|\bfrom \d{{4}} to \d{{4}}\b"
    rf"|\b(?:in|since|by|until|from|before|after|during) (?:early |late |the end of )?(?:{_MONTHS})\b(?: \d{{4}})?"
    r"|\b(?:in|since|by|until|from|before|after|and|of) (?:(?:1[5-9]|20)\d\d)\b|\byesterday\b|\blast night\b"
    r"|(?<!\b[Tt]he )\b(?:[Ll]ast|[Nn]ext|[Tt]his) (?:week|month|year|spring|summer|autumn|winter)\b"
)
_PREPOSITION = re.compile(
    r"^(?:on|in|since|by|until|from(?! \d{4} to)|before|after|during|and|of) (?:the end of )?"
)

_HEDGED = r"about|around|nearly|almost|more than|less than|fewer than|at least|at most|up to|over|under|roughly|some|as many as"
_HEDGE = re.compile(
    rf"\b(?:{_HEDGED.removesuffix('|some|as many as').replace('|over|under', '')}|reportedly|allegedly|(?-i:may)|might|could|perhaps|possibly|"
    r"likely|unclear|could not be verified|is expected to)\b",
    re.IGNORECASE,
)
_IN_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a dozen|two dozen"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = rf"(?:minus\s+)?[$€£]?(?:{_DIGITS})(?:(?:\s+to\s+|[–-])(?:{_DIGITS})(?=[\s%.,;]))?|(?:{_IN_WORDS})(?:\s+to\s+(?:{_IN_WORDS}))?(?![\w-])"
_SCALE = r"(?:\s?(?:million|billion|thousand|hundred)|\s?(?:m|bn)(?!\w))"
_UNIT = (
    r"\s?%|\s?°C|\s(?:per cent|percent|square (?:miles|kilometres|metres|feet)|cubic metres|(?:km|cm|mm|m|kg|g|t|mph|km/h|kroner|people|"
    r"children|staff|women|men|euro|yen|pence|sheep|fish)(?!\w))|-(?:page|metre|mile|year|day|hour|minute|seat)(?!\w)"
)
_NO_UNIT_WORD = (
    "on|in|of|at|to|for|and|or|by|since|were|was|are|is|who|that|which|with|from|as|will|had|have|has|than|but|when|where|while|after|"
    "before|a|an|the|its|his|this|per|says|said|about|over|under|into|between|against|could|may|would|can"
)
#: Up to three words, the last a plural: “400 more season tickets”, “eleven members of staff”.
_NOUN = rf"(?:\s(?!(?:{_NO_UNIT_WORD})\b)[a-z][a-z-]*){{0,3}}?\s(?!(?:{_NO_UNIT_WORD})\b)[a-z][a-z-]*s(?![\w’'-])(?:(?<=members)\sof\s(?!the\b|a\b)[a-z]+)?"
_FIGURE = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGED})\s+)?(?<![\w.,-])(?:between [$€£]?(?:{_DIGITS}){_SCALE}? and [$€£]?(?:{_DIGITS})(?:{_SCALE}|{_UNIT}|{_NOUN})?(?!\w)|one in (?:{_IN_WORDS}|{_DIGITS})(?!\w)|(?:one|two|three) (?:thirds?|quarters?|fifths?)(?!\w)|half(?= of)"
    rf"|(?P<number>{_NUMBER})(?P<scale>{_SCALE})?(?P<unit>{_UNIT}|{_NOUN})?)",
    re.IGNORECASE,
)
#: Ages, scores, times of day, ordinals and numbers of things are no quantities.
_NO_QUANTITY = re.compile(
    r"(?<=, )\d{1,2}(?=,)|\b\d{1,2}[–-]\d{1,2}(?![\w%])(?!\s(?:per|km|metres))|\b\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)\b|\b\d{1,2}:\d\d\b"
    r"|\b\d+(?:st|nd|rd|th)\b|\bNo\.?\s\d+|\b(?:page|chapter|room|bus|line|paragraph|number|road|route)\s\d+|\b(?:in|at) (?:the )?age of \d+"
)
QUOTE = re.compile(r"[“\"]([^”\"]{3,400})[”\"]")


@dataclass(frozen=True)
class Found:
    """What the rules find in a sentence. ``goes_on``: somebody speaks who was named before."""

    who: str = ""
    goes_on: bool = False
    unnamed: bool = False
    figures: tuple[str, ...] = ()
    quote: str = ""
    date: str = ""
    hedge: str = ""

    @property
    def is_claim(self) -> bool:
        return bool(self.who or self.goes_on or self.unnamed or self.figures or self.quote)


def read_sentence(sentence: str) -> Found:
    """Everything that the rules find in a sentence."""
    sentence = sentence[:_LOOKED_AT]
    bare = QUOTE.sub("“”", sentence)
    who = _speaker(bare)
    quote, date, hedge = QUOTE.search(sentence), _DATE.search(sentence), _HEDGE.search(sentence)
    return Found(
        who=who,
        goes_on=not who and _GOES_ON.search(bare) is not None,
        unnamed=_UNNAMED.search(bare) is not None,
        figures=tuple(_figures(sentence)),
        quote=" ".join(quote[1].split()[:6]).rstrip(",.") if quote else "",
        date=_PREPOSITION.sub("", date[0]) if date else "",
        hedge=hedge[0] if hedge else "",
    )


def said_alone(sentence: str) -> str:
    """What is said, without who says it, where the sentence parts the two; else the sentence as it is."""
    for pattern in _SAID:
        found = pattern.fullmatch(sentence)
        if found:
            alone = found["said"].strip(" ,;")
            alone = f"{alone[0].upper()}{alone[1:]}{'' if alone[-1] in '.!?”' else '.'}"
            return f"“{alone}”" if "“" in sentence[: found.start("said")] else alone
    return sentence


def named_first(sentence: str) -> str:
    """Who stands first in a sentence, for a *he* or *she* in the next: “Her coach, Tom Okafor, was less pleased.”"""
    found = re.match(rf"({_NAME}|{_BODY}),\s+([^,“”]{{1,90}}),", sentence[:_LOOKED_AT])
    if found:
        return _with_office(found[1], found[2])
    body = re.match(rf"({_BODY})\s+(?:{_MODAL})\b", sentence[:_LOOKED_AT])
    if body:
        return body[1]
    name = re.search(r"\b(?:[A-Z][\w’'-]*[a-z]\.? ){1,3}[A-Z][\w’'-]+", sentence[:_LOOKED_AT])
    return name[0] if name and name[0].split()[0].casefold() not in _NOT_NAMES | _BARE_ARTICLES else ""


def _speaker(bare: str) -> str:
    for match in _ASIDE.finditer(bare):
        if who := _who(bare, match, _placed(match), "", ""):
            return who
    for match in _COLON.finditer(bare):
        if " " in match[1] and (who := _who(bare, match, match[1], match[2] or "", match[3] or "")):
            return who
    for match in _BEFORE.finditer(bare):
        if who := _who(bare, match, _placed(match), match[3] or "", match[4] or ""):
            return who
    for match in _AFTER.finditer(bare):
        office = "" if match[0].casefold().startswith("according") else match[2] or ""
        if who := _who(bare, match, match[1], "", office):
            return who
    return ""


def _placed(match: re.Match[str]) -> str:
    """A body with what it is of: “the chamber of commerce”; a person is named without."""
    return match[1] if " " in match[1] and re.fullmatch(_NAME, match[1]) else match[1] + (match[2] or "")


def _who(bare: str, match: re.Match[str], name: str, bracket: str, office: str) -> str:
    """A speaker with office, the name first; empty where what was found is none."""
    if _IN_ADVERB.search(bare[: match.start(1)]) and match.re is not _AFTER:
        return ""
    if _NOBODY.search(" ".join([*_LAST_WORDS.search(bare[: match.start(1)])[0].split()[-2:], name])):  # type: ignore[index]
        return ""
    words = name.split()
    while words and words[0].casefold() in _NOT_NAMES:
        words.pop(0)
    name = " ".join(words)
    if not name or name.casefold() in _BARE_ARTICLES or re.fullmatch(rf"{_MONTHS}|{_DAYS}", name):
        return ""
    if words[-1].casefold() in _NOT_NAMES | _BARE_ARTICLES or words[-1] in _MODAL.split("|"):
        return ""
    if bracket:
        name = f"{name} ({bracket})"
    role = _ROLE.search(bare[: match.start(1)])
    if role and not office and name[0].isupper():
        office = role[1]
    return _with_office(name, office)


def _with_office(name: str, office: str) -> str:
    office = "" if re.fullmatch(r"\d+", office) else _RELATIVE.sub("", office).strip()
    inside = re.fullmatch(rf"((?:the\s+)?[a-z][a-z -]*?)\s+({_NAME})", name)
    if inside and not office and _ROLE.search(f"{inside[1]} "):  # lead author Ingrid Solheim
        return f"{inside[2]}, {inside[1]}"
    if not office:
        return name
    office = office if re.search(r"[^ ]*[A-Z]", office[1:]) else f"{office[0].lower()}{office[1:]}"
    if not re.fullmatch(_NAME, name) and _BEGINS_NAME.match(office) and office[0].isupper():
        return f"{office}, {name[0].lower()}{name[1:]}"  # the leader of the council, Anne Birch
    return f"{name}, {office}"


def _figures(sentence: str) -> Iterator[str]:
    bare = _NO_QUANTITY.sub(" ", _DATE.sub(" ; ", sentence))
    for match in _FIGURE.finditer(bare):
        figure = " ".join(match[0].split())
        number, unit = match["number"], match["unit"] or match["scale"]
        if (
            number is None
            or unit
            or re.search(r"[$€£]", number)
            or (
                number[-1].isdigit()
                and ("," in number or len(number) > 1)
                and not re.fullmatch(r"1[5-9]\d\d|20\d\d", number)
            )
        ):
            yield figure
