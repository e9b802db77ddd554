"""A review replays the acts of an order once, and again only where the review changed something."""

from collections import Counter
from datetime import date

import pytest

from services.sanctions.domain.orders import replays as histories
from services.sanctions.domain.orders.replay import history_of
from services.sanctions.domain.orders.review import Reviewing
from tests.support.chemical_enterprise import EFFECT, FALL, chemical_enterprise
from tests.support.enterprise import CODE, EDITION, registration


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counted: Counter[str] = Counter()

    def counting(order, *more):
        counted[order.number] += 1
        return history_of(order, *more)

    monkeypatch.setattr(histories, "history_of", counting)
    return counted


def test_orders_that_a_review_leaves_as_they_were_are_replayed_once(replays) -> None:
    it = chemical_enterprise()
    it.rated("D", FALL, registered=registration(), reasons=("accident",))
    it.days_pass(EFFECT)
    orders = it.dossier.orders
    assert len(orders) > 5
    replays.clear()
    reviewing = Reviewing(code=CODE, editions=(EDITION,), today=EFFECT)
    reviewed = reviewing.review(it.dossier)
    assert reviewed.steps == ()
    assert set(replays.values()) == {1}
    assert reviewed.dossier.orders == orders


def test_what_a_fall_changes_is_replayed_with_it(replays) -> None:
    it = chemical_enterprise()
    replays.clear()
    it.rated("D", FALL, registered=registration(), reasons=("accident",))
    assert 1 in replays.values()
    assert max(replays.values()) <= 3
    assert it.order("loan_limit", "line").opened_on == FALL == date(2026, 11, 10)
