"""What is public in a city that was played, as exports read it."""

from collections.abc import Iterable, Iterator
from typing import Any

from schemas.messages import EnterpriseDisclosed, Fact, RecordDisclosed


class PublishedFacts:
    """The last entry of each enterprise and the last word on each record, of what was published."""

    def __init__(self, entries: Iterable[Fact[Any]], records: Iterable[Fact[Any]]) -> None:
        self._entries = {fact.subject: fact.body for fact in entries}
        self._records = {fact.body.record_id: fact.body for fact in records}

    def entries(self) -> Iterator[tuple[str, EnterpriseDisclosed]]:
        """Yield the entries in the order of codes."""
        yield from sorted(self._entries.items())

    def records(self) -> Iterator[RecordDisclosed]:
        """Yield the records in the order of their ids."""
        yield from (self._records[each] for each in sorted(self._records))
