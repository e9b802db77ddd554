"""The one detector of personal data: found and masked in any text, with a mark that says its kind.

Looked for are identity numbers of 18 digits (`personal_number`) and of 15 (the region, a day of
birth from 1930 to 1999; they were given out until 1999 and have no check), mobile numbers (with or
without +86), fixed numbers with their area code or behind a word that announces one, bank cards (16
to 19 digits of a known issuer, with the check of Luhn), passports and permits to travel. Digits may
be of any script, in groups and apart by blanks, dashes or signs without a form.

No unified code is hit: none has eleven digits by themselves, and one of digits alone is told by its
check. In a field for codes (`mask_code`) or the numbers of documents only what can't be one is
looked for. What is left: of the identity numbers of 15 digits that are given as a registration
number every tenth has its check, and of the passports given as an organization code every eleventh.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from . import personal_number
from .disguised_digits import MARKUP, ODD_DIGITS, undisguised
from .personal_forms import Kind, Span, all_spans, code_spans, document_spans
from .personal_number import MASK, mask_number

__all__ = ["MARKS", "MASK", "Kind", "is_masked", "mask", "mask_bytes", "mask_code", "mask_number"]
__all__ += ["LEAST_DIGITS", "mask_number_of_document", "places_to_look_at"]

MARKS: dict[Kind, str] = {
    "identity": MASK,
    "phone": "***电话 phone***",
    "passport": "***证件 passport***",
    "card": "***银行卡 bank card***",
    "name": "***姓名 name***",
    "contact": "***个人信息 personal***",
}
LEAST_DIGITS = 7  # of anything that is looked for
_LONGEST_REMEMBERED = 200
_LONGEST_MOMENT = 20
_MOMENT = re.compile(  # a day with its time of day, as cells have it: most texts of many digits
    r"(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?Z?"
)
_BARE_MARKS = tuple("".join(mark.split()).upper() for mark in MARKS.values())

# What most texts lack, so that they are let through at once; each begins with few signs, for speed.
_HINTS = (
    re.compile(r"[0-9](?:\W{0,3}+[0-9]){9}"),
    re.compile(r"[A-Za-z][0-9]{7}"),
    re.compile(r"[话机真式证照码号lLeE][^\w*]{0,3}+[A-Za-z]{0,2}+[0-9](?:[- ]?[0-9]){5}"),
    re.compile(rf"[^\D0-9]|[\\{ODD_DIGITS}]|{MARKUP}"),  # a guise
    re.compile(r"[0-9][eE]\+?17"),
)


def mask(text: str) -> str:
    """Return the text with a mark in the place of each piece of personal data.

    A text in which one was found has its disguises (escapes, ①) resolved.
    """
    return _masked(text, all_spans)


def mask_number_of_document(text: str) -> str:
    """Return the number of a document, with marks as above."""
    return _masked(text, document_spans)


def mask_code(text: str) -> str:
    """Return the text of an enterprise's code, with marks as above.

    What may be a registration number or an organization code is one where its check fits.
    """
    return _masked(text, code_spans)


def is_masked(text: str) -> bool:
    """Say whether there is a mark in a text, whatever became of its blanks and small letters."""
    if "*" not in text:
        return False
    plain = "".join(text.split()).upper()
    return any(mark in plain for mark in _BARE_MARKS)


def places_to_look_at(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places about which a text may hold personal data, in whatever guise; most don't."""
    for hint in _HINTS:
        yield from (match.span() for match in hint.finditer(text))


_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # as UTF-16 has them


def mask_bytes(value: bytes) -> bytes:
    """Return the bytes of any message, readable or not, masked.

    Bytes that are no text (UTF-8 without control characters) are replaced by their count: they
    can't be searched.
    """
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = None
    if text is None or _NO_TEXT.search(value):
        return f"[{len(value)} bytes that are no UTF-8 text]".encode("ascii")
    return mask(text).encode()


def _masked(text: str, spans: Callable[[str], Iterator[Span]]) -> str:
    if len(text) > _LONGEST_REMEMBERED:
        return _looked_at(text, spans)
    return _remembered(text, spans)


def _looked_at(text: str, spans: Callable[[str], Iterator[Span]]) -> str:
    if len(text) <= _LONGEST_MOMENT and _MOMENT.fullmatch(text):
        return text
    for hint in _HINTS:
        if hint.search(text):
            return _with_marks(text, spans)
    return text


_remembered = lru_cache(maxsize=4096)(_looked_at)  # names of files and what is sent together


def _with_marks(text: str, spans: Callable[[str], Iterator[Span]]) -> str:
    plain = undisguised(text)
    masked = personal_number.mask(plain)
    while (again := _once(masked, spans)) != masked:  # what was part of more may stand alone now
        masked = again
    return text if masked == plain else masked


def _once(text: str, spans: Callable[[str], Iterator[Span]]) -> str:
    parts: list[str] = []
    end = 0
    for first, last, kind in sorted(spans(text)):
        if first >= end:
            parts += (text[end:first], MARKS[kind])
            end = last
    return "".join((*parts, text[end:]))
