"""From what a handler wants published to facts: ids, causes, partitions, bytes."""

from datetime import datetime
from typing import Any

import msgspec

from schemas.codec import encode
from schemas.messages import Body, Fact, caused_fact
from schemas.topics import MAXIMUM_MESSAGE_BYTES, Topic

from .identity import derived_id, partition_of
from .log_messages import Outgoing, outgoing
from .outcome import Outcome, Publication, Relay

Sent = tuple[Topic, Fact[Body], Outgoing]


class FactBuilder:
    """Makes the facts of one service."""

    def __init__(self, service: str, partitions: int) -> None:
        self.service = service
        self.source = f"/safety-credit/{service}"
        self._partitions = partitions

    def sent(self, cause: Fact[Any], outcome: Outcome[Any], seed: str) -> list[Sent]:
        """Return an outcome's facts with their messages; `seed` is what their ids follow from.

        Raises ValueError for a fact that is larger than readers accept.
        """
        counts: dict[tuple[str, str, str], int] = {}
        result: list[Sent] = []
        # A body that goes to several topics is one fact there, and is encoded once.
        known: dict[tuple[int, str, datetime | None, int], tuple[Fact[Body], Outgoing]] = {}
        for publication in outcome.publish:
            if isinstance(publication, Relay):
                result.append(
                    (
                        publication.topic,
                        publication.fact,
                        self._message(publication.topic, publication.fact),
                    )
                )
                continue
            counter_key = (
                publication.topic.name,
                publication.body.SUBJECT_ACTION,
                publication.subject,
            )
            ordinal = counts[counter_key] = counts.get(counter_key, -1) + 1
            same = (id(publication.body), publication.subject, publication.occurred_at, ordinal)
            if same in known:
                fact, message = known[same]
                message = msgspec.structs.replace(message, topic=publication.topic.name)
            else:
                fact = self._caused_by(cause, publication, seed, ordinal)
                message = self._message(publication.topic, fact)
                known[same] = (fact, message)
            result.append((publication.topic, fact, message))
        return result

    def _caused_by(
        self, cause: Fact[Any], publication: Publication, seed: str, ordinal: int
    ) -> Fact[Body]:
        action = publication.body.SUBJECT_ACTION
        return caused_fact(
            cause,
            publication.body,
            identity=derived_id(seed, self.service, action, publication.subject, ordinal),
            source=self.source,
            subject=publication.subject,
            occurred_at=publication.occurred_at,
        )

    def _message(self, topic: Topic, fact: Fact[Any]) -> Outgoing:
        value = encode(fact)
        if len(value) > MAXIMUM_MESSAGE_BYTES:
            raise ValueError(f"{len(value)} bytes for {topic.name}: no reader would take them")
        return outgoing(topic, fact, value, partition_of(fact.subject.encode(), self._partitions))
