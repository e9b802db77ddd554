"""Quix Streams as its documentation shows it: a function over a message and the key's state.

State in RocksDB with its changelog, the facts by `to_topic`. The scoring stage's own handlers, the
chassis's own codecs of facts and states; head and rows of a state each under a name of its own, and
the names of the rows beside them, for Quix can't list what a key has. What is not in its state it
does not keep: for each record the ledger is read again.
"""

import os
import tempfile
from collections.abc import Iterator
from typing import Any

from quixstreams import Application, State

from benchmarks.stopwatch import Stopwatch
from schemas.codec import decode
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import day_of
from services.chassis.processing.fact_builder import FactBuilder
from services.chassis.processing.log_messages import Outgoing
from services.chassis.state.codec import StateCodec
from services.chassis.state.rows import RowCodec
from services.scoring.stage import build_stage

HEAD, ROW_IDS = "head", "row-ids"  # no row's id begins with `h` or `r`

STOPWATCH = Stopwatch()
PARTITIONS = int(os.environ["TOPIC_PARTITIONS"])
stage = build_stage()
layout = stage.layout
assert layout is not None
states = StateCodec(stage.state_type, layout)
row_codec: RowCodec[Any] = RowCodec(layout.row_types)
facts = FactBuilder(stage.service, PARTITIONS)


class RowsOfState:
    """The rows of a key as its state in Quix has them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.ids: list[str] = state.get(ROW_IDS) or []
        self.bytes_held = 0  # of decoded rows: each is decoded anew

    def get(self, row_id: str) -> Any | None:  # noqa: ANN401 - a row of any of the types
        """Return a row."""
        value = self._state.get_bytes(row_id)
        return None if value is None else row_codec.decode(row_id.encode(), value)

    def items(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield the rows whose ids begin with a prefix, in the order of the ids."""
        for row_id in self.ids:
            if row_id.startswith(prefix):
                yield row_id, self.get(row_id)

    def store(self, changes: dict[bytes, bytes | None]) -> None:
        """Write the rows that changed."""
        known = set(self.ids)
        for identity, value in changes.items():
            row_id = identity.decode()
            if value is None:
                self._state.delete(row_id)
                known.discard(row_id)
            else:
                self._state.set_bytes(row_id, value)
                known.add(row_id)
        if len(known) != len(self.ids):
            self._state.set(ROW_IDS, sorted(known, key=str.encode))


def score(value: bytes, stored: State) -> list[Outgoing]:
    """Handle one record; return the facts that follow."""
    STOPWATCH.begin()
    fact = decode(value)
    rows, head = RowsOfState(stored), stored.get_bytes(HEAD)
    if head is None:
        state = states.bound(stage.blank(fact.subject), rows)
    else:
        state = states.decode(head, rows)
    outcome = stage.handlers[type(fact.body)](state, fact, day_of(fact.known_at))
    if outcome.state is not state:
        stored.set_bytes(HEAD, states.encode(outcome.state, outcome.wake_on))
        rows.store(states.changed_rows(outcome.state))
    return [message for _, _, message in facts.sent(fact, outcome, fact.id)]


def main() -> None:
    """Run the application until it has done everything."""
    with tempfile.TemporaryDirectory() as folder:
        app: Any = Application(
            broker_address=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
            consumer_group="quix-scoring",
            auto_offset_reset="earliest",
            state_dir=folder,
            loglevel="ERROR",
            on_message_processed=lambda *_: app.stop() if STOPWATCH.add() else None,
        )
        outputs = {
            topic.name: app.topic(topic.name, key_serializer="bytes", value_serializer="bytes")
            for topic in stage.writes
        }
        records = app.topic(SAFETY_RECORDS.name, value_deserializer="bytes")
        sent = app.dataframe(records).apply(score, stateful=True, expand=True)
        for name, topic in outputs.items():
            of_topic = sent.filter(lambda message, name=name: message.topic == name)
            of_topic.apply(lambda message: message.value).to_topic(topic)
        app.run()  # until stopped; ends with a checkpoint: facts and changelog acknowledged
    STOPWATCH.report()


if __name__ == "__main__":
    main()
