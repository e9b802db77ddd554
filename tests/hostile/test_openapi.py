"""Requests made up from each API's own OpenAPI document, over the views of a whole city.

`make test-hostile` runs it: schemathesis is in a folder of its own. Tried are the reading routes of
all four APIs, and what can be posted to scoring and sanctions; what is written goes to Kafka, and
is tried elsewhere. Every answer has to fit the document, and none may be an error of ours.
"""

import os
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from fastapi import FastAPI

from schemas.topics import INTAKE, NOTIFY, SANCTIONS, SCORING
from services.chassis.clock import system_clock
from services.chassis.http.credentials import SCOPES, CredentialFile, issue_reader
from services.chassis.settings import ServiceSettings
from services.intake.api import create_app as intake
from services.notify.api import create_app as notify
from services.sanctions.api import create_app as sanctions
from services.scoring.api import create_app as scoring
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_city import sample_city

schemathesis = pytest.importorskip("schemathesis", reason="make test-hostile")
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "50"))  # requests a route
FITS = (
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
)
READING, ASKING = ("GET",), ("GET", "POST")
STREAMS = ("/changes/stream", "/metrics")  # without end, and of no document


@cache
def credentials() -> tuple[Path, str]:
    """Return a file of credentials, and the token of who may read everything."""
    file = Path(mkdtemp()) / "credentials.json"
    credential, token = issue_reader("auditor", sorted(SCOPES), system_clock(), purpose="audit")
    CredentialFile(file).add(credential)
    return file, token


def application(service: str) -> FastAPI:
    """Return a service's API over the views of the sample city."""
    file, _ = credentials()
    worker = next(each for each in sample_city().workers if each.stage.service == service)
    settings: dict[str, Any] = {
        "credentials_file": file,
        "city_day": date(2026, 12, 31),
        "http_requests_a_minute_by_credential": 10**9,
        "http_requests_a_minute_by_address": 10**9,
    }
    build: Any = {INTAKE: intake, SCORING: scoring, SANCTIONS: sanctions, NOTIFY: notify}[service]
    more = {"memory": MemoryOfOneProcess()} if service == INTAKE else {}
    settings_type = build.__annotations__["settings"].__args__[0]
    assert issubclass(settings_type, ServiceSettings)
    return build(settings_type(**settings), worker.views, **more)  # type: ignore[no-any-return]  # each makes an application


def schema_of(service: str, methods: tuple[str, ...]) -> Any:
    loaded = schemathesis.openapi.from_asgi("/openapi.json", application(service))
    return loaded.include(method=list(methods)).exclude(path=list(STREAMS))


SCHEMAS = {
    SCORING: schema_of(SCORING, ASKING),
    SANCTIONS: schema_of(SANCTIONS, ASKING),
    INTAKE: schema_of(INTAKE, READING),
    NOTIFY: schema_of(NOTIFY, READING),
}


@pytest.mark.parametrize("service", SCHEMAS)
def test_every_answer_fits_the_document_and_none_is_an_error_of_ours(service: str) -> None:
    from hypothesis import HealthCheck, given, settings  # noqa: PLC0415 - beside schemathesis

    headers = {"Authorization": f"Bearer {credentials()[1]}", "Access-Purpose": "attack"}
    tried = 0
    for operation in SCHEMAS[service].get_all_operations():
        strategy = operation.ok().as_strategy()

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(strategy)
        def attack(case: Any) -> None:
            response = case.call(headers=headers)
            assert response.status_code < 500 or response.status_code == 503, case.as_curl_command()
            case.validate_response(response, checks=FITS)

        attack()
        tried += 1
    assert tried >= 4
