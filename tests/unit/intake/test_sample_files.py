"""The eight files as they are: what becomes of each row, in whatever order the files come."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from schemas.codec import to_json
from schemas.messages import Fact, RecordAdmitted
from schemas.on_record.admitted import entry_of
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.chassis.state.store import parts_of
from services.intake import read_model
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.domain.records.known_records import RECORD, KnownRecord
from services.intake.domain.records.personal import mask
from services.intake.domain.state import IntakeHead
from services.intake.translation.packed_findings import unpacked
from services.scoring.domain.records.ledger import Ledger
from tests.support.sample_files import (
    FILES,
    RULEBOOK,
    SAMPLES,
    facts_on,
    intake_worker,
    put,
    submission_of,
    take_files,
)

COUNTS = {
    "enterprise-registry.csv": {"accepted": 200},
    "standardization-certificates.xlsx": {"accepted": 124},
    "penalties-double-publicity.csv": {
        "accepted": 82,
        "corrected": 3,
        "repeated": 4,
        "quarantined": 11,
        "rejected": 1,
    },
    "traffic-police.jsonl": {"accepted": 400},
    "accidents.json": {"accepted": 14},
    "hidden-dangers.csv": {"accepted": 152, "rejected": 8},
    "commitments.csv": {"accepted": 114},
    "elevator-evaluations.xlsx": {"accepted": 115},
}
REASONS = {
    "penalties-double-publicity.csv": {
        "quarantined": {"code_check_failed": 9, "name_only": 2},
        "rejected": {"not_an_enterprise": 1},
    },
    "hidden-dangers.csv": {"rejected": {"date_in_future": 8}},
}
REGISTRY_FIRST = list(FILES)
REGISTRY_LAST = REGISTRY_FIRST[1:] + REGISTRY_FIRST[:1]


@pytest.fixture(scope="module", params=[REGISTRY_FIRST, REGISTRY_LAST], ids=["first", "last"])
def worker(request: pytest.FixtureRequest) -> MemoryWorker:
    worker = intake_worker()
    take_files(worker, request.param)
    return worker


@pytest.mark.parametrize("file", FILES)
def test_each_row_ends_in_one_outcome(worker: MemoryWorker, file: str) -> None:
    submission = submission_of(file)
    totals = read_model.totals(worker.views, FILES[file], submission.identity)
    outcomes = {outcome: count for outcome, count in totals.outcomes.items() if count}
    assert outcomes == COUNTS[file]
    assert totals.reasons == REASONS.get(file, {})
    assert totals.finished == len(submission.facts)
    receipts = read_model.receipts(worker.views, FILES[file], submission.identity)
    rows = [receipt.row for receipt in receipts]
    assert rows == sorted(fact.body.row for fact in submission.facts)


def test_nothing_is_set_aside(worker: MemoryWorker) -> None:
    assert facts_on(worker, "dead-letters-intake") == []


def test_what_waits_for_the_registry_is_released_by_it() -> None:
    worker = intake_worker()
    take_files(worker, REGISTRY_FIRST[1:])
    name = "standardization-certificates.xlsx"
    before = read_model.totals(worker.views, FILES[name], submission_of(name).identity)
    assert before.reasons == {"quarantined": {"identifier_unknown": before.quarantined}}
    assert before.quarantined > 0
    take_files(worker, REGISTRY_FIRST[:1])
    after = read_model.totals(worker.views, FILES[name], submission_of(name).identity)
    assert (after.quarantined, after.accepted) == (0, before.accepted + before.quarantined)
    waiting = {each.identifier.partition(":")[0] for each in read_model.quarantine(worker.views)}
    assert waiting == {"code", "name"}


def latest_records(worker: MemoryWorker) -> dict[str, object]:
    records: dict[str, object] = {}
    for fact in facts_on(worker, "safety-records"):
        body = fact.body
        assert isinstance(body, RecordAdmitted)
        records[body.record_id] = (fact.subject, fact.known_at, body)
    return records


def test_the_order_of_the_files_changes_no_record() -> None:
    first, last = intake_worker(1), intake_worker(5)
    take_files(first, REGISTRY_FIRST)
    take_files(last, REGISTRY_LAST)
    assert len(latest_records(first)) == 1201
    assert latest_records(first) == latest_records(last)


def test_sending_a_file_again_repeats_it_and_redelivery_changes_nothing() -> None:
    worker = intake_worker(2)
    take_files(worker, REGISTRY_FIRST)
    before = {topic: len(worker.log.all(topic)) for topic in worker.log.topics()}
    states, views = dict(worker.states), (dict(worker.views.hashes), dict(worker.views.values))
    take_files(worker, ["traffic-police.jsonl"])  # the very same submission, delivered twice
    after = {topic: len(worker.log.all(topic)) for topic in worker.log.topics()}
    assert after["safety-records"] == before["safety-records"]
    assert after["report-receipts"] == before["report-receipts"]
    assert worker.states == states
    assert (worker.views.hashes, worker.views.values) == views


def test_a_correction_replaces_the_fine_and_a_repeat_does_not() -> None:
    worker = intake_worker()
    take_files(worker, REGISTRY_FIRST)
    fines = [
        (fact.body.revision, fact.body.content.fine)
        for fact in facts_on(worker, "safety-records")
        if isinstance(fact.body, RecordAdmitted)
        and fact.body.document_number == "甬应急罚〔2025〕1号"
    ]
    assert [(revision, int(fine)) for revision, fine in fines] == [(1, 500_000), (2, 5_000)]


def test_of_a_corrected_record_the_last_row_holds_whatever_its_id() -> None:
    """Rows of a file are known at one instant: the count of revisions decides, not chance."""
    seen = 0
    for day in range(1, 21):
        worker = intake_worker(1)
        sender = Sender("work-safety", clock_at(date(2026, 11, day))())
        file = SAMPLES / "penalties-double-publicity.csv"
        put(worker, submit_file(RULEBOOK, sender, file.name, file.read_bytes()).facts)
        run_until_quiet([worker])
        ledgers: dict[str, Ledger] = {}
        last: dict[str, tuple[int, object]] = {}
        for fact in facts_on(worker, "safety-records"):
            body = fact.body
            assert isinstance(body, RecordAdmitted)
            ledgers[fact.subject] = ledgers.get(fact.subject, Ledger()).with_entry(entry_of(fact))
            if body.revision > 1 or body.record_id not in last:
                last[body.record_id] = (body.origin.row, body.content)
                seen += body.revision > 1
        held = {
            entry.record_id: entry.content
            for ledger in ledgers.values()
            for entry in ledger.current()
        }
        assert held == {record: content for record, (_, content) in last.items()}
    assert seen == 60


def personal_numbers_of_the_samples() -> set[str]:
    text = (SAMPLES / "penalties-double-publicity.csv").read_bytes().decode("gb18030")
    found = {number for number in re.findall(r"3302\d{13}[0-9X]", text)}
    assert len(found) > 90
    return found


def _stored(worker: MemoryWorker) -> Iterator[bytes]:
    """Yield what is stored as text, the findings unpacked."""
    for (_, stored_key), value in worker.states.items():
        key, row_id = parts_of(stored_key)
        if not key or key.startswith(b"\0"):
            continue
        if row_id is None:
            yield to_json(msgspec.msgpack.decode(value[10:], type=IntakeHead))
        elif row_id.decode().startswith(RECORD):
            known = msgspec.msgpack.decode(value, type=KnownRecord)
            yield from (to_json(unpacked(each.packed_finding)) for each in known.versions)
        yield repr((row_id, value)).encode()


def everything(worker: MemoryWorker) -> str:
    """Return all that intake published, keeps or shows, as text."""
    parts = [
        record.value or b"" for topic in worker.log.topics() for record in worker.log.all(topic)
    ]
    parts += list(_stored(worker))
    parts += [value for store in worker.views.hashes.values() for value in store.values()]
    parts += [*worker.views.values.values()]
    keys = [key for store in worker.views.hashes.values() for key in store]
    keys += [record.key or b"" for topic in worker.log.topics() for record in worker.log.all(topic)]
    return "\n".join(str(part) for part in [*(part.decode() for part in parts), *keys])


def test_no_personal_number_is_anywhere(worker: MemoryWorker) -> None:
    text = everything(worker)
    assert "甬应急罚〔2026〕999号" in text  # the row with a person's number is there, without it
    for number in personal_numbers_of_the_samples():
        assert number not in text


def test_the_samples_have_numbers_that_the_mask_knows() -> None:
    for number in personal_numbers_of_the_samples():
        assert number not in mask(f"证件号{number}。")


def test_kinds_of_all_records() -> None:
    worker = intake_worker()
    take_files(worker, REGISTRY_FIRST)
    facts: list[Fact[RecordAdmitted]] = facts_on(worker, "safety-records")  # type: ignore[assignment]  # nothing else is there
    latest = {fact.body.record_id: fact.body.content for fact in facts}
    kinds = Counter(str(content.__struct_config__.tag) for content in latest.values())
    assert kinds == {
        "traffic_points": 400,
        "registration": 200,
        "hidden_danger": 152,
        "certificate": 124,
        "evaluation": 115,
        "commitment": 114,
        "penalty": 82,
        "accident": 14,
    }
