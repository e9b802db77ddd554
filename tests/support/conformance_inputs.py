"""What each stage is given in the conformance suite: real inputs, a day, and poison."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from schemas.codec import decode, encode
from schemas.messages import Fact, RecordAdmitted, RecordDisclosed
from schemas.records import Accident, MeasureAct
from schemas.topics import (
    ADMISSIONS,
    ASSESSMENTS,
    CERTIFICATE_REQUESTS,
    DISCLOSED_RECORDS,
    DISCLOSURE,
    DISCLOSURES,
    GRADE_CHANGES,
    INTAKE,
    MEASURE_CHANGES,
    NOTIFY,
    RECORD_ENDS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
    SANCTIONS,
    SCORING,
    SOURCE_ALARMS,
    STANDINGS,
)
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import start_of
from services.chassis.processing.fold import day_began
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.processing.stage import Stage
from tests.support.brokers import PARTITIONS
from tests.support.certificate_desk import request
from tests.support.counting_stage import POISON, WAKE_POISON, commitment
from tests.support.enterprise import fact, record
from tests.support.golden_examples import EXAMPLES
from tests.support.log_contents import Input
from tests.support.poison import AT, poisoned
from tests.support.sample_files import submission_of
from tests.support.stage_worker import COUNTING, stage_named

DAYS = (date(2026, 11, 1), date(2027, 2, 1))
FILES = (
    ("market-supervision", "enterprise-registry.csv"),
    ("work-safety", "accidents.json"),
    ("work-safety", "penalties-double-publicity.csv"),
)


@dataclass(frozen=True)
class Case:
    """A stage, what it is given in turn, and the topics whose order within a partition is fixed.

    A topic into which several partitions (or topics) of the input lead has no order of its own.
    """

    stage: str
    phases: Sequence[Sequence[Input]]
    ordered: frozenset[str]


def days(topic: str, *which: date) -> list[Input]:
    """Return the beginning of days, in every partition."""
    return [
        Input(topic, p, b"city", encode(day_began(day, p)), AT)
        for day in which
        for p in range(PARTITIONS)
    ]


def facts(topic: str, *these: Any) -> list[Input]:
    """Return facts, each in the partition of its key."""
    return [
        Input(
            topic, partition_of(f.subject.encode(), PARTITIONS), f.subject.encode(), encode(f), AT
        )
        for f in these
    ]


def relayed(log: MemoryLog, topic: str) -> list[Input]:
    """Return what another stage put on a topic."""
    return [Input(r.topic, r.partition, r.key, r.value, r.timestamp) for r in log.all(topic)]


def run_in_memory(stage: Stage[Any], *phases: Sequence[Input]) -> tuple[MemoryLog, MemoryWorker]:
    """Return the log and the worker after the phases."""
    log = MemoryLog(PARTITIONS)
    worker = MemoryWorker(stage, log)
    for phase in phases:
        for each in phase:
            log.append_raw(*each.row)
        run_until_quiet([worker])
    return log, worker


@cache
def _after(service: str) -> MemoryLog:
    return run_in_memory(stage_named(service), *case_of(service).phases)[0]


@cache
def case_of(stage: str) -> Case:
    """Return what a stage is given."""
    return {
        COUNTING: _counting,
        INTAKE: _intake,
        SCORING: _scoring,
        SANCTIONS: _sanctions,
        NOTIFY: _notify,
        DISCLOSURE: _disclosure,
    }[stage]()


def _counting() -> Case:
    topic = SAFETY_RECORDS.name
    records = [commitment(f"k{n % 40}", str(n)) for n in range(400)]
    bad = commitment("k1", POISON), commitment(WAKE_POISON)
    first = [*facts(topic, *records, *bad), *poisoned(topic, records[3], PARTITIONS)]
    return Case(
        COUNTING,
        (first, days(topic, *DAYS), facts(topic, *records[:50])),
        frozenset((ASSESSMENTS.name, GRADE_CHANGES.name)),
    )


def _intake() -> Case:
    phases = []
    for department, file in FILES:
        topic = f"reports-{department}"
        reports = list(submission_of(file).facts)
        phases.append(facts(topic, *reports))
        phases.append(poisoned(topic, reports[0], PARTITIONS))
    phases.append(days(ADMISSIONS.name, *DAYS))
    return Case(INTAKE, phases, frozenset())


def _scoring() -> Case:
    topic = SAFETY_RECORDS.name
    records = [each for each in relayed(_after(INTAKE), topic) if each.row[2] != b"city"]
    good = decode(records[0].row[3] or b"")
    raising = facts(topic, _of_the_year_10000(good))
    asked = [request(day=DAYS[-1], code=good.subject, at=start_of(day)) for day in DAYS]
    certificates = facts(CERTIFICATE_REQUESTS.name, *asked)
    return Case(
        SCORING,
        (records, [*raising, *poisoned(topic, good, PARTITIONS)], days(topic, *DAYS), certificates),
        frozenset((ASSESSMENTS.name, "standings", GRADE_CHANGES.name)),
    )


def _of_the_year_10000(good: Fact[RecordAdmitted]) -> Fact[RecordAdmitted]:
    """Return an accident at an instant for which the city's calendar has no day."""
    last = Accident(
        happened_at=datetime(9999, 12, 31, 23, tzinfo=UTC),
        tolls=(),
        loss=Decimal(),
        responsibility="responsible",
    )
    body = msgspec.structs.replace(good.body, record_id="last", revision=1, content=last)
    return msgspec.structs.replace(good, body=body)


