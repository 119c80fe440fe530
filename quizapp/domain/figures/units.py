"""Units: an own small table with exact factors, and a reader for what people write after a figure.

Factors are exact by definition (1959 international yard and pound, 1964 litre, SI 2019) and are checked
against another library in the tests. Every currency is a dimension of its own: rates change, so nothing is
converted. Per cent and percentage points are two dimensions, because mixing them up is a mistake.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from quizapp.basics.messages import msg

#: Base quantities with their powers, sorted by name; () for a bare number.
Dimension = tuple[tuple[str, int], ...]


class UnknownUnit(ValueError):
    """Words that are no unit of the table."""


@dataclass(frozen=True)
class Unit:
    """A unit: ``value * factor + offset`` is the value in base units (m, kg, s, K …), exactly.

    ``atoms`` are the units it is built of, e.g. ("mile",) for square miles.
    """

    name: str
    dimension: Dimension
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    atoms: tuple[str, ...] = ()

    def to_base(self, value: Fraction) -> Fraction:
        return value * self.factor + self.offset

    def from_base(self, value: Fraction) -> Fraction:
        return (value - self.offset) / self.factor

    @property
    def power_of_length(self) -> int:
        return dict(self.dimension).get("length", 0)


def _dimension(text: str) -> Dimension:
    """ "length time^-1" as a Dimension."""
    powers: dict[str, int] = {}
    for part in text.split():
        base, _, power = part.partition("^")
        powers[base] = powers.get(base, 0) + int(power or 1)
    return tuple(sorted((base, power) for base, power in powers.items() if power))


#: Metric prefixes: symbol, name, power of ten.
_PREFIXES = (
    ("n", "nano", -9), ("μ", "micro", -6), ("m", "milli", -3), ("c", "centi", -2), ("d", "deci", -1),
    ("h", "hecto", 2), ("k", "kilo", 3), ("M", "mega", 6), ("G", "giga", 9), ("T", "tera", 12),
)  # fmt: skip

#: dimension; factor to the base unit; names, the first two of which are the symbol and the singular.
#: An underscore stands for a space. Regular plurals are understood, others are listed.
_PLAIN = """
length; 127/5000; in inch inches
length; 381/1250; ft foot feet
length; 1143/1250; yd yard yds
length; 201168/125; mi mile миля милі миль meile meilen milla millas mille_terrestre
length; 1852; nmi nautical_mile NM sea_mile
length; 9460730472580800; ly light_year light-year lightyear
length; 149597870700; au astronomical_unit AU
length^2; 10000; ha hectare hektar гектар гектарів гектаров
length^2; 316160658/78125; acre acre
length^2; 1000; dunam dunam
length^3; 473176473/125000000000; US_gal gallon gal US_gallon
length^3; 454609/100000000; imp_gal imperial_gallon UK_gallon
length^3; 473176473/1000000000000; US_pt pint US_pint
length^3; 454609/800000000; imp_pt imperial_pint UK_pint
length^3; 9936705933/62500000000; bbl barrel oil_barrel barrel_of_oil
mass; 45359237/100000000; lb pound lbs
mass; 45359237/1600000000; oz ounce
mass; 317514659/50000000; st stone
mass; 1000; t tonne metric_ton tonnes tonnen tonelada tonnellata tonnellate т тонн тонна тонни тонны
mass; 45359237/50000; short_ton short_ton US_ton
mass; 317514659/312500; long_ton long_ton UK_ton imperial_ton
time; 60; min minute mins minuten minuto minuti minuty minut minuter minutter хв мин хвилин хвилина хвилини минут минута минуты
time; 3600; h hour hr hrs год час часа часов годин година години stunde stunden std heure hora ora uur uren timme timmar timer godzina godziny godzin
time; 86400; d day tag tage tagen jour día dia giorno giorni dag dagen dagar dage dager dzień dni день дня дней днів дні
time; 604800; wk week woche wochen semaine semana settimana settimane weken vecka veckor uge uger uke uker tydzień tygodnie tygodni тиждень тижні тижнів неделя недели недель
time; 1209600; fortnight fortnight
time; 2629800; mo month months monat monate monaten mois mes meses mese mesi mês maand maanden månad månader måned måneder miesiąc miesiące miesięcy місяць місяці місяців месяц месяца месяцев
time; 31557600; yr year yrs jahr jahre jahren ans année año ano anno anni jaar jaren år rok lata рік роки років года лет
time; 315576000; decade decade
time; 3155760000; century century centuries
length time^-1; 1397/3125; mph mile_per_hour mi/h
length time^-1; 5/18; km/h kilometre_per_hour kph kmh kmph км/ч км/год
length time^-1; 463/900; kn knot kt kts
temperature; 1; K kelvin
angle; 1; deg degree ° arc_degree
angle; 1/60; arcmin minute_of_arc
mass length^-1 time^-2; 101325; atm atmosphere
mass length^2 time^-3; 37284993579113511/50000000000000; hp horsepower
mass length^2 time^-2; 4184; kcal kilocalorie
per-cent; 1; % percent per_cent pc pct percentage p.c. Prozent процент процентів процентов відсоток відсотків
per-cent; 1/10; ‰ per_mille per_mil permille
percentage-points; 1; pp percentage_point points point pct_point ppt %-point per_cent_points percent_points
percentage-points; 1/100; bp basis_point bps
"""
_METRIC = """
length; 1; m metre meter м метр метров метрів mètre metro metri metry metrów
mass; 1/1000; g gram gramme г грам gramm gramo grammo grammi gramów
time; 1; s second sec secs секунд секунда секунди секунды sekunde sekunden seconde segundo secondo secondi sekund sekundy sekunder
length^3; 1/1000; l litre liter L л
mass length time^-2; 1; N newton
mass length^-1 time^-2; 1; Pa pascal
mass length^-1 time^-2; 100000; bar bar
mass length^2 time^-2; 1; J joule
mass length^2 time^-2; 523/125; cal calorie
mass length^2 time^-3; 1; W watt
mass length^2 time^-2; 3600; Wh watt_hour watt-hour
time^-1; 1; Hz hertz
current; 1; A ampere amp
current^-1 mass length^2 time^-3; 1; V volt
current^-2 mass length^2 time^-3; 1; Ω ohm
amount; 1; mol mole
data; 1; B byte
data; 1/8; bit bit
"""
_ALIASES = {
    "км": "km", "см": "cm", "мм": "mm", "кг": "kg", "kilo": "kg", "كم": "km", "متر": "m", "كيلومتر": "km",
    "מטר": "m", "קילומטר": "km", "גרם": "g", "קילוגרם": "kg", "公里": "km", "千米": "km", "米": "m", "公斤": "kg",
} | {
    f"{first}{sign}{last}": symbol  # Hebrew parts the last letter of a short form, with a sign of its own or a quotation mark
    for first, last, symbol in (("ק", "מ", "km"), ("ס", "מ", "cm"), ("מ", "מ", "mm"), ("ק", "ג", "kg"))
    for sign in ("״", '"', "''")
} | {
    prefix + word: symbol
    for prefix, symbol in (
        ("кіло", "km"), ("кило", "km"), ("санти", "cm"), ("міллі", "mm"), ("міли", "mm"), ("милли", "mm"),
        ("kiló", "km"), ("chilo", "km"), ("centí", "cm"),
    )
    for word in ("метр", "метри", "метрів", "метра", "метров", "metro", "metros", "metri")
}  # fmt: skip
_TEMPERATURES = {
    "°C": (Fraction(1), Fraction(27315, 100), "c celsius centigrade degc deg_c degrees_celsius degree_celsius degrees_c"),
    "°F": (Fraction(5, 9), Fraction(45967, 180), "f fahrenheit degf deg_f degrees_fahrenheit degree_fahrenheit degrees_f"),
}  # fmt: skip

_CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL""".split()
)
#: Words and signs of money. Where several currencies share one, the question's own comes first.
_MONEY = {
    "$": "USD AUD CAD NZD SGD HKD MXN", "us$": "USD", "usd$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "€": "EUR", "£": "GBP EGP SYP", "₴": "UAH", "₽": "RUB",
    "¥": "JPY CNY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₪": "ILS", "zł": "PLN", "₦": "NGN", "₫": "VND", "kč": "CZK",
    "dollar": "USD AUD CAD NZD SGD HKD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD",
    "australian dollar": "AUD", "canadian dollar": "CAD", "euro": "EUR", "pound sterling": "GBP", "sterling": "GBP",
    "british pound": "GBP", "quid": "GBP", "hryvnia": "UAH", "hryvnya": "UAH", "гривень": "UAH", "гривня": "UAH",
    "грн": "UAH", "ruble": "RUB BYN", "rouble": "RUB BYN", "рублей": "RUB", "рубль": "RUB", "руб": "RUB",
    "russian ruble": "RUB", "russian rouble": "RUB", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY",
    "rupee": "INR PKR LKR NPR", "won": "KRW KPW", "złoty": "PLN", "zloty": "PLN", "zlotys": "PLN", "lira": "TRY",
    "krone": "NOK DKK", "kroner": "NOK DKK", "krona": "SEK ISK", "kronor": "SEK", "kr": "NOK SEK DKK ISK",
    "norwegian krone": "NOK", "norwegian kroner": "NOK", "swedish krona": "SEK", "swedish kronor": "SEK",
    "danish krone": "DKK", "danish kroner": "DKK", "franc": "CHF XAF XOF", "swiss franc": "CHF", "peso": "MXN ARS CLP COP PHP",
    "rand": "ZAR", "shekel": "ILS", "koruna": "CZK", "forint": "HUF", "leu": "RON MDL", "lei": "RON MDL", "rial": "IRR",
    "naira": "NGN", "shilling": "KES TZS UGX", "real": "BRL", "reais": "BRL", "dirham": "AED MAD",
}  # fmt: skip
#: Words with more than one meaning in the table: names of units, the usual one first.
_SEVERAL = {
    "ton": "tonne short_ton long_ton", "gallon": "gallon imperial_gallon", "gal": "gallon imperial_gallon",
    "pint": "pint imperial_pint", "pt": "pint imperial_pint", "pound": "pound GBP", "degree": "degree °C °F",
    "deg": "degree °C °F", "°": "degree °C °F", "minute": "minute minute_of_arc",
}  # fmt: skip


