"""Succession: one code replaces another, as registrations state it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from schemas.records import Content, Registration
from schemas.vocabulary import enterprise_code
from services.chassis.state.rows import RowMap, Rows
from services.intake.domain.layouts.layout import Column
from services.intake.domain.records.refusal import Refusal

from .identification import RowIdentifier, is_placeholder
from .identifier import code_identifier

_FIELDS = ("former_codes", "absorbed_codes")


class Succession(msgspec.Struct, frozen=True, array_like=True):
    """The registration of `successor` says that it succeeded this code, or (`ended`) no longer.

    `revision` counts that registration's statements. A succession that would close a ring is ended.
    """

    successor: str
    revision: int
    known_at: datetime
    ended: bool = False


SUCCESSION = "s"  # the first sign of a row


class Successions(RowMap[Succession]):
    """What registrations say of a code, each a row, by the code that each says succeeded it."""

    __slots__ = ()

    def __init__(self, rows: Rows[Any] | None = None) -> None:
        super().__init__(SUCCESSION, rows)

    def with_row(self, name: str, row: Succession | None) -> "Successions":
        """Return the successions with another one of a successor (None: with none)."""
        return Successions(self.rows.with_row(SUCCESSION + name, row))

    def knows(self, new: Succession) -> bool:
        """Say whether one of the same code is there that was stated later, or the same one."""
        before = self.get(new.successor)
        return before is not None and before.revision >= new.revision

    def holding_with(self, new: Succession, before: Succession | None) -> Succession | None:
        """Return the one that holds: of those that did not end, the one known last.

        `new` is the one that came last, `before` the one that held without it.
        """
        holding = [each for each in (new, before) if each is not None and not each.ended]
        if before is not None and before.successor == new.successor:
            holding = [each for each in self.values() if not each.ended]
        return max(holding, key=lambda each: (each.known_at, each.successor), default=None)


def predecessors(content: Content | None) -> tuple[str, ...]:
    """Return the codes that a registration says to have succeeded, each once."""
    if not isinstance(content, Registration):
        return ()
    return tuple(dict.fromkeys((*content.former_codes, *content.absorbed_codes)))


def with_tidy_codes(
    content: Content, row_identifier: RowIdentifier, columns: Mapping[str, Column]
) -> Content:
    """Return a registration with its predecessors' codes as GB 32100 writes them.

    Raises Refusal where one can't be a code, or is the enterprise's own. Their check characters
    need not fit: some were issued so.
    """
    if not isinstance(content, Registration):
        return content
    if content.succeeded_by is not None:
        raise Refusal("content_invalid", "succeeded_by", content.succeeded_by, "no succeeded_by")
    if not content.former_codes and not content.absorbed_codes:
        return content
    tidied: dict[str, tuple[str, ...]] = {}
    for name in _FIELDS:
        column = columns.get(name)
        field = column.field if column and column.field else name
        codes = [(each, enterprise_code.tidy(each)) for each in getattr(content, name)]
        for stated, code in codes:
            if not enterprise_code.is_written(code):
                raise Refusal("succession_invalid", field, stated, "18位 18 of 0-9 A-Z")
            if is_placeholder(code_identifier(code)):
                raise Refusal("succession_invalid", field, stated, "占位代码 a placeholder")
            if code_identifier(code) == row_identifier.identifier:
                raise Refusal("succession_invalid", field, stated, "≠ 本企业代码 its own code")
        tidied[name] = tuple(dict.fromkeys(code for _, code in codes))
    return msgspec.structs.replace(content, **tidied)
