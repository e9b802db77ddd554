"""Where personal data stands in a text: by its form, its check, or a word that announces it."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from . import organization_code
from .disguised_digits import Symbols
from .enterprise_code import LENGTH, flaw_of

Kind = Literal["identity", "phone", "passport", "card", "name", "contact"]
Span = tuple[int, int, Kind]

# In signs (_Signs): digits, large letters, `-` (blanks, dashes, brackets), `.` (other separators).
_BEGIN, _END = "(?<![0-9A-Z])", "(?![0-9A-Z])"
_MOBILE = re.compile(
    rf"(?:{_BEGIN}|(?<=TEL)|(?<=PHONE)|(?<=MOBILE))(?:(?:00)?86-{{0,2}})?(?:1[3-9][0-9]{{9}}"
    r"|1[3-9][0-9][-.]{1,3}[0-9]{4}[-.]{1,3}[0-9]{4}|1[3-9][0-9][-.]{1,3}[0-9]{3}[-.]{1,3}[0-9]{5}"
    rf"|1[-.]{{1,3}}[3-9](?:[-.]{{1,3}}[0-9]){{9}}){_END}"
)
_FIXED = re.compile(
    rf"(?:{_BEGIN}|(?<=TEL))(?:86-{{0,2}})?0(?:10|2[0-9]|[3-9][0-9]{{2}})"
    rf"[-.]{{0,3}}[2-8][0-9]{{2,3}}-{{0,2}}[0-9]{{4}}{_END}"
)
_PASSPORT = re.compile(
    rf"{_BEGIN}(?:E[A-HJ-NP-Z][0-9]{{7}}|[EG][0-9]{{8}}|[SP]E[0-9]{{7}}|[DSP][0-9]{{7}}"
    rf"|[HM](?:[0-9]{{8}}|[0-9]{{10}})){_END}"
)
_RUN = re.compile(r"[0-9](?:-{0,2}[0-9]){14,}")
# In the text itself: words that announce what has no form of its own. Marks have such words, too.
_ANNOUNCED_PHONE = re.compile(
    r"(?:(?<!\*)(?:电话|手机|座机|传真|联系方式)|(?i:tel|(?<!电话 )phone))[号码]{0,2}"
    r"[^\w*]{0,3}(\d(?:[- ]?\d){6,11})(?!\d)"
)
_ANNOUNCED_PASSPORT = re.compile(
    r"(?:护照|通行证|台胞证|回乡证)[号码编]{0,2}[^\w*]{0,3}([A-Za-z]{0,2}\d{6,10})(?![0-9A-Za-z])"
)
_AMOUNT = re.compile(r"\.\d{1,2}(?!\d)|\s*[万亿]?元|\s*[吨%％]")  # behind digits that are a sum
_HEX = "[0-9a-fA-F]"
_NO_TEXT_OF_ITS_OWN = re.compile(  # escapes of characters that are no digits, and ids (UUID)
    rf"\\u{_HEX}{{4}}|\\x{_HEX}{{2}}|\\[bfnrt]|{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
)
_REGIONS = re.compile(  # provinces, and what stands as one
    r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]"
)
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_BORN = re.compile(rf"[0-9]{{6}}[3-9][0-9]{_MONTH}{_DAY}[0-9]{{3}}")
_ISSUERS = re.compile(r"(?:62|60|65|81|4)[0-9]{14,17}|5[1-5][0-9]{14}|955[89][0-9]{15}")
_CARD_LENGTHS = (19, 18, 17, 16)
_IDENTITY_15 = 15


def document_spans(text: str) -> Iterator[Span]:
    """Yield what the number of a document can't be."""
    signs = _signs(text)
    yield from _phones((_MOBILE,), signs, text)
    for first, last, digits in _windows(signs, (_IDENTITY_15,)):
        if _is_somebodys(digits):
            yield first, last, "identity"


def code_spans(text: str) -> Iterator[Span]:
    """Yield what the code of an enterprise can't be."""
    signs = _signs(text)
    for first, last, kind in document_spans(text):
        if kind != "identity" or not mod_11_10.is_valid(signs[first:last].replace("-", "")):
            yield first, last, kind
    for match in _PASSPORT.finditer(signs):
        if len(match[0]) != organization_code.LENGTH or organization_code.flaw_of(match[0]):
            yield *match.span(), "passport"


def all_spans(text: str) -> Iterator[Span]:
    """Yield all that is found, some places twice."""
    signs = _signs(text)
    yield from _phones((_MOBILE, _FIXED), signs, text)
    for match in _PASSPORT.finditer(signs):
        yield *match.span(), "passport"
    for first, last, digits in _windows(signs, (*_CARD_LENGTHS, _IDENTITY_15)):
        if len(digits) == _IDENTITY_15:
            if _is_somebodys(digits):
                yield first, last, "identity"
        elif _is_card(digits):
            yield first, last, "card"
    for match in _ANNOUNCED_PHONE.finditer(text):
        yield *match.span(1), "phone"
    for match in _ANNOUNCED_PASSPORT.finditer(text):
        yield *match.span(1), "passport"


def _phones(patterns: Iterable[re.Pattern[str]], signs: str, text: str) -> Iterator[Span]:
    for pattern in patterns:
        for match in pattern.finditer(signs):
            if _AMOUNT.match(text, match.end()) is None:
                yield *match.span(), "phone"


def _windows(signs: str, lengths: tuple[int, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield where so many digits stand by themselves, or in groups of their own, and the digits."""
    for run in _RUN.finditer(signs):
        at = [index for index, sign in enumerate(run[0], run.start()) if sign != "-"]
        digits = run[0].replace("-", "")
        for start, first in enumerate(at):
            if _is_alnum(signs, first - 1):
                continue
            for length in lengths:
                if start + length > len(at) or _is_alnum(signs, at[start + length - 1] + 1):
                    continue
                yield first, at[start + length - 1] + 1, digits[start : start + length]


def _is_card(digits: str) -> bool:
    """Say whether digits are of a known issuer and have their check, and are no unified code."""
    if _ISSUERS.fullmatch(digits) is None or not luhn.is_valid(digits):
        return False
    return len(digits) != LENGTH or flaw_of(digits) is not None


def _is_alnum(signs: str, index: int) -> bool:
    return 0 <= index < len(signs) and signs[index].isalnum()


def _is_somebodys(digits: str) -> bool:
    """Say whether 15 digits are of a region, and somebody may be born on the day within."""
    return _REGIONS.match(digits) is not None and _BORN.fullmatch(digits) is not None


_SYMBOLS = Symbols()
_BRACKETS = frozenset("()（）[]［］")


def _sign(code: int) -> str:
    """Return what a character is here: a digit, a large letter, `-`, `.`, or `#` for all else."""
    character = chr(code)
    if character.isascii() and character.isalpha():
        return character.upper()
    if "Ａ" <= character <= "Ｚ" or "ａ" <= character <= "ｚ":  # the full-width alphabet
        return chr(code - 0xFEE0).upper()
    return "-" if character in _BRACKETS else _SYMBOLS[code]


def _signs(text: str) -> str:
    """Return a sign for each character."""
    own = _NO_TEXT_OF_ITS_OWN.sub(lambda match: "#" * len(match[0]), text)
    return own.translate(_SIGNS)


_MOST_SIGNS = 16_384


class _Signs(dict[int, str]):
    """What characters are here, those that were met: a look-up of one is not a call."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_SIGNS:
            self.clear()
        self[code] = sign = _sign(code)
        return sign


_SIGNS = _Signs()
