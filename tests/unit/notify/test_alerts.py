"""Who is told of what, and in which words."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from schemas.messages import ActAnswered, DeadlineAnnounced
from schemas.topics import ALERTS
from schemas.vocabulary.act_refusal import REFUSALS, ActRefusal
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import STATUSES
from tests.support.enterprise import CODE
from tests.support.notices import (
    DAY,
    NAME,
    Notices,
    grade_changed,
    measure_changed,
    report_rejected,
    told,
)
from tests.support.parameters import parameters

DEADLINE = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, "A", [(CODE, "information", "grade.first")]),
        (None, "C", [(CODE, "warning", "grade.first")]),
        (
            None,
            "D",
            [(CODE, "warning", "grade.first"), ("work-safety", "warning", "grade.first")],
        ),
        ("A", "B", [(CODE, "warning", "grade.worse")]),
        (
            "B",
            "D",
            [(CODE, "urgent", "grade.worse"), ("work-safety", "urgent", "grade.worse")],
        ),
        ("D", "C", [(CODE, "information", "grade.better")]),
        ("A+", "A", [(CODE, "information", "grade.changed")]),
    ],
)
def test_a_grade_is_told_to_the_enterprise_and_grade_d_to_the_lead(before, after, expected):
    assert told(Notices().of(grade_changed(after, before))) == expected


def test_the_words_of_a_fall():
    enterprise, lead = Notices().of(grade_changed("D"))
    assert enterprise.about == CODE
    assert enterprise.text.title_chinese == "安全生产信用由B级降为D级"
    assert enterprise.text.chinese.split("\n")[0] == (
        "东海化工有限公司（统一社会信用代码91350100M000100Y43）：你单位自2026年11月10日起"
        "安全生产信用等级由B级降为D级，得分50分。"
    )
    assert enterprise.text.english.split("\n")[0] == (
        "东海化工有限公司 (unified code 91350100M000100Y43): from 10 November 2026 "
        "your safety-credit grade is D (before: B), with a score of 50."
    )
    assert lead.recipient_kind == "department"
    assert lead.text.title_english == "东海化工有限公司 fell from B to D"


def test_a_paragraph_without_its_values_is_left_out():
    enterprise, _ = Notices().of(grade_changed("D"))
    assert "计入的事项" not in enterprise.text.chinese
    assert "\n\n" not in enterprise.text.chinese


def test_a_notice_tells_the_party_of_its_defence():
    body = measure_changed(
        MeasureKind.TAX_REBATE_CANCELLED,
        "noticed",
        "tax",
        amount=Decimal(4120000),
        parameters=parameters(period_begins="2027-01-01"),
        deadline=DEADLINE,
    )
    enterprise, agency = Notices().of(body)
    assert told([enterprise, agency]) == [
        (CODE, "urgent", "measure.noticed"),
        ("tax", "information", "measure.noticed"),
    ]
    what, why, follows, until, can, where = enterprise.text.chinese.split("\n")
    assert what.endswith("自2027年1月1日起的返还期，金额4,120,000.00元。")
    assert why == (
        "事由：你单位安全生产信用等级为D级。措施依据：《中华人民共和国安全生产法》第七十八条。"
    )
    assert "送达后生效" in follows
    assert until == "陈述、申辩的期限：2026年11月24日（含当日）前。"
    assert "不得因陈述、申辩加重措施" in can
    assert where == "执行部门：税务（纳税信用科，tax@safety-credit.example）。"
    assert (
        "you may state your case up to and including 24 November 2026." in enterprise.text.english
    )
    assert agency.text.title_chinese == "已告知：拟采取取消税收返还，东海化工有限公司"


def test_an_interview_has_its_own_words():
    body = measure_changed(MeasureKind.INTERVIEW, "in_force", "work-safety", deadline=DEADLINE)
    enterprise, agency = Notices().of(body)
    assert told([enterprise, agency]) == [
        (CODE, "urgent", "measure.interview.in_force"),
        ("work-safety", "warning", "measure.interview.in_force"),
    ]
    assert agency.text.chinese.split("\n")[-1] == (
        "请于2026年11月24日（含当日）前约谈，并凭编号ORDER-20261110-00000000回报。"
    )


@pytest.mark.parametrize(("grade", "recipients"), [("B", [CODE]), ("D", [CODE, "human-resources"])])
def test_the_insurer_hears_of_raised_rates_only(grade, recipients):
    body = measure_changed(
        MeasureKind.INSURANCE_RATE,
        "in_force",
        "human-resources",
        from_status="in_force",
        grade=grade,
        amount=Decimal("841035.00"),
        parameters=parameters(
            risk_class="6",
            base_percent="1.3",
            tier_percent="150",
            rate_percent="1.95",
            payroll_yuan="43130000",
        ),
    )
    alerts = Notices().of(body)
    assert [alert.recipient for alert in alerts] == recipients
    assert alerts[0].template == "measure.changed"
    assert alerts[0].text.title_chinese == "措施变更：工伤保险费率浮动"
    assert (
        "行业风险类别6类，基准费率1.3%，浮动档次150%，执行费率1.95%。"
        "工资总额43,130,000.00元，年度保费841,035.00元。" in alerts[0].text.chinese
    )


# A decision that is served takes effect in the same step.
TOLD = [status for status in STATUSES if status != "served"]
OF_THE_OFFICE = {"proposed", "defended", "refused", "replaced"}  # the enterprise isn't told


@pytest.mark.parametrize("status", TOLD)
@pytest.mark.parametrize("kind", list(MeasureKind))
def test_every_step_of_every_measure_has_words_in_both_languages(kind, status):
    alerts = Notices().of(measure_changed(kind, status, "tax", deadline=DEADLINE))
    assert (CODE in {alert.recipient for alert in alerts}) == (status not in OF_THE_OFFICE)
    in_both_languages(alerts)


def in_both_languages(alerts):
    assert alerts
    for alert in alerts:
        text = alert.text
        assert all((text.title_chinese, text.title_english, text.chinese, text.english))
        assert "{" not in "".join((text.title_chinese, text.english, text.chinese))


@pytest.mark.parametrize("status", ["proposed", "noticed", "defended", "decided", "in_force"])
def test_a_term_is_told_to_the_agency_and_where_it_passed_to_the_lead_too(status):
    term = DeadlineAnnounced(
        day=DAY,
        name=NAME,
        order="TAX_REBATE_CANCELLED-20261110-00000000",
        measure=MeasureKind.TAX_REBATE_CANCELLED,
        agency="tax",
        status=status,
        deadline=DEADLINE,
        passed=False,
    )
    near = Notices().of(term)
    assert told(near) == [("tax", "warning", "deadline.near")]
    passed = Notices().of(msgspec.structs.replace(term, passed=True))
    assert told(passed) == [
        ("tax", "urgent", "deadline.passed"),
        ("work-safety", "warning", "deadline.passed"),
    ]
    in_both_languages([*near, *passed])


@pytest.mark.parametrize("reason", list(ActRefusal))
def test_who_reported_an_act_that_fits_no_order_reads_why(reason):
    answer = ActAnswered(
        day=DAY,
        name=NAME,
        department="tax",
        record_id="r",
        document_number="税执〔2026〕9号",
        act="carried_out",
        outcome="refused",
        reason=reason,
        detail="TAX_REBATE_CANCELLED-20261110-00000000",
    )
    (alert,) = Notices().of(answer)
    assert told([alert]) == [("tax", "warning", "act.refused")]
    assert REFUSALS[reason][0] in alert.text.chinese
    assert REFUSALS[reason][1] in alert.text.english


def test_a_rejection_is_told_to_its_sender_with_row_field_and_reason():
    (alert,) = Notices().of(report_rejected(), "work-safety")
    assert told([alert]) == [("work-safety", "warning", "report.rejected")]
    assert alert.about is None
    assert alert.text.chinese == (
        "你部门报送的第17行未被接受。文件：penalties.csv。\n"
        "金额不是数字，请填写阿拉伯数字。字段：罚款金额(万元)。内容：叁万。"
    )
    assert alert.text.english == (
        "Row 17 of your report was not accepted. File: penalties.csv.\n"
        "The amount is no number; write digits. Field: 罚款金额(万元). Value: 叁万."
    )


def test_a_quarantined_report_without_a_field():
    (alert,) = Notices().of(report_rejected("quarantined", None), "work-safety")
    assert told([alert]) == [("work-safety", "information", "report.quarantined")]
    assert "字段" not in alert.text.chinese


def test_an_alert_is_keyed_by_its_recipient_and_names_its_cause():
    notices = Notices()
    facts = notices.facts_of(grade_changed("D"))
    keys = [record.key.decode() for record in notices.log.all(ALERTS.name)]
    assert keys == [fact.subject for fact in facts] == [CODE, "work-safety"]
    assert {fact.causation_id for fact in facts} == {"cause-1"}
    assert len({fact.id for fact in facts}) == 2
