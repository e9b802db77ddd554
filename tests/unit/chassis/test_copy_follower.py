"""Following the log into a copy, without a broker: where it goes on, and when it is made anew."""

from collections.abc import Callable, Sequence
from threading import Event
from typing import ClassVar

import pytest

from services.chassis.kafka import copy_follower as module
from services.chassis.kafka.copy_follower import CopyFollower, UnusableCopyError
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positions import Positions, Stretch
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings
from tests.support.time_limits import PROMPT_SECONDS

ONE, TWO = ("topic", 0), ("topic", 1)


def message(offset: int, value: bytes) -> Received:
    return Received(*ONE, offset, b"key", value, 0)


class ScriptedLog:
    """Stands for the broker: what each reading brings; a reading may fail."""

    polls: ClassVar[list[Received | Exception]] = []
    begun: ClassVar[list[Positions]] = []

    def __init__(self, _settings: object, _topics: object) -> None:
        self.fresh = True

    def beginnings(self) -> Positions:
        return {ONE: 0, TWO: 0}

    def ends(self) -> Positions:
        return {ONE: 0, TWO: 0}

    def read(self, positions: Positions, _limit: int, _wait: float) -> Stretch:
        if self.fresh:
            self.begun.append(dict(positions))
            self.fresh = False
        poll = self.polls.pop(0) if self.polls else None
        if isinstance(poll, Exception):
            raise poll
        if poll is None:
            return Stretch([], positions)
        return Stretch([poll], {**positions, ONE: poll.offset + 1})

    def close(self) -> None:
        """Nothing is open."""


class KeptCopy:
    """A copy in memory; `spoilt` makes the next keeping fail as of one that can't be used."""

    def __init__(self, origin: bytes | None = None, positions: Positions | None = None) -> None:
        self.of = origin
        self.at: Positions = positions or {}
        self.values: list[bytes | None] = []
        self.spoilt = False
        self.at_end = Event()

    def origin(self) -> bytes | None:
        return self.of

    def positions(self) -> Positions:
        return self.at

    def begin(self, origin: bytes) -> None:
        self.of, self.at, self.values = origin, {}, []

    def keep(self, records: Sequence[Received], positions: Positions) -> None:
        if self.spoilt:
            self.spoilt = False
            raise UnusableCopyError("spoilt")
        self.values += [record.value for record in records]
        self.at = positions

    def note_end(self) -> None:
        self.at_end.set()


Follow = Callable[[KeptCopy], None]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> type[ScriptedLog]:
    class Log(ScriptedLog):
        polls: ClassVar[list[Received | Exception]] = []
        begun: ClassVar[list[Positions]] = []

    monkeypatch.setattr(module, "PositionedLog", Log)
    monkeypatch.setattr(module, "identity_of", lambda *_: b"log")
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    return Log


def follow_to_the_end(copy: KeptCopy) -> None:
    follower = CopyFollower(["topic"], copy)
    follower.start(ServiceSettings())
    assert copy.at_end.wait(PROMPT_SECONDS)
    follower.stop()


def test_a_copy_is_made_from_the_beginning_and_goes_on_where_it_stands(log) -> None:
    log.polls += [message(0, b"a"), ConnectionError("away"), message(1, b"b")]
    copy = KeptCopy()
    follow_to_the_end(copy)
    assert (copy.of, copy.values, copy.at) == (b"log", [b"a", b"b"], {ONE: 2, TWO: 0})
    assert log.begun == [{ONE: 0, TWO: 0}, {ONE: 1, TWO: 0}]
    later = KeptCopy(copy.of, copy.at)
    log.polls.append(message(2, b"c"))
    follow_to_the_end(later)
    assert (later.values, log.begun[-1]) == ([b"c"], {ONE: 2, TWO: 0})


@pytest.mark.parametrize(
    "copy",
    [KeptCopy(b"another log", {ONE: 7, TWO: 7}), KeptCopy(b"log", {ONE: 7, ("topic", 9): 7})],
)
def test_a_copy_of_another_log_or_of_other_partitions_is_made_anew(log, copy: KeptCopy) -> None:
    log.polls.append(message(0, b"a"))
    follow_to_the_end(copy)
    assert (copy.of, copy.values, log.begun) == (b"log", [b"a"], [{ONE: 0, TWO: 0}])


def test_where_the_log_has_its_positions_no_more_or_it_is_spoilt_it_is_made_anew(log) -> None:
    log.polls += [PositionsGoneError("7 of 1"), message(0, b"a"), message(0, b"a")]
    copy = KeptCopy(b"log", {ONE: 7, TWO: 7})
    copy.spoilt = True
    follow_to_the_end(copy)
    assert copy.values == [b"a"]
    assert log.begun == [{ONE: 7, TWO: 7}, {ONE: 0, TWO: 0}, {ONE: 0, TWO: 0}]
