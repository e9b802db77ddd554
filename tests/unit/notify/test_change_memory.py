"""The newest changes in memory: all after any positions, or the answer that they are not held."""

from schemas.codec import encode
from services.chassis.kafka.positions import Stretch
from services.chassis.processing.log_messages import Received
from services.notify.adapters.changes.memory import ChangeMemory
from tests.support.changes import (
    CODES,
    by_topic_and_enterprise,
    deadline_announced,
    grade_changed,
    measure_changed,
    partition,
    public,
    some,
    topic_of,
)

PARTITIONS = 2
BEGIN = {(topic, p): 0 for topic in ("grade-changes", "measure-changes") for p in range(PARTITIONS)}


class Log:
    """Gives messages their places, as a broker does."""

    def __init__(self) -> None:
        self.next = dict(BEGIN)

    def stretch(self, facts) -> Stretch:
        records = []
        for fact in facts:
            place = (topic_of(fact), partition(fact.subject, PARTITIONS))
            offset = self.next[place]
            self.next[place] += 1
            records.append(Received(*place, offset, fact.subject.encode(), encode(fact), 1))
        return Stretch(records, dict(self.next))


def chain(memory, after, most):
    """Return the ids after positions, page by page, and the last positions."""
    ids = []
    while True:
        found = memory.following(after, most)
        ids += [change.fact.id for change in found.changes]
        if found.positions == after:
            return ids, after
        after = found.positions


def test_any_chain_of_pages_has_each_change_once_and_in_order():
    memory, log, facts = ChangeMemory(BEGIN, 1000), Log(), some(range(9))
    memory.add(log.stretch(facts))
    expected = [fact.id for fact in public(facts)]
    for most in (1, 2, 7, 1000):
        ids, after = chain(memory, BEGIN, most)
        assert ids == expected, most
        assert after == log.next
    more = some(range(9, 12))
    memory.add(log.stretch(more))
    ids, _ = chain(memory, after, 5)
    assert ids == [fact.id for fact in public(more)]


def test_positions_move_over_messages_of_other_kinds_and_unreadable_ones():
    memory, log = ChangeMemory(BEGIN, 100), Log()
    stretch = log.stretch([deadline_announced(1, CODES[0]), grade_changed(1, CODES[1])])
    term, grade = stretch.records
    spoilt = Received(grade.topic, grade.partition, grade.offset, grade.key, b"{}", 1)
    memory.add(Stretch([term, spoilt], stretch.positions))
    found = memory.following(BEGIN, 10)
    assert found.changes == []
    assert found.positions == log.next


def test_what_was_forgotten_is_said_to_be_missing_never_passed_over():
    memory, log = ChangeMemory(BEGIN, 100), Log()
    for number in range(0, 60, 3):
        memory.add(log.stretch(grade_changed(number + 1, code) for code in CODES))
    assert memory.following(BEGIN, 10) is None
    behind = memory.behind(BEGIN)
    assert behind == {place: 0 for place in BEGIN if place[0] == "grade-changes"}
    held, _ = chain(memory, memory.first, 10)
    assert 100 <= len(held) <= 125
    facts = [grade_changed(number + 1, code) for number in range(0, 60, 3) for code in CODES]
    assert held == [fact.id for fact in facts][-len(held) :]
    # One place that is behind is enough.
    one = dict(memory.first)
    place = next(iter(behind))
    one[place] -= 1
    assert memory.following(one, 10) is None
    assert memory.behind(one) == {place: one[place]}


def test_positions_of_a_reader_of_another_process_may_be_mixed_or_ahead():
    memory, log = ChangeMemory(BEGIN, 100), Log()
    facts = [grade_changed(1, code) for code in CODES] + [
        measure_changed(1, code) for code in CODES
    ]
    memory.add(log.stretch(facts))
    ahead = {**log.next, ("grade-changes", 0): 99}
    assert memory.following(ahead, 10).positions == ahead
    mixed = {**BEGIN, ("grade-changes", 0): log.next["grade-changes", 0]}
    ids, _ = chain(memory, mixed, 3)
    wanted = [
        fact
        for fact in facts
        if (topic_of(fact), partition(fact.subject, PARTITIONS)) != ("grade-changes", 0)
    ]
    assert ids == [fact.id for fact in wanted]
    assert len(by_topic_and_enterprise(wanted)) == len(wanted)


def test_listeners_hear_of_each_addition_until_they_leave():
    memory, log, heard = ChangeMemory(BEGIN, 100), Log(), []

    def tell() -> None:
        heard.append(len(memory.following(BEGIN, 100).changes))

    memory.listen(tell)
    memory.add(log.stretch([grade_changed(1, CODES[0])]))
    memory.unlisten(tell)
    memory.add(log.stretch([grade_changed(2, CODES[0])]))
    assert heard == [1]