def _table() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Every name as written, and every name in lower case (the first of two that differ in case only)."""
    exact: dict[str, Unit] = {}
    rows = [(row, False) for row in _PLAIN.strip().splitlines()] + [
        (row, True) for row in _METRIC.strip().splitlines()
    ]
    for row, is_metric in rows:
        dimension, factor, names = (part.strip() for part in row.split(";"))
        words = [name.replace("_", " ") for name in names.split()]
        unit = Unit(words[0], _dimension(dimension), Fraction(factor), atoms=(words[min(1, len(words) - 1)],))
        exact.update(dict.fromkeys(words, unit))
        if is_metric:
            exact.update(_prefixed(unit, words))
    for name, (factor_, offset, names) in _TEMPERATURES.items():
        unit = Unit(name, _dimension("temperature"), factor_, offset, atoms=(name,))
        exact.update(
            {word.replace("_", " "): unit for word in [name, name.lower(), name[1:], *names.split()]}
        )
    exact.update({code: Unit(code, ((code, 1),), atoms=(code,)) for code in _CURRENCIES})
    exact.update({word: exact[symbol] for word, symbol in _ALIASES.items()})
    folded: dict[str, Unit] = {}
    for name, unit in exact.items():
        folded.setdefault(name.lower(), unit)
    return exact, folded


def _prefixed(unit: Unit, words: list[str]) -> dict[str, Unit]:
    found = {}
    for symbol, name, power in _PREFIXES:
        made = Unit(
            symbol + words[0], unit.dimension, unit.factor * Fraction(10) ** power, atoms=(name + words[1],)
        )
        found[symbol + words[0]] = made
        if symbol == "μ":
            found["u" + words[0]] = made
        found.update({name + word: made for word in words[1:] if len(word) > 2})
    return found


_EXACT, _FOLDED = _table()

#: Names for messages; any other dimension is "another kind of quantity".
_DIMENSION_NAMES = {
    "": "a bare number", "length": "a length", "length^2": "an area", "length^3": "a volume", "mass": "a weight",
    "time": "a time", "temperature": "a temperature", "length time^-1": "a speed", "angle": "an angle",
    "per-cent": "a percentage", "percentage-points": "a difference in percentage points", "data": "an amount of data",
    "mass length time^-2": "a force", "mass length^2 time^-2": "an energy", "mass length^2 time^-3": "a power",
    "mass length^-1 time^-2": "a pressure", "current": "an electric current", "time^-1": "a frequency",
}  # fmt: skip
_NAMED_DIMENSIONS = {_dimension(text): name for text, name in _DIMENSION_NAMES.items()}
_USUAL_UNITS = {
    "length": ("km", msg("miles")), "length^2": ("km²", msg("square miles")), "length^3": (msg("litres"), "m³"),
    "mass": ("kg", msg("pounds")), "time": (msg("hours"), msg("days")), "temperature": ("°C", "°F"),
    "length time^-1": ("km/h", "mph"), "angle": (msg("degrees"),), "per-cent": (msg("per cent"), msg("percentage points")),
    "percentage-points": (msg("per cent"), msg("percentage points")),
}  # fmt: skip
#: Units that are named by a word rather than by their sign.
_WORDS = {
    "in": msg("inches"), "ft": msg("feet"), "yd": msg("yards"), "oz": msg("ounces"),
    "t": msg("tonnes"), "acre": msg("acres"), "s": msg("seconds"), "min": msg("minutes"),
    "wk": msg("weeks"), "mo": msg("months"), "yr": msg("years"),
}  # fmt: skip
_USUAL = {_dimension(text): names for text, names in _USUAL_UNITS.items()}


def name_dimension(dimension: Dimension) -> str:
    """A dimension in a learner's words: "a length", "an amount in EUR"."""
    if len(dimension) == 1 and dimension[0][0] in _CURRENCIES and dimension[0][1] == 1:
        return msg("an amount in %(currency)s", currency=dimension[0][0])
    return _NAMED_DIMENSIONS.get(dimension, msg("another kind of quantity"))


