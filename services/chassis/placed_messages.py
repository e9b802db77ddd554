"""Reading single messages again, where they stand on the log."""

from collections.abc import Iterable
from contextlib import closing, suppress

from .fold import Received
from .log_positions import Place, PositionedLog, PositionsGoneError
from .settings import ServiceSettings

MOST_READ = 500  # messages of one reading
READ_SECONDS = 5.0  # until the brokers have sent what is at a place


def messages_at(
    settings: ServiceSettings, places: Iterable[tuple[str, int, int]]
) -> dict[tuple[str, int, int], Received]:
    """Return the messages at places (topic, partition, offset); what is not there is left out.

    Raises ConnectionError, TopicUnreadableError.
    """
    wanted = set(places)
    found: dict[tuple[str, int, int], Received] = {}
    if not wanted:
        return found
    with closing(PositionedLog(settings, {topic for topic, _, _ in wanted})) as log:
        read_to: dict[Place, int] = {}
        for topic, partition, offset in sorted(wanted):
            place = (topic, partition)
            if offset < read_to.get(place, 0):
                continue  # it was among those read before, or is not there
            read_to[place] = offset + 1
            with suppress(PositionsGoneError):
                stretch = log.read({place: offset}, MOST_READ, READ_SECONDS)
                following = stretch.positions[place]
                if following == offset and log.ends([place])[place] > offset:
                    raise ConnectionError(f"the brokers do not send {topic}/{partition}/{offset}")
                read_to[place] = max(offset + 1, following)
                read = {(topic, partition, each.offset): each for each in stretch.records}
                found |= {each: read[each] for each in read.keys() & wanted}
    return found
