"""Messages to which one can subscribe, with what a selection may ask of them."""

from datetime import date
from decimal import Decimal

from schemas.messages import (
    AlertRaised,
    Body,
    DeadlineAnnounced,
    Fact,
    GradeChanged,
    MeasureChanged,
    Text,
)
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from tests.support.enterprise import CODE, fact

DAY = date(2026, 11, 10)
IDENTITY = "11111111-1111-5111-8111-111111111111"


def grade_change(
    to_grade: str = "D",
    code: str = CODE,
    sector: str = "hazardous_chemicals",
    district: str | None = "Yuhua",
    identity: str = IDENTITY,
) -> Fact[Body]:
    body = GradeChanged(
        day=DAY,
        name="Example",
        sector=sector,
        district=district,
        from_grade="B",
        to_grade=to_grade,
        score=Decimal("50.0"),
        edition="test",
        reasons=(),
        number=1,
        previous=None,
        standing_digest="",
        hash="",
    )
    return fact(body, DAY, identity, code)


def measure_change(
    measure: MeasureKind = MeasureKind.LOAN_LIMIT,
    agency: str = "peoples-bank",
    grade: str = "D",
    code: str = CODE,
    sector: str = "hazardous_chemicals",
    district: str | None = "Yuhua",
) -> Fact[Body]:
    body = MeasureChanged(
        day=DAY,
        name="Example",
        sector=sector,
        district=district,
        order="ORDER-20261110-00000000",
        measure=measure,
        agency=agency,
        from_status=None,
        to_status="proposed",
        grade=grade,
        cause=MeasureCause(kind="standing", grade="D"),
        article="《中华人民共和国安全生产法》第七十八条",
        mark=Mark.LAW,
        edition="test",
    )
    return fact(body, DAY, IDENTITY, code)


def alert(recipient: str = "tax", about: str | None = CODE) -> Fact[Body]:
    body = AlertRaised(
        recipient_kind="department",
        recipient=recipient,
        about=about,
        template="grade.worse",
        urgency="urgent",
        day=DAY,
        text=Text(title_chinese="标题", title_english="Title", chinese="文", english="Text"),
    )
    return fact(body, DAY, IDENTITY, recipient)


def deadline(code: str = CODE) -> Fact[Body]:
    body = DeadlineAnnounced(
        day=DAY,
        name="Example",
        order="ORDER-20261110-00000000",
        measure=MeasureKind.LOAN_LIMIT,
        agency="peoples-bank",
        status="proposed",
        deadline=DAY,
        passed=False,
    )
    return fact(body, DAY, IDENTITY, code)
