"""Where reports and decisions are handed in: they are taken when the broker acknowledged them."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from schemas.codec import encode
from schemas.messages import Fact
from schemas.topics import IDENTIFICATIONS
from schemas.vocabulary.department import department
from services.chassis.publishing import Publishing
from services.intake.translation import decided

from .submission import Submission

CHUNK = 500


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
            with self._turn:
                for fact in facts:
                    self._publish(department(fact.body.department).reports_topic, fact)
                self._acknowledged()
            yield start + len(facts)

    def publish_decision(
        self, identifier: str, code: str, name: str, person: str, known_at: datetime
    ) -> str:
        """Publish whose an identifier is, as a person decided; return the fact's id."""
        fact = decided(identifier, code, name, person, known_at)
        with self._turn:
            self._publish(IDENTIFICATIONS.name, fact)
            self._acknowledged()
        return fact.id

    def _publish(self, topic: str, fact: Fact[Any]) -> None:
        if self._publisher is None:
            self._publisher = self._open()
        timestamp = int(fact.known_at.timestamp() * 1000)
        self._publisher.publish(topic, fact.subject.encode(), encode(fact), timestamp)

    def _acknowledged(self) -> None:
        if self._publisher is not None:
            self._publisher.flush()
