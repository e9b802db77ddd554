"""A service of what is public: its API has no views, asks nobody who he is, and notes nobody."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from schemas.topics import DISCLOSURE, SCORING
from services.chassis.http.admission import reader
from services.chassis.http.app import service_app
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews
from services.command_line.app import build

PATH = "/enterprises/91350100M000100Y43"
NOWHERE = {"REDIS_URL": "redis://127.0.0.1:1/0", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}


def app_of(folder: Path, *asks: object) -> FastAPI:
    settings = ServiceSettings(credentials_file=folder / "credentials.json")
    app = service_app(DISCLOSURE, settings, views=None)

    @app.get("/enterprises/{code}", dependencies=list(asks))
    def enterprise(code: str) -> str:
        return code

    return app


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_it_is_ready_without_views_and_answers_everybody(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    assert app.state.accesses is None
    with TestClient(app) as client:
        assert client.get("/ready").json() == {"status": "ready", "checks": []}
        for headers in ({}, bearer("dept.nobody.nothing")):
            assert client.get(PATH, headers=headers).status_code == 200


def test_where_no_entry_is_kept_nothing_is_answered_to_who_proved_who_he_is(tmp_path: Path) -> None:
    app = app_of(tmp_path, Depends(reader("standings:read")))
    now = datetime.now(UTC)
    credential, token = issue_reader("a bank", ("standings:read",), now, None, "credit")
    CredentialFile(tmp_path / "credentials.json").add(credential)
    with TestClient(app) as client:
        assert client.get(PATH, headers=bearer("x.y.z")).status_code == 401
        assert client.get(PATH, headers=bearer(token)).status_code == 503


def test_the_others_keep_entries() -> None:
    assert service_app(SCORING, ServiceSettings(), MemoryViews()).state.accesses is not None


def test_there_are_no_views_to_rebuild_and_no_server_is_asked() -> None:
    ran = CliRunner().invoke(build(), ["rebuild-views", "--service", DISCLOSURE], env=NOWHERE)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "disclosure: 无视图，无需重建 has no views" in ran.stdout
