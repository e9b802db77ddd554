"""Reading one value as departments write it: days, instants, numbers, words.

Each function returns the value or raises ValueError; the caller knows the field's name.
"""

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from schemas.vocabulary.canonical_text import canonical_phrase, uniform
from schemas.vocabulary.city_day import CITY_TIME as CITY_OFFSET
from schemas.vocabulary.city_day import city_day

from .cell import Cell

FIRST_YEAR = 1900
LAST_YEAR = 2199
LARGEST = 10**15  # in magnitude; whatever the unit, nothing in a city is as much
DECIMAL_PLACES = 12
FINEST = 18  # decimal places of a number that a spreadsheet reckoned
DISPLAYED_DIGITS = 15  # that a spreadsheet shows of a number
_MONEY_PLACES = 6  # a fen is 0.000001 of the unit of 10,000 yuan
# What means that nothing stands there, whatever brackets and signs are in and around it.
_NO_SIGN = re.compile(r"""[-/\\()<>".,·…_~=|;:。、]+""")
BLANKS = frozenset(
    {"", "无", "暂无", "没有", "空", "空白", "空值", "不详", "未详", "不适用", "暂缺", "缺失"}
    | {"未填", "未填写", "未填报", "未提供", "暂未提供", "无数据", "无记录", "无此项"}
    | {"null", "none", "nil", "na", "undefined"}
)
_DIGITS = r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
_NUMBER = re.compile(_DIGITS, re.ASCII)
_UNIT = r"[^\W\d_²³¹¼-¾⁰-₟]{1,6}"  # 万元, 人, yuan; a small or raised digit is none
_WITH_UNIT = re.compile(rf"(?:{_UNIT}|[¥$€]){{0,2}}{_DIGITS}(?:{_UNIT}|[%‰])?")
_LONGEST_BLANK = 20  # signs, with those around a word

_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?")
# It begins at no blank behind another: each run of blanks is walked but once.
_BLANKS_WITHIN = re.compile(r"(?<!\s)\s*+([-/.年月日])\s*+(?=\d)|(?<=\d)\s++(?=[-/.年月日])")
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


def tidy(value: Cell) -> str:
    """Return a value as text: one sign a family, no hidden signs, whole numbers without point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return uniform(str(value))


def is_rounded(value: Cell) -> bool:
    """Say whether a spreadsheet took a number that names something for one that counts.

    Then its last digits are lost (2.02601E+17), and two names may have become one. A whole number
    as JSON has it is exact however long it is; readers of workbooks give a long one as a float.
    """
    if isinstance(value, float):
        return abs(value) >= EXACT_BELOW
    if not isinstance(value, str) or (value.isascii() and "E" not in value.upper()):
        return False
    return _ROUNDED.fullmatch(tidy(value)) is not None


def is_blank(value: Cell) -> bool:
    """Say whether nothing stands there, or a sign that means nothing."""
    if not isinstance(value, str):
        return value is None
    if len(value) > _LONGEST_BLANK and len(value.strip()) > _LONGEST_BLANK:
        return False
    return _is_blank(value)


@lru_cache(maxsize=65_536)
def _is_blank(text: str) -> bool:
    return bare_word(text) in BLANKS


def bare_word(text: str) -> str:
    """Return the canonical phrase of a word without brackets and signs in and around it."""
    return _NO_SIGN.sub("", canonical_phrase(text))


def read_day(value: Cell) -> date:
    """Return the calendar day in the city. Times of day and offsets from UTC are understood."""
    return _day(tidy(value))


@lru_cache(maxsize=16_384)  # a file has few days, and many rows of each
def _day(text: str) -> date:
    try:
        return city_day(_read_instant(text))
    except OverflowError as error:
        raise ValueError(f"no day: {text!r}") from error


def read_instant(value: Cell) -> datetime:
    """Return the instant; without an offset it is the city's time, without a time its midnight.

    24:00 and 23:59:60 are the last second of the day that is written, and so is what a spreadsheet
    would round up to the next day.
    """
    return _read_instant(tidy(value))


def _read_instant(text: str) -> datetime:
    instant = _instant(_BLANKS_WITHIN.sub(r"\1", text))
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
    parts = int(hours), int(minutes), int(seconds)
    if parts in {(24, 0, 0), (23, 59, 60)}:
        return time(23, 59, 59)
    try:
        return time(*parts)
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


class NumberError(ValueError):
    """What is no number, or none that can be kept: by its reason of rulebook/reasons.yaml."""

    def __init__(self, reason: str, what: str, allowed: str | None = None) -> None:
        super().__init__(what)
        self.reason = reason
        self.allowed = allowed


def read_decimal(value: Cell, unit: int = 1) -> Decimal:
    """Return the exact number, times `unit`, without idle zeros. Raises NumberError."""
    if isinstance(value, bool):
        raise NumberError("number_invalid", "a truth value is no number")
    number = Decimal(repr(value)) if isinstance(value, float) else _number(tidy(value))
    if not number.is_finite() or number.copy_abs() > LARGEST:
        raise NumberError("number_out_of_bounds", f"{number}", f"|x| <= {LARGEST}")
    number = without_residue(number)
    if is_too_fine(number):
        raise NumberError("number_too_fine", f"{number}", str(DECIMAL_PLACES))
    return plain(number * unit)


def _number(text: str) -> Decimal:
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    bare = "".join(text.split())
    with_unit = _WITH_UNIT.fullmatch(bare) and not _NUMBER.fullmatch(bare)
    raise NumberError("number_with_unit" if with_unit else "number_invalid", f"no number: {text!r}")


def plain(number: Decimal) -> Decimal:
    """Return a finite number in its one plain form: 500000.00 and 5E+5 are 500000."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()


def is_too_fine(number: Decimal) -> bool:
    """Say whether a finite number has more decimal places than anything that is reported.

    What was reckoned in a spreadsheet may have more than DECIMAL_PLACES, but no more digits than
    one keeps.
    """
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or -exponent <= DECIMAL_PLACES:
        return False
    places = -exponent - _idle_zeros(digits)
    exact = len(digits) - _idle_zeros(digits) <= DISPLAYED_DIGITS
    return places > (FINEST if exact else DECIMAL_PLACES)


def without_residue(number: Decimal) -> Decimal:
    """Return a number at the 15 digits that a spreadsheet shows, if it is kept as a binary one.

    Of 0.1 + 0.2 that is 0.3, and of a third 0.333333333333333. A number of more digits that no
    binary one is written with, or with no more places than an amount of money, is exact as it is.
    """
    _, digits, exponent = number.as_tuple()
    if (
        len(digits) <= DISPLAYED_DIGITS
        or not isinstance(exponent, int)
        or -exponent <= _MONEY_PLACES
    ):
        return number
    binary = float(number)
    if len(digits) - _idle_zeros(digits) <= DISPLAYED_DIGITS or Decimal(repr(binary)) != number:
        return number
    return Decimal(f"{binary:.{DISPLAYED_DIGITS}g}")


def _idle_zeros(digits: tuple[int, ...]) -> int:
    return next((index for index, digit in enumerate(reversed(digits)) if digit), len(digits))


def read_integer(value: Cell) -> int:
    """Return the whole number. Raises NumberError."""
    number = read_decimal(value)
    if number != number.to_integral_value():
        raise NumberError("number_not_whole", f"no whole number: {value!r}")
    return int(number)
