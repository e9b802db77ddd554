"""The identifier by which a report names its enterprise.

A unified code without flaw identifies. An organization code or an old registration number does as
soon as the registry links it to a unified code. A name, or a code that has a flaw, needs a person's
decision. A placeholder (written where there is no code) belongs to no enterprise: the row is
identified by its name then.
"""

from collections.abc import Iterable

import msgspec

from schemas.vocabulary import enterprise_code, organization_code, registration_number
from schemas.vocabulary.canonical_text import canonical
from services.intake.domain.layouts.layout import Fields
from services.intake.domain.layouts.values import is_blank, is_rounded, tidy
from services.intake.domain.records.personal import is_masked, mask, mask_code
from services.intake.domain.records.refusal import Refusal

from .identifier import (
    CODE,
    NAME,
    ORGANIZATION,
    REGISTRATION,
    Identifier,
    code_identifier,
    identifier_in,
)

_LONGEST_NAME = 200
_KINDS = {
    CODE: enterprise_code,
    ORGANIZATION: organization_code,
    REGISTRATION: registration_number,
}
_PLACEHOLDER = "code_placeholder"
_RANKS = (ORGANIZATION, REGISTRATION, CODE, NAME)


class RowIdentifier(msgspec.Struct, frozen=True):
    """The identifier of a row (`code:`, `org:`, `reg:`, `name:` and the tidy value) and its field.

    `code` is the unified code where the identifier is one without flaw. `placeholder` is the text
    in place of a code, where the row has nothing better beside a name.
    """

    identifier: str
    field: str
    code: str | None = None
    placeholder: str | None = None


def identify(fields: Fields, code_fields: Iterable[str], name_field: str | None) -> RowIdentifier:
    """Return the best identifier that a row has. Raises Refusal where it has none."""
    candidates: list[RowIdentifier] = []
    malformed: Refusal | None = None
    for field in code_fields:
        value = fields.get(field)
        if is_blank(value):
            continue
        if isinstance(value, str) and enterprise_code.is_of_enterprise(value):
            return RowIdentifier(code_identifier(value), field, value)
        try:
            candidates.append(_classify(field, value))
        except Refusal as refusal:
            malformed = malformed or refusal
    if malformed and not candidates:
        raise malformed
    if name_field and not is_blank(fields.get(name_field)):
        candidates.append(RowIdentifier(name_identifier(str(fields[name_field])), name_field))
    if not candidates:
        raise Refusal("enterprise_missing", "、".join(code_fields) or name_field)
    usable = [each for each in candidates if each.placeholder is None]
    best = min(usable or candidates, key=_rank)
    with_placeholder = next((each for each in candidates if each.placeholder is not None), None)
    if with_placeholder is None or identifier_in(best.identifier).kind != NAME:
        return best
    return RowIdentifier(
        best.identifier, with_placeholder.field, placeholder=with_placeholder.placeholder
    )


def _classify(field: str, value: object) -> RowIdentifier:
    if is_rounded(value):
        raise Refusal("number_rounded", field, value)
    text = enterprise_code.tidy(tidy(value)).replace("-", "")
    compared = mask_code(text)  # blanks may have hidden it
    if is_masked(str(value)) or compared != text:
        raise Refusal("personal_number", field, compared)
    for kind, standard in _KINDS.items():
        if standard.is_written(text):
            identifier = str(Identifier(kind, text))
            flaw = flaw_of(identifier)
            code = text if kind == CODE and flaw is None else None
            return RowIdentifier(identifier, field, code, text if flaw == _PLACEHOLDER else None)
    raise Refusal("code_malformed", field, value)


def _rank(candidate: RowIdentifier) -> int:
    return 0 if candidate.code else 1 + _RANKS.index(identifier_in(candidate.identifier).kind)


def is_written(identifier: str) -> bool:
    """Say whether an identifier of a code or number has the form of one."""
    kind, value = identifier_in(identifier)
    return kind in _KINDS and _KINDS[kind].is_written(value)


def flaw_of(identifier: str) -> str | None:
    """Return the reason code why an identifier does not identify by itself; None: it may."""
    kind, value = identifier_in(identifier)
    return _KINDS[kind].flaw_of(value) if kind in _KINDS else None


def is_placeholder(identifier: str) -> bool:
    """Return whether an identifier is a placeholder, which belongs to no enterprise."""
    return flaw_of(identifier) == _PLACEHOLDER


def name_identifier(name: str) -> str:
    """Return the identifier of a name: in its canonical form, without brackets.

    Traditional characters stay: two enterprises may differ in one, and a person decides.
    """
    bare = canonical(name).replace("(", "").replace(")", "")
    return str(Identifier(NAME, mask(bare)[:_LONGEST_NAME]))
