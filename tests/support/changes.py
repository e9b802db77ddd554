"""Public changes on a log: of many enterprises, in an order that can be told afterwards."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from applications.made_city.enterprises import code_of
from schemas.codec import encode
from schemas.messages import Body, DeadlineAnnounced, Fact, GradeChanged, MeasureChanged
from schemas.topics import GRADE_CHANGES, MEASURE_CHANGES
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import clock_at
from services.chassis.kafka.publisher import Publisher
from services.chassis.processing.identity import partition_of
from services.chassis.settings import ServiceSettings

DAY = date(2026, 11, 10)
CODES = tuple(code_of(number, 1) for number in range(1, 13))


def change(body: Body, identity: str, code: str) -> Fact[Body]:
    instant = clock_at(DAY)()
    return Fact(
        id=identity,
        source="/safety-credit/scoring",
        subject=code,
        known_at=instant,
        occurred_at=instant,
        correlation_id=identity,
        body=body,
    )


def grade_changed(
    number: int, code: str, to_grade: str = "B", sector: str = "mining"
) -> Fact[Body]:
    body = GradeChanged(
        day=DAY,
        name=f"企业{code}",
        sector=sector,
        district="beilun",
        from_grade=None,
        to_grade=to_grade,
        score=Decimal("80.5"),
        edition="test",
        reasons=(),
        number=number,
        previous=None,
        standing_digest="",
        hash="",
    )
    return change(body, f"grade-{code}-{number}", code)


def measure_changed(number: int, code: str, agency: str = "peoples-bank") -> Fact[Body]:
    body = MeasureChanged(
        day=DAY,
        name=f"企业{code}",
        sector="mining",
        district=None,
        order=f"ORDER-{number}",
        measure=MeasureKind.LOAN_LIMIT,
        agency=agency,
        from_status=None,
        to_status="in_force",
        grade="D",
        cause=MeasureCause(kind="standing", grade="D"),
        article="第七十八条",
        mark=Mark.LAW,
        edition="test",
    )
    return change(body, f"measure-{code}-{number}", code)


def deadline_announced(number: int, code: str) -> Fact[Body]:
    body = DeadlineAnnounced(
        day=DAY,
        name=None,
        order=f"ORDER-{number}",
        measure=MeasureKind.LOAN_LIMIT,
        agency="peoples-bank",
        status="proposed",
        deadline=DAY,
        passed=False,
    )
    return change(body, f"deadline-{code}-{number}", code)


def some(numbers: Iterable[int]) -> list[Fact[Body]]:
    """Return for each number a change of each enterprise: grades, measures, terms in turn."""
    makers = (grade_changed, measure_changed, deadline_announced)
    return [makers[number % 3](number + 1, code) for number in numbers for code in CODES]


def topic_of(fact: Fact[Body]) -> str:
    return GRADE_CHANGES.name if isinstance(fact.body, GradeChanged) else MEASURE_CHANGES.name


def publish(settings: ServiceSettings, facts: Iterable[Fact[Body]]) -> None:
    with Publisher(settings) as publisher:
        for fact in facts:
            publisher.publish(topic_of(fact), fact.subject.encode(), encode(fact), 1)
        publisher.flush()


def public(facts: Iterable[Fact[Body]]) -> list[Fact[Body]]:
    return [fact for fact in facts if not isinstance(fact.body, DeadlineAnnounced)]


def by_topic_and_enterprise(facts: Iterable[Fact[Body]]) -> dict[tuple[str, str], list[str]]:
    """Return the ids on each topic of each enterprise, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        found.setdefault((topic_of(fact), fact.subject), []).append(fact.id)
    return found


def partition(code: str, partitions: int) -> int:
    return partition_of(code.encode(), partitions)
