"""Records of an enterprise that end one day, and scoring over them in memory, with its API."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from fastapi.testclient import TestClient

from schemas.codec import decode
from schemas.messages import Fact, Origin, RecordAdmitted
from schemas.on_record.entry import LedgerEntry
from schemas.records import Content
from services.chassis.clock import clock_at
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.scoring.api import create_app
from services.scoring.read_model import CHANGES
from services.scoring.settings import ScoringSettings
from tests.support.safety_records import CODE, Scoring

ONE_DAY = timedelta(days=1)
PENALTY = {
    "fine": 20000,
    "authority": "x",
    "violation": "x",
    "legal_ground": "x",
    "types": ["罚款"],
}


def entry(record_id: str, day: date, **content: Any) -> LedgerEntry:
    """Return a record that was known on the day on which it occurred."""
    return LedgerEntry(
        record_id=record_id,
        known_at=clock_at(day)(),
        revision=1,
        department="work-safety",
        document_number=f"文{record_id}",
        occurred_on=day,
        content=msgspec.convert(content, Content),
    )


def penalty(record_id: str, day: date, severity: str = "general") -> LedgerEntry:
    """Return a penalty of a day."""
    content = {"kind": "penalty", "severity": severity, "decided_on": day.isoformat(), **PENALTY}
    return entry(record_id, day, **content)


class City(Scoring):
    """Scoring, whose records are reported on its day; `ask` asks its API."""

    day = date.min

    def begin(self, day: date) -> None:
        """Let all days begin up to one."""
        self.day = day
        super().begin(day)

    def register(self) -> None:
        """Let the enterprise be registered, which is kept."""
        self.day = date(2026, 1, 1)
        content = {"kind": "registration", "name": "某厂", "sector": "industrial"}
        self.report(entry("0", self.day, **content))

    def report(self, record: LedgerEntry) -> None:
        """Let intake admit a record today."""
        known_at = clock_at(self.day)()
        body = RecordAdmitted(
            record_id=record.record_id,
            revision=record.revision,
            department=record.department,
            document_number=record.document_number,
            occurred_on=record.occurred_on,
            content=record.content,
            origin=Origin(
                report_id="r", department="work-safety", layout="x", submission="s", row=1
            ),
            sources=("work-safety",),
        )
        self.take(
            Fact(
                id=f"{record.record_id}/{self.day}",
                source="/safety-credit/intake",
                subject=CODE,
                known_at=known_at,
                occurred_at=known_at,
                correlation_id=record.record_id,
                body=body,
            )
        )

    def facts(self, topic: str) -> list[Fact[Any]]:
        """Return what is on a topic."""
        return [decode(record.value or b"") for record in self.log.all(topic)]

    def everything_kept(self) -> str:
        """Return all that is in states and in the views of ledgers and sheets, as one text."""
        views = self.worker.views
        stored = [*self.worker.states.values(), *views.values.values()]
        for name, fields in views.hashes.items():
            if not name.startswith(CHANGES):  # the decision log's, which is kept
                stored += fields.values()
        return b"\n".join(stored).decode(errors="replace")

    def ask(self, path: str) -> Any:
        """Return what the API answers on its day."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "credentials.json"
            credential, token = issue_reader("bank", ["standings:read"], clock_at(self.day)())
            CredentialFile(file).add(credential)
            settings = ScoringSettings(credentials_file=file, city_day=self.day)
            client = TestClient(
                create_app(settings, self.worker.views),
                headers={"Authorization": f"Bearer {token}", "Access-Purpose": "test"},
            )
            return client.get(path)
