"""Notice, defence, effect, acknowledgement and lifting, day by day, through the stage."""

from datetime import date
from decimal import Decimal

from schemas.records import (
    InterviewHeld,
    MeasureAct,
    RectificationChecked,
    TaxRebate,
)
from schemas.topics import ASSESSMENTS, MEASURE_CHANGES
from schemas.vocabulary.measure_cause import MeasureCause, RuleDocuments
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import Settlement
from tests.support.chemical_enterprise import EFFECT, FALL, LINE, REBATE, chemical_enterprise
from tests.support.enterprise import Enterprise, brief, fact, registration, standing
from tests.support.parameters import texts_of

DEFENCE_ENDS = date(2026, 11, 24)

QUALITY = "quality-supervision"


def test_a_fall_to_d_notices_the_severe_and_orders_the_others():
    it = chemical_enterprise()
    changes = it.rated("D", FALL, registered=registration(), reasons=("accident", "danger"))
    assert brief(changes) == [
        ("insurance_rate", "in_force", "in_force"),
        ("tax_rebate_cancelled", None, "noticed"),
        ("loan_limit", None, "noticed"),
        ("project_refused", None, "noticed"),
        ("interview", None, "in_force"),
    ]
    premium, rebate, loan, _, interview = changes
    assert premium.amount == Decimal("841035.00")
    assert rebate.amount == Decimal(4120000)
    assert (rebate.cause.kind, rebate.cause.grade) == ("standing", "D")
    assert rebate.cause.rules == (
        RuleDocuments("accident", ("No. accident",)),
        RuleDocuments("danger", ("No. danger",)),
    )
    assert {change.deadline for change in changes[1:]} == {DEFENCE_ENDS}
    assert texts_of(loan.parameters)["bank"] == "X市商业银行"
    assert (interview.agency, interview.instance) == ("work-safety", None)


def test_the_effect_comes_on_the_day_after_the_defence():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    assert it.days_pass(DEFENCE_ENDS) == []
    changes = it.days_pass(EFFECT)
    assert {step for step in brief(changes)} == {
        ("tax_rebate_cancelled", "noticed", "in_force"),
        ("loan_limit", "noticed", "in_force"),
        ("project_refused", "noticed", "in_force"),
    }
    assert {change.day for change in changes} == {EFFECT}
    assert it.days_pass(date(2027, 3, 1)) == []


def test_a_defence_over_the_national_day_week():
    it = Enterprise()
    it.reported(REBATE, date(2026, 9, 20), "rebate")
    (notice,) = it.rated("D", date(2026, 9, 28))
    # 29 and 30 September, 8 and 9, Saturday 10 (worked to make up), 12 to 16 October.
    assert notice.deadline == date(2026, 10, 16)
    assert notice.deadline_assumes is None


def test_a_cause_that_ends_during_the_defence_drops_the_measure_in_the_same_step():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    changes = it.rated("B", date(2026, 11, 20), registered=registration())
    assert brief(changes) == [
        ("tax_rebate_cancelled", "noticed", "dropped"),
        ("loan_limit", "noticed", "dropped"),
        ("project_refused", "noticed", "dropped"),
        ("interview", "in_force", "lifted"),
        ("insurance_rate", "in_force", "in_force"),
    ]
    assert {change.grade for change in changes} == {"B"}
    assert it.days_pass(date(2026, 12, 31)) == []


def test_all_are_lifted_in_the_step_that_ends_their_cause():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    it.reported(InterviewHeld(held_on=date(2026, 11, 20)), date(2026, 11, 20), "talk")
    it.days_pass(EFFECT)
    it.reported(
        MeasureAct(
            measure=MeasureKind.TAX_REBATE_CANCELLED,
            act="carried_out",
            acted_on=date(2026, 12, 15),
        ),
        date(2026, 12, 15),
        "done",
    )
    assert it.statuses()["tax_rebate_cancelled:rebate"] == "carried_out"
    changes = it.rated("B", date(2027, 12, 2), registered=registration())
    assert brief(changes) == [
        ("tax_rebate_cancelled", "carried_out", "lifted"),
        ("loan_limit", "in_force", "lifted"),
        ("project_refused", "in_force", "lifted"),
        ("insurance_rate", "in_force", "in_force"),
    ]
    assert changes[0].settlement == Settlement(forgone=Decimal(4120000))
    assert it.statuses()["interview"] == "carried_out"


def test_a_measure_stands_as_long_as_one_of_two_causes_does():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration(), reasons=("accident", "danger"))
    it.days_pass(EFFECT)
    assert it.rated("D", date(2026, 12, 1), registered=registration(), reasons=("danger",)) == []
    assert it.statuses()["project_refused:project"] == "in_force"
    lifted = it.rated("B", date(2026, 12, 2), registered=registration())
    assert ("project_refused", "in_force", "lifted") in brief(lifted)


