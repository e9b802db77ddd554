"""What is fuzzed: where inputs come from, and what must hold of each."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Target:
    """A part of the system that takes what strangers send.

    `make` returns a further input, by the dice alone; `hold` raises where what must hold does not,
    and returns what became of the input, for the count.
    """

    name: str
    make: Callable[[Random], bytes]
    hold: Callable[[bytes], str]
