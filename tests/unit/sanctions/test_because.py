"""A measure's message says in words what is behind the grade, for the notice and the decision."""

from datetime import date

from schemas.codec import decode
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.translation import standing_of
from tests.support.chemical_enterprise import EFFECT, FALL, chemical_enterprise
from tests.support.enterprise import Enterprise, registration
from tests.support.source_tree import ROOT


def told(enterprise: Enterprise, **more: object) -> tuple[str, ...]:
    changes = enterprise.rated("D", FALL, registered=registration(), **more)
    loan = next(change for change in changes if change.measure is MeasureKind.LOAN_LIMIT)
    return tuple(reason.chinese for reason in loan.because)


def test_a_notice_names_the_rules_behind_the_grade_in_words_with_documents() -> None:
    it = chemical_enterprise()
    assert told(it, reasons=("accident", "danger")) == ("规则accident", "规则danger", "基本分")
    (change, *_) = (each for each in it.days_pass(EFFECT) if each.because)
    assert [reason.document_numbers for reason in change.because] == [
        ("No. accident",),
        ("No. danger",),
        (),
    ]


def test_where_nothing_was_deducted_the_base_score_alone_is_named() -> None:
    assert told(chemical_enterprise()) == ("基本分",)


def test_the_reasons_follow_the_records_and_an_end_has_none() -> None:
    it = chemical_enterprise()
    told(it, reasons=("accident",))
    assert it.rated("D", date(2026, 11, 12), registered=registration(), reasons=("danger",)) == []
    (effect,) = (each for each in it.days_pass(EFFECT) if each.measure is MeasureKind.LOAN_LIMIT)
    assert [(each.rule, each.document_numbers) for each in effect.cause.rules] == [
        ("danger", ("No. danger",))
    ]
    assert [reason.rule for reason in effect.because] == ["danger", "base_start"]
    ended = it.rated("B", date(2026, 12, 1), registered=registration(), reasons=("danger",))
    lifted = [each for each in ended if each.to_status == "lifted"]
    assert len(lifted) > 1
    assert {each.because for each in lifted} == {()}


def test_the_base_score_is_named_last() -> None:
    example = ROOT / "schemas/examples/standing-assessed/v1/after-a-fatal-accident.json"
    body = decode(example.read_bytes()).body
    because = standing_of(body, body.day, None, None).reason_lines
    assert because[0].rule == body.overrides[0].rule
    assert because[-1].rule == body.base.rule == "base_no_level"
