"""Point budgets: what is left of the points that each project has in a calendar year."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.vocabulary.explanation import BudgetLine
from schemas.vocabulary.periods import year_start

from .agenda import Agenda
from .effects import Draw
from .pack import Pack


def budget_lines(pack: Pack, draws: Sequence[Draw], agenda: Agenda) -> tuple[BudgetLine, ...]:
    """Return the budgets of the year of the agenda's day that were drawn on until then."""
    year = agenda.on.year
    found: dict[tuple[str, str], list[Draw]] = {}
    for draw in draws:
        if draw.day > agenda.on:
            agenda.note(draw.day)
        elif draw.day.year == year:
            found.setdefault((draw.budget, draw.of), []).append(draw)
    if found:
        agenda.note(year_start(year + 1))
    return tuple(_line(pack, place, found[place], year) for place in sorted(found))


def _line(pack: Pack, place: tuple[str, str], draws: list[Draw], year: int) -> BudgetLine:
    budget = pack.budgets[place[0]]
    drawn = sum((draw.points.value for draw in draws), Decimal())
    draws.sort(key=lambda draw: (draw.day, draw.named))
    return BudgetLine(
        budget=place[0],
        of=place[1],
        chinese=budget.chinese,
        english=budget.english,
        year=year,
        points=budget.points.value,
        left=max(Decimal(), budget.points.value - drawn),
        document_numbers=tuple(draw.named[1] for draw in draws),
        article=budget.points.article,
        mark=budget.points.mark,
    )
