"""Bounds: figures that are passed or not reached, in the words of some twenty languages."""

import re

#: "Less than 400" is no answer to "how many". Other words before a figure are never read, so that only those that are left
#: out as hedges stand here.
_BEFORE = re.compile(
    r"""(?:it\ is|it's|well|just)?\ ?(?:=?[<>≤≥]|(?:over|under|above|below|(?:no\ )?(?:more|fewer|less)\ than|at\ least
    |at\ most|up\ to|as\ (?:many|much)\ as)\b(?!'))""",
    re.VERBOSE | re.IGNORECASE,
)
#: Words after a figure are read as what is counted, unless they say that it is a bound.
_AFTER = re.compile(
    r"""\d\ ?[+-]$|\d\ ?(?:多|余|餘)|\d.*(?:以上|以下|以内|未満|未满|이상|이하|미만)$|\d.*(?:
    \bat\ (?:the\ )?(?:least|most|outside)|(?<!more\ )\b(?:or|and)\ (?:more|less|fewer|over|under|above|below|up|higher|lower)
    |(?<!fois\ )\bplus|\bminimum|\bmax(?:imum)?|\bupwards?|\band\ counting
    |\b(?:oder|und)\ (?:mehr|weniger)|\bmindestens|\bhöchstens|\bm(?:ax|in)imal|\bou\ (?:plus|moins)|\bau\ (?:moins|plus)
    |\bo\ (?:más|menos|più|meno)|\bm[áa]ximo|\bm[íi]nimo|\b(?:al|por\ lo|pelo)\ menos|\balmeno|\bal\ (?:massimo|minimo)|\bou\ (?:mais|menos)
    |\bof\ (?:meer|minder)|\b(?:min|hoog)stens|\bm(?:ax|in)imaal|\b(?:minst|högst|mindst|højst|høyst)|\beller\ (?:fler|mer|mindre|færre)\w*
    |\b(?:lub|i)\ (?:więcej|mniej)|\bnaj(?:mniej|wyżej|więcej)|\b(?:a|nebo|alebo)\ v[ií]ce?|\bnej(?:méně|výše|více)|\ben\ (?:az|fazla|çok)|\bve\ üzeri
    |\b(?:або|чи|или|і|й|та|и)\ (?:біл|мен|бол)\w+|\bщонай\w+|\bне\ (?:мен|біл|бол)\w+|\bм[іи]нимум|\bмінімум|\bмаксимум
    |\bτουλάχιστον|\bτο\ πολύ|\bcel\ (?:puțin|mult)|\bleg(?:alább|feljebb)|\b(?:vähin|enin)tään|على\ الأقل|على\ الأكثر|فأكثر|حداقل|حداکثر|לפחות|לכל\ היותר|ומעלה
    )\.?$""",
    re.VERBOSE | re.IGNORECASE,
)


def is_bound(words: str) -> bool:
    """Whether a text says of its figure that it is not reached or is passed."""
    return bool(_BEFORE.match(words) or _AFTER.search(words))
