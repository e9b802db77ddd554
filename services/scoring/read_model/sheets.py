"""The view of a sheet: a line is a field, so that a page of a long sheet is a page of fields."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.messages import SheetChanged, StandingAssessed
from schemas.vocabulary.explanation import (
    BudgetLine,
    OverrideLine,
    PointsLine,
    SheetPartName,
    StatusLine,
)
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.chassis.views.stored_names import view_key
from services.scoring.domain.live.sheet import lines_of, sheet_of
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.standing.assessment import assess
from services.scoring.domain.standing.explanation import ExplanationSheet, explain
from services.scoring.domain.standing.line_order import PART_NAMES, LinePosition, position_of
from services.scoring.domain.standing.sheet_page import NoSuchPageError, SheetPage, page_of
from services.scoring.translation import rating_of, standing_assessed

SHEET = "scoring:sheet:"
LINES_OF_PAGE = 100
_TYPES: Mapping[SheetPartName, Any] = {
    "base": PointsLine,
    "points": PointsLine,
    "overrides": OverrideLine,
    "statuses": StatusLine,
    "budgets": BudgetLine,
}
_DECODERS = [msgspec.json.Decoder(_TYPES[name]) for name in PART_NAMES]


def page_range(number: int, line_count: int) -> tuple[slice, int]:
    """Return which lines a page has, and how many pages there are. Raises NoSuchPageError."""
    pages = max(1, -(-line_count // LINES_OF_PAGE))
    if not 1 <= number <= pages:
        raise NoSuchPageError(f"page {number}: the sheet has {line_count} lines on {pages} pages")
    return slice((number - 1) * LINES_OF_PAGE, number * LINES_OF_PAGE), pages


def sheet_writes(code: str, change: SheetChanged) -> Iterator[ViewWrite]:
    """Yield the writes that make the sheet of an enterprise what it is after a page of changes."""
    key = view_key(SHEET, code)
    if change.restated:
        yield ViewWrite(key=key)
    for ended in change.ended:
        part = PART_NAMES.index(ended.part)
        position = LinePosition(part, ended.first_day, ended.rule, ended.record)
        field = _field(position, ended.id)
        yield ViewWrite(key=key, field=field, paged=True)
    for name in PART_NAMES:
        for put in getattr(change, name):
            field = _field(position_of(name, put.line), put.id)
            yield ViewWrite(key=key, field=field, value=to_json(put.line), paged=True)


def latest_page(views: Views, code: str, standing: StandingAssessed, number: int) -> SheetPage:
    """Return a page of the sheet as it stands. Raises NoSuchPageError.

    A line that ends while it is read is left out.
    """
    key = view_key(SHEET, code)
    names = views.names(key)
    within, pages = page_range(number, len(names))
    fields = names[within]
    lines = [
        _DECODERS[int(field[0])].decode(value)
        for field, value in zip(fields, views.several(key, fields), strict=True)
        if value is not None
    ]
    return page_of(lines, number, pages, len(names), standing.sums)


def assessed_page(
    ledger: Ledger,
    rulebooks: Rulebooks,
    on: date,
    as_known: datetime | date | None,
    number: int,
) -> tuple[StandingAssessed, SheetPage]:
    """Return the standing of any day, and a page of its sheet. Raises NoSuchPageError."""
    standing = assess(ledger, rulebooks, on, as_known)
    message = standing_assessed(standing, sheet_of(standing))
    lines = list(lines_of(standing))
    within, pages = page_range(number, len(lines))
    return message, page_of(lines[within], number, pages, len(lines), message.sums)


def explanation(
    value: StandingAssessed,
    code: str,
    rulebooks: Rulebooks,
    page: SheetPage | None = None,
    gone: NoLongerKept | None = None,
) -> ExplanationSheet:
    """Return a page of the explanation of a standing; `rulebooks` name its sector.

    None: what the message of the standing has of it. `gone` is what is kept no longer.
    """
    rating, shown = rating_of(value), page or _page_of_message(value)
    titles = rulebooks.rule_titles(value.edition)
    return explain(rating, shown, code, rulebooks.name(value.sector), titles, gone)


def _page_of_message(standing: StandingAssessed) -> SheetPage:
    """Return what the message of a standing has of its sheet: the lines that weigh most."""
    counts = standing.counts
    return SheetPage(
        number=1,
        pages=1,
        line_count=1 + counts.points + counts.overrides + counts.statuses + counts.budgets,
        sums=standing.sums,
        points=(standing.base, *standing.lines),
        overrides=standing.overrides,
        statuses=standing.statuses,
        budgets=standing.budgets,
    )


def _field(position: LinePosition, identity: str) -> str:
    """Return the name of a line's field: by the names the lines are in the order of the sheet."""
    prefix = f"{position.part}{position.first_day}{position.rule}"
    return f"{prefix}\0{position.record}\0{identity}"
