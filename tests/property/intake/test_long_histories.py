"""However long a history is: a report costs the same, and no message is larger (law 10)."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest

from schemas.messages import Fact, RecordAdmitted, ReportSubmitted
from schemas.vocabulary.enterprise_code import check_character
from schemas.vocabulary.organization_code import flaw_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.intake.domain.doubles.name import DoubleName, letters_of, pair_of
from services.intake.stage import build_stage
from tests.support.doubles import BUILDING, CODE, DAY, accident, decision, report
from tests.support.identification_reports import danger, decide, penalty
from tests.support.sample_files import facts_on, put
from tests.support.successions import CHANGED, NEW, OLD, registry
from tests.support.touched_state import CountingStore, Touched

Reports = list[Fact[ReportSubmitted]]
MOST_BYTES = 64 * 1024
FEW, MANY, MEASURED = 60, 400, 5
HELD = {"kind": "interview_held", "held_on": "2026-03-02"}


def sent_again(number: int) -> Reports:
    return report(HELD, "约谈1", hours=number)


def corrected(number: int) -> Reports:
    return report({**HELD, "held_on": f"2026-02-{1 + number % 28:02}"}, "约谈1", hours=number)


def alike(number: int) -> Reports:
    """Return an accident that is like all others, under a number of its own."""
    return accident(f"事故{number:06}", hours=number)


def asked_and_decided(number: int) -> Reports:
    """Return two accidents of one day, the decision that they are one, and another record."""
    day = DAY - timedelta(days=number)
    changed = {
        "happened_at": f"{day}T14:20:00+08:00",
        "tolls": [{"reported_on": str(day), "deaths": 1, "serious_injuries": 0}],
    }
    one, other = f"甲{number:06}", f"乙{number:06}"
    return [
        *accident(one, changed=changed, hours=3 * number),
        *accident(other, changed=changed, hours=3 * number + 1, department=BUILDING),
        *decision(pair(one, other), "accept", hours=3 * number + 2),
        *report(HELD, f"约谈{number:06}", hours=3 * number + 2),
    ]


def decided_again(number: int) -> Reports:
    """Return another decision on one pair, which has its records from the first time on."""
    choice = "refuse" if number % 2 else "accept"
    decided = decision(pair("甲", "乙"), choice, hours=2 + number)
    if number:
        return decided
    return [*accident("甲"), *accident("乙", hours=1, department=BUILDING), *decided]


def decided_at_one_instant(number: int) -> Reports:
    return decision(pair("甲", "乙"), "accept", hours=2, reason=f"同一起{number}")


def nameless(number: int) -> Reports:
    """Return a finding that names its enterprise by a name alone, and so waits."""
    return [numbered(fact, number) for fact in penalty("甬港某某化工有限公司")]


def numbered(fact: Fact[ReportSubmitted], number: int) -> Fact[ReportSubmitted]:
    fields = {**fact.body.fields, "行政处罚决定书文号": f"罚〔2026〕{number:06}号"}
    body = msgspec.structs.replace(fact.body, fields=fields, submission=f"s{number:06}")
    return msgspec.structs.replace(fact, body=body)


def claimed(number: int) -> Reports:
    """Return the registration of another enterprise each time, which says to succeed one code."""
    return registry(code_of(number), row=2 + number, **CHANGED)


def code_of(number: int) -> str:
    """Return a code of an enterprise of a number."""
    body = f"{10_000_000 + number * 37:08}"
    organization = body + organization_check(body)
    return f"91990103{organization}{check_character('91990103' + organization)}"


def organization_check(body: str) -> str:
    return next(each for each in "0123456789X" if flaw_of(body + each) is None)


def pair(one: str, other: str) -> str:
    return str(DoubleName(CODE, pair_of(*(letters_of("accident", each) for each in (one, other)))))


HISTORIES = (
    sent_again,
    corrected,
    alike,
    asked_and_decided,
    decided_again,
    decided_at_one_instant,
    nameless,
    claimed,
)


def take(worker: MemoryWorker, reports: Reports) -> None:
    put(worker, reports)
    run_until_quiet([worker])


def cost(
    worker: MemoryWorker, store: CountingStore, history: Callable[[int], Reports], first: int
) -> Touched:
    """Return what the dearest of some reports in a row touches."""
    costs = []
    for number in range(first, first + MEASURED):
        store.touched()
        take(worker, history(number))
        costs.append(store.touched())
    return Touched(*(max(each) for each in zip(*map(msgspec.structs.astuple, costs), strict=True)))


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.__name__)
def test_a_report_costs_the_same_however_many_came_before(
    history: Callable[[int], Reports],
) -> None:
    store = CountingStore()
    worker = MemoryWorker(build_stage(), MemoryLog(1), store=store)
    take(worker, [fact for number in range(FEW) for fact in history(number)])
    early = cost(worker, store, history, FEW)
    between = range(FEW + MEASURED, MANY)
    take(worker, [fact for number in between for fact in history(number)])
    late = cost(worker, store, history, MANY)
    assert late.read <= early.read * 1.2
    assert late.written <= early.written * 1.2
    assert late.size <= early.size * 1.1
    assert largest_message(worker) < MOST_BYTES
    assert largest_head(store) < MOST_BYTES


def test_what_goes_to_a_successor_is_in_messages_that_readers_take() -> None:
    store = CountingStore()
    worker = MemoryWorker(build_stage(), MemoryLog(1), store=store)
    sent = [
        report(HELD, "约谈1", hours=number, code=OLD, department=department)
        for number in range(1_000)
        for department in ("work-safety", "fire")
    ]
    take(worker, [fact for each in sent for fact in each])
    take(worker, registry(NEW, **CHANGED))
    records = [
        fact.body
        for fact in facts_on(worker, "safety-records")
        if fact.subject == NEW and isinstance(fact.body, RecordAdmitted)
    ]
    assert {each.document_number for each in records} >= {"约谈1"}
    assert largest_message(worker) < MOST_BYTES
    published = len(facts_on(worker, "report-receipts"))
    take(worker, sent[7])  # delivered again, after the code was succeeded
    assert len(facts_on(worker, "report-receipts")) == published


def test_whatever_waited_goes_on_when_it_is_decided_in_messages_that_readers_take() -> None:
    store = CountingStore()
    worker = MemoryWorker(build_stage(), MemoryLog(1), store=store)
    take(worker, [fact for number in range(MANY) for fact in nameless(number)])
    decide(worker, "name:甬港某某化工有限公司", CODE, day=date(2026, 11, 2))
    admitted = [
        fact.body.document_number
        for fact in facts_on(worker, "safety-records")
        if isinstance(fact.body, RecordAdmitted)
    ]
    assert admitted == [f"罚〔2026〕{number:06}号" for number in range(MANY)]
    assert largest_message(worker) < MOST_BYTES
    take(worker, danger(CODE))
    assert largest_head(store) < MOST_BYTES


def largest_message(worker: MemoryWorker) -> int:
    topics = worker.log.topics()
    return max(len(record.value or b"") for topic in topics for record in worker.log.all(topic))


def largest_head(store: CountingStore) -> int:
    return max(len(value) for _, value in store.heads(0))
