"""The rows of a dossier: what it has one for each of, and their ids."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from schemas.records import (
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.terms.measure import Order

Stake = TaxRebate | CreditLine | ProjectApplication | WageArrears
Act = InterviewHeld | RectificationChecked | MeasureAct
E = TypeVar("E", bound=Stake | Act)

# The first signs of the ids of rows: filings by what they hold ...
FILINGS: Mapping[type[Any], str] = {
    TaxRebate: "t",
    CreditLine: "c",
    ProjectApplication: "p",
    WageArrears: "w",
    InterviewHeld: "i",
    RectificationChecked: "r",
    MeasureAct: "a",
}
# ... orders by number, and where to find them: those that may still change and the others by the
# record that they bear on, and by the day on which they change by themselves ...
ORDER, LIVE, PAST, AGENDA = "o", "l", "e", "d"
UNMATCHED = "u"  # ... and the acts on the work list, by measure and by the order that they name.


class Filing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stake or an act in its last revision (they are counted), and all who reported it.

    `order` is the number of the order that an act was found to be about.
    """

    record_id: str
    revision: int
    departments: tuple[str, ...]
    content: Stake | Act
    withdrawn: bool
    document_number: str = ""
    order: str | None = None


class UnmatchedAct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An act that fits no order, with the reason that was published.

    `measure` and `order` are those that it names (empty: no order), `revision` is the record's,
    `name` the enterprise's as of the last review.
    """

    record_id: str
    revision: int
    reason: ActRefusal
    measure: MeasureKind
    order: str = ""
    name: str | None = None


class OrderReference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Names an order by its number, and the record that it bears on."""

    number: str
    instance: str


def filing_row(filing: Filing) -> str:
    """Return the id of a filing's row."""
    return f"{FILINGS[type(filing.content)]}{filing.record_id}"


def order_row(number: str) -> str:
    """Return the id of an order's row."""
    return ORDER + canonical_phrase(number)


def unmatched_row(kind: MeasureKind, order: str, record_id: str) -> str:
    """Return the id of the row of an act on the work list."""
    return f"{UNMATCHED}{kind.value}\0{canonical_phrase(order)}\0{record_id}"


def reference_row(order: Order, *, past: bool) -> str:
    """Return the id of the row by which an order is found."""
    sign, terms = PAST if past else LIVE, order.terms
    return f"{sign}{terms.instance}\0{terms.kind.value}\0{order.opened_on}\0{order.count:03}"


def agenda_row(number: str, day: date) -> str:
    """Return the id of the row by which an order is found on the day on which it changes."""
    return f"{AGENDA}{day}\0{number}"


def record_of(row_id: str) -> str:
    """Return the record of an act by the id of its row on the work list."""
    return row_id.rpartition("\0")[2]
