"""No message grows with a history: not with thousands of records of any kind (law 10)."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random  # noqa: TID251 - from a seed, it is the same each time

import pytest

from schemas.codec import encode
from schemas.messages import Fact, RecordAdmitted
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Fold, Received
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage
from tests.support.dense_histories import MAKERS
from tests.support.safety_records import CODE, admitted

MOST_BYTES = 64 * 1024
MIXED, OF_ONE_KIND, OF_RARE_KIND = 20_000, 1_000, 150  # records
# What bears on other records, of which an enterprise has few.
RARE = {"filed", "decided", "repaired", "follow_up", "determined", "registration", "listing"}
RARE |= {"accident", "commitment"}
FIRST_DAY = date(2026, 1, 5)
BATCH = 500
LONG_NUMBER = "某市安监管罚决字〔2026〕第" + "长" * 60


def records(kind: str, length: int) -> Iterator[Fact[RecordAdmitted]]:
    chance = Random(kind)
    often, seldom = [each for each in MAKERS if each not in RARE], sorted(RARE)
    for number in range(length):
        of_kind = kind
        if kind == "mixed":
            of_kind = chance.choice(often if number % 500 else seldom)
        yield admitted(
            MAKERS[of_kind](chance),
            number=f"{LONG_NUMBER}{number}",
            known_on=FIRST_DAY + timedelta(days=number * 400 // length),
            occurred_on=FIRST_DAY + timedelta(days=chance.randrange(400)),
        )


def received(fact: Fact[RecordAdmitted], offset: int) -> Received:
    at = milliseconds(fact.known_at)
    return Received(SAFETY_RECORDS.name, 0, offset, CODE.encode(), encode(fact), at)


@pytest.mark.parametrize("kind", ["mixed", *MAKERS])
def test_every_message_fits_whatever_the_history(kind: str) -> None:
    length = OF_RARE_KIND if kind in RARE else MIXED if kind == "mixed" else OF_ONE_KIND
    store = MemoryStore()
    fold = Fold(build_stage(), 1, store)
    batch: list[Received] = []
    largest, published = 0, 0
    for offset, fact in enumerate(records(kind, length)):
        batch.append(received(fact, offset))
        if len(batch) == BATCH or offset == length - 1:
            result = fold.fold(batch)
            assert result.dead == []
            store.apply(0, result.states)
            largest = max(largest, *(len(message.value) for message in result.publish), 0)
            published += len(result.publish)
            batch = []
    assert published >= 2
    assert largest < MOST_BYTES
    head = store.head(0, CODE.encode())
    assert head is not None
    assert len(head) < MOST_BYTES
