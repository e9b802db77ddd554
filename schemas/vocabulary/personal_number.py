"""The personal identity number (公民身份号码), GB 11643-1999: found and masked wherever it stands.

Seventeen digits of any script and a digit or X, with at most three separators between any two: the
region, the day of birth, an order number and the check character. The whole may be no unified code
(those of authorities are digits alone, too), and:

- a number that stands by itself, joined at most by blanks and dashes, counts by its year of birth
  alone: with a slip of the pen in day or check character it is still somebody's;
- one that is joined by other marks, and nothing else with it, counts by its day of birth;
- within more digits (a telephone number behind it, a number of the row before it) it counts where
  the check character fits as well.

Those of 15 digits, and all other personal data, are `personal_data`'s.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum.cn import ric

from .disguised_digits import MARKUP, ODD_DIGITS, Symbols, undisguised
from .enterprise_code import ENTERPRISES, check_fits, flaw_of

MASK = "*" * 18

_LENGTH = 18
_LONGEST_REMEMBERED = 200
SMALLEST = 10 ** (_LENGTH - 1)

# What most texts lack, so that they are let through at once: 17 digits, or a disguise of them.
_SUSPECT = re.compile(rf"\d(?:[eE]\+?17|(?:\D{{0,3}}+\d){{16}})|[\\{ODD_DIGITS}]|{MARKUP}")
# A day with its time of day, which is no part of a number, though a day of birth stands in it.
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_HOUR, _SIXTIETH = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_MOMENT = re.compile(
    rf"(?<!\d)(?:19|20)\d\d(?:"
    rf"([-/.]){_MONTH}\1{_DAY}[ T]+{_HOUR}:{_SIXTIETH}(?::{_SIXTIETH})?"
    rf"|{_MONTH}{_DAY}{_HOUR}{_SIXTIETH}{_SIXTIETH})(?!\d)"
)
# In symbols (_symbol): runs that are long enough, and what in their digits may be a number.
_RUN = re.compile(r"[0-9](?:[-.]{0,3}+[0-9]){16,}+(?:[-.]{0,3}+X)?")
_SEPARATORS = str.maketrans("", "", "-.")
_YEAR = "(?:18[5-9][0-9]|19[0-9]{2}|20[0-9]{2})"
_NUMBER = re.compile(rf"(?=([0-9]{{6}}{_YEAR}[0-9]{{7}}[0-9X]))")
_BORN = re.compile(rf"[0-9]{{6}}{_YEAR}{_MONTH}{_DAY}[0-9]{{3}}.")


def mask(text: str) -> str:
    r"""Return the text with each personal identity number replaced by asterisks.

    A text in which one was found has its disguises (escapes as \u0031, ①, 1.1e17) resolved.
    """
    if _SUSPECT.search(text) is None:
        return text
    if len(text) > _LONGEST_REMEMBERED:
        return _with_mask(text)
    return _remembered(text)


def places_to_look_at(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places about which a text may hold such a number, in whatever guise; most don't."""
    return (match.span() for match in _SUSPECT.finditer(text))


def _with_mask(text: str) -> str:
    plain = undisguised(text)
    masked = plain
    while (again := _masked(masked)) != masked:  # what was part of more digits may stand alone now
        masked = again
    return text if masked == plain else masked


_remembered = lru_cache(maxsize=4096)(_with_mask)  # names of files and what is sent together


def mask_number(value: float) -> int | float | str:
    """Return a number as it is, or its masked text where it is a personal identity number.

    A spreadsheet keeps such a number as 1.1010119900307888e17.
    """
    if abs(value) < SMALLEST or (isinstance(value, float) and not value.is_integer()):
        return value
    text = str(int(value))
    masked = mask(text)
    return value if masked == text else masked


def _masked(text: str) -> str:
    parts: list[str] = []
    end = 0
    without_moments = _MOMENT.sub(lambda moment: "#" * len(moment[0]), text)
    for first, last in _united(_number_spans(without_moments.translate(Symbols()))):
        parts += (text[end:first], MASK)
        end = last
    return "".join((*parts, text[end:]))


def _united(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield places in their order, those that overlap as one."""
    begin, end = 0, 0
    for first, last in spans:
        if first < end:
            end = max(end, last)
            continue
        if end:
            yield begin, end
        begin, end = first, last
    if end:
        yield begin, end


def _number_spans(symbols: str) -> Iterator[tuple[int, int]]:
    """Yield where a number begins and ends."""
    for run in _RUN.finditer(symbols):
        digits = run[0].translate(_SEPARATORS)
        at = [index for index, symbol in enumerate(run[0], run.start()) if symbol not in "-."]
        for match in _NUMBER.finditer(digits):
            first, last = at[match.start()], at[match.start() + _LENGTH - 1] + 1
            alone = not (symbols[first - 1 : first].isdigit() or symbols[last : last + 1].isdigit())
            plainly = alone and "." not in symbols[first:last]
            if plainly or _is_born(match[1], whole=len(digits) == _LENGTH):
                if _is_unified_code(match[1]):
                    continue
                yield first, last


def _is_unified_code(number: str) -> bool:
    """Say whether a number is the unified code of an enterprise, or of another by all its signs.

    No region begins with a 9. Any other code may be a personal number just as well: it is taken for
    one where day of birth and check character are right.
    """
    if number.startswith(ENTERPRISES):
        return check_fits(number)
    return flaw_of(number) is None and not _is_born(number, whole=False)


def _is_born(number: str, *, whole: bool) -> bool:
    """Say whether somebody may be born on the day, and the check character fits or need not."""
    if not _BORN.fullmatch(number):
        return False
    return whole or ric.calc_check_digit(number) == number[-1]
