"""Reading one value as departments write it: days, instants, numbers, words.

Each function returns the value or raises ValueError; the caller knows the field's name.
"""

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from schemas.vocabulary.canonical_text import half_width
from schemas.vocabulary.city_day import CITY_TIME as CITY_OFFSET
from schemas.vocabulary.city_day import city_day

from .cell import Cell

FIRST_YEAR = 1900
LAST_YEAR = 2199
LARGEST = 10**15  # in magnitude; whatever the unit, nothing in a city is as much
DECIMAL_PLACES = 12
BLANKS = frozenset({"", "-", "--", "—", "/", "无", "暂无", "不详", "null", "none", "n/a"})
_LONGEST_BLANK = max(map(len, BLANKS))

_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_CHINESE_TIME = re.compile(r"(\d{1,2})[时点](?:(\d{1,2})分(?:(\d{1,2})秒)?)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_OF_UTC = frozenset({"Z", "UTC", "GMT"})
_MOST_OFFSET_HOURS = 14
_LAST_SECOND = 24 * 3600 - 1  # of a day
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
# Days as spreadsheets count them, 1982 to 2119: 20261 is rather a year and a month.
_SERIAL = re.compile(r"([3-7]\d{4})(?:\.(\d+))?")
_SERIAL_EPOCH = datetime(1899, 12, 30, tzinfo=CITY_OFFSET)
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d{2,}", re.IGNORECASE)
EXACT_BELOW = 10**15  # spreadsheets keep fifteen digits of a number
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,30})?")


def tidy(value: Cell) -> str:
    """Return a value as text: half-width, without blanks around, whole numbers without point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return half_width(str(value)).strip()


def is_rounded(value: Cell) -> bool:
    """Say whether a spreadsheet took a number that names something for one that counts.

    Then its last digits are lost (2.02601E+17), and two names may have become one. A whole number
    as JSON has it is exact however long it is; readers of workbooks give a long one as a float.
    """
    if isinstance(value, float):
        return abs(value) >= EXACT_BELOW
    return isinstance(value, str) and _ROUNDED.fullmatch(tidy(value)) is not None


def is_blank(value: Cell) -> bool:
    """Say whether nothing stands there, or a sign that means nothing."""
    if not isinstance(value, str):
        return value is None
    if len(value.strip()) > _LONGEST_BLANK:  # no form of a longer text is as short
        return False
    return tidy(value).lower() in BLANKS


def read_day(value: Cell) -> date:
    """Return the calendar day in the city. Times of day and offsets from UTC are understood."""
    try:
        return city_day(read_instant(value))
    except OverflowError as error:
        raise ValueError(f"no day: {value!r}") from error


def read_instant(value: Cell) -> datetime:
    """Return the instant; without an offset it is the city's time, without a time its midnight.

    24:00 and 23:59:60 are the last second of the day that is written, and so is what a spreadsheet
    would round up to the next day.
    """
    instant = _instant(tidy(value))
    if instant.year < FIRST_YEAR:
        raise ValueError(f"before {FIRST_YEAR}: {instant}")
    return instant


def _instant(text: str) -> datetime:
    if match := _COMPACT.fullmatch(text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return datetime.combine(day, _clock(*match.groups("0")[3:]), CITY_OFFSET)
    if match := _SERIAL.fullmatch(text):
        fraction = Decimal("0." + (match[2] or "0"))
        # To the second, as a serial is no finer; but a day's last instant is no other day's.
        seconds = min(round(fraction * (_LAST_SECOND + 1)), _LAST_SECOND)
        return _SERIAL_EPOCH + timedelta(days=int(match[1]), seconds=seconds)
    match = _DAY.match(text)
    if match is None or (match[2] == "年") != (match[4] == "月"):
        raise ValueError(f"no day: {text!r}")
    day = date(int(match[1]), int(match[3]), int(match[5]))
    rest = text[match.end() :].lstrip("T ")
    clock, offset = time(), CITY_OFFSET
    if rest:
        match = _TIME.match(rest) or _CHINESE_TIME.match(rest)
        if match is None:
            raise ValueError(f"no time: {rest!r}")
        clock = _clock(*match.groups("0"))
        offset = _offset(rest[match.end() :].strip())
    return datetime.combine(day, clock, offset)


def _clock(hours: str, minutes: str, seconds: str) -> time:
    """Return a time of day; a day's end is its last second."""
    written = int(hours), int(minutes), int(seconds)
    if written in {(24, 0, 0), (23, 59, 60)}:
        return time(23, 59, 59)
    try:
        return time(*written)
    except ValueError as error:
        raise ValueError(f"no time of a day: {hours}:{minutes}:{seconds} ({error})") from error


def _offset(text: str) -> timezone:
    if not text:
        return CITY_OFFSET
    if text.upper() in _OF_UTC:
        return timezone.utc  # noqa: UP017 - the type is timezone, as of the other branches
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > _MOST_OFFSET_HOURS:
        raise ValueError(f"no offset from UTC: {text!r}")
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def read_decimal(value: Cell, unit: int = 1) -> Decimal:
    """Return the exact number, times `unit`, without idle zeros."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")
    # A small number of JSON or a workbook is 1e-05 as a text; how fine it may be, its bounds say.
    text = f"{Decimal(repr(value)):f}" if isinstance(value, float) else tidy(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"no number: {text!r}")
    return plain(Decimal(text.replace(",", "")) * unit)


def plain(number: Decimal) -> Decimal:
    """Return a finite number in its one plain form: 500000.00 and 5E+5 are 500000."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()


def is_in_bounds(number: Decimal | int) -> bool:
    """Say whether a finite number is no larger and no finer than anything that is reported."""
    exact = Decimal(number)
    return exact.copy_abs() <= LARGEST and exact == round(exact, DECIMAL_PLACES)


def read_integer(value: Cell) -> int:
    """Return the whole number."""
    number = read_decimal(value)
    if number != number.to_integral_value():
        raise ValueError(f"no whole number: {value!r}")
    return int(number)
