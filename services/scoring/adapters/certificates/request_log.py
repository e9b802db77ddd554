"""The topics on which certificates are asked for and answered, and how far the worker is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait
from datetime import datetime, timedelta

from schemas.codec import encode
from schemas.messages import CertificateRequested, CertificateRevoked, Fact
from schemas.topics import CERTIFICATE_REQUESTS, CERTIFICATES
from services.chassis.clock import milliseconds, system_clock
from services.chassis.kafka.awaited_answers import AwaitedAnswers
from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.kafka.prompt_publisher import PromptPublisher, Reachability
from services.chassis.processing.identity import partition_of
from services.chassis.processing.publishing import Publishing
from services.chassis.settings import ServiceSettings
from services.chassis.views.log_positions import LogPositions
from services.chassis.views.unusable import LogUnknownError

from .issuing import Answer, NotAnsweredError

ANSWER_SECONDS = 5.0  # for which somebody waits for the worker


class KafkaRequestLog:
    """The RequestLog protocol over the brokers; several threads may ask at once."""

    def __init__(self, open_publisher: Callable[[], Publishing], awaited: AwaitedAnswers) -> None:
        self._open = open_publisher
        self._awaited = awaited
        self._publisher: Publishing | None = None
        self._turn = threading.Lock()

    def answers(self, requests: Sequence[Fact[CertificateRequested]]) -> Mapping[str, Answer]:
        """Return the first answer to each request, by the request's id; see the protocol."""
        if not self._awaited.begin(ANSWER_SECONDS):
            raise NotAnsweredError("日志暂不可读 the log can't be followed at present")
        expected = {each.id: self._awaited.expect(each.id) for each in requests}
        try:
            self.publish(requests)
            done, late = wait(expected.values(), ANSWER_SECONDS)
            if late:
                raise NotAnsweredError(
                    f"{len(late)}/{len(done) + len(late)}: 评价程序未及时答复，请稍后再试"
                    " the worker did not answer in time; ask again later"
                )
            return {id_: answer.result() for id_, answer in expected.items()}
        finally:
            for id_ in expected:
                self._awaited.forget(id_)

    def publish(
        self, facts: Sequence[Fact[CertificateRequested] | Fact[CertificateRevoked]]
    ) -> None:
        """Put requests or revocations on the log. Raises NotReachableError, NotAnsweredError."""
        with self._turn:
            publisher = self._publisher = self._publisher or self._open()
            for fact in facts:
                publisher.publish(
                    CERTIFICATE_REQUESTS.name,
                    fact.subject.encode(),
                    encode(fact),
                    milliseconds(fact.known_at),
                )
            try:
                publisher.flush()
            except NotAcknowledgedError as error:
                raise NotAnsweredError(
                    f"日志未确认 the log did not acknowledge: {error}"
                ) from error

    def stop(self) -> None:
        """Follow the answers no more."""
        self._awaited.stop()


def request_log(settings: ServiceSettings) -> KafkaRequestLog:
    """Return the one of some brokers; nothing is opened before it is used."""
    reachability = Reachability(settings)
    awaited = AwaitedAnswers(settings, CERTIFICATES)
    return KafkaRequestLog(lambda: PromptPublisher(settings, reachability), awaited)


def handled_until(settings: ServiceSettings, positions: LogPositions) -> Callable[[str], datetime]:
    """Return what says up to which instant the worker has handled all that was reported of a code.

    By what the brokers say is committed. Raises NotAnsweredError where that is unknown, or longer
    ago than views may be old.
    """
    behind = timedelta(seconds=settings.views_behind_seconds)

    def until(code: str) -> datetime:
        partition = partition_of(code.encode(), settings.topic_partitions)
        try:
            instant = positions.current_at(partition, positions.handled(partition))
        except LogUnknownError as error:
            raise NotAnsweredError(str(error)) from error
        if instant is None or system_clock() - instant > behind:
            raise NotAnsweredError(
                "评价程序落后于日志，请稍后再试 the worker is behind the log; ask again later"
            )
        return instant

    return until
