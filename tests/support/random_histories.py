"""Random histories: records of every kind that scoring knows, known in any order."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    AccidentFollowUp,
    BlacklistDecision,
    Commitment,
    Crash,
    Evaluation,
    HiddenDanger,
    Inspection,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    Permit,
    PublicTip,
    RectificationChecked,
    Registration,
    RepairGranted,
    ResponsibilityDetermined,
    StandardizationCertificate,
    Toll,
    TrafficPoints,
    Training,
)
from schemas.vocabulary.record_kind import RecordKind
from services.scoring.domain.records.ledger import Ledger
from tests.support.safety_records import shipped_rulebooks

RULES = shipped_rulebooks()
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
ODD_DAYS = st.sampled_from([date(2024, 2, 29), date(2025, 1, 31), date(2027, 11, 30), date.max])
ANY_DAY = DAYS | ODD_DAYS
INSTANTS = DAYS.map(lambda day: datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
SMALL = st.integers(0, 12)
NAMED_KINDS = st.sampled_from(
    [RecordKind.PENALTY, RecordKind.ACCIDENT, RecordKind.HIDDEN_DANGER, RecordKind.COMMITMENT]
)

TOLLS = st.builds(
    Toll, reported_on=DAYS, deaths=SMALL, serious_injuries=st.none() | st.integers(0, 60)
)
CONTENTS = st.one_of(
    st.builds(
        Penalty,
        severity=st.sampled_from(["minor", "general", "severe"]),
        fine=st.integers(0, 900_000).map(Decimal),
        decided_on=ANY_DAY,
        authority=st.just("X"),
        violation=st.just("Y"),
        legal_ground=st.just("Z"),
        types=st.just(()),
    ),
    st.builds(
        HiddenDanger,
        level=st.sampled_from(["ordinary", "major"]),
        found_on=ANY_DAY,
        due_on=ANY_DAY,
        removed_on=st.none() | ANY_DAY,
        listed_by=st.sampled_from([None, "city"]),
    ),
    st.builds(
        Accident,
        happened_at=INSTANTS,
        tolls=st.lists(TOLLS, max_size=4).map(tuple),
        loss=st.integers(0, 60_000_000).map(Decimal),
        responsibility=st.sampled_from(["responsible", "not_responsible", "under_investigation"]),
        concealed=st.booleans(),
        nature=st.sampled_from(["production", "road_traffic", "fire"]),
    ),
    st.builds(Commitment, made=st.booleans(), broken_on=st.none() | ANY_DAY),
    st.builds(RectificationChecked, checked_on=ANY_DAY, passed=st.booleans()),
    st.builds(
        StandardizationCertificate,
        level=st.integers(1, 4),
        granted_on=ANY_DAY,
        valid_until=ANY_DAY,
        revoked_on=st.none() | ANY_DAY,
    ),
    st.builds(
        Evaluation,
        unit_name=st.just("某公司"),
        equipment=st.just("elevator"),
        score=st.integers(-20, 1200).map(lambda tenths: Decimal(tenths) / 10),
        evaluated_on=ANY_DAY,
        evaluator=st.just("X"),
    ),
    st.builds(
        TrafficPoints,
        direction=st.sampled_from(["added", "taken"]),
        points=SMALL,
        recorded_on=ANY_DAY,
        crash=st.none()
        | st.builds(
            Crash, deaths=SMALL, injuries=SMALL, fault=st.sampled_from(["full", "minor", "none"])
        ),
    ),
    st.builds(
        AccidentFollowUp,
        accident_number=st.just("1"),
        toll=st.builds(
            Toll,
            reported_on=ANY_DAY,
            deaths=st.integers(0, 40),
            serious_injuries=st.one_of(st.none(), st.integers(0, 120)),
        ),
    ),
    st.builds(
        ResponsibilityDetermined,
        accident_number=st.just("1"),
        responsibility=st.sampled_from(["responsible", "not_responsible"]),
        determined_on=ANY_DAY,
        concealed=st.booleans(),
    ),
    st.builds(
        Inspection,
        subject=st.just("检查"),
        inspected_on=ANY_DAY,
        passed=st.booleans(),
        project=st.sampled_from([None, "甲", "乙", "丙"]),
        order=st.sampled_from([None, "rectification_notice", "stop_work_order", "fine"]),
    ),
    st.builds(
        Training, course=st.just("培训"), held_on=ANY_DAY, persons_due=SMALL, persons_passed=SMALL
    ),
    st.builds(
        Permit,
        name=st.just("许可证"),
        authority=st.just("X"),
        granted_on=ANY_DAY,
        suspended_from=st.none() | ANY_DAY,
        suspended_until=st.none() | ANY_DAY,
        revoked_on=st.none() | ANY_DAY,
    ),
    st.builds(
        PublicTip,
        received_on=ANY_DAY,
        channel=st.just("web"),
        subject=st.just("举报"),
        verified=st.sampled_from(["open", "confirmed", "unfounded"]),
        verified_on=st.none() | ANY_DAY,
    ),
    st.builds(
        BlacklistDecision,
        list_name=st.sampled_from(["severe_list", "blacklist"]),
        tier=st.just("city"),
        ground=st.just("事故"),
        decided_on=ANY_DAY,
        published_on=st.none() | ANY_DAY,
        listed_until=st.none() | ANY_DAY,
        removed_on=st.none() | ANY_DAY,
        removal_revoked_on=st.none() | ANY_DAY,
    ),
    st.builds(
        ObjectionFiled,
        record_kind=NAMED_KINDS,
        record_number=st.just("1"),
        filed_on=ANY_DAY,
        grounds=st.just("事实"),
    ),
    st.builds(
        ObjectionDecided,
        objection_number=st.sampled_from(["1", "2"]),
        record_kind=NAMED_KINDS,
        record_number=st.just("1"),
        decided_on=ANY_DAY,
        outcome=st.sampled_from(["upheld", "partly_upheld", "dismissed"]),
        decided_by=st.just("X"),
    ),
    st.builds(
        RepairGranted,
        record_kind=NAMED_KINDS,
        record_number=st.just("1"),
        decided_on=ANY_DAY,
        granted=st.booleans(),
        decided_by=st.just("X"),
    ),
    st.builds(
        Registration,
        name=st.just("某公司"),
        sector=st.sampled_from([*RULES.by_sector, "no such sector"]),
    ),
)
ENTRIES = st.builds(
    LedgerEntry,
    record_id=st.sampled_from([f"record-{number}" for number in range(6)]),
    known_at=INSTANTS,
    revision=st.integers(2, 9),
    department=st.just("work-safety"),
    document_number=st.just("1"),
    occurred_on=ANY_DAY,
    content=CONTENTS,
    withdrawn=st.booleans(),
)
# Intake counts the revisions of a record: no two are the same.
HISTORIES = st.lists(ENTRIES, max_size=10, unique_by=lambda e: (e.record_id, e.revision))


def ledger_of(entries: list[LedgerEntry]) -> Ledger:
    """Return the entries as a ledger."""
    ledger = Ledger()
    for entry in entries:
        ledger = ledger.with_entry(entry)
    return ledger
