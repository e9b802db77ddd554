"""Whoever applies `measure-changes` in order has the whole history of each order, and can tell."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - from a seed, it is the same each time

import pytest

from schemas.codec import decode
from schemas.messages import MeasureChanged, MeasuresStated
from schemas.records import MeasureAct
from schemas.topics import MEASURE_CHANGES, MEASURES
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.processing.fold import day_began
from services.sanctions.translation import MOST_STEPS
from tests.support.enterprise import FIRST_DAY, Enterprise, registration
from tests.support.order_histories import applied
from tests.support.sanctions_histories import History

AFTER_ALL = date(2036, 1, 1)


def changes_of(it: Enterprise) -> list[MeasureChanged]:
    bodies = (decode(each.value).body for each in it.log.all(MEASURE_CHANGES.name))
    return [body for body in bodies if isinstance(body, MeasureChanged)]


@pytest.mark.parametrize("seed", range(6))
def test_the_changes_of_an_order_give_its_history(seed: int) -> None:
    it, history = Enterprise(), History(Random(seed))
    for step in history.facts(120):
        it.tell(step(it.dossier))
    published = changes_of(it)
    histories = applied(published)
    orders = {order.number: order for order in it.dossier.orders}
    assert histories.keys() == orders.keys()
    corrected = [each for each in published if each.steps_before < len(each.history)]
    assert corrected
    for number, steps in histories.items():
        order = orders[number]
        assert order.published is not None
        # What a late act corrected since, without another status, comes with the next change.
        count = order.published.step_count
        assert steps[:count] == order.history[:count]
        assert steps[-1].status == order.status


@pytest.mark.parametrize("seed", range(3))
def test_the_totals_are_those_of_the_open_orders(seed: int) -> None:
    it, history = Enterprise(), History(Random(100 + seed))
    for step in history.facts(60):
        it.tell(step(it.dossier))
    body = [decode(each.value).body for each in it.log.all(MEASURES.name)][-1]
    assert isinstance(body, MeasuresStated)
    is_open = [order for order in it.dossier.orders if order.is_open]
    assert body.totals == it.dossier.totals
    assert sum(each.count for each in body.totals) == len(is_open)
    assert sum(each.amount for each in body.totals) == sum(o.terms.amount or 0 for o in is_open)
    of_enterprise = {order.number for order in is_open if not order.terms.instance}
    assert {each.order for each in body.measures} == of_enterprise


def test_who_misses_steps_that_a_late_act_brought_about_can_tell() -> None:
    it = Enterprise(everything=True)
    it.rated("B", FIRST_DAY, registered=registration())
    order = it.order("insurance_rate").number
    late = FIRST_DAY + timedelta(days=200)
    kinds = ("suspended", "resumed")
    for place in range(MOST_STEPS + 10):
        day = FIRST_DAY + timedelta(days=1 + place)
        it.tell(day_began(day, 0))
        it.reported(_act(kinds[place % 2], day, order), day, f"act-{place}")
    it.tell(day_began(late, 0))
    assert len(applied(changes_of(it))[order]) == MOST_STEPS + 11
    (changed,) = it.reported(_act("carried_out", FIRST_DAY, order), late, "first")
    assert len(changed.history) == MOST_STEPS
    assert changed.steps_before == MOST_STEPS + 12 - MOST_STEPS
    with pytest.raises(LookupError, match="steps are missing"):
        applied([changed])


def _act(kind: str, day: date, order: str) -> MeasureAct:
    return MeasureAct(measure=MeasureKind.INSURANCE_RATE, act=kind, acted_on=day, order=order)
