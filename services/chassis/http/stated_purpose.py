"""Why somebody asks, and for whom: what the headers of a request say of it.

`Access-Purpose` and `Access-On-Behalf-Of` are text in UTF-8, percent-encoded where it is not ASCII.
"""

from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.personal_number import mask
from services.chassis.text.visible_text import visible

from .problems import ProblemError

PURPOSE, ON_BEHALF_OF = "Access-Purpose", "Access-On-Behalf-Of"
LONGEST = 200  # characters
_NAMES = {PURPOSE.lower().encode(): 0, ON_BEHALF_OF.lower().encode(): 1}


class Stated(NamedTuple):
    """What a request says of itself; None: nothing."""

    purpose: str | None = None
    on_behalf_of: str | None = None


_NOTHING = Stated()


def stated_by(scope: Scope) -> Stated:
    """Return what a request says of itself, without personal numbers. Raises ProblemError 422."""
    values: list[str | None] | None = None
    for name, value in scope["headers"]:
        place = _NAMES.get(name)
        if place is not None:
            values = values or [None, None]
            values[place] = tidy_purpose(_text(value), (PURPOSE, ON_BEHALF_OF)[place]) or None
    return Stated(*values) if values else _NOTHING


def tidy_purpose(text: str, name: str) -> str:
    """Return a purpose as it is kept: one line, without personal numbers. Raises ProblemError."""
    tidy = visible(in_one_line(text))
    if len(tidy) > LONGEST:
        raise ProblemError(422, f"{name}: 最多{LONGEST}个字符 it has at most {LONGEST} characters")
    return mask(tidy)


def _text(value: bytes) -> str:
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError as error:
        fault = "须为百分号编码的UTF-8 it is to be UTF-8, percent-encoded"
        raise ProblemError(422, f"{PURPOSE}, {ON_BEHALF_OF}: {fault}") from error
