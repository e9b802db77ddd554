"""Notify's API on an embedded broker whose log has some changes, and readers of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import uvicorn

from development.brokers.server_process import free_port
from development.brokers.tansu import Tansu
from schemas.codec import decode, to_json
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka.admin import create_topics
from services.chassis.views.store import MemoryViews
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.changes import publish, some
from tests.support.time_limits import LONG_SECONDS, until

PARTITIONS = 2


@contextmanager
def served(settings: NotifySettings) -> Iterator[str]:
    """Serve notify's API on a free port and yield its address."""
    port = free_port()
    app = create_app(settings, MemoryViews())
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(LONG_SECONDS)
        assert not thread.is_alive()


@contextmanager
def city_of_changes(folder: Path) -> Iterator[SimpleNamespace]:
    """A log with some changes, an API that holds few of them, and one that holds all."""
    file = folder / "credentials.json"
    known = CredentialFile(file)
    credential, token = issue_reader("bank", ("changes:read",), datetime.now(UTC))
    known.add(credential)
    stranger, other = issue_reader("stranger", ("alerts:read",), datetime.now(UTC))
    known.add(stranger)
    with Tansu() as broker:
        settings = NotifySettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=PARTITIONS,
            credentials_file=file,
            changes_in_memory=100,
            change_streams=3,
        )
        create_topics(settings)
        published = some(range(60))  # 480 public ones
        publish(settings, published)
        larger = settings.model_copy(update={"changes_in_memory": 10_000})
        with served(settings) as few, served(larger) as all_:
            yield SimpleNamespace(
                settings=settings,
                published=published,
                few=client(few, token),
                all=client(all_, token),
                stranger=client(few, other),
                known=known,
            )


def client(url: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=LONG_SECONDS, trust_env=False)


def ask(reader: httpx.Client, **params) -> dict:
    answers: list[httpx.Response] = []

    def answered() -> bool:
        answers.append(reader.get("/changes", params=params))
        return answers[-1].status_code != 503  # it is still reading what there is

    until(answered, of="the changes")
    answer = answers[-1]
    assert answer.status_code == 200, answer.text
    return answer.json()


def facts_of(changes: list[dict]) -> list:
    return [decode(to_json(change)) for change in changes]


def read_on(reader: httpx.Client, after: str | None = None, **params) -> tuple[list, str]:
    """Follow a chain of cursors to its end; return the facts and the last cursor."""
    facts = []
    while True:
        page = ask(reader, **params, **({"after": after} if after else {}))
        assert len(page["changes"]) <= params.get("limit", 100)
        facts += facts_of(page["changes"])
        after = page["next"]
        if not page["more"]:
            return facts, after


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Read server-sent events as the specification says."""
    event: dict[str, str] = {}
    for line in lines:
        if not line and event:
            yield event
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            assert name not in event, "one line each"
            event[name] = value


def until_free(city) -> None:
    none = "safety_credit_change_streams 0.0"
    until(lambda: none in city.few.get("/metrics").text, of="the end of all streams")
