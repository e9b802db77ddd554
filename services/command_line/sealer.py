"""Who seals the decision log: one process, which goes on where the last seal is.

It reads the channel that has grade changes and days in one order. A restart reads it again from the
beginning: seals are the same whenever they are made, so none is skipped and none is doubled.
"""

import sys
from collections.abc import Callable, Iterator
from threading import Event

from schemas.codec import UndecodableError, decode, encode
from schemas.messages import DecisionsSealed
from schemas.topics import ASSESSMENTS, DECISION_SEALS
from services.chassis.fold import Received
from services.chassis.kafka_producer import Publisher
from services.chassis.kafka_reader import follow, read_from_beginning
from services.chassis.observability import configure_logging
from services.scoring.adapters.sealing import CITY, DayBook
from services.scoring.adapters.signing import SigningKey, load_key
from services.scoring.settings import ScoringSettings

Say = Callable[[DecisionsSealed], object]


def seal(
    settings: ScoringSettings,
    key: SigningKey,
    *,
    forever: bool,
    say: Say,
    stop: Event | None = None,
) -> int:
    """Seal all days that are over; with `forever` go on until `stop`. Return how many."""
    last = _last_seal(settings)
    book, count = DayBook(settings.topic_partitions, last), 0
    messages: Iterator[Received]
    if forever:
        messages = follow(settings, ASSESSMENTS.name, stop=stop)
    else:
        messages = read_from_beginning(settings, ASSESSMENTS.name)
    with Publisher(settings) as publisher:
        for record in messages:
            try:
                book.take(record.partition, decode(record.value or b""))
            except UndecodableError:
                continue  # a stranger's bytes are no decision
            for fact in book.seals(key):
                instant = int(fact.known_at.timestamp() * 1000)
                publisher.publish(DECISION_SEALS.name, CITY.encode(), encode(fact), instant)
                publisher.flush()
                say(fact.body)
                count += 1
    return count


def _last_seal(settings: ScoringSettings) -> DecisionsSealed | None:
    last: DecisionsSealed | None = None
    for record in read_from_beginning(settings, DECISION_SEALS.name):
        try:
            body = decode(record.value or b"").body
        except UndecodableError:
            continue  # as above
        if isinstance(body, DecisionsSealed) and (last is None or body.number > last.number):
            last = body
    return last


def main() -> None:
    """Seal until the end of the process."""
    settings = ScoringSettings()
    configure_logging("sealer", settings.log_level)
    if settings.signing_key is None:
        sys.exit("SIGNING_KEY names no private key: `safety-credit keys create FILE` makes one")
    key = load_key(settings.signing_key)
    seal(settings, key, forever=True, say=lambda made: print(told(made), flush=True))


def told(made: DecisionsSealed) -> str:
    """Return a seal in words."""
    return f"sealed {made.day}: {made.count} grade changes, root {made.root}, seal {made.number}"


if __name__ == "__main__":
    main()
