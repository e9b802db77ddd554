"""All five services in one process, over the reports of a small city."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import redis

from applications.pipe.stages import build_stages
from benchmarks.costs.formula import Growth, ServiceCost, growth
from benchmarks.costs.measured_service import MeasuredService
from benchmarks.costs.reports import FIRST_DAY, reports
from benchmarks.costs.state_copies import Stored, cached_bytes, day_seconds, memory_of
from benchmarks.measured_step import measured
from development.brokers.valkey import Valkey
from schemas.codec import encode
from schemas.messages import DayBegan
from schemas.topics import Topic
from services.chassis.clock import milliseconds
from services.chassis.garbage import collect_seldom
from services.chassis.processing.fold import Outgoing, day_began
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.processing.stage import Stage
from services.chassis.views.redis_store import RedisViews

TURNS = (10, 40)  # records of each enterprise at which is weighed what is kept


@dataclass(frozen=True)
class Measured:
    """What was measured: each service, and the bytes of a report on the log."""

    costs: tuple[ServiceCost, ...]
    reported: float


@dataclass
class _Weights:
    """What a service takes for all enterprises, in bytes or seconds, at each of the TURNS."""

    states: list[float] = field(default_factory=list)
    schedule: list[float] = field(default_factory=list)
    latest: list[float] = field(default_factory=list)
    views: list[float] = field(default_factory=list)
    day: list[float] = field(default_factory=list)
    cached: list[float] = field(default_factory=list)


class _City:
    """The services, the log between them, and what was weighed."""

    def __init__(self, enterprises: int) -> None:
        self._enterprises, self._log = enterprises, MemoryLog()
        self.services = [MeasuredService(stage, self._log) for stage in build_stages()]
        self.weights = [_Weights() for _ in self.services]
        self.reported = 0

    def live_through(self, turn: int) -> None:
        """Let a day begin, its reports come, and the services handle all that comes of it."""
        began = day_began(FIRST_DAY + timedelta(days=turn), 0)
        reads = self.services[0].stage.reads
        days: Topic = next(each for each in reads if DayBegan in each.carries)
        key, at = began.subject.encode(), milliseconds(began.known_at)
        self._log.append(Outgoing(days.name, 0, key, encode(began), at))
        for fact in reports(self._enterprises, turn):
            key, value = fact.subject.encode(), encode(fact)
            topic = f"reports-{fact.body.department}"
            self._log.append(Outgoing(topic, 0, key, value, milliseconds(fact.known_at)))
            self.reported += len(key) + len(value)
        while sum([service.run() for service in self.services]):
            continue

    def weigh(self, views: RedisViews, server: Any, turn: int) -> None:  # noqa: ANN401 - redis-py's types
        """Weigh what is there before a turn, and live through it for what is in use then."""
        before = [service.stored() for service in self.services]
        for service, weights, stored in zip(self.services, self.weights, before, strict=True):
            states, schedule = memory_of(service.stage, stored)
            weights.states.append(states)
            weights.schedule.append(schedule)
            in_log = sum(len(key) + len(value) for key, value in stored.items())
            weights.latest.append(in_log + sum(service.latest.values()))
            used = server.info("memory")["used_memory"]
            service.write_views(views)
            more = server.info("memory")["used_memory"] - used
            weights.views.append(more + (weights.views[-1] if weights.views else 0))
            weights.day.append(_day_seconds(service.stage, stored, turn))
            service.handled.clear()
        self.live_through(turn)
        for service, weights, stored in zip(self.services, self.weights, before, strict=True):
            weights.cached.append(cached_bytes(service.stage, stored, service.handled))


def measure(enterprises: int) -> Measured:
    """Return what the services cost, by a city of so many enterprises with forty records each.

    Raises RuntimeError where a message was set aside: the figures would not be of the whole path.
    """
    collect_seldom()  # as in a worker
    city = _City(enterprises)
    with Valkey() as server:
        views, client = RedisViews.from_url(server.url), redis.Redis.from_url(server.url)
        for turn in range(TURNS[-1] + 1):
            if turn in TURNS:
                city.weigh(views, client, turn)
            else:
                city.live_through(turn)
    if any(service.set_aside for service in city.services):
        raise RuntimeError({each.stage.service: each.set_aside for each in city.services})
    records = enterprises * (TURNS[-1] + 1)
    costs = tuple(
        _cost(service, weights, enterprises, records)
        for service, weights in zip(city.services, city.weights, strict=True)
    )
    return Measured(costs, city.reported / records)


def _day_seconds(stage: Stage[Any], stored: Stored, turn: int) -> float:
    """Return the seconds in which the first day of an edition is through; 0 without editions."""
    if not stage.visits_everyone_on:
        return 0.0
    day = FIRST_DAY + timedelta(days=turn)
    return day_seconds(replace(stage, visits_everyone_on=frozenset({day})), stored, day)


def _cost(
    service: MeasuredService, weights: _Weights, enterprises: int, records: int
) -> ServiceCost:
    def an_enterprise(found: list[float]) -> Growth:
        return growth(TURNS, (found[0] / enterprises, found[1] / enterprises))

    name = service.stage.service
    return ServiceCost(
        service=name,
        record_seconds=service.seconds / records,
        codec_ratio=service.seconds / service.codec_seconds,
        day_seconds=an_enterprise(weights.day),
        messages=service.published.total() / records,
        latest=an_enterprise(weights.latest),
        views=an_enterprise(weights.views),
        states=an_enterprise(weights.states),
        schedule=an_enterprise(weights.schedule),
        cached=an_enterprise(weights.cached),
        idle=measured("benchmarks.costs.idle_worker", name)["bytes"],
    )