def _sanctions() -> Case:
    topic = ASSESSMENTS.name
    inputs = relayed(_after(SCORING), topic)
    good = next(f for i in inputs if (f := decode(i.row[3] or b"")).subject != "city")
    # An act that fits no order, so that its agency is answered.
    done = MeasureAct(measure=MeasureKind.INTERVIEW, act="served", acted_on=date(2026, 11, 1))
    day = date(2026, 11, 1)
    acts = facts(topic, fact(record(done, day, "act"), day, "act", good.subject))
    strange = msgspec.structs.replace(good.body, number=1_000_000, grade="Z")
    raising = facts(topic, msgspec.structs.replace(good, id="strange", body=strange))
    return Case(
        SANCTIONS,
        (inputs, [*acts, *raising, *poisoned(topic, good, PARTITIONS)]),
        frozenset((MEASURE_CHANGES.name,)),
    )


def _notify() -> Case:
    phases = [
        relayed(_after(INTAKE), REPORT_REJECTIONS.name),
        relayed(_after(INTAKE), SOURCE_ALARMS.name),
        relayed(_after(SCORING), GRADE_CHANGES.name),
        relayed(_after(SANCTIONS), MEASURE_CHANGES.name),
    ]
    good = decode(phases[2][0].row[3] or b"")
    measure = decode(phases[3][0].row[3] or b"")
    strange = msgspec.structs.replace(measure.body, agency="nobody")
    raising = facts(MEASURE_CHANGES.name, msgspec.structs.replace(measure, body=strange))
    poison = [*raising, *poisoned(GRADE_CHANGES.name, good, PARTITIONS)]
    return Case(NOTIFY, (*phases, poison), frozenset())


def _disclosure() -> Case:
    """Records, standings, days and measures, each a phase: between topics there is no order."""
    topic = SAFETY_RECORDS.name
    records = [each for each in relayed(_after(INTAKE), topic) if each.row[2] != b"city"]
    phases: list[list[Input]] = [
        records,
        relayed(_after(SCORING), STANDINGS.name),
        days(topic, *DAYS),
        relayed(_after(SANCTIONS), MEASURE_CHANGES.name),
    ]
    log, _ = run_in_memory(stage_named(DISCLOSURE), *phases)
    disclosed = next(
        body
        for each in log.all(DISCLOSED_RECORDS.name)
        if isinstance(body := decode(each.value or b"").body, RecordDisclosed) and body.record
    )
    good = decode(records[0].row[3] or b"")
    ended = _golden("record-ended", disclosed.code, record_id=disclosed.record_id)
    ignored = _golden("double-suspected", disclosed.code)
    phases.append(facts(RECORD_ENDS.name, ended))
    phases.append(facts(MEASURE_CHANGES.name, _golden("deadline-announced", disclosed.code)))
    raising = facts(topic, ignored, _of_the_year_10000(good))
    phases.append([*raising, *poisoned(topic, good, PARTITIONS)])
    return Case(DISCLOSURE, phases, frozenset((DISCLOSURES.name,)))


def _golden(kind: str, code: str, **changed: str) -> Fact[Any]:
    """Return the first golden message of a kind, about an enterprise."""
    golden = decode(min((EXAMPLES / kind / "v1").glob("*.json")).read_bytes())
    body = msgspec.structs.replace(golden.body, **changed)
    return msgspec.structs.replace(golden, subject=code, body=body)
