"""A service's API over views that prove themselves, and somebody who can write to its Redis."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi.testclient import TestClient

from services.chassis.processing.memory_log import MemoryWorker
from services.chassis.views.proofs import ProofKey
from services.chassis.views.proven_views import ProvenViews
from services.chassis.views.rebuild import rebuild_views
from services.chassis.views.redis_store import client_of
from tests.support.attacked_views import ATTACKS
from tests.support.memory_city import reading
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, contents, put, reader, writer

UNANSWERED = {"not_proven", "not_rebuilt"}


class AttackedRoutes:
    """Use `keep` after each part of a story; the views as they were are put back from `earlier`."""

    def __init__(self, url: str, service: str) -> None:
        self.client: Any = client_of(url)
        self.client.flushall()
        self._url, self._service = url, service
        self._key = ProofKey(b"s" * 32, service)
        self.log = KnownLog()
        self.views: ProvenViews = reader(url, self.log, key=self._key, service=service)
        self.earlier = [contents(self.client)]
        self._asked: list[Callable[[], Any]] = []
        self._truth: list[Any] = []

    def keep(self, worker: MemoryWorker) -> None:
        """Write the views of all that a worker has handled by now."""
        built = writer(self._url, self._key, self._service)
        states, read = f"{self._service}-states", reading(worker.log, worker)
        rebuild_views(worker.stage, states, read, built, PARTITIONS, quiet_seconds=0)
        for partition in range(PARTITIONS):
            offset = self.log.offsets.get(partition, 0) + 1
            assert built.write(partition, (), {TOPIC: offset})
            self.log.offsets[partition] = offset
        self.earlier.append(contents(self.client))

    def ask(self, api: TestClient, routes: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Ask routes (with headers) of which each is answered, with something in it."""
        self._asked = [
            lambda r=route, h=headers: api.get(r, headers=h) for route, headers in routes
        ]
        answers = [ask() for ask in self._asked]
        assert all(answer.status_code == 200 for answer in answers), answers
        self._truth = [answer.json() for answer in answers]
        assert all(self._truth)

    def restore(self) -> None:
        """Make Redis what the worker has written last."""
        self.client.flushall()
        for name, content in self.earlier[-1].items():
            put(self.client, name, content)

    def attack(self, how: str, *what: Any) -> None:
        ATTACKS[how](self, sorted(contents(self.client)) or [b"nothing"], *what)

    def require_truth_or_error(self) -> int:
        """Return how many routes were answered, all with the truth."""
        answered = 0
        for ask, truth in zip(self._asked, self._truth, strict=True):
            answer = ask()
            if answer.status_code == 503:
                assert answer.json()["code"] in UNANSWERED
                continue
            assert (answer.status_code, answer.json()) == (200, truth)
            answered += 1
        return answered
