"""faust as its documentation shows it: an agent, one event at a time.

A pydantic model for the event, a table of dicts, `await topic.send` for each fact. The handlers are
the scoring stage's own.
"""

import os
import signal
import sys
import traceback
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import faust
import msgspec
from pydantic import BaseModel

from benchmarks.stopwatch import Stopwatch
from schemas.codec import encode
from schemas.messages import Fact, RecordAdmitted
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import day_of
from services.chassis.processing.identity import derived_id
from services.chassis.processing.outcome import Outcome, Relay
from services.chassis.state.codec import RowLayout
from services.chassis.state.rows import rows_of
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.stage import build_stage


class Event(BaseModel):
    """The CloudEvent."""

    id: str
    source: str
    subject: str
    time: datetime
    occurredat: datetime
    correlationid: str
    data: dict[str, Any]


STOPWATCH = Stopwatch()
SERVERS = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(",")
app = faust.App(
    "naive-scoring",
    broker=[f"kafka://{server}" for server in SERVERS],
    topic_partitions=int(os.environ["TOPIC_PARTITIONS"]),
    topic_disable_leader=True,
    store="memory://",
    consumer_auto_offset_reset="earliest",
    value_serializer="json",
    web_enabled=False,
    broker_session_timeout=6.0,
    broker_heartbeat_interval=1.0,
    broker_rebalance_timeout=6.0,
)
records = app.topic(SAFETY_RECORDS.name, key_type=str, key_serializer="raw")
stage = build_stage()
outputs = {
    topic.name: app.topic(topic.name, key_serializer="raw", value_serializer="raw")
    for topic in stage.writes
}
assert stage.layout is not None
layout: RowLayout[ScoringState] = stage.layout
table = app.Table("ledgers", default=dict)
handle = stage.handlers[RecordAdmitted]


@app.agent(records)
async def score(stream: Any) -> AsyncIterator[None]:  # noqa: ANN401 - faust ships no types
    """Handle one event after the other."""
    async for key, value in stream.items():
        STOPWATCH.begin()
        try:
            await score_one(key, value)
        except Exception:  # faust would say so, and wait for the next event
            traceback.print_exc()
            os._exit(1)
        if STOPWATCH.add():
            await app.producer.flush()
            STOPWATCH.report()
            os.kill(os.getpid(), signal.SIGTERM)
        yield


async def score_one(key: str, value: dict[str, Any]) -> None:
    """Handle one event."""
    event = Event.model_validate(value)
    fact = Fact(
        id=event.id,
        source=event.source,
        subject=event.subject,
        known_at=event.time,
        occurred_at=event.occurredat,
        correlation_id=event.correlationid,
        body=msgspec.convert(event.data, RecordAdmitted),
    )
    state = state_of(table[key])
    outcome = handle(state, fact, day_of(fact.known_at))
    for topic, sent in facts_of(fact, outcome):
        await outputs[topic].send(key=sent.subject.encode(), value=encode(sent))
    if outcome.state is not state:
        table[key] = stored_of(outcome.state)


def state_of(stored: dict[str, Any]) -> ScoringState:
    """Return the state that a table's value holds."""
    if not stored:
        return ScoringState()
    rows = {
        row_id: msgspec.convert(row, layout.row_types[row_id[0]])
        for row_id, row in stored["rows"].items()
    }
    return layout.joined(msgspec.convert(stored["head"], layout.head_type), rows_of(rows))


def stored_of(state: ScoringState) -> dict[str, Any]:
    """Return a state as a table's value."""
    head, rows = layout.parts_of(state)
    return {
        "head": msgspec.to_builtins(head),
        "rows": {row_id: msgspec.to_builtins(row) for row_id, row in rows.items()},
    }


def facts_of(cause: Fact[Any], outcome: Outcome[Any]) -> list[tuple[str, Fact[Any]]]:
    """Return the outcome's facts by topic."""
    found = []
    for wish in outcome.publish:
        if isinstance(wish, Relay):
            found.append((wish.topic.name, wish.fact))
            continue
        fact = Fact(
            id=derived_id(cause.id, wish.body.SUBJECT_ACTION, wish.subject),
            source="/naive",
            subject=wish.subject,
            known_at=cause.known_at,
            occurred_at=cause.occurred_at,
            correlation_id=cause.correlation_id,
            causation_id=cause.id,
            body=wish.body,
        )
        found.append((wish.topic.name, fact))
    return found


if __name__ == "__main__":
    sys.argv = ["faust", "worker", "-l", "error"]
    app.main()
