"""The forecast: when a standing changes by itself, if nothing new is reported, and to what."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

import msgspec

from schemas.vocabulary.effect import Effect
from schemas.vocabulary.explanation import (
    OverrideLine,
    PointsLine,
    StatusKind,
    StatusLine,
    documents_of,
)
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import Standing, assess

Line = PointsLine | OverrideLine | StatusLine


class LineChange(msgspec.Struct, frozen=True, kw_only=True):
    """A line that begins or ends on the day of a step.

    It has signed `points`, or the `effect` of an override, or a `status` as on the line of one.
    """

    rule: str
    chinese: str
    english: str
    points: Decimal | None = None
    effect: Effect | None = None
    status: StatusKind | None = None
    documents: tuple[str, ...]


class ForecastStep(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which the standing becomes another one, and why."""

    day: date
    score: Decimal
    grade: str
    edition: str
    ended: tuple[LineChange, ...]
    begun: tuple[LineChange, ...]


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The steps from a day on; `grade_changes_on` is the first that gives another grade, if any.

    Where there are more steps than were asked for, it is not `complete`.
    """

    day: date
    score: Decimal
    grade: str
    steps: tuple[ForecastStep, ...]
    complete: bool
    grade_changes_on: date | None
    next_grade: str | None


def forecast(
    ledger: Ledger,
    rulebooks: Rulebooks,
    on: date,
    as_known: datetime | date | None = None,
    *,
    most: int,
) -> Forecast:
    """Return what becomes of the standing of a day by itself, at `most` so many steps ahead."""
    now = assess(ledger, rulebooks, on, as_known)
    coming = _steps(ledger, rulebooks, now, as_known)
    steps = tuple(islice(coming, most))
    falls = next((step for step in steps if step.grade != now.grade), None)
    return Forecast(
        day=on,
        score=now.score,
        grade=now.grade,
        steps=steps,
        complete=next(coming, None) is None,
        grade_changes_on=None if falls is None else falls.day,
        next_grade=None if falls is None else falls.grade,
    )


def _steps(
    ledger: Ledger, rulebooks: Rulebooks, now: Standing, as_known: datetime | date | None
) -> Iterator[ForecastStep]:
    """Yield the steps; a day on which no line begins or ends is none."""
    while now.changes_next_on is not None:
        after = assess(ledger, rulebooks, now.changes_next_on, as_known)
        before, later = _lines(now), _lines(after)
        ended = tuple(reason for key, reason in before.items() if key not in later)
        begun = tuple(reason for key, reason in later.items() if key not in before)
        if ended or begun or (after.score, after.grade) != (now.score, now.grade):
            yield ForecastStep(
                day=after.day,
                score=after.score,
                grade=after.grade,
                edition=after.edition,
                ended=ended,
                begun=begun,
            )
        now = after


def _lines(standing: Standing) -> dict[LineChange, LineChange]:
    changes: dict[LineChange, LineChange] = {}
    lines: tuple[Line, ...] = (*standing.lines, *standing.overrides, *standing.statuses)
    for line in lines:
        reason = LineChange(
            rule=line.rule,
            chinese=line.chinese,
            english=line.english,
            points=line.points if isinstance(line, PointsLine) else None,
            effect=line.effect if isinstance(line, OverrideLine) else None,
            status=line.kind if isinstance(line, StatusLine) else None,
            documents=documents_of(line),
        )
        changes[reason] = reason
    return changes
