"""Reading single messages again, by topic, partition and offset."""

from collections.abc import Iterable
from contextlib import closing, suppress

from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

from .errors import PositionsGoneError
from .positions import Partition, PositionedLog

MOST_READ = 500  # messages of one reading
READ_SECONDS = 5.0  # until the brokers have sent the message at a position


def messages_at(
    settings: ServiceSettings, positions: Iterable[tuple[str, int, int]]
) -> dict[tuple[str, int, int], Received]:
    """Return the messages at positions (topic, partition, offset); those not there are left out.

    Raises ConnectionError, TopicUnreadableError.
    """
    requested = set(positions)
    messages: dict[tuple[str, int, int], Received] = {}
    if not requested:
        return messages
    with closing(PositionedLog(settings, {topic for topic, _, _ in requested})) as log:
        read_to: dict[Partition, int] = {}
        for topic, partition, offset in sorted(requested):
            log_partition = (topic, partition)
            if offset < read_to.get(log_partition, 0):
                continue  # it was among those read before, or is not there
            read_to[log_partition] = offset + 1
            with suppress(PositionsGoneError):
                stretch = log.read({log_partition: offset}, MOST_READ, READ_SECONDS)
                following = stretch.positions[log_partition]
                if following == offset and log.ends([log_partition])[log_partition] > offset:
                    raise ConnectionError(f"the brokers do not send {topic}/{partition}/{offset}")
                read_to[log_partition] = max(offset + 1, following)
                read = {(topic, partition, each.offset): each for each in stretch.records}
                messages |= {each: read[each] for each in read.keys() & requested}
    return messages
