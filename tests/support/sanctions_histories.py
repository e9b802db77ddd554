"""Random histories of an enterprise as sanctions hears of it: stakes, acts, standings, days."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - from a seed, it is the same each time
from typing import get_args

import msgspec

from schemas.messages import Body, Fact, StandingAssessed
from schemas.records import (
    Content,
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.records.act import ActKind, Outcome
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.processing.fold import day_began
from services.sanctions.domain.orders.dossier import Dossier
from tests.support.enterprise import FIRST_DAY, fact, record, reporter_of
from tests.support.standings import registration, standing

GRADES = "ABCD"
SECTORS = ("hazardous_chemicals", "construction", "special_equipment")
LIST = "severe_list"


Step = Callable[[Dossier], Fact[Body]]  # the next fact, after what the dossier has by then


class History:
    """Makes up one fact after another, on days that never go back.

    Acts may name the orders of the `dossier` as it is by then.
    """

    def __init__(self, chance: Random, first_day: date = FIRST_DAY) -> None:
        self.chance = chance
        self.today = first_day
        self.grade = "B"
        self.sector = chance.choice(SECTORS)
        self.payroll = 1_000_000
        self._contents: dict[str, tuple[Content, str]] = {}
        self._revisions: dict[str, int] = {}
        self._count = 0

    def facts(self, length: int) -> Iterator[Step]:
        """Yield so many steps; the first is a standing."""
        yield self._standing
        kinds = [self._stake, self._act, self._standing, self._day, self._revision]
        for _ in range(length - 1):
            (step,) = self.chance.choices(kinds, weights=(5, 6, 3, 3, 2))
            yield step

    def _standing(self, _dossier: Dossier) -> Fact[Body]:
        chance = self.chance
        if chance.random() < 0.4:
            self.grade = chance.choice(GRADES)
        if chance.random() < 0.05:
            self.sector = chance.choice(SECTORS)
        if chance.random() < 0.1:
            self.payroll = chance.randrange(10**6, 10**7)
        lists = (LIST,) if chance.random() < 0.15 else ()
        revised = ()
        if chance.random() < 0.15:
            since = self.today - timedelta(days=chance.randrange(1, 90))
            revised = ((since, chance.choice(GRADES)), (self.today, self.grade))
        body = standing(
            self.grade,
            self.today,
            sector=self.sector,
            level=chance.choice((2, 2, 3)),
            registered=registration(payroll=str(self.payroll)),
            reasons=tuple(f"rule-{chance.randrange(5)}" for _ in range(chance.randrange(3))),
            lists=lists,
            revised_grades=revised,
        )
        return self._fact(self._renamed(body))

    def _renamed(self, body: StandingAssessed) -> StandingAssessed:
        chance = self.chance
        if chance.random() < 0.05:
            body = msgspec.structs.replace(body, name=f"企业{chance.randrange(3)}")
        if body.registration is not None and chance.random() < 0.04:
            status = chance.choice(("注销", "在营"))
            gone = msgspec.structs.replace(body.registration, status=status)
            body = msgspec.structs.replace(body, registration=gone)
        return body

    def _stake(self, _dossier: Dossier) -> Fact[Body]:
        chance = self.chance
        amount = Decimal(chance.randrange(10**5, 10**8))
        day = self.today + timedelta(days=chance.randrange(-60, 1))
        content: Content = chance.choice(
            (
                TaxRebate(amount=amount, period_begins=day + timedelta(days=90)),
                CreditLine(amount=amount, bank="X市商业银行", granted_on=day),
                ProjectApplication(project="新项目", applied_on=day, contract_sum=amount),
                ProjectApplication(project="厂房", applied_on=self.today, contract_sum=None),
                WageArrears(found_on=day, amount=amount, settled_on=None),
                InterviewHeld(held_on=day),
                RectificationChecked(checked_on=day, passed=chance.random() < 0.5),
            )
        )
        return self._reported(content, chance.choice(("work-safety", "market-regulation")))

    def _act(self, dossier: Dossier) -> Fact[Body]:
        chance, orders = self.chance, dossier.orders
        kind = chance.choice(list(MeasureKind))
        named = None
        if orders and chance.random() < 0.8:
            order = chance.choice(orders[-12:] if chance.random() < 0.7 else orders)
            kind = order.terms.kind
            if chance.random() < 0.7:
                named = order.number if chance.random() < 0.9 else order.number.lower() + " "
        act = MeasureAct(
            measure=kind,
            act=chance.choice(get_args(ActKind)),
            acted_on=self.today - timedelta(days=chance.choice((0, 0, 0, 1, 7, 30))),
            order=named,
            outcome=chance.choice((None, *get_args(Outcome))),
            office=chance.choice((None, "复核科")),
            officer=chance.choice((None, "0017", "0021", "0033")),
        )
        return self._reported(act, reporter_of(act))

    def _revision(self, dossier: Dossier) -> Fact[Body]:
        chance = self.chance
        if not self._contents:
            return self._stake(dossier)
        record_id = chance.choice(list(self._contents))
        content, department = self._contents[record_id]
        if isinstance(content, TaxRebate | CreditLine | WageArrears) and chance.random() < 0.5:
            content = msgspec.structs.replace(content, amount=content.amount + 1)
        elif isinstance(content, MeasureAct) and chance.random() < 0.5:
            content = msgspec.structs.replace(content, act=chance.choice(get_args(ActKind)))
        elif isinstance(content, ProjectApplication) and chance.random() < 0.5:
            moved = content.applied_on - timedelta(days=chance.randrange(40))
            content = msgspec.structs.replace(content, applied_on=moved)
        return self._reported(content, department, record_id, withdrawn=chance.random() < 0.4)

    def _day(self, _dossier: Dossier) -> Fact[Body]:
        self.today += timedelta(days=self.chance.choice((1, 1, 2, 7, 20, 45)))
        return day_began(self.today, 0)

    def _reported(
        self,
        content: Content,
        department: str,
        record_id: str | None = None,
        *,
        withdrawn: bool = False,
    ) -> Fact[Body]:
        identity = record_id or f"record-{len(self._contents)}"
        self._contents[identity] = content, department
        revision = self._revisions[identity] = self._revisions.get(identity, 0) + 1
        return self._fact(
            record(
                content,
                self.today,
                identity,
                withdrawn,
                revision=revision,
                department=department,
            )
        )

    def _fact(self, body: Body) -> Fact[Body]:
        self._count += 1
        return fact(body, self.today, f"fact-{self._count}")
