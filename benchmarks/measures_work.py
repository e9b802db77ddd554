"""What an enterprise of grade D brings sanctions: stakes, of which orders follow, and acts.

It gets credit lines, rebates and projects; agencies report what they did about the orders, and some
stakes are withdrawn again. Two records of ten are standings of the same grade for other reasons.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from schemas.messages import (
    Body,
    Fact,
    MeasureChanged,
    Origin,
    PointsLine,
    RecordAdmitted,
    StandingAssessed,
)
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
from schemas.vocabulary.explanation import PartCounts
from schemas.vocabulary.legal_basis import Mark
from services.chassis.clock import start_of
from services.chassis.processing.identity import derived_id

AMOUNT = Decimal("12345678.90")
LATER = timedelta(days=90)


@dataclass
class Enterprise:
    """An enterprise and what its agencies may still do about the orders that they know."""

    code: str
    waiting: deque[MeasureChanged] = field(default_factory=deque)
    contents: dict[int, Content] = field(default_factory=dict)

    def fact(self, turn: int, day: date) -> Fact[Body]:
        """Return what comes in a turn, on a day."""
        if turn % 5 == 0:
            return self._fact(turn, day, _standing(turn // 5 + 1, day))
        if turn % 10 == 8 and turn - 5 in self.contents:
            return self._record(turn - 5, day, self.contents.pop(turn - 5), revision=2)
        content = self._content(turn, day)
        self.contents[turn] = content
        return self._record(turn, day, content, revision=1)

    def _content(self, turn: int, day: date) -> Content:
        place = turn % 10
        if place in {4, 7} and self.waiting:
            order = self.waiting.popleft()
            return MeasureAct(
                measure=order.measure, act="carried_out", acted_on=day, order=order.order
            )
        if place in {2, 4}:
            return TaxRebate(amount=AMOUNT, period_begins=day + LATER)
        if place == 3:
            return ProjectApplication(project="新项目", applied_on=day, contract_sum=AMOUNT)
        if place == 9:
            return (
                InterviewHeld(held_on=day),
                RectificationChecked(checked_on=day, passed=True),
                WageArrears(found_on=day, amount=AMOUNT, settled_on=day),
            )[turn // 10 % 3]
        return CreditLine(amount=AMOUNT, bank="X市商业银行", granted_on=day)

    def _record(self, turn: int, day: date, content: Content, revision: int) -> Fact[Body]:
        record_id = f"{self.code}/{turn}"
        agency = "work-safety"
        body = RecordAdmitted(
            record_id=record_id,
            revision=revision,
            department=agency,
            document_number=str(turn),
            occurred_on=day,
            content=content,
            origin=Origin(
                report_id=record_id,
                department=agency,
                layout="benchmark",
                submission="benchmark",
                row=1,
            ),
            sources=("human-resources", "housing-construction", "peoples-bank", "tax", agency),
            withdrawn=revision > 1,
        )
        return self._fact(turn + revision * 10**6, day, body)

    def _fact(self, number: int, day: date, body: Body) -> Fact[Body]:
        known_at = start_of(day)
        identity = derived_id(self.code, number)
        return Fact(
            id=identity,
            source="/safety-credit/scoring",
            subject=self.code,
            known_at=known_at,
            occurred_at=known_at,
            correlation_id=identity,
            body=body,
        )


def _standing(number: int, day: date) -> StandingAssessed:
    def line(rule: str, points: int) -> PointsLine:
        return PointsLine(
            rule=rule,
            chinese="扣分",
            english="deduction",
            points=Decimal(points),
            article="an article",
            mark=Mark.OURS,
            record_id=f"record-{number}",
            document_number=f"No. {number}",
            departments=("work-safety",),
            first_day=day,
            last_day=None,
        )

    return StandingAssessed(
        number=number,
        day=day,
        name="东海化工有限公司",
        sector="hazardous_chemicals",
        score=Decimal(50),
        grade="D",
        base_grade="B",
        previous_grade=None,
        level=3,
        edition="benchmark",
        base=line("base_start", 100),
        sums=(),
        lines=(line("hidden_danger", -50),),
        overrides=(),
        registration=None,
        changes_next_on=None,
        statuses=(),
        budgets=(),
        counts=PartCounts(points=1, overrides=0, statuses=0, budgets=0),
        lists=(),
        caused_on=day,
        sheet_digest="",
        sheet_hash=None,
        thin_data=(),
    )
