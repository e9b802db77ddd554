"""Each step of due process, its terms and who may take it, through the stage."""

from datetime import date
from pathlib import Path

import pytest

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED, STATUSES
from services.sanctions.domain.orders.procedure import (
    AFTER_EFFECT,
    BEFORE_EFFECT,
    TRANSITIONS,
    diagram,
)
from services.sanctions.stage import SHIPPED
from tests.support.adoption import adopt
from tests.support.enterprise import brief
from tests.support.fallen_enterprises import EFFECT, KIND, act, acted, fallen, reasons, status

DEFENCE_ENDS = date(2026, 11, 24)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory) -> Path:
    """An edition under which the agency itself takes every step."""
    folder = tmp_path_factory.mktemp("by-hand")
    for file in SHIPPED.glob("*.yaml"):
        text = file.read_text("utf-8")
        for step in ("notice", "undefended", "service"):
            assert f"  {step}: system\n" in text
            text = text.replace(f"  {step}: system\n", f"  {step}: agency\n")
        (folder / file.name).write_text(text, "utf-8")
        adopt(folder / file.name)
    return folder


def test_every_step_by_hand(by_hand):
    it = fallen(by_hand)
    assert status(it) == "proposed"
    assert it.order(KIND, "rebate").last.deadline == date(2026, 11, 17)
    acted(it, "noticed", date(2026, 11, 12), office="税务局法规科")
    assert (status(it), it.order(KIND, "rebate").last.deadline) == ("noticed", date(2026, 11, 26))
    acted(it, "defended", date(2026, 11, 20))
    assert status(it) == "defended"
    decision = {"outcome": "taken", "officer": "0017", "office": "税务局法规科"}
    acted(it, "decided", date(2026, 11, 30), **decision)
    assert status(it) == "decided"
    assert acted(it, "served", date(2026, 12, 2)) == [(KIND, "decided", "in_force")]
    assert acted(it, "carried_out", date(2026, 12, 9)) == [(KIND, "in_force", "carried_out")]
    course = it.order(KIND, "rebate").history
    assert [(each.status, each.since.day) for each in course] == [
        ("proposed", 10),
        ("noticed", 12),
        ("defended", 20),
        ("decided", 30),
        ("served", 2),
        ("in_force", 2),
        ("carried_out", 9),
    ]
    assert [each.office for each in course if each.office] == ["税务局法规科"] * 2
    assert it.answers() == []


def test_an_undefended_notice_waits_for_the_agency_where_the_edition_says_so(by_hand):
    it = fallen(by_hand)
    acted(it, "noticed", date(2026, 11, 12))
    it.days_pass(date(2026, 12, 10))
    assert status(it) == "noticed"
    decision = {"outcome": "taken", "officer": "0017", "office": "法规科"}
    assert acted(it, "decided", date(2026, 12, 10), **decision) == [(KIND, "noticed", "decided")]


def test_nobody_decides_before_the_defence_is_over(by_hand):
    it = fallen(by_hand)
    acted(it, "noticed", date(2026, 11, 12))
    decision = {"outcome": "taken", "officer": "0017", "office": "法规科"}
    assert acted(it, "decided", date(2026, 11, 26), **decision) == []
    assert reasons(it) == [ActRefusal.IMPOSSIBLE_STEP]


def test_a_defence_keeps_a_measure_from_taking_effect_by_itself():
    it = fallen()
    assert acted(it, "defended", DEFENCE_ENDS) == [(KIND, "noticed", "defended")]
    assert it.days_pass(date(2026, 12, 1)) == []
    decision = {"outcome": "not_taken", "officer": "0017", "office": "法规科"}
    assert acted(it, "decided", date(2026, 12, 1), **decision) == [(KIND, "defended", "dropped")]
    it.rated("D", date(2026, 12, 2))
    it.days_pass(date(2027, 3, 1))
    assert status(it) == "dropped"


def test_what_was_not_taken_may_be_proposed_for_another_cause():
    it = fallen()
    acted(it, "defended", DEFENCE_ENDS)
    acted(it, "decided", EFFECT, outcome="not_taken", officer="0017", office="法规科")
    it.rated("B", date(2026, 12, 1))
    assert (KIND, None, "noticed") in brief(it.rated("D", date(2026, 12, 10)))


