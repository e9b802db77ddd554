"""What a cell of an ODS holds: its value beside the text that is shown of it."""

import re
from collections.abc import Callable
from math import isfinite

from services.intake.domain.layouts.cell import Cell

from .cell_values import error_cell, formatted_cell, formula_without_value, plain_number
from .displayed_numbers import displayed_format
from .number_formats import Format

_YUAN = frozenset({"", "CNY", "RMB", "CNH"})
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|Err:\d+|#N/A")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?)?")
_DURATION = re.compile(r"P(?:\d+D)?T(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_BRACKETS = re.compile(r"[〔〕【】\[\]]")  # what no day has in its text
_LAST_HOUR = 23


def cell_of(values: dict[str, str], text: str | None) -> Cell:
    """Return what stands in a cell, by its attributes and its text; None where nothing does."""
    kind = values.get("calcext:value-type") or values.get("office:value-type", "")
    formula = "table:formula" in values
    if kind == "error" or (formula and text and _ERROR.fullmatch(text)):
        return error_cell(text or "?")
    if kind in _BY_KIND:
        return _BY_KIND[kind](values, text)
    if kind:
        return ValueError(f"the cell holds a value of a kind that is not known: {kind[:20]}")
    return formula_without_value() if formula and not text else text


def _number(values: dict[str, str], text: str | None) -> Cell:
    value, currency = values.get("office:value", ""), values.get("office:currency", "")
    try:
        number = float(value)
    except ValueError as error:
        return ValueError(f"{value[:50]!r} is no number: {error}")
    if not isfinite(number):
        return ValueError(f"{value[:50]} is no number that can be kept")
    if currency not in _YUAN:
        return formatted_cell(number, Format.OTHER_UNIT, since_1904=False)
    if text is None:  # the file does not say how it is shown
        return plain_number(number)
    return formatted_cell(number, displayed_format(number, text), since_1904=False)


def instant_cell(value: str, text: str | None = None) -> Cell:
    """Return a day or an instant as it is written (2026-07-10T23:59:59.999), cut to its second."""
    value_match = _INSTANT.fullmatch(value)
    if value_match is None:
        return ValueError(f"{value[:50]!r} is shown as a day, and is none")
    if text and _BRACKETS.search(text):
        return ValueError(f"{value} is shown with a text that the cell does not hold: fill it in")
    day, clock = value_match.groups()
    return day if clock in {None, "00:00:00"} else f"{day}T{clock}"


def _time(value: str) -> Cell:
    value_match = _DURATION.fullmatch(value)
    if value_match is None:
        return ValueError(f"{value[:50]!r} is shown as a time, and is none")
    hours, minutes, seconds = map(int, value_match.groups())
    if hours > _LAST_HOUR:
        days, hours = divmod(hours, _LAST_HOUR + 1)
        return f"{days} day{'s' if days > 1 else ''}, {hours}:{minutes:02d}:{seconds:02d}"
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


_BY_KIND: dict[str, Callable[[dict[str, str], str | None], Cell]] = {
    **dict.fromkeys(("float", "percentage", "currency"), _number),
    "date": lambda values, text: instant_cell(values.get("office:date-value", ""), text),
    "time": lambda values, _: _time(values.get("office:time-value", "")),
    "boolean": lambda values, _: values.get("office:boolean-value") == "true",
    "string": lambda values, text: values.get("office:string-value", text),
}
