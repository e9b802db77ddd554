"""A worker that is asked for certificates, and the API before it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from fastapi.testclient import TestClient

from schemas.messages import (
    CertificateIssued,
    CertificateRequested,
    Fact,
    first_fact,
)
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.scoring.api import create_app
from services.scoring.settings import ScoringSettings
from tests.support.certificate_requests import HandledAll, MemoryRequestLog
from tests.support.safety_records import CODE, Scoring
from tests.support.signing_keys import set_up

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def request(
    lot: str = "第2标段", day: date = TODAY, code: str = CODE, at: datetime = NOON
) -> Fact[CertificateRequested]:
    body = CertificateRequested(
        purpose=lot,
        requested_by="bank",
        day=day,
        as_known=None,
        as_of=at,
        valid_until=at + timedelta(days=30),
    )
    return first_fact(body, identity=str(uuid4()), source="/test", subject=code, known_at=at)


def issue(scoring: Scoring, asked: Fact[CertificateRequested]) -> CertificateIssued:
    body = MemoryRequestLog(scoring.worker).answers([asked])[asked.id].body
    assert isinstance(body, CertificateIssued)
    return body


class Desk:
    """The API, whose clock stands still, over a worker."""

    def __init__(self, folder: Path, scoring: Scoring) -> None:
        self.scoring = scoring
        self.keys = set_up(folder)
        credential, token = issue_reader("bids", ["standings:read"], system_clock())
        CredentialFile(folder / "credentials.json").add(credential)
        self.credential = credential.id
        self.folder = folder
        self.token = token
        self.log = MemoryRequestLog(scoring.worker)

    def on(self, day: date, positions: HandledAll | None = None) -> TestClient:
        settings = ScoringSettings(
            credentials_file=self.folder / "credentials.json",
            city_day=day,
            key_register=self.keys.register,
            key_authority=self.keys.authority_public,
            certificate_keys=(self.keys.key("certificates"),),  # type: ignore[arg-type] # a name of it
            certificate_status_url="https://credit.example/",
        )
        app = create_app(settings, self.scoring.worker.views, self.log, positions or HandledAll())
        return TestClient(app, headers={"Authorization": f"Bearer {self.token}"})

    def issue(self, day: date, lot: str = "1") -> dict[str, str]:
        answer = self.on(day).post(f"/standings/{CODE}/certificate", params={"lot": lot})
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def status(self, serial: str, day: date = TODAY) -> dict[str, str]:
        """Ask without a credential."""
        answer = self.on(day).get(f"/certificates/{serial}", headers={"Authorization": ""})
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found
