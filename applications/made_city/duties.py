"""What an enterprise has, promises, practises and is examined in."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from applications.made_city.chance import Chance
from applications.made_city.enterprises import Enterprise
from applications.made_city.finding import AUTHORITIES, WORK_SAFETY, PlannedFinding, regulator_of
from applications.made_city.habits import PASSES, SCORES, Habits
from schemas.records import (
    Commitment,
    Evaluation,
    Inspection,
    Permit,
    ProjectApplication,
    PublicTip,
    RectificationChecked,
    StandardizationCertificate,
    TaxRebate,
    Training,
)
from schemas.records.inspection import SiteOrder
from schemas.vocabulary.periods import MONTHS_OF_A_YEAR, corresponding_day, day_before

_SUBJECTS = ("安全生产责任制", "设备设施", "作业现场", "应急预案", "消防设施")
_ORDERS: tuple[tuple[SiteOrder, float], ...] = (
    ("rectification_notice", 0.7),
    ("stop_work_order", 0.2),
    ("fine", 0.1),
)
_CERTIFIED_YEARS = 3


def certified(
    of: Enterprise, habits: Habits, chance: Chance, first: date
) -> Iterator[PlannedFinding]:
    """Yield the standardization certificate, and what renewed it."""
    none = 1.0 - sum(habits.levels)
    level = chance.weighted([*zip((1, 2, 3), habits.levels, strict=True), (0, none)])
    if not level:
        return
    granted = of.registered_on - timedelta(days=chance.within(0, 365 * _CERTIFIED_YEARS))
    for turn in range(2):
        until = day_before(corresponding_day(granted, _CERTIFIED_YEARS * MONTHS_OF_A_YEAR))
        yield PlannedFinding(
            day=max(granted, first - timedelta(days=1)),
            department=WORK_SAFETY,
            content=StandardizationCertificate(
                level=level,
                granted_on=granted,
                valid_until=until,
                review_score=Decimal(chance.within(60, 99)),
            ),
            number=f"AQB{level}{granted:%Y%m%d}-{of.number}",
        )
        if turn == 0 and not chance.share(0.85):
            return
        granted = until + timedelta(days=1)


def promised(of: Enterprise, habits: Habits, chance: Chance) -> Iterator[PlannedFinding]:
    """Yield the commitment: made or not, published or not, broken or not."""
    is_made = chance.share(habits.promises)
    broken = of.registered_on + timedelta(days=chance.within(200, 1_000))
    breaks = is_made and chance.share(0.02 if of.conduct in {"good", "usual"} else 0.2)
    promise = Commitment(
        made=is_made,
        made_on=of.registered_on if is_made else None,
        published=is_made and chance.share(0.74),
    )
    fields = {field: getattr(promise, field) for field in promise.__struct_fields__}
    yield PlannedFinding(
        day=of.registered_on,
        department=WORK_SAFETY,
        content=promise,
        number=f"CN-{of.number}",
        later=Commitment(**{**fields, "broken_on": broken}) if breaks else None,
        later_on=broken if breaks else None,
    )


def evaluated(of: Enterprise, chance: Chance, last: date) -> Iterator[PlannedFinding]:
    """Yield the yearly evaluation of a unit that maintains special equipment."""
    for year in range(of.registered_on.year, last.year + 1):
        day = date(year, 11, chance.within(1, 28))
        yield PlannedFinding(
            day=day,
            department="quality-supervision",
            content=Evaluation(
                unit_name=of.registration.name,
                equipment="elevator" if chance.share(0.92) else "simple_lift",
                score=Decimal(chance.within(*SCORES[of.conduct])),
                evaluated_on=day,
                evaluator="X市特种设备检验研究院",
            ),
            number=f"WB{year}-{of.number}",
        )


def permitted(of: Enterprise, chance: Chance, last: date) -> Iterator[PlannedFinding]:
    """Yield the permit that chemicals, mining and construction need; some are suspended."""
    department = regulator_of(of.sector)
    suspended = chance.day(of.registered_on, last)
    suspends = chance.share(0.01 if of.conduct in {"good", "usual"} else 0.08)
    yield PlannedFinding(
        day=of.registered_on,
        department=department,
        content=Permit(
            name="安全生产许可证",
            authority=AUTHORITIES[department],
            granted_on=of.registered_on,
            suspended_from=suspended if suspends else None,
            suspended_until=suspended + timedelta(days=90) if suspends else None,
        ),
        number=f"XK-{of.number}",
    )


def inspected(of: Enterprise, chance: Chance, day: date, turn: int) -> Iterator[PlannedFinding]:
    """Yield an inspection; what failed is checked again."""
    department = regulator_of(of.sector) if chance.share(0.8) else "fire"
    passed = chance.share(PASSES[of.conduct])
    on_site = of.sector == "construction" and department != "fire"
    yield PlannedFinding(
        day=day,
        department=department,
        content=Inspection(
            subject=chance.one_of(_SUBJECTS),
            inspected_on=day,
            passed=passed,
            findings="" if passed else "现场管理不到位，限期整改",
            project=f"{of.number}-{chance.within(1, 3)}号工程" if on_site else None,
            order=chance.weighted(_ORDERS) if on_site and not passed else None,
        ),
        number=f"检查〔{day.year}〕{of.number}-{turn}",
    )
    if not passed and chance.share(0.8):
        checked = day + timedelta(days=chance.within(15, 45))
        yield PlannedFinding(
            day=checked,
            department=department,
            content=RectificationChecked(
                checked_on=checked, passed=chance.share(PASSES[of.conduct])
            ),
            number=f"复查〔{checked.year}〕{of.number}-{turn}",
        )


def trained(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return a training that was due."""
    due = chance.within(1, min(of.registration.employees or 1, 60))
    missing = 0 if chance.share(PASSES[of.conduct]) else chance.within(1, due)
    return PlannedFinding(
        day=day,
        department=regulator_of(of.sector),
        content=Training(
            course="全员安全培训", held_on=day, persons_due=due, persons_passed=due - missing
        ),
        number=f"PX{day.year}-{of.number}-{turn}",
    )


