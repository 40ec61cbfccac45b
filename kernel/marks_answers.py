"""What is said of personal marks beside an input, in one shape at every door that has the gate."""

from typing import Any

import orjson
from django.http import QueryDict
from rest_framework import serializers

from kernel.actor import MarksAnswer
from kernel.api import StrictSerializer, field_errors
from kernel.errors import BadInput
from kernel.outgoing import LONGEST_STAY

# In a JSON body, or as JSON in a part of a form with files.
FIELD = "personal_marks"
# In a page's form.
MASK_FIELD, STAY_FIELD = "marks_mask", "marks_stay"


class MarksAnswerIn(StrictSerializer):
    """Mask every personal mark that is found, or say why those stay that are not masked."""

    mask = serializers.BooleanField(required=False, default=False, help_text="put ××× in the place of each")
    stay = serializers.CharField(
        required=False, default="", max_length=LONGEST_STAY, help_text="why they stay; kept beside the event"
    )


def without_marks_answer(data: Any) -> tuple[Any, MarksAnswer]:
    """The body without what it says of personal marks, and that."""
    if not isinstance(data, dict) or FIELD not in data:
        return data, MarksAnswer()
    told = data[FIELD]
    shape = MarksAnswerIn(data=_read(told) if isinstance(told, str) else told)
    if not shape.is_valid():
        raise BadInput(errors=field_errors({FIELD: shape.errors}))
    if isinstance(data, QueryDict):
        rest: Any = data.copy()
        del rest[FIELD]
    else:
        rest = {name: value for name, value in data.items() if name != FIELD}
    return rest, MarksAnswer(**shape.validated_data)


def _read(told: str) -> object:
    try:
        return orjson.loads(told)
    except orjson.JSONDecodeError:
        return told


def answer_of_form(sent: QueryDict) -> MarksAnswer:
    """What a page's form says of them; whatever is too long is refused at the gate, beside the form."""
    return MarksAnswer(mask=MASK_FIELD in sent, stay=sent.get(STAY_FIELD, "").strip())