def test_stricter_terms_are_noticed_anew_while_the_milder_hold():
    it = Enterprise()
    it.reported(LINE, date(2026, 11, 2), "line")
    it.rated("C", date(2026, 11, 3))
    it.days_pass(date(2026, 11, 18))
    assert it.statuses()["loan_limit:line"] == "in_force"
    notice = next(c for c in it.rated("D", date(2026, 11, 20)) if c.measure == "loan_limit")
    assert (notice.from_status, notice.to_status, notice.amount) == (None, "noticed", 0)
    milder, stricter = [o for o in it.dossier.orders if o.terms.instance == "line"]
    assert (milder.status, milder.terms.amount) == ("in_force", Decimal(15000000))
    assert (stricter.status, stricter.terms.amount) == ("noticed", 0)
    replaced, effect = it.days_pass(date(2026, 12, 5))
    assert (replaced.order, replaced.to_status) == (milder.number, "replaced")
    assert (effect.from_status, effect.to_status, effect.amount) == ("noticed", "in_force", 0)
    assert effect.day == date(2026, 12, 5)
    (eased,) = it.rated("C", date(2026, 12, 7))
    assert (eased.to_status, eased.amount) == ("in_force", Decimal(15000000))


def test_stricter_terms_are_dropped_where_the_grade_recovers_in_time():
    it = Enterprise()
    it.reported(LINE, date(2026, 11, 2), "line")
    it.rated("C", date(2026, 11, 3))
    it.days_pass(date(2026, 11, 18))
    it.rated("D", date(2026, 11, 20))
    changes = it.rated("C", date(2026, 11, 23))
    assert [(c.to_status, c.amount) for c in changes] == [
        ("dropped", 0),
    ]
    assert it.statuses()["loan_limit:line"] == "in_force"
    assert it.days_pass(date(2026, 12, 31)) == []


def test_a_unit_that_did_not_mend_loses_its_qualification():
    it = Enterprise()
    it.rated("D", date(2026, 10, 31), sector="special_equipment")
    it.reported(
        InterviewHeld(held_on=date(2026, 11, 2)), date(2026, 11, 2), "talk", department=QUALITY
    )
    failed = RectificationChecked(checked_on=date(2026, 11, 20), passed=False)
    (notice,) = it.reported(failed, date(2026, 11, 20), "check", department=QUALITY)
    assert (notice.measure, notice.to_status) == ("qualification_cancelled", "noticed")
    assert notice.deadline == date(2026, 12, 4)
    (effect,) = it.days_pass(date(2026, 12, 31))
    assert (effect.to_status, effect.day) == ("in_force", date(2026, 12, 5))
    passed = RectificationChecked(checked_on=date(2027, 1, 10), passed=True)
    (lifted,) = it.reported(passed, date(2027, 1, 10), "check-2", department=QUALITY)
    assert lifted.to_status == "lifted"
    assert lifted.cause == MeasureCause(kind="called_for_no_more", grade=lifted.grade)


def test_a_withdrawn_stake_and_a_withdrawn_act_take_their_consequences_back():
    it = Enterprise()
    it.reported(LINE, date(2026, 11, 2), "line")
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    done = MeasureAct(measure=MeasureKind.LOAN_LIMIT, act="carried_out", acted_on=EFFECT)
    assert brief(it.reported(done, EFFECT, "done")) == [("loan_limit", "in_force", "carried_out")]
    back = it.reported(done, EFFECT, "done", withdrawn=True)
    assert brief(back) == [("loan_limit", "carried_out", "in_force")]
    gone = it.reported(LINE, EFFECT, "line", withdrawn=True)
    assert brief(gone) == [("loan_limit", "in_force", "lifted")]


def test_what_is_told_twice_changes_nothing():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    before = dict(it.worker.states)
    told = it.log.all(ASSESSMENTS.name)
    published = len(it.log.all(MEASURE_CHANGES.name))
    for message in told:
        it.log.append_raw(
            message.topic, message.partition, message.key, message.value, message.timestamp
        )
    it.worker.run()
    assert len(it.log.all(MEASURE_CHANGES.name)) == published
    assert it.worker.states == before


def test_a_restart_between_notice_and_effect_changes_nothing():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    it.worker.restart()
    assert len(it.days_pass(EFFECT)) == 3


def test_a_repeated_standing_of_the_same_grade_changes_nothing():
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration())
    assert it.tell(fact(standing("D", FALL, registered=registration()), FALL, "again")) == []


def test_a_standing_that_comes_again_changes_nothing_whatever_came_since():
    it = chemical_enterprise()
    fallen = standing("D", FALL, registered=registration())
    it.tell(fact(fallen, FALL, "fallen"))
    it.rated("A", EFFECT, registered=registration())
    before = it.worker.states
    assert it.tell(fact(fallen, FALL, "fallen")) == []
    assert it.worker.states == before


def test_stakes_without_a_standing_have_no_consequence():
    it = Enterprise()
    assert it.reported(REBATE, FALL, "rebate") == []
    assert it.days_pass(date(2026, 12, 31)) == []


def test_a_rebate_that_is_told_after_its_period_began_forgoes_nothing():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    it.rated("D", FALL)
    rebate = TaxRebate(amount=Decimal(4_120_000), period_begins=date(2026, 12, 1))
    it.reported(rebate, date(2026, 12, 5), "rebate")
    it.days_pass(date(2026, 12, 31))
    it.rated("B", date(2027, 1, 10))
    order = it.order("tax_rebate_cancelled", "rebate")
    assert (order.status, order.published.terms.settlement) == ("lifted", None)
