"""The whole city as processes on this machine, with a mail server: days begin when a test says."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Any, Self

import httpx

from development.demo.city_reader import CityReader
from development.local_system.credentials import READER
from development.local_system.system import LOOPBACK, LocalSystem
from development.webhook_receiver import WebhookReceiver
from schemas.codec import encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import NOTIFY, SERVICES
from services.chassis.clock import clock_at, milliseconds
from services.chassis.kafka.day_announcer import announce_day
from services.chassis.kafka.publisher import Publisher
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.stage import load_rulebook
from tests.support.mailboxes import Mailboxes, controller
from tests.support.time_limits import LONG_SECONDS, until

QUICK = {"KAFKA_SESSION_TIMEOUT_SECONDS": "6", "KAFKA_REBALANCE_TIMEOUT_SECONDS": "1"}
CHANNELS = """\
mail:
  host: {host}
  port: {port}
  security: none
  sender: no-reply@city.example
  name: 城市安全生产信用
  own_domains: [own.example]
"""


class LivingCity:
    """Use as a context manager. `boxes` are the mailboxes, `facts` what is on a topic."""

    system_type: type[LocalSystem] = LocalSystem
    awaited: tuple[str, ...] = SERVICES  # whose work `quiet` waits for

    def __init__(self, folder: Path, *, keep: bool = False, **extra: str) -> None:
        self._folder = folder
        self._keep = keep
        self._extra = extra
        self._stack = ExitStack()
        self._rulebook = load_rulebook()
        self._sent: Counter[str] = Counter()
        self._number = 0
        self.boxes = Mailboxes()
        self.day = date.min

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        mail = controller(self.boxes)
        mail.start()
        stack.callback(mail.stop)
        channels = self._folder / "channels.yaml"
        channels.write_text(CHANNELS.format(host=LOOPBACK, port=mail.port), "utf-8")
        channels.chmod(0o600)
        extra = {**QUICK, "CHANNELS_FILE": str(channels), **self._extra}
        self.system = stack.enter_context(
            self.system_type(
                self._folder / "system",
                lambda _said: None,
                persistent=self._keep,
                clock="manual",
                extra=extra,
            )
        )
        metrics = {service: self.system.metrics_url(service) for service in self.awaited}
        self.reader = stack.enter_context(CityReader(self.system.settings, metrics))
        self.facts = self.reader.facts
        self.publisher = stack.enter_context(Publisher(self.system.settings))
        until(self.ready)
        # A letter is written about what comes from now on: wait for the now.
        until(lambda: 'waiting{receiver="mail"}' in self._dispatcher_figures())

    def _dispatcher_figures(self) -> str:
        url = self.system.dispatcher_metrics_url
        return httpx.get(url, trust_env=False).text

    def notify(self, who: str = READER) -> httpx.Client:
        """Return a client of notify's API with the credential of a department, or the reader's."""
        headers = {"Authorization": f"Bearer {self.system.tokens[who]}"}
        address = self.system.addresses[NOTIFY]
        return httpx.Client(
            base_url=address, headers=headers, timeout=LONG_SECONDS, trust_env=False
        )

    def begin(self, day: date) -> None:
        """Let a day begin."""
        self.day = day
        announce_day(self.publisher, day, self.system.settings.topic_partitions)

    def report(self, department: str, code: str, on: date, content: Mapping[str, Any]) -> None:
        """Let a department report a record today."""
        self._number += 1
        fields = {
            "code": code,
            "document_number": f"文〔{self._number}〕号",
            "occurred_on": on.isoformat(),
            "content": dict(content),
        }
        sender = Sender(department, clock_at(self.day)())
        digest = f"journey {self._number}"
        self.send(submit_rows(self._rulebook, sender, "record", digest, [Row(1, fields)]))

    def send(self, facts: Iterable[Fact[ReportSubmitted]]) -> None:
        """Publish reports as their departments would."""
        for fact in facts:
            topic = f"reports-{fact.body.department}"
            timestamp = milliseconds(fact.known_at)
            self.publisher.publish(topic, fact.subject.encode(), encode(fact), timestamp)
            self._sent[topic] += 1
        self.publisher.flush()

    def quiet(self) -> None:
        """Wait until every service has handled everything."""
        self.reader.await_quiet(self.system.check, LONG_SECONDS, self._sent)

    def ready(self) -> bool:
        """Say whether notify's API answers and has read what it needs."""
        with suppress(httpx.TransportError), self.notify() as client:
            return client.get("/ready").status_code == 200
        return False

    def subscribe(
        self, who: str, receiver: WebhookReceiver, *, from_beginning: bool = True, **selection: Any
    ) -> str:
        """Subscribe a receiver over HTTP, give it its secret, and return the subscription's id."""
        body = {
            "url": receiver.url,
            "selection": selection,
            "from_beginning": from_beginning,
        }
        with self.notify(who) as client:
            answer = client.post("/subscriptions", json=body)
        assert answer.status_code == 201, answer.text
        receiver.secrets = (answer.json()["secret"],)
        return str(answer.json()["id"])

    def contact(self, recipient: str, language: str, *mails: str) -> None:
        """State over HTTP where a recipient is reached."""
        addresses = [{"channel": "mail", "address": each} for each in mails]
        with self.notify() as client:
            answer = client.put(
                f"/contacts/{recipient}", json={"language": language, "addresses": addresses}
            )
        assert answer.status_code == 200, answer.text

    def inbox(self, recipient: str) -> list[dict[str, Any]]:
        """Return an inbox over HTTP: a department's with its own credential."""
        own = recipient in self.system.tokens
        found: list[dict[str, Any]] = []
        with self.notify(recipient if own else READER) as client:
            url = "/inbox" if own else f"/inboxes/{recipient}"
            while True:
                params = {"limit": "50"} | ({"after": found[-1]["known_at"]} if found else {})
                page = client.get(url, params=params)
                assert page.status_code == 200, page.text
                if not page.json():
                    return found
                found += page.json()
