"""The unified social credit code (统一社会信用代码), GB 32100-2015.

Two questions are asked about a code. Whether a text has its form (`is_written`) is asked wherever
one is given. What is wrong with it (`flaw_of`) intake alone asks, of a code that is reported: then
a person decides whose it is, and that holds everywhere (`written_code`).
"""

import re
from functools import lru_cache
from typing import Literal

from . import organization_code as organization
from .canonical_text import canonical
from .placeholder import is_placeholder

LENGTH = 18
ORGANIZATION_CODE = slice(8, 17)
Flaw = Literal[
    "code_placeholder", "code_impossible", "organization_check_failed", "code_check_failed"
]

_WRITTEN = re.compile(rf"[0-9A-Z]{{{LENGTH}}}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 代码字符集: without I, O, S, V, Z
_VALUES = {symbol: value for value, symbol in enumerate(_ALPHABET)}  # 代码字符数值
_WEIGHTS = tuple(pow(3, index, 31) for index in range(LENGTH - 1))  # 校验码: 3^(i-1) mod 31
_LOOK_ALIKE = str.maketrans("IOSZ", "1052")  # left out because they look like these
# 登记管理部门代码、机构类别代码: the table of the standard as amended (GB 32100-2015/XG1-2016), and
# what was assigned later: 54 and 55, villagers' and residents' committees (from 2018).
_CATEGORIES = {
    "1": "1239",  # establishment: organs, public institutions, mass organizations, others
    "2": "19",  # foreign affairs
    "3": "123459",  # justice: lawyers, notaries, legal services, appraisers, arbitration
    "4": "19",  # culture
    "5": "123459",  # civil affairs: associations, non-enterprise units, foundations, committees
    "6": "129",  # tourism
    "7": "129",  # religion
    "8": "19",  # trade unions
    "9": "123",  # market supervision: enterprises, sole traders, farmers' cooperatives
    "A": "19",  # military establishment
    "N": "1239",  # agriculture: collective organizations of a group, a village, a township
    "Y": "1",  # others, which are not divided
}
ENTERPRISES = "9"  # the first character of their codes
_NO_DIVISION = "000000"


def tidy(text: str) -> str:
    """Return a code as GB 32100 writes it: canonical, upper case, no dashes."""
    return canonical(text).upper().replace("-", "")


def is_written(code: str) -> bool:
    """Say whether a tidy text has the form of a unified code, whatever its check characters."""
    return _WRITTEN.fullmatch(code) is not None


def check_character(body: str) -> str:
    """Return the check character of 17 characters of the alphabet (校验码)."""
    total = sum(_VALUES[each] * weight for each, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def check_fits(code: str) -> bool:
    """Say whether a text has the form of a code and its last character is the right one."""
    body = code[:-1]
    return is_written(code) and _VALUES.keys() >= set(body) and check_character(body) == code[-1]


def is_of_enterprise(text: str) -> bool:
    """Say whether a text is an enterprise's code without flaw, and so no personal number.

    Codes of all others may be personal numbers as well.
    """
    return text.startswith(ENTERPRISES) and is_written(text) and flaw_of(text) is None


@lru_cache(maxsize=16_384)  # an enterprise has many rows
def flaw_of(code: str) -> Flaw | None:
    """Return why a written code does not identify by itself (a reason code); None: it does.

    By the standard the division (登记管理机关行政区划码, characters 3 to 8) is of digits. One with
    letters is taken all the same, where both check characters fit: two say that it was issued so.
    """
    inner = organization.flaw_of(organization_code(code))
    if inner == "code_placeholder" or is_placeholder(code) or is_placeholder(code[:-1]):
        return "code_placeholder"
    known = code[1] in _CATEGORIES.get(code[0], "") and code[2:8] != _NO_DIVISION
    if not known or not _VALUES.keys() >= set(code[:-1]):
        return "code_impossible"
    return inner if check_fits(code) else "code_check_failed"


def likely_code(code: str) -> str | None:
    """Return the code that a flawed one was probably meant to be, or None.

    That is, with digits for the letters that look like them, and the check character that fits. A
    placeholder was meant to be none.
    """
    plain = code[:-1].translate(_LOOK_ALIKE)
    if flaw_of(code) == "code_placeholder" or not _VALUES.keys() >= set(plain):
        return None
    likely = plain + check_character(plain)
    return likely if likely != code and flaw_of(likely) is None else None


def organization_code(code: str) -> str:
    """Return the nine characters of GB 11714-1997 that a unified code contains (9 to 17)."""
    return code[ORGANIZATION_CODE]
