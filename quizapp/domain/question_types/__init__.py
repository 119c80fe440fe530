"""The question types: one module and one line each."""

from collections.abc import Mapping

from quizapp.domain.question import Question
from quizapp.domain.question_types.cloze import Cloze
from quizapp.domain.question_types.essay import Essay
from quizapp.domain.question_types.matching import Matching
from quizapp.domain.question_types.multiple_response import MultipleResponse
from quizapp.domain.question_types.numeric import Numeric
from quizapp.domain.question_types.ordering import Ordering
from quizapp.domain.question_types.short_text import ShortText
from quizapp.domain.question_types.single_choice import SingleChoice
from quizapp.domain.question_types.sorting import Sorting
from quizapp.domain.question_types.true_false import TrueFalse

QUESTION_TYPES: Mapping[str, type[Question]] = {
    SingleChoice.type_name: SingleChoice,
    MultipleResponse.type_name: MultipleResponse,
    TrueFalse.type_name: TrueFalse,
    ShortText.type_name: ShortText,
    Numeric.type_name: Numeric,
    Ordering.type_name: Ordering,
    Matching.type_name: Matching,
    Sorting.type_name: Sorting,
    Cloze.type_name: Cloze,
    Essay.type_name: Essay,
}