def tipped(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return a tip of the public, with what came of it."""
    checked = day + timedelta(days=chance.within(5, 30))
    tip = PublicTip(received_on=day, channel="telephone", subject="占用疏散通道")
    result = chance.weighted((("confirmed", 0.4), ("unfounded", 0.6)))
    return PlannedFinding(
        day=day,
        department=regulator_of(of.sector),
        content=tip,
        number=f"JB{day:%Y%m%d}-{of.number}-{turn}",
        later=PublicTip(
            received_on=day,
            channel=tip.channel,
            subject=tip.subject,
            verified="confirmed" if result == "confirmed" else "unfounded",
            verified_on=checked,
        ),
        later_on=checked,
    )


def applied(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return the application for a project, with the sum of its contract."""
    return PlannedFinding(
        day=day,
        department="development-reform",
        content=ProjectApplication(
            project=f"{of.number}-{turn + 1}号工程",
            applied_on=day,
            contract_sum=Decimal(chance.within(80, 9_000) * 10_000),
        ),
        number=f"投资〔{day.year}〕{of.number}-{turn}",
    )


def rebated(of: Enterprise, chance: Chance, last: date) -> PlannedFinding:
    """Return the tax rebate that is in prospect for the next year."""
    payroll = int(of.registration.payroll or 1_000_000)
    return PlannedFinding(
        day=last - timedelta(days=chance.within(10, 60)),
        department="tax",
        content=TaxRebate(
            amount=Decimal(payroll * chance.within(2, 9) // 100),
            period_begins=date(last.year + 1, 1, 1),
        ),
        number=f"税返〔{last.year + 1}〕{of.number}",
    )
