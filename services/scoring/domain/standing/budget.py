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
    by_budget: dict[tuple[str, str], list[Draw]] = {}
    for draw in draws:
        by_budget.setdefault((draw.budget, draw.of), []).append(draw)
    lines = (budget_line(pack, key, by_budget[key], validity) for key in sorted(by_budget))
    return tuple(line for line in lines if line is not None)


def budget_line(
    pack: Pack, key: tuple[str, str], draws: Sequence[Draw], validity: Validity
) -> BudgetLine | None:
    """Return what is left of one budget (its name, and of what), None where nothing was drawn."""
    year = validity.on.year
    drawn: list[Draw] = []
    for draw in draws:
        if draw.day > validity.on:
            validity.note(draw.day)
        elif draw.day.year == year:
            drawn.append(draw)
    if not drawn:
        return None
    validity.note(year_start(year + 1))
    budget = pack.budgets[key[0]]
    points = sum((draw.points.value for draw in drawn), Decimal())
    drawn.sort(key=lambda draw: (draw.day, draw.named))
    return BudgetLine(
        budget=key[0],
        of=key[1],
        chinese=budget.chinese,
        english=budget.english,
        year=year,
        points=budget.points.value,
        left=max(Decimal(), budget.points.value - points),
        document_numbers=tuple(draw.named[1] for draw in drawn),
        record_count=len(drawn),
        article=budget.points.article,
        mark=budget.points.mark,
    )
