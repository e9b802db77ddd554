"""The public log of a made-up city: entries and records of many enterprises, and what is asked.

Names are of the place names and trades of the made-up city, and of two characters between them that
are drawn from many, so that a part of a name is in few names or in nearly all, as in a real city.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from applications.made_city.chance import Chance
from applications.made_city.enterprises import enterprise_of
from schemas.codec import encode
from schemas.messages import Body, EnterpriseDisclosed, RecordDisclosed, first_fact
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from schemas.vocabulary.disclosed_entry import (
    CommitmentStatus,
    DisclosedCounts,
    DisclosedEntry,
    DisclosedIdentity,
    DisclosedReason,
    GradeSince,
)
from schemas.vocabulary.disclosed_record import DisclosedPenalty, DisclosedRecord
from schemas.vocabulary.legal_basis import Basis, Mark
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import partition_of

PARTITIONS = 8
FIRST, LAST = date(2024, 1, 1), date(2026, 11, 30)
KNOWN_AT = datetime(2026, 11, 30, 1, tzinfo=UTC)
GRADES = (("A", 0.3), ("B", 0.45), ("C", 0.2), ("D", 0.05))
PROMISES: tuple[tuple[CommitmentStatus, float], ...] = (
    ("none", 0.5),
    ("made", 0.3),
    ("published", 0.19),
    ("broken", 0.01),
)
PENALIZED, RENAMED = 0.1, 0.05
_CHARACTERS = (
    "安邦宝博昌辰诚驰达德鼎东帆飞丰峰福富刚高耿冠光广贵国海涵浩合和恒宏虹厚华辉汇吉佳嘉坚健江杰"
    "金锦京晶景久聚骏凯康科坤兰朗力立利联良林隆绿美铭茂宁鹏普齐启谦强勤庆全泉荣瑞润森尚晟盛胜"
    "石时舒顺硕思腾天添田通同旺威维伟文沃祥翔新鑫信兴旭轩雅扬阳耀业依益毅银英盈永勇优友裕誉元"
    "源远跃云泽展长正志智中众卓"
)
_BASIS = Basis(article="长三角办法第七条", mark=Mark.PUBLISHED)


def entry_of(number: int) -> tuple[str, EnterpriseDisclosed, DisclosedRecord | None]:
    """Return an enterprise's code, its entry, and its record, where it has one."""
    chance = Chance(7, number)
    made = enterprise_of(number, chance, FIRST, LAST)
    own = "".join(chance.one_of(_CHARACTERS) for _ in range(2))
    name = made.registration.name.replace(f"{number}号", own)
    grade = chance.weighted(GRADES)
    record = _penalty(number, chance) if chance.share(PENALIZED) else None
    renamed = chance.share(RENAMED)
    reason = DisclosedReason(
        rule="base",
        chinese="基础分",
        english="base score",
        article="第七条",
        mark=Mark.OURS,
        first_day=FIRST,
    )
    entry = DisclosedEntry(
        identity=DisclosedIdentity(
            name=name,
            sector=made.sector,
            district=made.registration.district,
            organization_code=made.registration.organization_code,
            former_names=(f"象山{chance.one_of(_CHARACTERS)}{own}厂",) if renamed else (),
        ),
        edition="disclosure-2026",
        grade=grade,
        level=None,
        rating_edition="scoring-2026",
        counts=DisclosedCounts(penalties=int(record is not None)),
        commitment=chance.weighted(PROMISES),
        reasons=(reason,),
        records=(record,) if record else (),
        grades=(GradeSince(first_day=FIRST, grade="B"), GradeSince(first_day=LAST, grade=grade)),
    )
    return made.code, EnterpriseDisclosed(number=1, day=LAST, entry=entry), record


def received(count: int) -> Iterator[Received]:
    """Yield the log of so many enterprises, as it is read from the brokers."""
    offsets: dict[tuple[str, int], int] = {}
    for number in range(count):
        code, body, record = entry_of(number)
        messages: list[tuple[str, str, Body]] = [(DISCLOSURES.name, code, body)]
        if record is not None:
            name = body.entry.identity.name
            disclosed = RecordDisclosed(
                code=code, name=name, day=LAST, record_id=record.record_id, record=record
            )
            key = f"{code}:{record.record_id}"
            messages.append((DISCLOSED_RECORDS.name, key, disclosed))
        for topic, key, each in messages:
            fact = first_fact(
                each, identity=key, source="/made-city", subject=key, known_at=KNOWN_AT
            )
            partition = partition_of(key.encode(), PARTITIONS)
            offset = offsets.get((topic, partition), 0)
            offsets[topic, partition] = offset + 1
            yield Received(topic, partition, offset, key.encode(), encode(fact), 0)


def _penalty(number: int, chance: Chance) -> DisclosedRecord:
    decided_on = chance.day(FIRST, LAST)
    content = DisclosedPenalty(
        severity="general",
        fine=Decimal(chance.within(1, 50) * 1000),
        decided_on=decided_on,
        authority="市应急管理局",
        violation="未按规定对从业人员进行安全生产教育和培训",
        legal_ground="《安全生产法》第九十七条",
        types=("罚款",),
    )
    return DisclosedRecord(
        record_id=f"penalty-{number}",
        document_number=f"甬应急罚〔{decided_on.year}〕{number}号",
        department="work-safety",
        content=content,
        first_day=decided_on,
        last_day=decided_on + timedelta(days=365),
        because=_BASIS,
        until=_BASIS,
    )
