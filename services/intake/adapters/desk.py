"""Where reports are handed in: they are taken when the broker acknowledged them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from schemas.codec import encode
from schemas.messages import Fact
from schemas.vocabulary.department import department
from services.chassis.publishing import Publishing

from .submission import Submission

CHUNK = 500


class NotTakenError(RuntimeError):
    """The broker did not acknowledge; what was handed in may or may not be kept: send it again."""


class Desk:
    """Publishes through one publisher, opened at the first use, one submission at a time.

    A flush waits for all that its publisher was given; turns keep one sender's failure from being
    told to another.
    """

    def __init__(self, open_publisher: Callable[[], Publishing]) -> None:
        self._open = open_publisher
        self._publisher: Publishing | None = None
        self._turn = threading.Lock()

    def publish_reports(self, submission: Submission) -> None:
        """Publish a submission to its department's topic; return when it is acknowledged."""
        for _ in self.publish_in_steps(submission):
            continue

    def publish_in_steps(self, submission: Submission) -> Iterator[int]:
        """Publish a submission, and yield how many reports are acknowledged after each step."""
        for start in range(0, len(submission.facts), CHUNK):
            facts = submission.facts[start : start + CHUNK]
            self._publish([(department(fact.body.department).topic, fact) for fact in facts])
            yield start + len(facts)

    def _publish(self, facts: Sequence[tuple[str, Fact[Any]]]) -> None:
        """Publish facts to topics and wait for the acknowledgement. Raises NotTakenError."""
        with self._turn:
            try:
                publisher = self._publisher = self._publisher or self._open()
                for topic, fact in facts:
                    timestamp = int(fact.known_at.timestamp() * 1000)
                    publisher.publish(topic, fact.subject.encode(), encode(fact), timestamp)
                publisher.flush()
            except Exception as error:
                raise NotTakenError(f"{type(error).__name__}: {error}") from error
