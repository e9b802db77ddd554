"""The API of contacts over statements in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from schemas.codec import decode
from schemas.topics import CONTACTS, SUBJECT_KEYS, SUBSCRIPTIONS
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.secret_files import create_secret
from services.chassis.subject_keys import load_master_key
from services.chassis.views.store import MemoryViews
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.enterprise import CODE

FOLLOWED = {SUBSCRIPTIONS.name, CONTACTS.name, SUBJECT_KEYS.name}  # as the API follows them
MAIL = {"channel": "mail", "address": "duty@enterprise.example"}


@dataclass
class FollowedPublisher:
    """Publishes to a log in memory that `latest` follows; it may fail, or be followed late."""

    latest: LatestFacts
    log: MemoryLog = field(default_factory=MemoryLog)
    fails: bool = False
    late: bool = False

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        assert partition is None
        if self.fails:
            raise OSError("no broker at duty@enterprise.example")
        record: Received = self.log.append_raw(topic, 0, key, value, timestamp)
        if not self.late and topic in FOLLOWED:
            self.latest.take(record)

    def flush(self) -> None:
        """It is there at once."""


def personal_data_key(folder):
    """Return the file of a master key in a folder, made where there is none."""
    file = folder / "personal-data-key"
    if not file.exists():
        create_secret(file)
    return file


class Contacts:
    """The API with its log, and somebody who asks."""

    def __init__(self, folder, **settings):
        now, file = datetime.now(UTC), CredentialFile(folder / "credentials.json")
        self.tokens = {}
        for name, (credential, token) in {
            "clerk": issue_reader(
                "clerk", ("contacts:read", "contacts:write"), now, None, "upkeep"
            ),
            "reader": issue_reader(
                "reader", ("contacts:read", "alerts:read"), now, purpose="upkeep"
            ),
            "stranger": issue_reader("stranger", ("alerts:read",), now),
            "tax": issue_department("tax", now),
        }.items():
            file.add(credential)
            self.tokens[name] = token
        latest = LatestFacts((CONTACTS, SUBJECT_KEYS))
        latest.note_end()
        self.publisher = FollowedPublisher(latest)
        self.book = AddressBook(latest, load_master_key(personal_data_key(folder)))
        app = create_app(
            NotifySettings(
                credentials_file=folder / "credentials.json",
                **{"personal_data_key": personal_data_key(folder), **settings},
            ),
            MemoryViews(),
            self.publisher,
            latest,
        )
        self.client = TestClient(app, raise_server_exceptions=False)

    def call(self, method, who, recipient=CODE, body=None):
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return self.client.request(method, f"/contacts/{recipient}", headers=headers, json=body)

    @property
    def published(self):
        return [decode(record.value) for record in self.publisher.log.all(CONTACTS.name)]
