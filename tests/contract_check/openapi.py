"""The OpenAPI documents and the figures of the five APIs, as they are served."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.views.store import MemoryViews
from services.disclosure.api import create_app as disclosure
from services.disclosure.settings import DisclosureSettings
from services.intake.api import create_app as intake
from services.intake.settings import IntakeSettings
from services.notify.api import create_app as notify
from services.notify.settings import NotifySettings
from services.sanctions.api import create_app as sanctions
from services.sanctions.settings import SanctionsSettings
from services.scoring.api import create_app as scoring
from services.scoring.settings import ScoringSettings
from tests.support.request_memory import MemoryOfOneProcess


def documents() -> dict[str, dict[str, Any]]:
    """Return each service's OpenAPI document, by the service's name."""
    with _applications() as served:
        return {
            service: TestClient(app).get("/openapi.json").json() for service, app in served.items()
        }


def figures() -> str:
    """Return the figures of the five APIs in one process, after a request that each answered."""
    with _applications() as served:
        for app in served.values():
            TestClient(app).get("/openapi.json")
        return TestClient(served["notify"]).get("/metrics").text


@contextmanager
def _applications() -> Iterator[dict[str, FastAPI]]:
    with TemporaryDirectory() as folder:
        given: dict[str, Any] = {"credentials_file": Path(folder) / "credentials.json"}
        views = MemoryViews()
        yield {
            "intake": intake(IntakeSettings(**given), views, memory=MemoryOfOneProcess()),
            "scoring": scoring(ScoringSettings(**given), views),
            "sanctions": sanctions(SanctionsSettings(**given), views),
            "notify": notify(NotifySettings(**given), views),
            "disclosure": disclosure(DisclosureSettings(**given)),
        }
