"""The histories of orders as a reader has them who applies `measure-changed` in order."""

from collections.abc import Iterable

from schemas.messages import MeasureChanged
from schemas.vocabulary.measure_status import Reached


def applied(changes: Iterable[MeasureChanged]) -> dict[str, tuple[Reached, ...]]:
    """Return the history of each order, by its number. Raises LookupError where steps are missing.

    That is so where a change brought more steps than a message has.
    """
    histories: dict[str, tuple[Reached, ...]] = {}
    for change in changes:
        known = histories.get(change.order, ())
        if len(known) < change.steps_before:
            raise LookupError(
                f"{change.order}: {change.steps_before - len(known)} steps are missing"
            )
        histories[change.order] = (*known[: change.steps_before], *change.history)
    return histories
