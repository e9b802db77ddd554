"""What `safety-credit status` asks the log and the views. Each question may fail by itself."""

from contextlib import closing
from datetime import date

from schemas.codec import UndecodableError, decode
from schemas.messages import DayBegan, DecisionsSealed, DeliveryDeferred
from schemas.topics import ADMISSIONS, DECISION_SEALS, DELIVERIES, SERVICES, dead_letters_of
from schemas.vocabulary.department import departments
from services.chassis.clock import day_of
from services.chassis.kafka.dead_letters import dead_letters
from services.chassis.kafka.message_lookup import messages_at
from services.chassis.kafka.positions import PositionedLog
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from services.intake import read_model as intake
from services.intake.read_model.quality import silent_sources
from services.sanctions import read_model as sanctions

from .service_views import intake_views, sanctions_views


def city_day(settings: ServiceSettings) -> str:
    """Return the city's day: the latest one of what stands last on each partition."""
    with closing(PositionedLog(settings, [ADMISSIONS.name])) as log:
        positions = [(topic, number, end - 1) for (topic, number), end in log.ends().items() if end]
    days = [_day(record.value or b"") for record in messages_at(settings, positions).values()]
    latest = max(filter(None, days), default=None)
    return "尚未开始 has not begun" if latest is None else str(latest)


def _day(value: bytes) -> date | None:
    try:
        fact = decode(value)
    except UndecodableError:
        return None
    return fact.body.day if isinstance(fact.body, DayBegan) else day_of(fact.known_at)


def dead_letters_left(settings: ServiceSettings) -> str:
    """Return how many dead letters were not replayed, by service."""
    topics = {name: dead_letters_of(name).name for name in SERVICES}
    records = list(read_from_beginning(settings, list(topics.values())))
    by_service = {
        name: [each for each in records if each.topic == topic] for name, topic in topics.items()
    }
    left = [letter for letter in dead_letters(by_service) if not letter.replayed_at]
    counts = {name: sum(each.body.service == name for each in left) for name in SERVICES}
    parts = [f"{name} {count}" for name, count in counts.items() if count]
    return f"{len(left)}" + (f" ({', '.join(parts)})" if parts else "")


def last_seal(settings: ServiceSettings) -> str:
    """Return the day of the last seal, its number, and how many grade changes are under it."""
    seals = []
    for record in read_from_beginning(settings, DECISION_SEALS.name):
        try:
            body = decode(record.value or b"").body
        except UndecodableError:
            continue
        if isinstance(body, DecisionsSealed):
            seals.append(body)
    if not seals:
        return "尚无 none yet"
    last = max(seals, key=lambda seal: seal.number)
    return f"{last.day}, 第 no. {last.number}, {last.count} 次等级变化 grade changes"


def deliveries_given_up(settings: ServiceSettings) -> str:
    """Return how many deliveries were given up and wait for somebody to decide."""
    latest: dict[bytes, bytes] = {}
    for record in read_from_beginning(settings, DELIVERIES.name):
        latest[record.key or b""] = record.value or b""
    count = 0
    for value in filter(None, latest.values()):
        try:
            body = decode(value).body
        except UndecodableError:
            continue
        count += isinstance(body, DeliveryDeferred) and body.deferral == "dead"
    return str(count)


def silent(settings: ServiceSettings) -> str:
    """Return the departments that fell silent against their own rhythm, and since when."""
    with intake_views(settings) as views:
        silent = silent_sources(views, departments())
    return ", ".join(f"{code} ({since})" for code, since in silent.items()) or "无 none"


def waiting(settings: ServiceSettings) -> str:
    """Return what waits for a person's decision."""
    with intake_views(settings) as views:
        identifiers = intake.quarantine(views)
    with sanctions_views(settings) as views_of_sanctions:
        acts = sanctions.work_list(views_of_sanctions, None)
    findings = sum(each.findings for each in identifiers)
    return (
        f"{len(identifiers)} 个标识 identifiers ({findings} 条报送 findings), "
        f"{len(acts)} 条办理情况 acts that fit no order"
    )
