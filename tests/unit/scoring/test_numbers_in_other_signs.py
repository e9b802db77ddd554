"""A reference finds its record in whatever signs a document number is written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from schemas.on_record.disputes import disputes_in, record_key
from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import (
    Accident,
    Content,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairGranted,
    ResponsibilityDetermined,
    Toll,
)
from services.scoring.domain.outlook.what_if import NoSuchRecordError, supposed
from services.scoring.domain.records.ledger import ledger_from

DAY = date(2026, 3, 5)
NUMBER = "甬应急罚〔2026〕31号"
OTHERS = [
    "甬应急罚[2026]31号",
    "甬应急罚（２０２６）31 号",
    "甬应急罚【2026】31号",
    "'甬应急罚〔2026〕31号",
]
PENALTY = Penalty(
    severity="general",
    fine=Decimal(20000),
    decided_on=DAY,
    authority="X市应急管理局",
    violation="未采取措施",
    legal_ground="《安全生产法》",
    types=("罚款",),
)


def entry(content: Content, number: str) -> LedgerEntry:
    return LedgerEntry(
        record_id=number,
        known_at=datetime(2026, 4, 1, tzinfo=UTC),
        revision=1,
        department="work-safety",
        document_number=number,
        occurred_on=DAY,
        content=content,
    )


@pytest.mark.parametrize("other", OTHERS)
def test_an_accident_is_known_by_its_number(other: str) -> None:
    accident = Accident(
        happened_at=datetime(2026, 3, 5, tzinfo=UTC),
        tolls=(Toll(reported_on=DAY, deaths=1),),
        loss=Decimal(0),
        responsibility="under_investigation",
    )
    verdict = ResponsibilityDetermined(
        accident_number=other, responsibility="not_responsible", determined_on=date(2026, 3, 9)
    )
    found = with_later_reports([entry(accident, NUMBER), entry(verdict, "X1")])[0].content
    assert isinstance(found, Accident)
    assert found.responsibility == "not_responsible"


@pytest.mark.parametrize("other", OTHERS)
def test_an_objection_and_a_repair_are_about_the_record_of_that_number(other: str) -> None:
    filed = ObjectionFiled(record_kind="penalty", record_number=other, filed_on=DAY, grounds="-")
    penalty = entry(PENALTY, NUMBER)
    assert record_key(penalty) in disputes_in([penalty, entry(filed, "异议〔2026〕1号")]).disputed
    decided = ObjectionDecided(
        objection_number="异议[2026]1号",
        record_kind="penalty",
        record_number=other,
        outcome="dismissed",
        decided_on=DAY,
        decided_by="甲",
    )
    answered = [penalty, entry(filed, "异议〔2026〕1号"), entry(decided, "X2")]
    assert disputes_in(answered).disputed == {}
    upheld = msgspec.structs.replace(decided, outcome="upheld")
    assert record_key(penalty) in disputes_in([penalty, entry(upheld, "X2")]).upheld
    repaired = RepairGranted(
        record_kind="penalty", record_number=other, granted=True, decided_on=DAY, decided_by="甲"
    )
    assert record_key(penalty) in disputes_in([penalty, entry(repaired, "X3")]).repaired


@pytest.mark.parametrize("other", OTHERS)
def test_what_if_leaves_out_the_record_of_that_number(other: str) -> None:
    ledger = ledger_from([entry(PENALTY, NUMBER)])
    known_at = datetime(2026, 5, 1, tzinfo=UTC)
    assert supposed(ledger, (), [other], known_at).entries == ()
    with pytest.raises(NoSuchRecordError):
        supposed(ledger, (), ["甬应急罚〔2026〕32号"], known_at)
