"""Notify's API over subscriptions in memory, with credentials of readers and departments."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from schemas.codec import decode
from schemas.messages import Fact, SubscriptionStated
from schemas.topics import SUBSCRIPTIONS
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.views.store import MemoryViews
from services.notify.adapters.webhooks.secret import create_webhook_key
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.enterprise import CODE

READERS = {
    "bank": ("subscriptions:write",),
    "insurer": ("subscriptions:write",),
    "portal": ("subscriptions:write", "alerts:read"),
    "stranger": ("alerts:read", "standings:read"),
}
DEPARTMENTS = ("tax", "peoples-bank")
URL = "https://bank.example.com/hook"


@dataclass
class Echo:
    """A publisher whose messages are read back at once; `fails`: none is acknowledged."""

    latest: LatestFacts
    fails: bool = False
    silent: bool = False
    published: list[tuple[bytes, bytes, int]] = field(default_factory=list)
    pending: list[tuple[bytes, bytes, int]] = field(default_factory=list)

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        assert (topic, partition) == (SUBSCRIPTIONS.name, None)
        self.pending.append((key, value, timestamp))

    def flush(self) -> None:
        pending, self.pending = self.pending, []
        if self.fails:
            raise NotAcknowledgedError("no broker")
        for key, value, timestamp in pending:
            self.published.append((key, value, timestamp))
            if not self.silent:
                offset = len(self.published)
                self.latest.take(Received(SUBSCRIPTIONS.name, 0, offset, key, value, timestamp))


@dataclass
class Subscribers:
    app: FastAPI
    client: TestClient
    echo: Echo
    latest: LatestFacts
    tokens: dict[str, str]

    def call(self, method: str, path: str, who: str = "bank", **how: object) -> Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", **how.pop("headers", {})}  # type: ignore[dict-item] # the test's own
        response: Response = self.client.request(method, path, headers=headers, **how)  # type: ignore[arg-type] # the test's own arguments
        return response

    def subscribe(self, who: str = "bank", key: str | None = None, **other: object) -> Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", "/subscriptions", who, json=request(**other), headers=headers)

    @property
    def stated(self) -> list[Fact[SubscriptionStated]]:
        return [decode(value) for _, value, _ in self.echo.published]  # type: ignore[misc] # nothing else is


def request(
    url: str = URL, from_beginning: bool | None = None, **selection: object
) -> dict[str, object]:
    wanted = selection or {"kinds": ["grade-changed"], "codes": [CODE]}
    said = {} if from_beginning is None else {"from_beginning": from_beginning}
    return {"url": url, "selection": {"kinds": ["grade-changed"], **wanted}, **said}


def subscribers_in(folder: Path, **settings: object) -> Subscribers:
    now, file, tokens = system_clock(), CredentialFile(folder / "credentials.json"), {}
    for name, scopes in READERS.items():
        credential, tokens[name] = issue_reader(name, scopes, now)
        file.add(credential)
    for name in DEPARTMENTS:
        credential, tokens[name] = issue_department(name, now)
        file.add(credential)
    create_webhook_key(folder / "webhook-key")
    given = {"webhook_key": folder / "webhook-key", **settings}
    latest = LatestFacts((SUBSCRIPTIONS,))
    latest.note_end()  # there is no log to read first
    echo = Echo(latest)
    app = create_app(
        NotifySettings(credentials_file=folder / "credentials.json", **given),  # type: ignore[arg-type] # the test's own
        MemoryViews(),
        echo,
        latest,
        lambda topics: {topic: (3, 5) for topic in topics},
    )
    client = TestClient(app, raise_server_exceptions=False)
    return Subscribers(app, client, echo, latest, tokens)


@pytest.fixture
def subscribers(tmp_path: Path) -> Subscribers:
    return subscribers_in(tmp_path)
