"""The log of scoring's states for `bench-recovery`: some enterprises', copied for a city."""

from benchmarks.work import work
from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.admin import create_topics, states_topic_of
from services.chassis.processing.fold import Fold
from services.chassis.processing.identity import partition_of
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

RECORDS_EACH = 10
FOLDED = 2_000  # enterprises: the others get copies of their states under codes of their own
BATCH = 2_000
CHUNK = 20_000  # messages that are sent at once


async def write_states(settings: ServiceSettings, enterprises: int) -> int:
    """Write the states of so many enterprises of ten records each; return how many messages.

    They are in the order in which a city's records come, as compaction leaves it: the first row of
    each enterprise, then the second of each, at last the heads.
    """
    create_topics(settings)
    topic = states_topic_of(build_stage().service)
    states = _folded(min(FOLDED, enterprises))
    producer = AcknowledgedProducer(settings, "bench-recovery")
    await producer.start()
    written = 0
    for turn in range(max(len(stored) for _, stored in states)):
        for start in range(0, enterprises, CHUNK):
            chunk: dict[tuple[str, int], list[Message]] = {}
            for number in range(start, min(start + CHUNK, enterprises)):
                own, stored = states[number % len(states)]
                if turn < len(stored):
                    code, (stored_key, value) = _code(number), stored[turn]
                    # Ids and values of rows have the code too.
                    copy = Message(stored_key.replace(own, code), value.replace(own, code), None)
                    partition = partition_of(code, settings.topic_partitions)
                    chunk.setdefault((topic, partition), []).append(copy)
            await producer.send(chunk)
            written += sum(map(len, chunk.values()))
    await producer.stop()
    return written


def _folded(enterprises: int) -> list[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """Return the code of each enterprise with its rows and head, by stored key."""
    store = MemoryStore()
    fold = Fold(build_stage(), 1, store)
    records = list(work(1, enterprises * RECORDS_EACH, enterprises))
    for start in range(0, len(records), BATCH):
        store.apply(0, fold.fold(records[start : start + BATCH]).states)
    held: dict[bytes, list[tuple[bytes, bytes]]] = {}
    width = len(_code(0))
    for stored_key, value in store.stored(0):
        held.setdefault(stored_key[:width], []).append((stored_key, value))
    for stored in held.values():
        stored.append(stored.pop(0))  # the head came first
    return [(code, held[code]) for code in map(_code, range(enterprises))]


def _code(enterprise: int) -> bytes:
    return b"9199%014d" % enterprise
