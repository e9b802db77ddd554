"""Occasions of which notify tells: every template, for both kinds of recipient, as messages say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from schemas.messages import (
    ActAnswered,
    DeadlineAnnounced,
    GradeChanged,
    MeasureChanged,
    SilenceBegan,
    SilenceEnded,
)
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.effect import GradesDown
from schemas.vocabulary.explanation import GradeReason
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters, Settlement
from schemas.vocabulary.measure_status import Reached
from services.chassis.rules.rulebook import load_document
from services.notify.domain.occasion import Occasion
from services.notify.domain.wording import Wording
from services.notify.stage import SHIPPED
from services.notify.translation import (
    act_occasion,
    deadline_occasion,
    grade_occasion,
    measure_occasion,
    report_occasion,
    silence_occasion,
    warning_occasion,
)
from services.sanctions.domain.rules.legal_basis_gate import rules_of
from tests.support.enterprise import CODE, EDITION, NAME
from tests.support.measure_figures import FIGURES
from tests.support.notices import DAY, grade_changed, measure_changed, report_rejected
from tests.support.parameters import parameters
from tests.support.raised_warnings import WARNINGS

WORDING = load_document(SHIPPED / "wording.yaml", Wording)
GRADES = ("A", "B", "C", "D")
DEFENCE, TERM = date(2026, 11, 24), date(2026, 11, 17)
ACCIDENT = GradeReason(
    rule="ordinary_accident",
    chinese="发生一般责任事故",
    english="Ordinary accident with responsibility",
    points=None,
    effect=GradesDown(2),
    article="聊城市企业安全生产信用等级评定办法（2013）",
    mark=Mark.PUBLISHED,
    document_numbers=("SG-2026-101",),
)
POINTS = GradeReason(
    rule="accident_ordinary_with_death",
    chinese="一般事故（有死亡）",
    english="Ordinary accident with death",
    points=Decimal(-20),
    effect=None,
    article="本系统默认值 (default of this system); "
    "国家发展改革委《信用修复管理办法》（2026年4月1日起施行）",
    mark=Mark.OURS,
    document_numbers=("SG-2026-101",),
)
BASE = GradeReason(
    rule="base_level_3",
    chinese="基本分：标准化3级",
    english="Base: standardization level 3",
    points=Decimal("80.0"),
    effect=None,
    article="本系统默认值 (default of this system)",
    mark=Mark.OURS,
    document_numbers=("BZH-2025-17",),
)
BEHIND = (ACCIDENT, POINTS)
# The measures of each grade, of which most occasions tell.
OF_STATUS = (
    ("noticed", MeasureKind.TAX_REBATE_CANCELLED),
    ("proposed", MeasureKind.TAX_REBATE_CANCELLED),
    ("noticed", MeasureKind.BIDDING_LIMIT),
    ("noticed", MeasureKind.QUALIFICATION_CANCELLED),
    ("proposed", MeasureKind.QUALIFICATION_CANCELLED),
    ("defended", MeasureKind.TAX_REBATE_CANCELLED),
    ("decided", MeasureKind.LOAN_LIMIT),
    ("decided", MeasureKind.PROJECT_REFUSED),
    ("carried_out", MeasureKind.LOAN_LIMIT),
    ("refused", MeasureKind.LOAN_LIMIT),
    ("suspended", MeasureKind.LOAN_LIMIT),
    ("lifted", MeasureKind.TAX_REBATE_CANCELLED),
    ("reversed", MeasureKind.TAX_REBATE_CANCELLED),
    ("replaced", MeasureKind.LOAN_LIMIT),
    ("expired", MeasureKind.PUBLIC_LISTING),
    ("dropped", MeasureKind.PROJECT_REFUSED),
)
RULES = {measure.kind: rule for measure, rule in rules_of(EDITION)}
ENDED = ("lifted", "reversed", "replaced", "expired", "dropped")


def occasions() -> Iterator[tuple[str, Occasion]]:
    """Yield each occasion with what it is about."""
    for about, change in _grades():
        yield about, grade_occasion(CODE, change, GRADES, WORDING)
    for step in _steps():
        about = f"{step.measure.value}, {step.to_status}"
        yield about, measure_occasion(CODE, step, WORDING)
    for about, warning in WARNINGS.items():
        yield about, warning_occasion(CODE, warning, WORDING)
    term = DeadlineAnnounced(
        day=DAY,
        name=NAME,
        order="LOAN_LIMIT-20261110-3f0a9c21",
        measure=MeasureKind.LOAN_LIMIT,
        agency="peoples-bank",
        status="proposed",
        deadline=TERM,
        passed=False,
    )
    yield "near", deadline_occasion(CODE, term, WORDING)
    assumed = msgspec.structs.replace(term, deadline_assumes=2027)
    yield "near, assumed", deadline_occasion(CODE, assumed, WORDING)
    passed = msgspec.structs.replace(term, passed=True, status="in_force")
    yield "passed", deadline_occasion(CODE, passed, WORDING)
    answer = ActAnswered(
        day=DAY,
        name=NAME,
        department="tax",
        record_id="r",
        document_number="税执〔2026〕9号",
        act="carried_out",
        outcome="refused",
        reason=ActRefusal.IMPOSSIBLE_STEP,
        detail="TAX_REBATE_CANCELLED-20261110-3f0a9c21",
    )
    yield "refused", act_occasion(CODE, answer, WORDING)
    settled = msgspec.structs.replace(answer, outcome="settled", reason=None, detail=None)
    yield "settled", act_occasion(CODE, settled, WORDING)
    yield "rejected", report_occasion(report_rejected())
    yield "quarantined, no field", report_occasion(report_rejected("quarantined", None))
    for silence in _silences():
        yield f"since {silence.last_reported_on}", silence_occasion(silence)


def _grades() -> Iterator[tuple[str, GradeChanged]]:
    def change(to: str, before: str | None, **more: object) -> GradeChanged:
        return msgspec.structs.replace(grade_changed(to, before), **more)

    yield "first, C", change("C", None, because=(ACCIDENT, POINTS, BASE))
    yield "first, nameless", change("B", None, name=None, score=Decimal(80), because=(BASE,))
    yield "to D", change("D", "B", because=BEHIND, no_longer=(BASE,))
    yield "to A", change("A", "D", score=Decimal("92.5"), no_longer=BEHIND)
    yield "other names of grades", change("A", "A+", because=(POINTS,))


def _steps() -> Iterator[MeasureChanged]:
    for status, kind in OF_STATUS:
        yield _step(kind, status)
    for kind in MeasureKind:
        grade = "A" if kind.value.endswith("preference") else "D"
        yield _step(kind, "in_force", grade=grade)
    yield _step(MeasureKind.LOAN_LIMIT, "in_force", changed=True)
    unrated = _step(MeasureKind.INSURANCE_RATE, "in_force")
    yield msgspec.structs.replace(unrated, amount=None, parameters=MeasureParameters())
    listed = _step(MeasureKind.BIDDING_LIMIT, "noticed", grade="A")
    yield msgspec.structs.replace(
        listed,
        deadline_assumes=2027,
        parameters=parameters(no_lots_for="A", on_lists="severe_list"),
    )


def _step(
    kind: MeasureKind, status: str, *, grade: str = "D", changed: bool = False
) -> MeasureChanged:
    amount, given = FIGURES[kind]
    settlement = None
    if given.period_begins is not None and status in {"lifted", "reversed"}:
        name = "forgone" if status == "lifted" else "pay_back"
        settlement = Settlement(**{name: Decimal(4120000)})
    deadlines = {"proposed": TERM, "noticed": DEFENCE, "defended": TERM, "decided": TERM}
    deadlines |= {"suspended": date(2026, 12, 8)}
    deadline = DEFENCE if kind is MeasureKind.INTERVIEW else deadlines.get(status)
    body = measure_changed(
        kind,
        status,
        RULES[kind].agency,
        from_status="in_force" if changed else None,
        grade="C" if status in ENDED else grade,
        amount=amount,
        parameters=given,
        deadline=deadline,
    )
    document = "决〔2026〕12号" if status == "decided" else None
    return msgspec.structs.replace(
        body,
        article=RULES[kind].basis.article,
        settlement=settlement,
        order=f"{kind.value.upper()}-20261110-3f0a9c21",
        because=BEHIND if grade == "D" and status not in ENDED else (),
        history=(Reached(status=status, since=DAY, document=document),),
    )


def _silences() -> tuple[SilenceBegan | SilenceEnded, ...]:
    began = SilenceBegan(
        department="fire",
        day=date(2026, 11, 11),
        last_reported_on=date(2026, 10, 31),
        expected_by=DAY,
    )
    never = SilenceBegan(
        department="peoples-bank", day=date(2026, 11, 11), last_reported_on=None, expected_by=DAY
    )
    ended = SilenceEnded(
        department="fire",
        day=date(2026, 11, 14),
        silent_since=date(2026, 11, 11),
        last_reported_on=date(2026, 10, 31),
    )
    return began, never, ended
