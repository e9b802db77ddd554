"""Publishing of submissions: a report is received when the broker acknowledged it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from schemas.codec import encode
from schemas.messages import Fact
from schemas.vocabulary.department import department
from services.chassis.clock import milliseconds
from services.chassis.processing.publishing import Publishing
from services.chassis.unreachable import explained

from .submission import Submission

CHUNK = 500


class SubmissionNotAcknowledgedError(RuntimeError):
    """The broker did not acknowledge: the reports may or may not be stored; send them again."""


class Desk:
    """Publishes through one publisher, opened at the first use, one submission at a time.

    A flush waits for all messages of its publisher. Submissions take turns, so that one sender's
    failure is not reported to another.
    """

    def __init__(self, open_publisher: Callable[[], Publishing]) -> None:
        self._open = open_publisher
        self._publisher: Publishing | None = None
        self._turn = threading.Lock()

    def publish_reports(
        self, submission: Submission, published: dict[int, str] | None = None
    ) -> None:
        """Publish a submission to its department's topic; return when it is acknowledged.

        The reports' ids are noted by row in `published`.
        """
        for _ in self.publish_in_steps(submission, published=published):
            continue

    def publish_in_steps(
        self, submission: Submission, acknowledged: int = 0, published: dict[int, str] | None = None
    ) -> Iterator[int]:
        """Publish a submission, and yield how many reports are acknowledged after each step.

        The first `acknowledged` reports are skipped: they were acknowledged before. The ids of the
        others are noted by row in `published`.
        """
        remaining = iter(submission.facts.after(acknowledged))
        while chunk := list(islice(remaining, CHUNK)):
            self._publish([(department(fact.body.department).topic, fact) for fact in chunk])
            if published is not None:
                published.update((fact.body.row, fact.id) for fact in chunk)
            acknowledged += len(chunk)
            yield acknowledged

    def _publish(self, facts: Sequence[tuple[str, Fact[Any]]]) -> None:
        """Publish facts to topics and wait for the acknowledgement. Raises NotTakenError."""
        with self._turn:
            try:
                publisher = self._publisher = self._publisher or self._open()
                for topic, fact in facts:
                    timestamp = milliseconds(fact.known_at)
                    publisher.publish(topic, fact.subject.encode(), encode(fact), timestamp)
                publisher.flush()
            except Exception as error:
                reason = explained(error) or f"{type(error).__name__}: {error}"
                raise SubmissionNotAcknowledgedError(reason) from error
