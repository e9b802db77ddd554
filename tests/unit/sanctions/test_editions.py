"""A new edition of the rules is applied to everybody on its day, once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schemas.records import CreditLine
from schemas.vocabulary.rule_value import in_force
from services.sanctions.stage import SHIPPED, build_stage, load
from tests.support.adoption import adopt
from tests.support.enterprise import Enterprise, brief, registration
from tests.support.parameters import texts_of

FIRST, BEGINS = date(2026, 11, 3), date(2026, 12, 1)
LINE = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=FIRST)


@pytest.fixture
def folder(tmp_path):
    text = next(SHIPPED.glob("*.yaml")).read_text("utf-8")
    (tmp_path / "first.yaml").write_text(text, "utf-8")
    for before, after in {
        "effective_from: 2013-01-01": f"effective_from: {BEGINS}",
        "edition: measures-2013-01-01": "edition: stricter",
        "C: {value: 50, unit: percent of the line": "C: {value: 30, unit: percent of the line",
        "C: {value: 120,": "C: {value: 150,",
    }.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    second = tmp_path / "second.yaml"
    second.write_text(text, "utf-8")
    adopt(second)
    return tmp_path


def test_an_edition_holds_until_the_next(folder):
    first, second = editions = load(folder)
    assert in_force(editions, date(2012, 12, 31)) is None
    assert in_force(editions, date(2013, 1, 1)) is first
    assert in_force(editions, date(2026, 11, 30)) is first
    assert in_force(editions, BEGINS) is second


def test_on_its_first_day_stricter_terms_are_noticed_and_rates_change(folder):
    it = Enterprise(build_stage(folder))
    it.reported(LINE, FIRST, "line")
    it.rated("C", FIRST, registered=registration())
    it.days_pass(date(2026, 11, 30))
    assert it.statuses()["loan_limit:line"] == "in_force"
    rate, loan = it.days_pass(BEGINS)
    assert (rate.day, rate.edition, rate.parameters.tier_percent) == (BEGINS, "stricter", 150)
    assert (loan.from_status, loan.to_status, loan.amount) == (None, "noticed", 9000000)
    assert loan.deadline == date(2026, 12, 15)
    assert brief(it.days_pass(date(2027, 1, 31))) == [
        ("loan_limit", "in_force", "replaced"),
        ("loan_limit", "noticed", "in_force"),
    ]


def test_nobody_is_woken_again_on_the_days_after(folder):
    woken = []
    stage = build_stage(folder)

    def wake(state, subject, began):
        woken.append(began.body.day)
        return stage.wake(state, subject, began)

    it = Enterprise(replace(stage, wake=wake))
    it.rated("B", FIRST)
    it.days_pass(date(2027, 1, 31))
    assert woken == [BEGINS]


def test_an_edition_installed_after_its_first_day_is_applied_on_the_next_day(folder):
    it = Enterprise()
    it.reported(LINE, FIRST, "line")
    it.rated("C", FIRST, registered=registration())
    it.days_pass(BEGINS)
    it.worker.stage = build_stage(folder)
    it.worker.restart()
    rate, loan = it.days_pass(date(2026, 12, 2))
    assert (rate.day, rate.edition, texts_of(rate.parameters)["tier_percent"]) == (
        date(2026, 12, 2),
        "stricter",
        "150",
    )
    assert (loan.to_status, loan.amount) == ("noticed", 9000000)
    assert it.days_pass(date(2026, 12, 3)) == []


def test_an_easing_under_a_new_edition_needs_no_notice(folder):
    it = Enterprise(build_stage(folder))
    it.reported(LINE, FIRST, "line")
    it.rated("D", FIRST, registered=registration())
    it.days_pass(BEGINS)
    eased = [c for c in it.rated("C", date(2026, 12, 7)) if c.measure == "loan_limit"]
    assert [(c.from_status, c.to_status, c.amount, c.edition) for c in eased] == [
        ("in_force", "in_force", 9000000, "stricter")
    ]


def test_an_edition_that_drops_a_grade_is_refused(folder):
    second = folder / "second.yaml"
    text = second.read_text("utf-8")
    assert "grades: [A, B, C, D]" in text
    text = text.replace("grades: [A, B, C, D]", "grades: [A, B, D]")
    second.write_text(text, "utf-8")
    adopt(second)
    with pytest.raises(ValueError, match=r"edition stricter, grades: C of measures-2013-01-01"):
        load(folder)