def usual_units(unit: Unit) -> tuple[str, ...]:
    """Units to offer to somebody who wrote none: the one asked for, among the usual ones of its kind or beside the first
    of them; alone where its kind has none."""
    usual = _USUAL.get(unit.dimension, ())
    known = [read_unit(str(name).replace("²", "^2").replace("³", "^3")) for name in usual]
    if any((each.factor, each.offset) == (unit.factor, unit.offset) for each in known):
        return usual
    name = _WORDS.get(unit.name, unit.name.replace("^2", "²").replace("^3", "³"))
    return (name, *usual[:1])


def is_money(unit: Unit) -> bool:
    return len(unit.dimension) == 1 and unit.dimension[0][0] in _CURRENCIES


def read_money(word: str, asked: Unit | None = None) -> Unit | None:
    """The currency of a sign, word or code before a figure ("$", "USD"), or None."""
    unit = _look_up(word, asked)
    return unit if unit is not None and is_money(unit) else None


def known_names() -> frozenset[str]:
    """Every name of the table, for suggestions where one is misspelt."""
    return frozenset(_EXACT) | frozenset(_MONEY)


def _candidates(word: str) -> list[Unit]:
    """What one name can mean, the usual meaning first."""
    low = word.lower()
    singular = low.removesuffix("s") if len(low) > 2 else low
    for spelling in dict.fromkeys((low, singular)):
        if spelling in _SEVERAL:
            return [_EXACT[name.replace("_", " ")] for name in _SEVERAL[spelling].split()]
        if word not in _EXACT and spelling in _MONEY:
            return [_EXACT[code] for code in _MONEY[spelling].split()]
    for spelling in dict.fromkeys((word, word.removesuffix("s") if len(word) > 2 else word)):
        if spelling in _EXACT:
            return [_EXACT[spelling]]
    return [_FOLDED[spelling] for spelling in (low, singular) if spelling in _FOLDED][:1]


