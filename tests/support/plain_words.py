"""Words that readers stumble over: kept in one place for catalogue, banks, guides and pages."""

import re

#: Words of the authors' desk, which a child of thirteen does not know in that sense; pages say *rely on*, *remembered*,
#: *three words*, *The answer*, *two-minute read* (docs/glossary.md).
_OURS = r"solid|shaky|standing|held|filed|you file|ways? back|the better answers?|briefings?|overdue"
#: Words that a teacher may know, and that no page of a student says: of statistics, of computers, of an office.
_HARD = (
    r"discern\w*|discriminat\w*|calibrat\w*|intervals?|facility|distractors?|stems?|(?<!arrow )keys?|tolerance|bounds?|factor"
    r"|the record|schedul\w*|under way|by your own account|lean to|unmarked|attribut\w*|accept(?:ed|s)?"
    r"|roster|allowance|disput(?:e|es)|regrad\w*|audit|token|database|request|session|plain HTTP|parse\w*|bank has"
)
OURS = re.compile(rf"\b({_OURS})\b", re.IGNORECASE)
#: What is held or not may be land.
NOT_FOR_STUDENTS = re.compile(rf"\b({_OURS}|{_HARD})\b(?! or not)", re.IGNORECASE)
