"""What must hold for a record whoever sent it: no facts of the future, days in order, bounds."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import product

from schemas.records import Content
from schemas.vocabulary.city_day import city_day
from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.layout import Plausibility

from .refusal import Refusal


def check(content: Content, rules: Plausibility, reported_on: date) -> None:
    """Raise Refusal (naming the record's own field) where a rule does not hold."""
    for path in rules.past:
        for value in values_at(content, path):
            if _day(value) > reported_on:
                raise Refusal("date_in_future", path, _day(value), reported_on.isoformat())
    for earlier, later in rules.order:
        for first, second in product(values_at(content, earlier), values_at(content, later)):
            if isinstance(first, int) and first > second:
                raise Refusal("number_out_of_bounds", later, second, f">= {first}")
            if not isinstance(first, int) and _day(first) > _day(second):
                raise Refusal("dates_out_of_order", later, _day(second), str(_day(first)))
    _check_needs(content, rules)
    _check_bounds(content, rules)


def _check_needs(content: Content, rules: Plausibility) -> None:
    for field, others in rules.needs.items():
        for other in others if any(values_at(content, field)) else ():
            if not any(values_at(content, other)):
                raise Refusal("field_missing", other)


def _check_bounds(content: Content, rules: Plausibility) -> None:
    for path, least in rules.at_least.items():
        for value in values_at(content, path):
            if value < least:
                raise Refusal("number_out_of_bounds", path, value, f">= {least}")
    for path, most in rules.at_most.items():
        for value in values_at(content, path):
            if value > most:
                raise Refusal("number_out_of_bounds", path, value, f"<= {most}")


def values_at(content: Content, path: str) -> Iterable[Cell]:
    """Return what stands at a path (`tolls.reported_on`); lists are entered, None is left out."""
    if "." in path:
        return _values_within(content, path)
    value = getattr(content, path)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _values_within(value: Cell, path: str) -> Iterator[Cell]:
    if value is None:
        return
    if isinstance(value, tuple):
        for element in value:
            yield from _values_within(element, path)
    elif not path:
        yield value
    else:
        name, _, rest = path.partition(".")
        yield from _values_within(getattr(value, name), rest)


def _day(value: Cell) -> date:
    """Return the city's day of a date or an instant."""
    if isinstance(value, datetime):
        return city_day(value)
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is no day")
