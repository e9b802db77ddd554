"""The work that all contestants get: safety records of a made-up city, the same on every run.

Each enterprise gets ten records: its registration, then what departments find out about it, in the
proportions of a city: many hidden dangers and commitments, some penalties, few accidents. About
two records in three change a standing, one in four a grade.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from schemas.codec import encode
from schemas.messages import Fact, Origin, RecordAdmitted
from schemas.records import (
    Accident,
    Commitment,
    Content,
    HiddenDanger,
    Penalty,
    Registration,
    StandardizationCertificate,
    Toll,
    TrafficPoints,
)
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import milliseconds, start_of
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import derived_id, partition_of

RECORDS = 200_000
ENTERPRISES = 20_000
SECTORS = ("industrial", "hazardous_chemicals", "construction", "transport")
FIRST_DAY = date(2026, 3, 1)
_SHARES = (30, 25, 20, 15, 8, 2)  # of 100: dangers, commitments, certificates, penalties, ...
_SPREAD = 2654435761  # Knuth's multiplicative hash: spread out, yet the same everywhere


def work(
    partitions: int,
    records: int = RECORDS,
    enterprises: int = ENTERPRISES,
    records_a_day: int = 1,
) -> Iterator[Received]:
    """Yield the records as the log would hold them: so many a day of each enterprise."""
    offsets = [0] * partitions
    for number in range(records):
        fact = _fact(number, enterprises, records_a_day)
        key = fact.subject.encode()
        partition = partition_of(key, partitions)
        at = milliseconds(fact.known_at)
        yield Received(SAFETY_RECORDS.name, partition, offsets[partition], key, encode(fact), at)
        offsets[partition] += 1


def _fact(number: int, enterprises: int, records_a_day: int) -> Fact[RecordAdmitted]:
    enterprise, turn = number % enterprises, number // enterprises
    code = f"9199{enterprise:014d}"
    day, hour = divmod(turn, records_a_day)
    known_at = start_of(FIRST_DAY + timedelta(days=day, hours=hour)) + timedelta(seconds=enterprise)
    identity = derived_id("benchmark", number)
    return Fact(
        id=identity,
        source="/safety-credit/intake",
        subject=code,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=RecordAdmitted(
            record_id=f"{code}/{turn}",
            revision=1,
            department="work-safety",
            document_number=str(number),
            occurred_on=known_at.date(),
            content=_content(number, enterprise, turn, known_at),
            origin=Origin(
                report_id=identity,
                department="work-safety",
                layout="benchmark",
                submission="benchmark",
                row=number + 1,
            ),
            sources=("work-safety",),
        ),
    )


def _content(  # noqa: PLR0911 - one return for each kind of record
    number: int, enterprise: int, turn: int, at: datetime
) -> Content:
    sector = SECTORS[enterprise % len(SECTORS)]
    if turn == 0:
        return Registration(name=f"企业{enterprise}", sector=sector, risk_class=1 + enterprise % 8)
    chance = (number * _SPREAD % 2**32) * 100 // 2**32
    day = at.date()
    dangers, commitments, certificates, penalties, traffic, _ = _cumulated()
    if chance < dangers:
        overdue = day - timedelta(days=10) if chance % 3 == 0 else day + timedelta(days=30)
        level: Literal["ordinary", "major"] = "major" if chance % 5 == 0 else "ordinary"
        found = day - timedelta(days=20)
        return HiddenDanger(level=level, found_on=found, due_on=overdue, description="通道堵塞")
    if chance < commitments:
        return Commitment(made=True, made_on=day, published=chance % 4 != 0)
    if chance < certificates:
        until = day + timedelta(days=3 * 365)
        return StandardizationCertificate(level=1 + chance % 3, granted_on=day, valid_until=until)
    if chance < penalties or (chance < traffic and sector != "transport"):
        return Penalty(
            severity=("minor", "general", "severe")[chance % 3],
            fine=Decimal(10_000 + number % 90_000),
            decided_on=day,
            authority="应急管理局",
            violation="未按规定培训",
            legal_ground="安全生产法",
            types=("罚款",),
        )
    if chance < traffic:
        direction: Literal["added", "taken"] = "added" if chance % 4 == 0 else "taken"
        return TrafficPoints(direction=direction, points=1 + chance % 6, recorded_on=day)
    toll = Toll(reported_on=day, deaths=chance % 2, serious_injuries=1)
    return Accident(
        happened_at=at, tolls=(toll,), loss=Decimal(500_000), responsibility="responsible"
    )


def _cumulated() -> tuple[int, ...]:
    total, sums = 0, []
    for share in _SHARES:
        total += share
        sums.append(total)
    return tuple(sums)
