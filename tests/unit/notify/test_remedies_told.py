"""What notify says of measures as acts: which documents it brings, and what may be done against."""

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.rules.legal_basis_gate import rules_of
from tests.support.alert_occasions import WORDING
from tests.support.alert_snapshot import texts, to_enterprises
from tests.support.dossiers import EDITION


def test_an_act_may_be_reconsidered_or_sued_and_what_is_none_may_not() -> None:
    acts = {kind for kind, measure in WORDING.measures.items() if measure.act}
    after_defence = {
        measure.kind for measure, rule in rules_of(EDITION) if rule.takes_effect == "after_defence"
    }
    assert acts == after_defence
    seen = set()
    for about, _, text in to_enterprises("measure."):
        kind = MeasureKind(about.split(",")[0])
        if text.template in {"measure.decided", "measure.in_force", "measure.changed"}:
            assert ("60日内申请行政复议" in text.chinese) == (kind in acts), about
            assert ("within 6 months" in text.english) == (kind in acts), about
            seen.add(kind in acts)
    assert seen == {True, False}
    for about, _, text in to_enterprises("grade."):
        assert "行政复议" not in text.chinese, about
        assert "最长20个工作日" in text.chinese, about


def test_before_a_qualification_is_taken_away_a_hearing_may_be_asked_for() -> None:
    seen = set()
    for about, _, occasion, text in texts():
        if text.template not in {"measure.noticed", "measure.proposed"}:
            continue
        taken_away = about.startswith(MeasureKind.QUALIFICATION_CANCELLED.value)
        assert ("听证" in text.chinese) == ("hearing" in text.english) == taken_away, about
        if taken_away:
            assert "在告知后5个工作日内" in text.chinese
            assert "参照《中华人民共和国行政处罚法》第六十三条、第六十四条" in text.chinese
            seen.add((text.template, occasion.serves is not None))
    assert seen == {("measure.noticed", True), ("measure.proposed", False)}


def test_remedies_come_from_the_law() -> None:
    remedies = WORDING.remedies
    assert (remedies.hearing.value, remedies.hearing.unit) == (5, "working days")
    assert remedies.hearing.mark is Mark.LAW
    assert (remedies.reconsideration.value, remedies.reconsideration.unit) == (60, "days")
    assert (remedies.lawsuit.value, remedies.lawsuit.unit) == (6, "months")
    assert {remedies.reconsideration.mark, remedies.lawsuit.mark} == {Mark.LAW}
    assert remedies.objection.value == EDITION.procedure.decide_objection_within.value


def test_an_alert_brings_the_notice_and_the_decision_to_the_enterprise() -> None:
    serving = {
        (text.template, occasion.serves.act)
        for _, kind, occasion, text in texts()
        if occasion.serves and kind == "enterprise"
    }
    assert serving == {("measure.noticed", "noticed"), ("measure.decided", "served")}
