"""Point budgets: what is left of the points that each project has in a calendar year."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.vocabulary.explanation import BudgetLine
from schemas.vocabulary.periods import year_start
from services.scoring.domain.packs.pack import Pack

from .effects import Draw
from .validity import Validity


def budget_lines(pack: Pack, draws: Sequence[Draw], validity: Validity) -> tuple[BudgetLine, ...]:
    """Return the budgets of the day's calendar year from which points were drawn so far."""
    year = validity.on.year
    by_budget: dict[tuple[str, str], list[Draw]] = {}
    for draw in draws:
        if draw.day > validity.on:
            validity.note(draw.day)
        elif draw.day.year == year:
            by_budget.setdefault((draw.budget, draw.of), []).append(draw)
    if by_budget:
        validity.note(year_start(year + 1))
    return tuple(_line(pack, key, by_budget[key], year) for key in sorted(by_budget))


def _line(pack: Pack, key: tuple[str, str], draws: list[Draw], year: int) -> BudgetLine:
    budget = pack.budgets[key[0]]
    drawn = sum((draw.points.value for draw in draws), Decimal())
    draws.sort(key=lambda draw: (draw.day, draw.named))
    return BudgetLine(
        budget=key[0],
        of=key[1],
        chinese=budget.chinese,
        english=budget.english,
        year=year,
        points=budget.points.value,
        left=max(Decimal(), budget.points.value - drawn),
        document_numbers=tuple(draw.named[1] for draw in draws),
        article=budget.points.article,
        mark=budget.points.mark,
    )
