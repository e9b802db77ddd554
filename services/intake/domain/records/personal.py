"""Personal data is masked in whatever a department sends, before it goes anywhere.

What is looked for in a value depends on what its field holds (`FieldRoles`): in a free text all
kinds; in a code or a number of a document what can't be one; in a sum identity numbers alone. A
field that nobody reads and whose name says that a person stands in it is masked whole.
"""

import re
from functools import lru_cache

from schemas.vocabulary import personal_number
from schemas.vocabulary.personal_data import (
    LEAST_DIGITS,
    MARKS,
    MASK,
    is_masked,
    mask,
    mask_code,
    mask_number_of_document,
)
from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.field_roles import NO_ROLES, FieldRoles

__all__ = ["MASK", "is_masked", "mask", "mask_all", "mask_code", "mask_number_of_document"]

_LEAST_CHARACTERS = 5  # of what isn't ASCII: a character may be several digits (㉑)
_SMALLEST = 10 ** (LEAST_DIGITS - 1)
_NAMES = re.compile(
    r"姓名|法定代表人|法人代表|负责人|联系人|经办人|举报人|投诉人|当事人|驾驶员|驾驶人|受害人|死者"
    r"|(?i:legal_?representative|contact_?person|reporter|(?:person|driver|victim)_?name|^xm$)"
)
_CONTACTS = re.compile(
    r"电话|手机|座机|身份证|证件号|护照|银行账|银行帐|卡号|住址|家庭地址|邮箱|微信"
    r"|(?i:phone|mobile|id_?card|passport|e_?mail|^sfzh$|^jszh$|^lxdh$)"
)


def mask_all(fields: Cell, roles: FieldRoles = NO_ROLES) -> Cell:
    """Return what JSON can hold with every text in it masked, names of fields included."""
    return _masked("", fields, roles)


def _masked(name: str, value: Cell, roles: FieldRoles) -> Cell:
    if isinstance(value, dict):
        return {_mask_name(str(key)): _masked(str(key), each, roles) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(name, each, roles) for each in value]
    if value is None or isinstance(value, bool):
        return value
    if name not in roles.known and (mark := _mark_of(name)) is not None:
        return value if value == "" else mark
    if isinstance(value, str):
        return value if _is_too_short(value) else _masked_text(name, value, roles)
    return _masked_number(name, value, roles)


def _masked_text(name: str, text: str, roles: FieldRoles) -> str:
    if name in roles.figures:
        return personal_number.mask(text)
    if name in roles.codes:
        return mask_code(text)
    return mask_number_of_document(text) if name in roles.numbers else mask(text)


def _masked_number(name: str, value: float, roles: FieldRoles) -> int | float | str:
    """Return a number of a sheet or of JSON as it is, or the mark of what it is."""
    if name in roles.figures or not (abs(value) >= _SMALLEST and float(value).is_integer()):
        return personal_number.mask_number(value)
    text = str(int(value))
    masked = _masked_text(name, text, roles)
    return value if masked == text else masked


@lru_cache(maxsize=4096)
def _mark_of(name: str) -> str | None:
    """Return the mark for the value of a field that a person stands in by its name, or None."""
    if _CONTACTS.search(name):
        return MARKS["contact"]
    return MARKS["name"] if _NAMES.search(name) else None


def _is_too_short(text: str) -> bool:
    """Say whether a text can hold no personal data in any guise, as many cells can't.

    Escapes may be digits, and so may numbers in scientific notation.
    """
    if "\\" in text:
        return False
    return len(text) < (LEAST_DIGITS if text.isascii() else _LEAST_CHARACTERS)


@lru_cache(maxsize=4096)
def _mask_name(name: str) -> str:
    return mask(name)
