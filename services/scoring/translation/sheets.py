"""From a sheet that changed to the messages that say so."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from schemas.decision_log import hashed_page
from schemas.messages import EndedLine, SheetChanged
from schemas.messages.sheet_changed import PutBudget, PutOverride, PutPoints, PutStatus
from schemas.vocabulary.explanation import SheetPartName
from services.scoring.domain.live.sheet import Sheet
from services.scoring.domain.standing.line_order import position_of

from .sheet_pages import ChangedLine, changed_lines, pages_of

E = TypeVar("E", PutPoints, PutOverride, PutStatus, PutBudget)


def sheet_changes(
    sheet: Sheet, day: date, previous: str | None, *, restated: bool
) -> list[SheetChanged]:
    """Return what changed on a sheet since it was published, in pages; none where nothing did.

    `previous` is the hash of the page that was published last.
    """
    if not sheet.changed and not restated:
        return []
    pages = pages_of(changed_lines(sheet))
    changes: list[SheetChanged] = []
    for number, lines in enumerate(pages, 1):
        change = SheetChanged(
            day=day,
            page=number,
            pages=len(pages),
            digest=sheet.digest,
            previous=changes[-1].hash if changes else previous,
            hash="",
            restated=restated and number == 1,
            ended=tuple(_ended(each) for each in lines if each.ended),
            base=_put(PutPoints, "base", lines),
            points=_put(PutPoints, "points", lines),
            overrides=_put(PutOverride, "overrides", lines),
            statuses=_put(PutStatus, "statuses", lines),
            budgets=_put(PutBudget, "budgets", lines),
        )
        changes.append(hashed_page(change))
    return changes


def _put(entry_type: type[E], part: SheetPartName, lines: Iterable[ChangedLine]) -> tuple[E, ...]:
    return tuple(
        entry_type(id=each.id, line=each.line)  # type: ignore[arg-type]  # the part's own type
        for each in lines
        if each.part == part and not each.ended
    )


def _ended(each: ChangedLine) -> EndedLine:
    position = position_of(each.part, each.line)
    return EndedLine(
        id=each.id,
        part=position.part_name,
        first_day=position.first_day,
        rule=position.rule,
        record=position.record,
    )
