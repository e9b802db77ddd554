"""The open questions whether two records are one, by the records that they are about."""

from collections.abc import Iterable, Iterator, Mapping

from schemas.on_record.doubles import Double
from schemas.on_record.entry import LedgerEntry

from .ledger import Suspicion


class OpenSuspicions(Mapping[str, tuple[str, ...]]):
    """Of each record in question the documents of those on record that it may be the same as.

    `latest` are the last revisions of all records: who is withdrawn is not on record. Of two that
    count as one no question is open any more, apart from those that differ since.
    """

    __slots__ = ("_by_record", "_latest", "_suspicions")

    def __init__(
        self,
        latest: Mapping[str, LedgerEntry],
        suspicions: Iterable[Suspicion],
        doubles: Iterable[Double],
    ) -> None:
        self._latest = latest
        self._suspicions: dict[str, Suspicion] = {}
        self._by_record: dict[str, dict[str, str]] = {}  # the other record, by the question
        roots = {each.entry.record_id: each.counts.record_id for each in doubles}
        for suspicion in suspicions:
            one, other = (roots.get(each, each) for each in suspicion.record_ids)
            self.put(suspicion, counts_as_one=one == other)

    def put(self, suspicion: Suspicion, *, counts_as_one: bool = False) -> None:
        """Take a revision of a question, unless a later one was taken."""
        before = self._suspicions.get(suspicion.double)
        if before is not None and before.revision > suspicion.revision:
            return
        self._suspicions[suspicion.double] = suspicion
        is_open = suspicion.open and (suspicion.differing or not counts_as_one)
        one, other = suspicion.record_ids
        for record_id, partner in ((one, other), (other, one)):
            if is_open:
                self._by_record.setdefault(record_id, {})[suspicion.double] = partner
            elif record_id in self._by_record:
                self._by_record[record_id].pop(suspicion.double, None)
                if not self._by_record[record_id]:
                    del self._by_record[record_id]

    def partners_of(self, record_id: str) -> tuple[str, ...]:
        """Return the records that one may be the same as."""
        return tuple(self._by_record.get(record_id, {}).values())

    def __getitem__(self, record_id: str) -> tuple[str, ...]:
        """Return the documents of the others. Raises KeyError where there is no question."""
        partners = self._by_record[record_id].values()
        if not self._is_on_record(record_id):
            return ()
        return tuple(
            self._latest[each].document_number for each in partners if self._is_on_record(each)
        )

    def __iter__(self) -> Iterator[str]:
        """Yield the records that a question is about."""
        return iter(self._by_record)

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._by_record)

    def _is_on_record(self, record_id: str) -> bool:
        entry = self._latest.get(record_id)
        return entry is not None and not entry.withdrawn
