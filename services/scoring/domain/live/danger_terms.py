"""The terms of the dangers that are open, in their order."""

from bisect import bisect_left, bisect_right, insort
from datetime import date

from schemas.on_record.entry import LedgerEntry
from schemas.records import HiddenDanger


class DangerTerms:
    """Of each danger that would be overdue after its term: the last day of that, and the record.

    A danger may have no effect all the same, because its record is in dispute.
    """

    __slots__ = ("_entries", "_terms")

    def __init__(self) -> None:
        self._terms: list[tuple[date, str]] = []
        self._entries: dict[str, LedgerEntry] = {}

    def put(self, entry: LedgerEntry) -> None:
        """Add a record's last revision, if it is of such a danger."""
        content = entry.content
        if (
            type(content) is HiddenDanger
            and content.found_on <= content.due_on
            and (content.removed_on is None or content.removed_on > content.due_on)
            and not entry.withdrawn
            and entry.same_as is None
        ):
            self._entries[entry.record_id] = entry
            insort(self._terms, (content.due_on, entry.record_id))

    def take_off(self, entry: LedgerEntry) -> None:
        """Take a record's revision off, if it is of such a danger."""
        if self._entries.pop(entry.record_id, None) is not None:
            due_on = entry.content.due_on  # type: ignore[union-attr]  # no other was put
            del self._terms[bisect_left(self._terms, (due_on, entry.record_id))]

    def ending(self, first: date, last: date) -> tuple[list[tuple[LedgerEntry, date]], date | None]:
        """Return those whose term ends within these days, each with the last day of its term.

        And the next day after these on which one ends.
        """
        begin = bisect_left(self._terms, (first, ""))
        end = bisect_right(self._terms, last, key=_last_day)
        ending = [(self._entries[record_id], day) for day, record_id in self._terms[begin:end]]
        following = max(begin, end)
        return ending, self._terms[following][0] if following < len(self._terms) else None


def _last_day(term: tuple[date, str]) -> date:
    return term[0]
