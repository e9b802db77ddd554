"""One service over a log in memory: what its fold takes, and what it writes."""

from collections import Counter
from collections.abc import Sequence
from time import process_time
from typing import Any

from benchmarks.costs.state_copies import Stored
from schemas.codec import decode, encode
from schemas.topics import catalogue
from services.chassis.processing.fold import Batch, Fold, Received
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.state.store import MemoryStore
from services.chassis.views.redis_store import RedisViews

BATCH = 1_000


class MeasuredService:
    """Handles what is on the log, and notes what that took; only the fold is timed, on the CPU.

    `codec_seconds` is what to decode the same messages and to encode the published ones takes.
    `published` are bytes by topic, `latest` the bytes of each key of the compacted ones.
    """

    def __init__(self, stage: Stage[Any], log: MemoryLog) -> None:
        self.stage, self._log = stage, log
        self.store = MemoryStore()
        self._fold = Fold(stage, 1, self.store)
        self._positions = Counter[str]()
        self._views: list[ViewWrite] = []
        self.handled: list[list[Received]] = []
        self.seconds = self.codec_seconds = 0.0
        self.published, self.latest = Counter[str](), dict[tuple[str, bytes], int]()
        self.set_aside = 0

    def run(self) -> int:
        """Handle what is there; return how many messages that were."""
        count = 0
        for topic in self.stage.reads:
            while records := self._log.read(topic.name, 0, self._positions[topic.name], BATCH):
                begin = process_time()
                batch = self._fold.fold(records)
                self.seconds += process_time() - begin
                self._positions[topic.name] += batch.handled
                self._take(batch, records[: batch.handled])
                count += batch.handled
        return count

    def stored(self) -> Stored:
        """Return all that is stored, by stored key."""
        return dict(self.store.stored(0))

    def write_views(self, views: RedisViews) -> None:
        """Write the views of what was handled since this was asked last."""
        for start in range(0, len(self._views), BATCH):
            views.apply(self._views[start : start + BATCH])
        self._views.clear()

    def _take(self, batch: Batch, records: Sequence[Received]) -> None:
        self.store.apply(0, batch.states)
        self._views += batch.views
        self.handled.append(list(records))
        self.set_aside += len(batch.dead)
        published = [decode(message.value) for message in batch.publish]
        begin = process_time()
        for record in records:
            decode(record.value or b"")
        for fact in published:
            encode(fact)
        self.codec_seconds += process_time() - begin
        for message in batch.publish:
            self._log.append(message)
            size = len(message.key) + len(message.value)
            if message.topic in _COMPACTED:
                self.latest[message.topic, message.key] = size
            else:
                self.published[message.topic] += size


_COMPACTED = {topic.name for topic in catalogue() if ("cleanup.policy", "compact") in topic.config}