def _look_up(word: str, asked: Unit | None) -> Unit | None:
    """The unit of a name, in the sense the question asks for where the name has several."""
    found = _candidates(word)
    if asked is not None:
        same = [unit for unit in found if unit == asked]
        found = same or [unit for unit in found if unit.dimension == asked.dimension] or found
    return found[0] if found else None


_PER = re.compile(r" ?/ ?| per | an | a (?=[a-z])|^per ")
_PART = re.compile(
    r"(?:(?P<before>sq|square|cu|cubic|кв|куб|квадратн\w{1,3}|кубі?ч\w{3,5})\.? ?(?<=[. ]))?(?P<name>[^\W\d_%°‰Ω$€£][^\d^·*/²³]*?|[%°‰Ω$€£₴₽¥₹₩][^\W\d_]*)\.?"
    r"(?: (?P<after>squared|cubed|sq|square|cubic|carrés?|cuadrados?|quadrad[oi]s?|quadrati?|kw|kwadratow\w{1,3}|cub[oe]s?|مربعة?|مكعبة?))?(?:\^?(?P<power>-?\d))?"
)
_POWERS = {"sq": 2, "square": 2, "squared": 2, "cu": 3, "cubic": 3, "cubed": 3}
_CUBIC_SHORT = {"cc": "cm^3", "sqkm": "km^2", "sqm": "m^2", "sqmi": "mi^2", "sqft": "ft^2", "qkm": "km^2", "qm": "m^2",
                "quadratkilometer": "km^2", "quadratmeter": "m^2", "quadratmeile": "mi^2", "quadratmeilen": "mi^2"}  # fmt: skip
