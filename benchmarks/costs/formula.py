"""From what a record and an enterprise cost to what a city needs: the formula of the tables.

Bytes, seconds of CPU; much grows with the enterprises, and with the records on record about them.
"""

from dataclasses import dataclass
from math import ceil

from services.chassis.processing.fold import CACHED_BYTES

SECONDS_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Growth:
    """What each enterprise takes, and each of its records."""

    an_enterprise: float
    a_record: float

    def of(self, enterprises: float, records: float) -> float:
        """Return what so many take."""
        return enterprises * self.an_enterprise + records * self.a_record


def growth(records: tuple[int, int], found: tuple[float, float]) -> Growth:
    """Return the line through what an enterprise took at two numbers of records; never less than 0.

    Raises ZeroDivisionError where the two numbers are the same.
    """
    a_record = max(0.0, (found[1] - found[0]) / (records[1] - records[0]))
    return Growth(max(0.0, found[1] - a_record * records[1]), a_record)


@dataclass(frozen=True)
class ServiceCost:
    """What one service costs: CPU in seconds, all else in bytes.

    `record_seconds` and `messages` (what it publishes and nothing removes) are for each record that
    is reported, `day_seconds` is what a day takes that wakes everybody. `latest` stands in
    compacted logs: states, and topics of which the latest of a key counts. `states` are what the
    worker holds, `schedule` whom it wakes when, `cached` what a state in use takes, `idle` the
    process before all.
    """

    service: str
    record_seconds: float
    codec_ratio: float
    day_seconds: Growth
    messages: float
    latest: Growth
    views: Growth
    states: Growth
    schedule: Growth
    cached: Growth
    idle: float


@dataclass(frozen=True)
class Size:
    """How large a city is."""

    name: str
    enterprises: int
    records_a_year: int


@dataclass(frozen=True)
class Assumptions:
    """What the tables assume beside what was measured.

    `peak`: the busiest hour has so many times the records of an average one. `core_share`: of a
    core a worker shall use so much in it. `fold_share`: of a worker's CPU the fold, the views and
    the codec take so much, the clients of Kafka and Redis the rest. `day_hours`: a day that wakes
    everybody is through in so many. `years`: so long records are on record. `worker_gigabytes`: no
    worker takes more memory. `cached_bytes`: a worker keeps states in use as long as they are no
    more than that as they are stored. `uncompacted`: a compacted log is so many times what it would
    be had it just been compacted.
    """

    peak: float = 10.0
    core_share: float = 0.5
    fold_share: float = 0.8
    day_hours: float = 1.0
    years: float = 5.0
    replication: int = 3
    worker_gigabytes: float = 16.0
    cached_bytes: int = CACHED_BYTES
    uncompacted: float = 2.0


@dataclass(frozen=True)
class Workers:
    """The workers of a service: how many there have to be, and the bytes that each takes.

    `held` are all states together, which are in their memory (`in_memory`, workers and bytes each)
    or in their folders (`on_disk`).
    """

    service: str
    cores: float
    held: float
    in_memory: tuple[int, float]
    on_disk: tuple[int, float]


def workers(cost: ServiceCost, size: Size, given: Assumptions) -> Workers:
    """Return the workers of a service for a city.

    Raises ValueError where a worker's memory would not even hold the process and its cache.
    """
    a_second = size.records_a_year / SECONDS_A_YEAR * given.peak
    cores = a_second * cost.record_seconds / given.fold_share
    records = size.records_a_year * given.years
    day = cost.day_seconds.of(size.enterprises, records) / given.fold_share
    least = max(1, ceil(cores / given.core_share), ceil(day / (given.day_hours * 3600)))
    held = cost.states.of(size.enterprises, records)
    schedule = cost.schedule.of(size.enterprises, records)
    most = given.worker_gigabytes * 1e9
    return Workers(
        cost.service,
        cores,
        held,
        _shared(cost, size, given, least, held + schedule, most),
        _shared(cost, size, given, least, schedule, most),
    )


def _shared(  # noqa: PLR0913, PLR0917 - all that a worker's memory follows from
    cost: ServiceCost, size: Size, given: Assumptions, least: int, held: float, most: float
) -> tuple[int, float]:
    """Return how many workers share what they hold between them, and the bytes of each."""
    records = size.records_a_year * given.years / size.enterprises
    a_state, in_use = cost.cached.of(1, records), given.cached_bytes / cost.states.of(1, records)
    room = most - cost.idle - min(in_use, size.enterprises) * a_state
    if room <= 0:
        raise ValueError(f"{cost.service}: process and cache alone take {most - room:,.0f} bytes")
    count = max(least, ceil(held / room))
    cached = min(in_use, size.enterprises / count) * a_state
    return count, cost.idle + cached + held / count


@dataclass(frozen=True)
class Storage:
    """What a city takes beside its workers, in bytes: `a_year` of logs, over all replicas."""

    a_year: float
    latest: float
    views: float


def storage(
    costs: tuple[ServiceCost, ...], reported: float, size: Size, given: Assumptions
) -> Storage:
    """Return what logs and views take; a report itself takes `reported` bytes of its log."""
    records = size.records_a_year * given.years
    messages = reported + sum(cost.messages for cost in costs)
    latest = sum(cost.latest.of(size.enterprises, records) for cost in costs)
    return Storage(
        size.records_a_year * messages * given.replication,
        latest * given.uncompacted * given.replication,
        sum(cost.views.of(size.enterprises, records) for cost in costs),
    )
