"""Enterprises of grade D whose orders are under way, and the acts that move them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from schemas.records import MeasureAct, TaxRebate
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.stage import build_stage
from tests.support.enterprise import Enterprise, brief

FALL = date(2026, 11, 10)


EFFECT = date(2026, 11, 25)


REBATE = TaxRebate(amount=Decimal(4120000), period_begins=date(2027, 1, 1))


KIND = MeasureKind.TAX_REBATE_CANCELLED


def act(kind: str, day: date, **more) -> MeasureAct:
    return MeasureAct(measure=KIND, act=kind, acted_on=day, **more)


def fallen(folder: Path | None = None) -> Enterprise:
    it = Enterprise(build_stage(folder)) if folder else Enterprise()
    it.rated("B", date(2026, 11, 1))
    it.reported(REBATE, date(2026, 11, 2), "rebate")
    it.rated("D", FALL)
    return it


def status(it: Enterprise) -> str:
    return it.order(KIND, "rebate").status


def acted(it: Enterprise, kind: str, day: date, **more) -> list[tuple[str, str | None, str]]:
    return brief(it.reported(act(kind, day, **more), day, f"{kind}-{day}"))


def reasons(it: Enterprise) -> list[ActRefusal | None]:
    return [answer.reason for answer in it.answers()]
