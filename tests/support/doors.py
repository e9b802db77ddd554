"""An API with few routes, to try its door: who is let in, with how much, and how fast."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import Depends, FastAPI, UploadFile
from pydantic import BaseModel
from starlette.requests import Request

from services.chassis.http.admission import ProvenDepartment, reader
from services.chassis.http.app import service_app
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.http.route_table import TAKES_FILES
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews

NOW = datetime.now(UTC)


class NumberedReport(BaseModel):
    row: int


def settings_in(folder: Path, **more: Any) -> ServiceSettings:
    return ServiceSettings(credentials_file=folder / "credentials.json", **more)


def build(settings: ServiceSettings) -> FastAPI:
    app = service_app("scoring", settings, MemoryViews())

    @app.post("/reports", dependencies=[Depends(ProvenDepartment())])
    def report(body: NumberedReport) -> int:
        return body.row

    @app.post("/files", dependencies=[Depends(ProvenDepartment())], openapi_extra=TAKES_FILES)
    def file(file: UploadFile) -> int:
        return file.size or 0

    @app.get("/standings/{code}", dependencies=[Depends(reader("standings:read"))])
    def standing(code: str) -> str:
        return code

    @app.get("/address", dependencies=[Depends(reader("standings:read"))])
    def address(request: Request) -> str:
        return request.client.host if request.client else ""

    return app


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    known, found = CredentialFile(tmp_path / "credentials.json"), {}
    for name, (credential, token) in {
        "fire": issue_department("fire", NOW),
        "bank": issue_reader("bank", ["standings:read"], NOW),
        "insurer": issue_reader("insurer", ["standings:read"], NOW),
    }.items():
        known.add(credential)
        found[name] = token
    return found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
