"""One early warning of each kind, as scoring raises them."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.messages import EarlyWarningRaised
from schemas.vocabulary.legal_basis import Mark
from tests.support.enterprise import NAME

DAY = date(2026, 11, 10)
DUE = EarlyWarningRaised(
    day=DAY,
    name=NAME,
    sector="hazardous_chemicals",
    district=None,
    warning="danger_due",
    on=date(2026, 11, 17),
    score=Decimal(80),
    grade="B",
    score_then=Decimal(65),
    grade_then="D",
    points=Decimal(-15),
    points_above=None,
    rule="major_danger_overdue",
    chinese="重大事故隐患逾期未消除",
    english="Major hidden danger overdue",
    record_id="r",
    document_number="YH202600901",
    article="本系统默认值 (default of this system); "
    "国家发展改革委《信用修复管理办法》（2026年4月1日起施行）",
    mark=Mark.OURS,
    edition="test",
)
EXPIRES = msgspec.structs.replace(
    DUE,
    warning="certificate_expires",
    score_then=Decimal(70),
    grade_then="C",
    points=Decimal(-10),
    rule="base_level_3",
    chinese="安全生产标准化3级",
    english="standardization level 3",
    document_number="BZH-2023-17",
    article="《企业安全生产标准化建设定级办法》（应急〔2021〕83号）",
)
NEAR = msgspec.structs.replace(
    DUE,
    warning="near_lower_grade",
    on=None,
    score=Decimal(77),
    score_then=None,
    grade_then=None,
    points=None,
    points_above=Decimal(2),
    document_number=None,
    article="本系统默认值 (default of this system)",
)
ENDS = msgspec.structs.replace(
    DUE,
    warning="deduction_ends",
    score=Decimal(70),
    grade="C",
    score_then=Decimal(90),
    grade_then="C",
    points=Decimal(20),
    rule="accident_ordinary_with_death",
    chinese="一般事故（有死亡）",
    english="Ordinary accident with death",
    document_number="SG-2026-101",
)
WARNINGS = (DUE, EXPIRES, NEAR, ENDS)
