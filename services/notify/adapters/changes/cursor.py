"""A cursor: how far a reader of the changes has read, as a token that it hands back."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

import msgspec

from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positions import Partition, Positions

VERSION = 1
_CHECK_BYTES = 6
LONGEST = 16_384  # characters: a thousand partitions of two topics fit in
_LAST_OFFSET = 2**63 - 1  # of what the brokers can be asked for
_Content = tuple[int, bytes, dict[str, list[int]]]


class CursorError(ValueError):
    """A token that is no cursor of this city. The text says why and what to do."""


def token_of(positions: Positions, log: bytes) -> str:
    """Return the token of positions: version, log, the next offset of each partition, a check.

    The check shows a slip or a cut, not a forger: a cursor opens nothing that its bearer may not
    read anyway.
    """
    offsets: dict[str, list[int]] = {}
    for topic, partition in sorted(positions):
        offsets.setdefault(topic, []).append(positions[topic, partition])
    content = msgspec.msgpack.encode((VERSION, log, offsets))
    return urlsafe_b64encode(_check(content) + content).rstrip(b"=").decode()


def positions_of(token: str, partitions: Iterable[Partition], log: bytes) -> dict[Partition, int]:
    """Return the positions that a token holds.

    Raises CursorError where its partitions are not `partitions`, PositionsGoneError where it is of
    another log.
    """
    version, of_log, offsets = _content(token)
    if version != VERSION:
        raise CursorError(f"the cursor has version {version}, known is {VERSION}; begin anew")
    if of_log != log:
        raise PositionsGoneError("in another log than this one")
    positions = {
        (topic, partition): offset
        for topic, row in offsets.items()
        for partition, offset in enumerate(row)
    }
    if positions.keys() != set(partitions) or not all(
        0 <= each <= _LAST_OFFSET for each in positions.values()
    ):
        raise CursorError("the cursor names other partitions than there are; begin anew")
    return positions


def _content(token: str) -> _Content:
    fault = CursorError("no cursor: hand back `next`, or an event's id, as you got it")
    if len(token) > LONGEST or not token.isascii():
        raise fault
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        check, content = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _check(content):
            raise fault
        decoded: _Content = msgspec.msgpack.decode(content, type=_Content)
    except (ValueError, msgspec.DecodeError) as error:  # no base64, no UTF-8, no content
        raise fault from error
    return decoded


def _check(content: bytes) -> bytes:
    return hashlib.sha256(b"safety-credit cursor " + content).digest()[:_CHECK_BYTES]
