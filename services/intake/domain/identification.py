"""By what a report names its enterprise, and what is known about such a name.

A valid unified code identifies. An organization code or an old registration number does as soon
as the registry tells whose it is. A name, or a code whose check character does not fit, needs a
person.
"""

import re
from collections.abc import Iterable

import msgspec

from schemas.vocabulary import enterprise_code
from schemas.vocabulary.canonical_text import canonical

from .layout import Fields
from .personal import MASK, mask
from .reading import is_blank, is_rounded, tidy
from .refusal import Refusal

_ORGANIZATION_CODE = re.compile(r"[0-9A-Z]{9}")
_REGISTRATION_NUMBER = re.compile(r"[0-9]{15}")
_UNIFIED = re.compile(r"[0-9A-Z]{18}")
_LONGEST_NAME = 200
_CHECK_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Named(msgspec.Struct, frozen=True):
    """An identifier (`code:`, `org:`, `reg:`, `name:` and the tidy value) and its field.

    `code` is the unified code where the identifier is a valid one.
    """

    identifier: str
    field: str
    code: str | None = None


def identify(fields: Fields, code_fields: Iterable[str], name_field: str | None) -> Named:
    """Return the best identifier that a row has. Raises Refusal where it has none."""
    found: list[Named] = []
    malformed: Refusal | None = None
    for field in code_fields:
        value = fields.get(field)
        if is_blank(value):
            continue
        try:
            found.append(_classify(field, value))
        except Refusal as refusal:
            malformed = malformed or refusal
    if malformed and not found:
        raise malformed
    if name_field and not is_blank(fields.get(name_field)):
        found.append(Named(name_identifier(str(fields[name_field])), name_field))
    if not found:
        raise Refusal("enterprise_missing", "、".join(code_fields) or name_field)
    return min(found, key=_rank)


def _classify(field: str, value: object) -> Named:
    if is_rounded(value):
        raise Refusal("number_rounded", field, value)
    text = enterprise_code.tidy(tidy(value)).replace("-", "")
    if MASK in str(value) or MASK in mask(text):  # blanks may have hidden it
        raise Refusal("personal_number", field, mask(text))
    if text.isascii() and _UNIFIED.fullmatch(text):
        valid = enterprise_code.is_valid(text)
        return Named(f"code:{text}", field, text if valid else None)
    if text.isascii() and _ORGANIZATION_CODE.fullmatch(text):
        return Named(f"org:{text}", field)
    if text.isascii() and _REGISTRATION_NUMBER.fullmatch(text):
        return Named(f"reg:{text}", field)
    raise Refusal("code_malformed", field, value)


def _rank(named: Named) -> int:
    if named.code:
        return 0
    return ("org:", "reg:", "code:", "name:").index(named.identifier.partition(":")[0] + ":") + 1


def name_identifier(name: str) -> str:
    """Return the identifier of a name: in its canonical form, without brackets.

    Traditional characters stay: two enterprises may differ in one, and a person decides.
    """
    bare = canonical(name).replace("(", "").replace(")", "")
    return f"name:{mask(bare)[:_LONGEST_NAME]}"


def with_fitting_check(code: str) -> str | None:
    """Return the code that the first 17 characters would have, if they can have one."""
    for symbol in _CHECK_SYMBOLS:
        if enterprise_code.is_valid(code[:-1] + symbol):
            return code[:-1] + symbol
    return None
