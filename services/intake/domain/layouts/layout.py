"""Layouts as data: how the fields of one kind of file are to be read (rulebook/layouts)."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from string import Formatter
from typing import Literal

import msgspec

from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.department import Department
from services.intake.domain.doubles.rules import DoubleRules
from services.intake.domain.quality.rules import QualityRules
from services.intake.domain.statements.statement import Forms

from .cell import Cell
from .column_fields import days_of, fields_of, roles_in
from .column_words import ColumnWords, Scalar
from .field_roles import (
    DECISION_ROLES,
    NO_ROLES,
    RECORD_ROLES,
    FieldRoles,
)
from .plain_values import plain_value

_MOST_REMEMBERED = 4096  # texts of a column
IDENTIFIER = "identifier"  # in a composed document number: the code by which the row names its own


class When(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Read only where the word in `field` is one of `one_of`."""

    field: str
    one_of: tuple[str, ...]


class PartSource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where parts of a list come from: the row itself, or `each` element of a nested list."""

    columns: dict[str, "Column"]
    each: str | None = None


class Column(ColumnWords, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """How one field of a record is read from the department's `field`.

    `text`, `day`, `instant`, `integer`, `decimal` (times `unit`); `choice` looks the word up in
    `table`; `statement` reads what the text says about a subject (statement.py), `stated_day` the
    day that stands beside a statement which says yes; `list` splits a text (ColumnWords says at
    what, and which words of a `day` say that there is none); `part` and `parts` are nested values.
    `default` is assumed where nothing stands, or nothing is stated.
    """

    read: Literal[
        "text",
        "day",
        "instant",
        "integer",
        "decimal",
        "choice",
        "statement",
        "stated_day",
        "list",
        "part",
        "parts",
    ]
    field: str | None = None
    unit: int = 1
    statement: str | None = None
    default: Scalar | None = None
    when: When | None = None
    columns: dict[str, "Column"] = msgspec.field(default_factory=dict)
    sources: tuple[PartSource, ...] = ()

    @cached_property
    def plain_value(self) -> Callable[[str], Cell]:
        """What reads a text that stands here by itself; a file says the same in many rows."""
        return lru_cache(maxsize=_MOST_REMEMBERED)(partial(plain_value, self))

    def __post_init__(self) -> None:
        """Refuse a column that lacks what its way of reading needs."""
        super().__post_init__()
        requirements = {
            "choice": bool(self.table),
            "statement": self.statement is not None,
            "stated_day": self.statement is not None,
            "part": bool(self.columns),
            "parts": bool(self.sources),
        }
        if not requirements.get(self.read, True):
            raise ValueError(f"`read: {self.read}` needs a table, statement, columns or sources")
        if self.field is None and self.read not in {"part", "parts"}:
            raise ValueError(f"`read: {self.read}` needs a field")


class ExcludedRows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that are none of this system's business: `field` is one of `one_of`."""

    field: str
    one_of: tuple[str, ...]
    reason: str


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One kind of file: its kind of record, and the field of each value.

    `identifiers` are the fields that may name the enterprise by a code, the best one first.
    `document_number` is a field, or, with braces, composed of the record's own fields, which are
    needed then, and `{identifier}`. `occurred_on` names the record's field that says when it
    happened. `personal` fields are dropped before anything else is done with a row. `unused` fields
    are known and not needed. (`dict`: what follows from a layout is found out once.)
    """

    layout: str
    chinese: str
    english: str
    kind: str
    identifiers: tuple[str, ...]
    name: str | None
    document_number: str
    occurred_on: str | None
    columns: dict[str, Column]
    personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    refused: tuple[ExcludedRows, ...] = ()
    withdrawn: Column | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all fields by the canonical phrases of these, and by themselves."""
        return names_by_phrase(self.known)

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of all fields that a row may have, the personal ones too."""
        return self.fields | frozenset(self.personal)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of all fields that a row may have, personal ones apart."""
        names = {*self.identifiers, *self.unused, *(each.field for each in self.refused)}
        names.update(fields_of(self.columns))
        if self.name:
            names.add(self.name)
        if not self.composed:
            names.add(self.document_number)
        if self.withdrawn and self.withdrawn.field:
            names.add(self.withdrawn.field)
        return frozenset(names)

    @cached_property
    def days(self) -> frozenset[str]:
        """The names of the fields that hold a day or an instant."""
        return frozenset(days_of(self.columns))

    @cached_property
    def roles(self) -> FieldRoles:
        """What the fields hold, as far as personal data may be looked for in them."""
        return roles_in(self)

    @property
    def composed(self) -> bool:
        """Whether the file has no document number of its own."""
        return "{" in self.document_number

    @cached_property
    def number_parts(self) -> tuple[str, ...]:
        """The record's fields of which the document number is composed."""
        names = (name for _, name, _, _ in Formatter().parse(self.document_number) if name)
        return tuple(name for name in names if name != IDENTIFIER)


def names_by_phrase(names: Iterable[str]) -> dict[str, str]:
    """Return names by their canonical phrases, and by themselves."""
    known = {name: name for name in names}
    return {canonical_phrase(name): name for name in known} | known


class Plausibility(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must hold for a kind of record, whoever sent it.

    `past` fields state facts, so their day can't lie after the report; `order` lists pairs of which
    the first can't be later than the second; who states what `needs` others states these too;
    `at_least` and `at_most` bound numbers.
    """

    past: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    needs: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    at_least: dict[str, int] = msgspec.field(default_factory=dict)
    at_most: dict[str, int] = msgspec.field(default_factory=dict)


class RefusalText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a refusal for its sender; {field}, {value} and {allowed} are filled in."""

    outcome: Literal["rejected", "quarantined"]
    chinese: str
    english: str


class ReceiptText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a receipt in both languages."""

    chinese: str
    english: str


class Rulebook(msgspec.Struct, frozen=True, kw_only=True):
    """All of intake's data files, and the departments that say which of them they use."""

    departments: dict[str, Department]
    layouts: dict[str, Layout]
    plausibility: dict[str, Plausibility]
    reasons: dict[str, RefusalText]
    receipts: dict[str, ReceiptText]
    quality: QualityRules
    statements: dict[str, Forms]
    doubles: DoubleRules

    def layouts_of(self, department: str) -> tuple[Layout, ...]:
        """Return the layouts that a department may use."""
        return tuple(self.layouts[name] for name in self.departments[department].layouts)

    def roles_of(self, layout: str) -> FieldRoles:
        """Return what the fields of a layout hold, of one that there is not: of none."""
        known = self.layouts.get(layout)
        if known is not None:
            return known.roles
        return _OWN_ROLES.get(layout, NO_ROLES)


RECORD_LAYOUT = "record"
DECISION_LAYOUT = "decision"
UNREADABLE = "_unreadable"  # the reader's own field for what it could not split into fields
_OWN_ROLES = {RECORD_LAYOUT: RECORD_ROLES, DECISION_LAYOUT: DECISION_ROLES}
Fields = Mapping[str, Cell]