def test_a_defence_that_is_told_late_takes_the_effect_back():
    it = fallen()
    it.days_pass(EFFECT)
    assert status(it) == "in_force"
    late = it.reported(act("defended", date(2026, 11, 20)), date(2026, 11, 27), "late")
    assert brief(late) == [(KIND, "in_force", "defended")]
    back = it.reported(act("defended", date(2026, 11, 20)), date(2026, 11, 28), "late", True)
    assert brief(back) == [(KIND, "defended", "in_force")]


def test_an_objection_suspends_and_another_officer_decides_it():
    it = fallen()
    acted(it, "defended", DEFENCE_ENDS)
    acted(it, "decided", EFFECT, outcome="taken", officer="0017", office="法规科")
    assert status(it) == "in_force"
    assert acted(it, "objected", date(2026, 12, 1)) == [(KIND, "in_force", "suspended")]
    same = {"outcome": "rejected", "officer": "0017", "office": "法规科"}
    assert acted(it, "objection_decided", date(2026, 12, 3), **same) == []
    assert reasons(it) == [ActRefusal.SAME_OFFICER]
    other = {"outcome": "upheld", "officer": "0021", "office": "复核科"}
    (reversed_,) = it.reported(
        act("objection_decided", date(2026, 12, 4), **other), date(2026, 12, 4), "review"
    )
    assert (reversed_.from_status, reversed_.to_status) == ("suspended", "reversed")
    assert reversed_.cause == MeasureCause(kind="act", status="reversed", office="复核科")
    it.rated("D", date(2026, 12, 5))
    assert status(it) == "reversed"


@pytest.mark.parametrize("by", ["resumed", "objection_decided"])
def test_what_was_suspended_is_again_what_it_was(by):
    it = fallen()
    it.days_pass(EFFECT)
    acted(it, "carried_out", date(2026, 11, 26))
    assert acted(it, "suspended", date(2026, 11, 30)) == [(KIND, "carried_out", "suspended")]
    more = {"outcome": "rejected", "officer": "0021", "office": "复核科"}
    more = more if by == "objection_decided" else {}
    assert acted(it, by, date(2026, 12, 1), **more) == [(KIND, "suspended", "carried_out")]


def test_a_refusal_of_the_agency_stays_until_it_is_carried_out():
    it = fallen()
    it.days_pass(EFFECT)
    refused = acted(it, "refused", date(2026, 11, 26), reason="返还已于10月办理")
    assert refused == [(KIND, "in_force", "refused")]
    assert acted(it, "carried_out", date(2026, 11, 30)) == [(KIND, "refused", "carried_out")]


def test_terms_are_told_before_and_after_and_once(by_hand):
    it = fallen(by_hand)
    it.days_pass(date(2026, 12, 31))
    told = [(each.day, each.status, each.passed) for each in it.terms_told if each.measure is KIND]
    assert told == [
        (date(2026, 11, 13), "proposed", False),
        (date(2026, 11, 18), "proposed", True),
    ]
    acted(it, "noticed", date(2026, 12, 31))
    it.days_pass(date(2027, 1, 31))
    told = [each for each in it.terms_told if each.measure is KIND][2:]
    assert [(each.status, each.passed) for each in told] == [("noticed", False), ("noticed", True)]


def test_an_interview_that_is_not_held_is_told(by_hand):
    it = fallen(by_hand)
    it.days_pass(date(2026, 12, 31))
    told = [each for each in it.terms_told if each.measure is MeasureKind.INTERVIEW]
    assert [(each.day, each.passed) for each in told] == [
        (date(2026, 11, 20), False),
        (date(2026, 11, 25), True),
    ]


def test_every_status_is_reached_and_left_but_the_ends():
    reached = {step.to for step in TRANSITIONS} | {"proposed"}
    assert reached == set(STATUSES)
    # What was lifted while an objection to it was under way may still be reversed.
    assert {step.of for step in TRANSITIONS} == set(STATUSES) - ENDED | {"lifted"}
    assert {*BEFORE_EFFECT, *AFTER_EFFECT} | ENDED == set(STATUSES)


def test_the_diagram_in_the_documents_is_that_of_the_code():
    page = Path("docs/how-to/measures.md").read_text("utf-8")
    assert "```mermaid\n" + "\n".join(diagram()) + "\n```" in page
