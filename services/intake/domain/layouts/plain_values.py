"""Reading a value that stands in a column by itself: text, day, instant, number, list."""

from datetime import date
from typing import TYPE_CHECKING

from services.intake.domain.records.refusal import Refusal

from .cell import Cell
from .values import (
    bare_word,
    is_blank,
    is_rounded,
    read_day,
    read_decimal,
    read_instant,
    read_integer,
    tidy,
)

if TYPE_CHECKING:
    from .layout import Column

LONGEST_TEXT = 4000


def read_text(field: str, value: Cell) -> str:
    """Return a text as it stands, without blanks around; its fields are canonical already.

    Raises Refusal where it is endless, or a number of which a spreadsheet kept a part.
    """
    if not isinstance(value, str) and is_rounded(value):
        raise Refusal("number_rounded", field, value)
    text = value.strip() if isinstance(value, str) else tidy(value)
    if len(text) > LONGEST_TEXT:
        raise Refusal("text_too_long", field, text[:50], str(LONGEST_TEXT))
    return text


def plain_value(column: "Column", value: Cell) -> Cell:
    """Return what stands in a column that is neither a choice, nor a statement, nor nested.

    Raises ValueError (NumberError), OverflowError or Refusal where it can't be read.
    """
    match column.read:
        case "day":
            return _day(column, tidy(value))
        case "instant":
            return read_instant(value)
        case "integer":
            return read_integer(value)
        case "decimal":
            return read_decimal(value, column.unit)
        case "list":
            parts = column.parts(read_text(column.field or "", value))
            return [part for part in parts if not is_blank(part)]
        case _:
            return read_text(column.field or "", value)


def _day(column: "Column", text: str) -> date | None:
    if column.nothing_stands and bare_word(text) in column.nothing_stands:
        return None
    return read_day(column.without_suffix(text))
