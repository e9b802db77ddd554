"""The format of a number in a sheet whose file has both the number and its displayed text."""

import re
from decimal import Decimal

from .number_formats import Format, is_idle, is_other_unit

_DIGITS = re.compile(r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:E[+-]?\d{1,3})?", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"0\d")
_MINUS = "-−(（"
_SLACK = Decimal("0.500001")  # of the last digit that is shown


def displayed_format(number: float, cell_text: str) -> int:
    """Return the Format in which a number is displayed, by the text of its cell."""
    text = cell_text.strip()
    runs = list(_DIGITS.finditer(text))
    if not runs:
        return Format.PLAIN if number == 0 and is_idle(text) and text else Format.OTHER_TEXT
    before, after = text[: runs[0].start()], text[runs[0].end() :]
    digits = runs[0][0].replace(",", "")
    percent = after.strip() == "%"
    around = before, ("" if percent else after)
    if any(map(is_other_unit, around)) and not all(map(is_idle, around)):
        return Format.OTHER_UNIT
    if len(runs) > 1 or not all(map(is_idle, around)) or _LEADING_ZEROS.match(digits):
        return Format.OTHER_TEXT
    if number < 0 and not any(sign in before for sign in _MINUS):
        return Format.OTHER_TEXT
    value = abs(Decimal(repr(number)) * (100 if percent else 1))
    if not _is_near(value, Decimal(digits)):
        return Format.OTHER_UNIT
    return Format.PERCENT if percent else Format.PLAIN


def _is_near(value: Decimal, displayed: Decimal) -> bool:
    """Return whether the displayed number is the value, rounded to its last digit."""
    exponent = displayed.as_tuple().exponent
    last = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(value - displayed) <= last * _SLACK
