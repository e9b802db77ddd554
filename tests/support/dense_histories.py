"""Dense histories: many records of few kinds within some months, so that they bear on each other.

What Hypothesis draws field by field seldom meets; here a seed gives the whole history.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - from a seed, it is the same each time

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    AccidentFollowUp,
    BlacklistDecision,
    Commitment,
    Content,
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
from services.scoring.domain.records.ledger import LedgerRow, Suspicion

FIRST, SPAN = date(2025, 7, 1), 700  # days
Make = Callable[[Random], Content]
NAMED = (RecordKind.PENALTY, RecordKind.ACCIDENT, RecordKind.HIDDEN_DANGER, RecordKind.COMMITMENT)


def day(chance: Random) -> date:
    """Return a day of the span."""
    return FIRST + timedelta(days=chance.randrange(SPAN))


def maybe(chance: Random) -> date | None:
    """Return a day, or none."""
    return chance.choice([None, day(chance)])


def number(chance: Random) -> str:
    """Return the number of a document: few, so that they are met again."""
    return str(chance.randrange(8))


MAKERS: Mapping[str, Make] = {
    "penalty": lambda c: Penalty(
        severity=c.choice(("minor", "general", "severe", "severe")),
        fine=Decimal(c.randrange(900_000)),
        decided_on=day(c),
        authority="X",
        violation="Y",
        legal_ground="Z",
        types=(),
    ),
    "danger": lambda c: HiddenDanger(
        level=c.choice(("ordinary", "major")),
        found_on=day(c),
        due_on=day(c),
        removed_on=maybe(c),
        listed_by=c.choice((None, "city")),
    ),
    "accident": lambda c: Accident(
        happened_at=datetime.combine(day(c), datetime.min.time(), UTC),
        tolls=(Toll(reported_on=day(c), deaths=c.randrange(4), serious_injuries=c.randrange(12)),),
        loss=Decimal(c.choice((0, 900_000, 60_000_000))),
        responsibility=c.choice(("responsible", "responsible", "under_investigation")),
        concealed=c.random() < 0.2,
        determined_on=maybe(c),
    ),
    "follow_up": lambda c: AccidentFollowUp(
        accident_number=number(c),
        toll=Toll(reported_on=day(c), deaths=c.randrange(12), serious_injuries=None),
    ),
    "determined": lambda c: ResponsibilityDetermined(
        accident_number=number(c),
        responsibility=c.choice(("responsible", "not_responsible")),
        determined_on=day(c),
        concealed=c.choice((None, True)),
    ),
    "commitment": lambda c: Commitment(made=c.random() < 0.5, broken_on=None),
    "checked": lambda c: RectificationChecked(checked_on=day(c), passed=c.random() < 0.5),
    "certificate": lambda c: StandardizationCertificate(
        level=c.randint(1, 3),
        granted_on=day(c),
        valid_until=day(c) + timedelta(days=300),
        revoked_on=c.choice((None, None, day(c))),
    ),
    "evaluation": lambda c: Evaluation(
        unit_name=c.choice("甲乙"),
        equipment="elevator",
        score=Decimal(c.randrange(1000)) / 10,
        evaluated_on=day(c),
        evaluator="X",
    ),
    "traffic": lambda c: TrafficPoints(
        direction=c.choice(("added", "taken")),
        points=c.randrange(13),
        recorded_on=day(c),
        crash=c.choice((None, Crash(deaths=c.randrange(4), injuries=1, fault="full"))),
    ),
    "inspection": lambda c: Inspection(
        subject="检查",
        inspected_on=day(c),
        passed=c.random() < 0.5,
        project=c.choice((None, "甲", "乙")),
        order=c.choice((None, "rectification_notice", "stop_work_order", "fine")),
    ),
    "training": lambda c: Training(
        course="培训", held_on=day(c), persons_due=c.randrange(9), persons_passed=c.randrange(9)
    ),
    "permit": lambda c: Permit(
        name="许可证",
        authority="X",
        granted_on=day(c),
        suspended_from=maybe(c),
        suspended_until=maybe(c),
        revoked_on=c.choice((None, None, day(c))),
    ),
    "tip": lambda c: PublicTip(
        received_on=day(c), channel="web", subject="举报", verified="confirmed"
    ),
    "listing": lambda c: BlacklistDecision(
        list_name=c.choice(("severe_list", "blacklist")),
        tier="city",
        ground="事故",
        decided_on=day(c),
        published_on=c.choice((None, day(c), day(c))),
        listed_until=None,
        removed_on=maybe(c),
    ),
    "filed": lambda c: ObjectionFiled(
        record_kind=c.choice(NAMED), record_number=number(c), filed_on=day(c), grounds="事实"
    ),
    "decided": lambda c: ObjectionDecided(
        objection_number=number(c),
        record_kind=c.choice(NAMED),
        record_number=number(c),
        decided_on=day(c),
        outcome=c.choice(("upheld", "dismissed")),
        decided_by="X",
    ),
    "repaired": lambda c: RepairGranted(
        record_kind=c.choice(NAMED),
        record_number=number(c),
        decided_on=day(c),
        granted=c.random() < 0.8,
        decided_by="X",
    ),
    "registration": lambda c: Registration(
        name="某公司",
        sector=c.choice(("transport", "transport", "construction", "industrial", "none such")),
        succeeded_by=c.choice((None, None, None, "another")),
    ),
}
# Each with what it bears on: a history is of one of these.
THEMES: tuple[tuple[str, ...], ...] = (
    ("commitment", "certificate", "registration"),
    ("certificate", "accident", "accident", "determined"),
    ("certificate", "listing", "danger"),
    ("listing", "danger", "danger", "penalty"),
    ("traffic", "traffic", "traffic", "tip", "registration"),
    ("penalty", "filed", "decided", "repaired"),
    ("accident", "follow_up", "determined", "decided", "filed"),
    ("inspection", "inspection", "registration"),
    ("inspection", "checked", "training", "permit", "tip"),
    ("danger", "filed", "repaired", "decided"),
    ("evaluation", "certificate", "registration"),
    ("commitment", "filed", "decided", "repaired"),
    tuple(MAKERS),
)


def dense_history(seed: int, length: int = 30) -> list[LedgerRow]:
    """Return the rows of a history in the order in which they come; each revision comes once."""
    chance = Random(seed)
    theme = chance.choice(THEMES)
    with_doubles = chance.random() < 0.3
    revisions: dict[str, int] = {}
    rows: list[LedgerRow] = []
    for _ in range(length):
        if with_doubles and chance.random() < 0.2:
            rows.append(_suspicion(chance, len(rows)))
            continue
        kind = chance.choice(theme)
        record_id = f"{kind}-{chance.randrange(8)}"
        revision = revisions[record_id] = revisions.get(record_id, 0) + chance.choice((1, 1, 2))
        rows.append(_entry(chance, record_id, revision, MAKERS[kind](chance), with_doubles))
        if chance.random() < 0.1 and revision > 1:  # what was overtaken comes late
            late = _entry(chance, record_id, revision - 1, MAKERS[kind](chance), with_doubles)
            if not _has(rows, late):
                rows.append(late)
    return rows


def _entry(
    chance: Random, record_id: str, revision: int, content: Content, with_doubles: bool
) -> LedgerEntry:
    kind, _, numbered = record_id.partition("-")
    same_as = f"{kind}-{chance.randrange(8)}" if with_doubles and chance.random() < 0.3 else None
    return LedgerEntry(
        record_id=record_id,
        known_at=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=chance.randrange(900)),
        revision=revision,
        department=chance.choice(("work-safety", "work-safety", "transport")),
        document_number=numbered,
        occurred_on=day(chance),
        content=content,
        withdrawn=chance.random() < 0.15,
        sources=chance.choice(((), ("work-safety",), ("work-safety", "transport"))),
        same_as=None if same_as == record_id else same_as,
    )


def _suspicion(chance: Random, revision: int) -> Suspicion:
    kind = chance.choice(("penalty", "accident", "danger", "inspection"))
    one, other = chance.sample(range(8), 2)
    return Suspicion(
        double=f"{kind}{min(one, other)}{max(one, other)}",
        known_at=datetime(2025, 6, 1, tzinfo=UTC),
        revision=revision,
        open=chance.random() < 0.7,
        differing=chance.random() < 0.3,
        record_ids=(f"{kind}-{one}", f"{kind}-{other}"),
    )


def _has(rows: list[LedgerRow], entry: LedgerEntry) -> bool:
    return any(
        isinstance(row, LedgerEntry)
        and (row.record_id, row.revision) == (entry.record_id, entry.revision)
        for row in rows
    )
