"""Standings as scoring publishes them, made up for the tests of sanctions."""

from datetime import date
from decimal import Decimal
from itertools import count

from schemas.messages import OverrideLine, PointsLine, RetroactiveGrade, StandingAssessed
from schemas.records import Registration
from schemas.vocabulary.effect import GradesDown
from schemas.vocabulary.explanation import ListedSince, PartCounts, StatusLine
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.thin_data import ThinData

_numbers = count(1)  # of standings, whoever's
CODE = "91350100M000100Y43"
NAME = "东海化工有限公司"


def registration(
    risk_class: int | None = 6,
    payroll: str | None = "43130000",
    sector: str = "hazardous_chemicals",
) -> Registration:
    return Registration(
        name=NAME,
        sector=sector,
        risk_class=risk_class,
        payroll=Decimal(payroll) if payroll else None,
    )


def standing(
    grade: str,
    day: date,
    *,
    level: int | None = 2,
    sector: str = "hazardous_chemicals",
    registered: Registration | None = None,
    reasons: tuple[str, ...] = (),
    base_grade: str | None = None,
    revised_grades: tuple[tuple[date, str], ...] = (),
    lists: tuple[str, ...] = (),
    listed_on: date | None = None,
    number: int | None = None,
) -> StandingAssessed:
    return StandingAssessed(
        number=next(_numbers) if number is None else number,
        day=day,
        name=NAME,
        sector=sector,
        score=Decimal(50),
        grade=grade,
        base_grade=base_grade or grade,
        previous_grade=None,
        level=level,
        edition="test",
        base=PointsLine(
            rule="base_start",
            chinese="基本分",
            english="base",
            points=Decimal(100),
            article="an article",
            mark=Mark.OURS,
            record_id=None,
            document_number=None,
            departments=(),
            first_day=day,
            last_day=None,
        ),
        sums=(),
        lines=(),
        overrides=tuple(
            OverrideLine(
                rule=reason,
                chinese=f"规则{reason}",
                english=f"rule {reason}",
                effect=GradesDown(2),
                article="an article",
                mark=Mark.PUBLISHED,
                record_ids=(reason,),
                document_numbers=(f"No. {reason}",),
                record_count=1,
                first_day=day,
                last_day=None,
            )
            for reason in reasons
        ),
        registration=registered,
        changes_next_on=None,
        revised_grades=tuple(
            RetroactiveGrade(first_day=day, grade=then) for day, then in revised_grades
        ),
        statuses=tuple(_listed(name, listed_on or day) for name in lists),
        budgets=(),
        counts=PartCounts(points=0, overrides=len(reasons), statuses=len(lists), budgets=0),
        lists=tuple(ListedSince(name=name, first_day=listed_on or day) for name in lists),
        caused_on=day if reasons else None,
        sheet_digest="",
        sheet_hash=None,
        thin_data=() if registered else (ThinData.NO_REGISTRATION,),
    )


def _listed(name: str, day: date) -> StatusLine:
    return StatusLine(
        kind="listed",
        name=name,
        rule=name,
        chinese=f"名单{name}",
        english=f"list {name}",
        article="an article",
        mark=Mark.PUBLISHED,
        record_ids=("listing",),
        document_numbers=("No. listing",),
        record_count=1,
        first_day=day,
        last_day=None,
    )
