"""No message of sanctions grows with what is on record (law 10): not with thousands of any kind."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from schemas.codec import encode
from schemas.messages import Body, Fact
from schemas.records import (
    Content,
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.topics import ASSESSMENTS
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Fold, Received, day_began
from services.chassis.state.store import MemoryStore
from services.sanctions.stage import build_stage
from tests.support.enterprise import CODE, fact, record, reporter_of
from tests.support.standings import registration, standing

MOST_BYTES = 64 * 1024
BATCH = 500
STAKES, ACTS, FLIPS = 1_500, 400, 250
DAY = date(2026, 11, 10)
LONG = "长" * 120
AMOUNT = Decimal("98765432.10")

Made = Callable[[int, date], Content]
STAKES_OF: dict[str, Made] = {
    "rebates": lambda _, day: TaxRebate(amount=AMOUNT, period_begins=day + timedelta(days=90)),
    "lines": lambda _, day: CreditLine(amount=AMOUNT, bank=LONG, granted_on=day),
    "projects": lambda _, day: ProjectApplication(
        project=LONG, applied_on=day, contract_sum=AMOUNT
    ),
    "arrears": lambda _, day: WageArrears(found_on=day, amount=AMOUNT, settled_on=day),
    "interviews": lambda _, day: InterviewHeld(held_on=day),
    "checks": lambda number, day: RectificationChecked(checked_on=day, passed=number % 2 == 0),
}


def rated(grade: str, day: date, number: int) -> Fact[Body]:
    reasons = tuple(f"rule-{each}" for each in range(20))
    body = standing(grade, day, reasons=reasons, registered=registration(), number=number)
    return fact(body, day, f"standing-{number}")


def reported(content: Content, day: date, number: int) -> Fact[Body]:
    identity = f"{LONG}-{number:05}"
    return fact(record(content, day, identity, department=reporter_of(content)), day, identity)


def stakes(made: Made) -> Iterator[Fact[Body]]:
    """An enterprise of grade D with so many of a kind, which gets better, and is revised."""
    yield rated("D", DAY, 1)
    for number in range(STAKES):
        yield reported(made(number, DAY + timedelta(days=number // 100)), DAY, number)
    day = DAY + timedelta(days=40)
    yield day_began(day, 0)
    yield rated("C", day, 2)
    yield rated("A", day, 3)


def acts() -> Iterator[Fact[Body]]:
    """An enterprise with one order, about which its agency acts again and again."""
    yield rated("B", DAY, 1)
    for number in range(ACTS):
        day = DAY + timedelta(days=number // 2)
        kind = "suspended" if number % 2 == 0 else "resumed"
        act = MeasureAct(measure=MeasureKind.INSURANCE_RATE, act=kind, acted_on=day)
        yield reported(act, day, number)
    withdrawn = MeasureAct(measure=MeasureKind.INSURANCE_RATE, act="suspended", acted_on=DAY)
    day = DAY + timedelta(days=ACTS)
    body = record(withdrawn, day, f"{LONG}-00000", True, revision=2, department="human-resources")
    yield fact(body, day, "withdrawn")


def flips() -> Iterator[Fact[Body]]:
    """An enterprise whose grade changes every few days."""
    yield reported(STAKES_OF["lines"](0, DAY), DAY, 0)
    for number in range(FLIPS):
        day = DAY + timedelta(days=3 * number)
        yield day_began(day, 0)
        yield rated("ABCD"[number * 3 % 4], day, number + 1)


HISTORIES: dict[str, Callable[[], Iterator[Fact[Body]]]] = {
    **{name: (lambda made=made: stakes(made)) for name, made in STAKES_OF.items()},
    "acts": acts,
    "flips": flips,
}


@pytest.mark.parametrize("name", HISTORIES)
def test_every_message_fits_whatever_the_history(name: str) -> None:
    store = MemoryStore()
    fold = Fold(build_stage(), 1, store)
    received = [
        Received(
            ASSESSMENTS.name,
            0,
            offset,
            each.subject.encode(),
            encode(each),
            milliseconds(each.known_at),
        )
        for offset, each in enumerate(HISTORIES[name]())
    ]
    largest = published = 0
    for start in range(0, len(received), BATCH):
        batch = received[start : start + BATCH]
        while batch:
            result = fold.fold(batch)
            assert result.dead == []
            store.apply(0, result.states)
            largest = max(largest, *(len(each.value) for each in result.publish), 0)
            published += len(result.publish)
            batch = batch[result.handled :]
    assert published > 2
    assert largest < MOST_BYTES
    head = store.head(0, CODE.encode())
    assert head is not None
    assert len(head) < MOST_BYTES
