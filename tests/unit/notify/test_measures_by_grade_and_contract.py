"""What sanctions reckons for contracts, lots and lists is what alerts say, in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.records import CreditLine, WageArrears
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.measures import due
from tests.support.dossiers import DAY, EDITION, dossier, having, project
from tests.support.enterprise import CODE
from tests.support.notices import Notices, measure_changed

LINE = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=DAY)
OWED = WageArrears(found_on=date(2026, 3, 10), amount=Decimal(1000), settled_on=date(2026, 4, 20))
LISTED = {"lists": ("severe_list",)}


def alerts_of(kind: MeasureKind, grade: str, *, owing: bool = False, **more):
    """Return the alerts of a measure that a builder's dossier calls for."""
    it = having(dossier(grade, sector="construction", **more), "line", LINE)
    it = having(it, "project", project("400000000"))
    if owing:
        it = having(it, "owed", OWED, "human-resources")
    (terms,) = (each for each in due(it, EDITION) if each.kind is kind)
    body = measure_changed(
        kind,
        "noticed" if terms.after_defence else "in_force",
        terms.agency,
        grade=grade,
        amount=terms.amount,
        parameters=terms.parameters,
        deadline=DAY if terms.after_defence else None,
    )
    return Notices().of(body)


@pytest.mark.parametrize(
    ("kind", "grade", "more", "chinese", "english"),
    [
        (MeasureKind.LOAN_PREFERENCE, "A", {}, "授信30,000,000.00元，按守信", "30,000,000.00 yuan"),
        (
            MeasureKind.BIDDING_LIMIT,
            "B",
            {},
            "100,000,000.00元以下（不含）",
            "Open to it are lots below 100,000,000.00 yuan.",
        ),
        (MeasureKind.BIDDING_LIMIT, "D", {}, "D级企业不得参加任何标段", "open to grade D"),
        (
            MeasureKind.BIDDING_LIMIT,
            "A",
            LISTED,
            "列入安全生产严重失信主体名单，不得参加",
            "No lots are open to those on the severe list of work safety.",
        ),
        (
            MeasureKind.PERFORMANCE_BOND,
            "B",
            {},
            "的8%（最高10%），即32,000,000.00元",
            "8 % (at most 10 %) of",
        ),
        (
            MeasureKind.BID_BOND,
            "B",
            {},
            "的1.6%（最高2%），即6,400,000.00元",
            "1.6 % (at most 2 %)",
        ),
        (
            MeasureKind.WAGE_GUARANTEE,
            "B",
            {},
            "的1.5%，上限5,000,000.00元，应存储5,000,000.00元。自2026年11月10日起无欠薪记录",
            "is not known, or was arrears, and reduces nothing.",
        ),
        (
            MeasureKind.WAGE_GUARANTEE,
            "B",
            {"owing": True},
            "因2026年4月20日仍有欠薪，在1.5%的基础上上浮50%，不设上限。",
            "raised by 50 % of it, without a cap: arrears of wages on 20 April 2026.",
        ),
        (
            MeasureKind.WAGE_GUARANTEE,
            "B",
            LISTED,
            "应存储12,000,000.00元。因列入安全生产严重失信主体名单，在1.5%的基础上上浮100%，不设上限。",
            "raised by 100 % of it, without a cap: on the severe list of work safety.",
        ),
        (MeasureKind.INSPECTION_FREQUENCY, "D", {}, "每年检查12次。", "Inspections a year: 12."),
        (MeasureKind.PUBLIC_LISTING, "D", {}, "公示信用等级：D级。", "to the public: grade D."),
        (MeasureKind.SOCIAL_RESPONSIBILITY_ITEM, "A", {}, "A级，该项评为优。", "for grade A."),
        (MeasureKind.SOCIAL_RESPONSIBILITY_ITEM, "D", {}, "D级，该项不合格。", "for grade D."),
        (MeasureKind.AWARD_PREFERENCE, "A", {}, "评先评优优先", "preference in awards"),
    ],
)
def test_the_enterprise_reads_its_figures_and_why(kind, grade, more, chinese, english):
    alert = next(each for each in alerts_of(kind, grade, **more) if each.recipient == CODE)
    assert chinese in alert.text.chinese
    assert english in alert.text.english


@pytest.mark.parametrize(
    ("kind", "grade", "recipients"),
    [
        (MeasureKind.INSPECTION_FREQUENCY, "A", set()),
        (MeasureKind.INSPECTION_FREQUENCY, "B", set()),
        (MeasureKind.INSPECTION_FREQUENCY, "C", {CODE, "housing-construction"}),
        (MeasureKind.PERFORMANCE_BOND, "B", {CODE}),
        (MeasureKind.BID_BOND, "B", {CODE}),
        (MeasureKind.SOCIAL_RESPONSIBILITY_ITEM, "A", {CODE}),
        (MeasureKind.AWARD_PREFERENCE, "A", {CODE}),
        (MeasureKind.LOAN_PREFERENCE, "A", {CODE, "peoples-bank"}),
        (MeasureKind.WAGE_GUARANTEE, "B", {CODE, "human-resources"}),
        (MeasureKind.BIDDING_LIMIT, "C", {CODE, "housing-construction"}),
        (MeasureKind.PUBLIC_LISTING, "D", {CODE, "work-safety"}),
    ],
)
def test_only_those_are_told_who_have_something_to_do_or_to_know(kind, grade, recipients):
    assert {alert.recipient for alert in alerts_of(kind, grade)} == recipients
