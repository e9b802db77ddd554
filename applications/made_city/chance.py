"""Chance that is the same every time: a seed gives the same draws on every machine.

Only `random()` is drawn from: of all that Python's generator offers, that alone is promised to stay
the same in later versions.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import exp
from random import Random  # noqa: TID251 - seeded, and no domain code: a made-up city
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws of one enterprise, which depend on nothing but the seed and its number."""

    def __init__(self, seed: int, number: int) -> None:
        self._next = Random(f"{seed}/{number}").random

    def share(self, share: float) -> bool:
        """Say yes in such a share of all cases."""
        return self._next() < share

    def within(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return least + int(self._next() * (most - least + 1))

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self._next() * len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the choices, each as often as its weight says."""
        draw = self._next() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            draw -= weight
            if draw < 0:
                return choice
        return choices[-1][0]

    def times(self, mean: float) -> int:
        """Return how often something happens that happens so often on average (Poisson)."""
        if mean <= 0:
            return 0
        floor, count, product = exp(-mean), 0, self._next()
        while product > floor:
            count += 1
            product *= self._next()
        return count

    def day(self, first: date, last: date) -> date:
        """Return a day, both ends included."""
        return first + timedelta(days=self.within(0, max((last - first).days, 0)))
