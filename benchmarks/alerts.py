"""The work of notify's benchmark: changes of a grade that each raise one alert, and who is told."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from benchmarks.registry_files import rows
from schemas.codec import encode
from schemas.messages import Body, Fact, GradeChanged, Selection, SubscriptionStated
from schemas.topic import Topic
from schemas.topics import GRADE_CHANGES, SUBSCRIPTIONS
from services.chassis.clock import day_of, milliseconds, system_clock
from services.chassis.kafka.publisher import Publisher
from services.chassis.processing.identity import derived_id
from services.chassis.settings import ServiceSettings


def codes(count: int) -> list[str]:
    """Return valid codes of so many enterprises."""
    return [row[0] for row in islice(rows(count), count)]


def grade_changes(of: Iterable[str]) -> Iterator[Fact[Body]]:
    """Yield a change from B to C of each enterprise: it alone is told, by one alert."""
    for code in of:
        body = GradeChanged(
            day=day_of(system_clock()),
            name=f"企业{code[-9:-1]}",
            sector="industrial",
            district="北仑区",
            from_grade="B",
            to_grade="C",
            score=Decimal("64.0"),
            edition="benchmark",
            reasons=("hidden_danger",),
            number=1,
            previous=None,
            standing_digest="",
            hash="",
        )
        yield _fact(code, body)


def subscriptions(urls: Iterable[str]) -> Iterator[Fact[Body]]:
    """Yield a subscription to all alerts for each receiver."""
    for number, url in enumerate(urls):
        body = SubscriptionStated(
            subscription=f"receiver-{number}",
            holder="benchmark",
            url=url,
            selection=Selection(kinds=("alert-raised",)),
            begins={},
            key_version=1,
            former_key_until=None,
            state="active",
            stated_at=system_clock(),
        )
        yield _fact(body.subscription, body)


def publish(settings: ServiceSettings, facts: Iterable[Fact[Body]]) -> None:
    """Publish, and return when the broker has acknowledged all."""
    with Publisher(settings, timeout_seconds=120) as publisher:
        for fact in facts:
            topic = _topic(fact.body)
            instant = milliseconds(fact.known_at)
            publisher.publish(topic.name, fact.subject.encode(), encode(fact), instant)


def _topic(body: Body) -> Topic:
    return SUBSCRIPTIONS if isinstance(body, SubscriptionStated) else GRADE_CHANGES


def _fact(subject: str, body: Body) -> Fact[Body]:
    now = system_clock()
    identity = derived_id("benchmark", body.SUBJECT_ACTION, subject)
    return Fact(
        id=identity,
        source="/safety-credit/benchmark",
        subject=subject,
        known_at=now,
        occurred_at=now,
        correlation_id=identity,
        body=body,
    )
