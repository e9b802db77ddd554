"""A message could not be handled and was set aside."""

from typing import ClassVar

from .base import Body


class MessageDeadLettered(Body, frozen=True, kw_only=True):
    """Where the message stood, why it could not be handled, and the message itself.

    `key` and `value` are base64 (value None: it had none; a value over 1 MiB is kept by its first
    1,024 bytes and `sha256`, the whole stays at its position until the topic's retention ends).
    `reason` is a code, `detail` what was wrong.
    """

    SUBJECT_ACTION: ClassVar[str] = "message-dead-lettered"

    service: str
    topic: str
    partition: int
    offset: int
    reason: str
    detail: str
    key: str | None
    value: str | None
    size: int
    sha256: str
    truncated: bool = False
