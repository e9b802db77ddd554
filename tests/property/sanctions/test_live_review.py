"""A live review gives what a review of everything gives, whatever the history."""

from random import Random  # noqa: TID251 - from a seed, it is the same each time

from hypothesis import given, settings
from hypothesis import strategies as some

from schemas.codec import encode
from schemas.topics import ACT_ANSWERS, ASSESSMENTS, MEASURE_CHANGES, MEASURES
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.stage import build_stage
from tests.support.enterprise import CODE, FIRST_DAY
from tests.support.log_contents import rows
from tests.support.sanctions_histories import History
from tests.support.whole_review import whole_review

KEY = CODE.encode()
STAGE = build_stage()


class Both:
    """A worker that reviews live, and one that reviews everything, over the same log."""

    def __init__(self) -> None:
        self.live = MemoryWorker(STAGE, MemoryLog())
        self.whole = MemoryWorker(STAGE, MemoryLog())

    @property
    def dossier(self) -> Dossier:
        return self.live.state(0, KEY)

    def tell(self, fact) -> None:
        for worker in (self.live, self.whole):
            at = milliseconds(fact.known_at)
            worker.log.publish(ASSESSMENTS, fact.subject.encode(), encode(fact), at)
        self.live.run()
        with whole_review():
            self.whole.run()

    def check(self) -> None:
        for topic in (MEASURE_CHANGES.name, MEASURES.name, ACT_ANSWERS.name):
            assert rows(self.live.log.all(topic)) == rows(self.whole.log.all(topic)), topic
        assert not self.live.log.all("dead-letters-sanctions")
        live, whole = self.live.states, self.whole.states
        assert live.keys() == whole.keys()
        for key, value in live.items():
            assert value == whole[key], key
        assert self.live.views.hashes == self.whole.views.hashes


@settings(deadline=None, max_examples=60)
@given(seed=some.integers(0, 2**32), length=some.integers(1, 60), forgetful=some.booleans())
def test_a_live_review_gives_what_a_review_of_everything_gives(
    seed: int, length: int, forgetful: bool
) -> None:
    both, history = Both(), History(Random(seed))
    both.tell(day_began(FIRST_DAY, 0))
    for step in history.facts(length):
        both.tell(step(both.dossier))
        both.check()
        if forgetful:
            both.live.restart()
