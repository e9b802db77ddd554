"""Dossiers of a chemical enterprise as tests make them up, under the shipped edition."""

from datetime import date
from decimal import Decimal

from schemas.records import ProjectApplication
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import Act, Filing, Stake
from services.sanctions.domain.orders.standing_summary import StandingSummary
from services.sanctions.stage import load

EDITION = next(each for each in load() if each.edition == "measures-2013-01-01")
DAY = date(2026, 11, 10)


def standing(grade: str = "D", **more) -> StandingSummary:
    known = {
        "day": DAY,
        "name": "东海化工有限公司",
        "sector": "hazardous_chemicals",
        "grade": grade,
        "level": 2,
        "reasons": (),
        "registered": True,
        "risk_class": 6,
        "payroll": Decimal("43130000"),
        "grade_since": DAY,
        "fell_on": DAY,
        "fell_to": grade,
    }
    return StandingSummary(**(known | more))


def dossier(grade: str = "D", **more) -> Dossier:
    return Dossier(standing=standing(grade, **more))


def entry(
    record_id: str,
    content: Stake | Act,
    department: str = "peoples-bank",
    revision: int = 1,
    withdrawn: bool = False,
) -> Filing:
    return Filing(
        record_id=record_id,
        revision=revision,
        departments=(department,),
        content=content,
        withdrawn=withdrawn,
    )


def having(
    found: Dossier, record_id: str, content: Stake | Act, department: str = "peoples-bank"
) -> Dossier:
    return found.with_filing(entry(record_id, content, department))


def project(contract_sum: str | None, applied_on: date = DAY) -> ProjectApplication:
    amount = None if contract_sum is None else Decimal(contract_sum)
    return ProjectApplication(project="城东安置房", applied_on=applied_on, contract_sum=amount)
