"""Public entries that the story has none of: lists, accidents, broken promises, objections."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.messages import EnterpriseDisclosed
from schemas.vocabulary.disclosed_entry import (
    DisclosedCounts,
    DisclosedEntry,
    DisclosedIdentity,
    DisclosedReason,
    GradeSince,
)
from schemas.vocabulary.disclosed_record import (
    DisclosedAccident,
    DisclosedCommitment,
    DisclosedContent,
    DisclosedListing,
    DisclosedPenalty,
    DisclosedRecord,
    DisclosedReply,
)
from schemas.vocabulary.legal_basis import Basis, Mark

LISTED = "91990101SCENE00001"  # on lists, with an accident, a broken promise and an objection
SUCCEEDED = "91990101SCENE00002"
NAMELESS = "91990101SCENE00003"
HOSTILE = "91990101SCENE00004"  # its texts try to become markup
DAY = date(2028, 1, 10)
BASIS = Basis(
    article="《安全生产严重失信主体名单管理办法》（应急管理部令第11号）", mark=Mark.PUBLISHED
)
MARKUP = "<script>alert(1)</script>\"'&"


def record(number: int, content: DisclosedContent, **fields: object) -> DisclosedRecord:
    made = DisclosedRecord(
        record_id=f"00000000-0000-4000-8000-{number:012}",
        document_number=f"X应急〔2027〕{number}号",
        department="work-safety",
        content=content,
        first_day=date(2027, 6, 1),
        last_day=None,
        because=BASIS,
        until=BASIS,
    )
    return msgspec.structs.replace(made, **fields)


def penalty(violation: str) -> DisclosedPenalty:
    return DisclosedPenalty(
        severity="severe",
        fine=Decimal(300000),
        decided_on=date(2027, 5, 1),
        authority="X市应急管理局",
        violation=violation,
        legal_ground="《中华人民共和国安全生产法》第九十七条",
        types=("罚款", "责令停产停业整顿"),
    )


def listing(list_name: str, leave: date | None) -> DisclosedListing:
    return DisclosedListing(
        list_name=list_name,
        tier="city",
        ground="发生较大生产安全事故",
        decided_on=date(2027, 5, 20),
        may_leave_on=leave,
    )


ACCIDENT = DisclosedAccident(
    happened_on=date(2027, 3, 2),
    deaths=3,
    serious_injuries=1,
    loss=Decimal(5200000),
    nature="production",
    concealed=True,
    determined_on=date(2027, 5, 2),
)
PROMISE = DisclosedCommitment(
    made_on=date(2026, 12, 1),
    published_at="https://enterprise.example/commitment",
    published=True,
    broken_on=date(2027, 3, 2),
)


REPLY = DisclosedReply(text="我公司已停产整改，\n更换了全部安全阀。", made_on=date(2027, 12, 1))


def body(entry: DisclosedEntry) -> EnterpriseDisclosed:
    return EnterpriseDisclosed(number=1, day=DAY, entry=entry)


def entry(identity: DisclosedIdentity, **fields: object) -> DisclosedEntry:
    made = DisclosedEntry(
        identity=identity,
        edition="disclosure-2026",
        grade=None,
        level=None,
        rating_edition=None,
        counts=DisclosedCounts(),
        commitment="none",
    )
    return msgspec.structs.replace(made, **fields)


def listed() -> DisclosedEntry:
    records = (
        record(1, listing("severe_list", date(2030, 5, 20)), last_day=date(2030, 5, 20)),
        record(2, listing("blacklist", None)),
        record(3, ACCIDENT, last_day=date(2028, 5, 1)),
        record(
            4,
            penalty("未对安全设备进行经常性维护、保养和定期检测"),
            due_on=date(2027, 5, 12),
            last_day=date(2030, 4, 30),
            objected_since=date(2028, 1, 4),
        ),
        record(5, PROMISE, last_day=date(2028, 3, 1)),
        record(6, REPLY, last_day=date(2028, 6, 1)),
    )
    reason = DisclosedReason(
        rule="accident_larger",
        chinese="较大生产安全事故",
        english="Larger accident at work",
        article="本系统默认值 (default of this system)",
        mark=Mark.OURS,
        first_day=date(2027, 5, 2),
        last_day=date(2028, 5, 1),
        document_numbers=("X应急〔2027〕3号",),
        objected=True,
    )
    identity = DisclosedIdentity(
        name="东港恒安化工有限公司",
        sector="hazardous_chemicals",
        district="镇海区",
        former_names=("东港第二化工厂",),
        organization_code="SCENE0001",
        former_codes=("330206000012345",),
    )
    return entry(
        identity,
        grade="D",
        level=3,
        rating_edition="hazardous_chemicals-2025",
        counts=DisclosedCounts(penalties=1, accidents=1, listings=2, commitments=1, replies=1),
        commitment="broken",
        reasons=(reason,),
        further_reasons=True,
        records=records,
        grades=(
            GradeSince(first_day=date(2026, 10, 31), grade="B"),
            GradeSince(first_day=date(2027, 1, 15), grade="A"),
            GradeSince(first_day=date(2027, 3, 3), grade="C"),
            GradeSince(first_day=date(2027, 5, 2), grade="D"),
        ),
    )


def hostile() -> DisclosedEntry:
    promise = msgspec.structs.replace(PROMISE, published_at="javascript:alert(1)")
    identity = DisclosedIdentity(
        name=MARKUP, sector=MARKUP, district=MARKUP, former_names=(MARKUP,)
    )
    return entry(
        identity,
        grade="C",
        counts=DisclosedCounts(penalties=1, commitments=1),
        commitment="broken",
        records=(
            record(7, penalty(MARKUP), document_number=MARKUP, department="gone"),
            record(8, promise),
        ),
    )


def scenes() -> dict[str, EnterpriseDisclosed]:
    """Return the entries by code."""
    gone = DisclosedIdentity(name="东港第三化工厂", sector="industrial", succeeded_by=LISTED)
    nameless = DisclosedIdentity(name=None, sector="transport")
    return {
        LISTED: body(listed()),
        SUCCEEDED: body(entry(gone)),
        NAMELESS: body(entry(nameless, grade="B", rating_edition="transport-2025")),
        HOSTILE: body(hostile()),
    }
