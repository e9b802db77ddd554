"""One part of a sheet: its lines by id, the weightiest first, and what changed of them."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from schemas.sheet import id_value, line_id, line_json
from schemas.vocabulary.explanation import StandingLine
from services.scoring.domain.standing.line_weights import Weight

L = TypeVar("L", bound=StandingLine)


class SheetPart(Generic[L]):
    """The lines of one part, and which were put on it or taken off since they were published."""

    __slots__ = ("_order", "_weight_of", "began", "digest", "ended", "lines")

    def __init__(self, weight_of: Callable[[L], Weight]) -> None:
        self._weight_of = weight_of
        self._order: list[tuple[Weight, str]] = []
        self.lines: dict[str, tuple[L, int]] = {}  # each with the bytes of its JSON
        self.digest = 0
        self.began: dict[str, L] = {}
        self.ended: dict[str, L] = {}

    def put(self, line: L) -> str:
        """Put a line on it; return its id."""
        content = line_json(line)
        first = identity = line_id(content)
        copies = 1
        while identity in self.lines:
            copies += 1
            identity = f"{first}.{copies}"
        self.lines[identity] = (line, len(content))
        insort(self._order, (self._weight_of(line), identity))
        self.digest += id_value(identity)
        if self.ended.pop(identity, None) is None:
            self.began[identity] = line
        return identity

    def take_off(self, identity: str) -> L:
        """Take a line off; return it. Raises KeyError where it is not on it."""
        line, _ = self.lines.pop(identity)
        del self._order[bisect_left(self._order, (self._weight_of(line), identity))]
        self.digest -= id_value(identity)
        if self.began.pop(identity, None) is None:
            self.ended[identity] = line
        return line

    def weightiest(self, most: int, most_bytes: int) -> list[L]:
        """Return the weightiest lines: at most so many, and no more bytes of JSON than that."""
        chosen: list[L] = []
        for _, identity in self._order[:most]:
            line, size = self.lines[identity]
            most_bytes -= size
            if most_bytes < 0:
                break
            chosen.append(line)
        return chosen

    def in_order(self) -> Iterator[L]:
        """Yield all lines, the weightiest first."""
        return (self.lines[identity][0] for _, identity in self._order)

    def mark_published(self) -> None:
        """Begin to count the changes anew."""
        if self.began:
            self.began = {}
        if self.ended:
            self.ended = {}

    def count_from(self, before: "SheetPart[L]") -> None:
        """Count the changes from what was published of an earlier part."""
        published = {
            **{identity: line for identity, (line, _) in before.lines.items()},
            **before.ended,
        }
        for identity in before.began:
            del published[identity]
        self.began = {
            identity: line
            for identity, (line, _) in self.lines.items()
            if identity not in published
        }
        self.ended = {
            identity: line for identity, line in published.items() if identity not in self.lines
        }
