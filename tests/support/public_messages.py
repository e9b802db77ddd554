"""Messages of the public topics as they are read from the log, and an index that has read some."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.codec import encode
from schemas.messages import EnterpriseDisclosed, RecordDisclosed, first_fact
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from schemas.vocabulary.disclosed_entry import (
    DisclosedCounts,
    DisclosedEntry,
    DisclosedIdentity,
)
from schemas.vocabulary.disclosed_record import (
    DisclosedContent,
    DisclosedListing,
    DisclosedPenalty,
    DisclosedRecord,
)
from schemas.vocabulary.legal_basis import Basis, Mark
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import partition_of
from services.disclosure.adapters.index.public_index import PublicIndex
from tests.support.brokers import PARTITIONS

DAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
CODE, OTHER, THIRD = "919901013456789012", "919901026543210982", "91990103MC00000318"
BASIS = Basis(article="第七条", mark=Mark.OURS)


def disclosed(
    name: str | None = "宁波甬江化工有限公司", number: int = 1, **given: Any
) -> EnterpriseDisclosed:
    """Return the entry of an enterprise; `given` are fields of it or of its identity."""
    of_identity = {key: given.pop(key) for key in list(given) if key in IDENTITY}
    fields: dict[str, Any] = {
        "edition": "disclosure-2026",
        "grade": "B",
        "level": None,
        "rating_edition": "scoring-2026",
        "counts": DisclosedCounts(),
        "commitment": "none",
        **given,
    }
    identity = DisclosedIdentity(name=name, **{"sector": "industrial", **of_identity})
    return EnterpriseDisclosed(
        number=number, day=DAY, entry=DisclosedEntry(identity=identity, **fields)
    )


IDENTITY = set(DisclosedIdentity.__struct_fields__) - {"name"}


def public_record(
    record_id: str, first_day: date = DAY, content: DisclosedContent | None = None
) -> DisclosedRecord:
    """Return a public record, of a penalty where nothing else is given."""
    return DisclosedRecord(
        record_id=record_id,
        document_number=f"甬应急罚〔2026〕{record_id}号",
        department="work-safety",
        content=content or PENALTY,
        first_day=first_day,
        last_day=None,
        because=BASIS,
        until=BASIS,
    )


PENALTY = DisclosedPenalty(
    severity="general",
    fine=Decimal(20_000),
    decided_on=DAY,
    authority="市应急管理局",
    violation="未按规定教育和培训",
    legal_ground="《安全生产法》第九十七条",
    types=("罚款",),
)
LISTING = DisclosedListing(list_name="severe_list", tier="city", ground="瞒报事故", decided_on=DAY)


class PublicLog:
    """Numbers messages as the brokers do."""

    def __init__(self) -> None:
        self.positions: dict[tuple[str, int], int] = {
            (topic.name, number): 0
            for topic in (DISCLOSURES, DISCLOSED_RECORDS)
            for number in range(PARTITIONS)
        }

    def entry(self, code: str, body: EnterpriseDisclosed | None) -> Received:
        """Return the message of an entry (None: one that erases it)."""
        return self._message(DISCLOSURES.name, code, body)

    def record(self, code: str, record: DisclosedRecord | str, name: str | None = None) -> Received:
        """Return the message of a record, or of a record of this id that is public no longer."""
        record_id = record if isinstance(record, str) else record.record_id
        body = RecordDisclosed(
            code=code,
            name=name,
            day=DAY,
            record_id=record_id,
            record=None if isinstance(record, str) else record,
            ended="repaired" if isinstance(record, str) else None,
        )
        return self._message(DISCLOSED_RECORDS.name, f"{code}:{record_id}", body)

    def _message(self, topic: str, key: str, body: Any) -> Received:
        partition = (topic, partition_of(key.encode(), PARTITIONS))
        offset = self.positions[partition]
        self.positions[partition] += 1
        value = None
        if body is not None:
            value = encode(
                first_fact(body, identity=key, source="/test", subject=key, known_at=NOW)
            )
        return Received(*partition, offset, key.encode(), value, 0)


def index_of(folder: Path, log: PublicLog, messages: Iterable[Received]) -> PublicIndex:
    """Return an index that has read some messages, to the end of the log."""
    index = PublicIndex(folder, lambda: NOW)
    index.begin(b"log")
    index.keep(list(messages), log.positions)
    index.note_end()
    return index
