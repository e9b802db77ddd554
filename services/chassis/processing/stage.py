"""A stage: everything a service does with messages, without any transport."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from schemas.messages import Body, DayBegan, Fact, MessageDeadLettered
from schemas.topics import Topic
from services.chassis.state.codec import RowLayout

from .outcome import Outcome, Publication, ViewWrite

S = TypeVar("S")

Handler = Callable[[S, Fact[Any], date], Outcome[S]]
Wake = Callable[[S, str, Fact[DayBegan]], Outcome[S]]


def _sleep_on(state: S, _subject: str, _began: Fact[DayBegan]) -> Outcome[S]:
    return Outcome(state=state)


def _no_view_of_state(_subject: str, _state: object) -> Iterable[ViewWrite]:
    return ()


def _no_view_of_fact(_topic: Topic, _fact: Fact[Body]) -> Iterable[ViewWrite]:
    return ()


def _no_answer(_letter: MessageDeadLettered, _fact: Fact[Any] | None) -> tuple[Publication, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Stage(Generic[S]):
    """Handlers over a keyed state.

    `handlers` maps a body type to `handle(state, fact, today) -> Outcome`, where `today` is the
    partition's day: the latest DayBegan, or the day on which the fact was known if that is later.
    `wake(state, subject, began)` is called on the day that an outcome asked for by `wake_on`, and
    for every key of the partition on each of `visits_everyone_on`: the days on which an edition of
    the rules begins. A day that was not yet among them when it began (its edition was installed
    late) is made up for on the next day that begins.
    `expected_keys` are woken on the first day that begins, although nothing has come for them.
    `relays_days_to` are the topics into which a DayBegan is passed on, after all that the day
    brought about. `state_type` is a frozen msgspec Struct, or what `layout` keeps as a head and
    rows; `blank(subject)` is its beginning.
    `view_of_state` and `view_of_fact` are pure projections into the service's views; they are
    idempotent, so that a view may be dropped and rebuilt. A fact that is published makes its views
    with the message that brought it about; one of a topic in `viewed_as_read` when the stage reads
    it back, so that one partition writes all views of its key, whoever published it.
    `proves_views`: each view is about the key of the message that brought it about, and proves
    itself to who reads it. `answer` says what the sender of a message that was set aside is told;
    it gets the fact too, where the message could be read.
    """

    service: str
    state_type: type[S]
    layout: RowLayout[S] | None = None
    blank: Callable[[str], S]
    reads: tuple[Topic, ...]
    writes: tuple[Topic, ...]
    handlers: Mapping[type[Body], Handler[S]]
    wake: Wake[S] = _sleep_on
    visits_everyone_on: frozenset[date] = frozenset()
    expected_keys: tuple[str, ...] = ()
    relays_days_to: tuple[Topic, ...] = ()
    view_of_state: Callable[[str, S], Iterable[ViewWrite]] = _no_view_of_state
    view_of_fact: Callable[[Topic, Fact[Body]], Iterable[ViewWrite]] = _no_view_of_fact
    viewed_as_read: tuple[Topic, ...] = ()
    proves_views: bool = False
    answer: Callable[[MessageDeadLettered, Fact[Any] | None], tuple[Publication, ...]] = field(
        default=_no_answer
    )

    def views_of(self, topic: Topic, fact: Fact[Body], *, read: bool) -> Iterable[ViewWrite]:
        """Return the writes that a fact brings about when it is read, or when it is published."""
        return self.view_of_fact(topic, fact) if read is (topic in self.viewed_as_read) else ()

    @property
    def has_views(self) -> bool:
        """Say whether it projects anything into views."""
        return (self.view_of_state, self.view_of_fact) != (_no_view_of_state, _no_view_of_fact)

    def __post_init__(self) -> None:
        """Refuse a stage that has no handler for something that its topics carry."""
        for topic in self.reads:
            for body in topic.carries:
                if body is not DayBegan and body not in self.handlers:
                    raise TypeError(f"{self.service} reads {topic.name} but not {body.__name__}")