#: More factors than a unit ever has.
_MOST_FACTORS = 6


@cache
def _elsewhere() -> dict[str, str]:
    """What units are called in other languages, with the name that the table has for each."""
    lines = Path(__file__).with_name("unit_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.partition("; ") for line in lines)
    return {word: unit for unit, _sign, words in rows for word in words.split(", ")}


def read_unit(text: str, asked: Unit | None = None) -> Unit:
    """The unit that words mean: "sq mi", "km^2", "miles per hour", "US dollars", "kg m^-3".

    ``asked`` decides between the meanings of a word ("$", "ton"), and whether it is one in another language
    ("grader"). Raises UnknownUnit.
    """
    words = " ".join(text.replace("**", "^").split()).strip(" .,;")
    words = re.sub(r"\b(sq|cu|кв|куб)\.(?=\w)", r"\1 ", words)
    alone = _look_up(words, asked) or _look_up(words.replace(".", ""), asked)
    if alone is not None:
        return alone
    if asked is not None and words.casefold() in _elsewhere():
        elsewhere = read_unit(_elsewhere()[words.casefold()], asked)
        if elsewhere.dimension == asked.dimension:  # any other is a word of some language by chance
            return elsewhere
    above, *below = _PER.split(words)
    if len(below) > 2:
        raise UnknownUnit(text)
    factors = _factors(above, asked)
    for part in below:
        factors += [(unit, -power) for unit, power in _factors(part, asked)]
    if not factors or len(factors) > _MOST_FACTORS:
        raise UnknownUnit(text)
    return _product(words, factors)


def _factors(text: str, asked: Unit | None) -> list[tuple[Unit, int]]:
    """The units of a product with their powers: "kg·m^2" and "square miles"."""
    found: list[tuple[Unit, int]] = []
    for part in re.split(r"[·*]", text.strip()):
        whole = _factor(part.strip(), asked)
        if whole is not None:
            found.append(whole)
            continue
        pieces = [_factor(piece, asked) for piece in part.split()]
        if len(pieces) > _MOST_FACTORS or not pieces or None in pieces:
            raise UnknownUnit(text)
        found += [piece for piece in pieces if piece is not None]
    return found


def _factor(text: str, asked: Unit | None) -> tuple[Unit, int] | None:
    """One unit with its power, or None."""
    text = _CUBIC_SHORT.get(text.lower().rstrip("."), text)
    found = _PART.fullmatch(text) or _PART.fullmatch(text.lower())
    if found is None:
        return None
    unit = _look_up(found["name"].strip(), asked)
    powers = [_power_of(found[side] or "") for side in ("before", "after")]
    power = int(found["power"] or 1) * powers[0] * powers[1]
    if unit is None or not power or abs(power) > 9 or (power != 1 and unit.offset):
        return None
    return unit, power


def _power_of(word: str) -> int:
    """What "square" and its like in other languages raise a unit to."""
    if word.startswith(("кв", "carr", "cuad", "quad", "kw", "مربع")):
        return 2
    return 3 if word.startswith(("куб", "cub", "مكعب")) else _POWERS.get(word, 1)


def _product(name: str, factors: list[tuple[Unit, int]]) -> Unit:
    powers: dict[str, int] = {}
    factor = Fraction(1)
    for unit, power in factors:
        if unit.offset and len(factors) > 1:
            raise UnknownUnit(name)
        factor *= unit.factor**power
        for base, base_power in unit.dimension:
            powers[base] = powers.get(base, 0) + base_power * power
    if len(factors) == 1 and factors[0][1] == 1:
        return factors[0][0]
    dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    atoms = tuple(atom for unit, _ in factors for atom in unit.atoms)
    return Unit(name, dimension, factor, atoms=atoms)
