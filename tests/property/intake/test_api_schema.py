"""Requests made from the OpenAPI document, good and bad: every answer is one that it describes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.api import create_app
from services.intake.settings import IntakeSettings
from tests.support.intake_desk import NOW, LogPublisher
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import KNOWN_ON, intake_worker

DEPARTMENT = "work-safety"
ROUNDS = 30
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def lines_of(_context: object, value: object) -> bytes:
    """Send a text as it is: some are lines of objects, most are not."""
    return (
        value.encode("utf-8", "surrogatepass") if isinstance(value, str) else repr(value).encode()
    )


class NoLimits(MemoryOfOneProcess):
    def spend(self, *_: object) -> float | None:
        return None


@dataclass(frozen=True)
class City:
    app: FastAPI
    schema: BaseSchema
    token: str


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("api")
    credential, token = issue_department(DEPARTMENT, NOW)
    CredentialFile(folder / "credentials.json").add(credential)
    worker = intake_worker(1)
    publisher = LogPublisher(worker)
    app = create_app(
        IntakeSettings(
            credentials_file=folder / "credentials.json", city_day=KNOWN_ON, topic_partitions=1
        ),
        worker.views,
        publisher,
        NoLimits(),
    )
    yield City(app, schemathesis.openapi.from_asgi("/openapi.json", app), token)
    run_until_quiet([worker])
    # Whatever was taken is settled, and nothing of it broke a handler.
    assert worker.log.all("dead-letters-intake") == []


OPERATIONS = [
    ("POST", "/reports/{department}"),
    ("POST", "/reports/{department}/batch"),
    ("POST", "/reports/{department}/batch/check"),
    ("POST", "/reports/{department}/files"),
    ("POST", "/reports/{department}/files/check"),
    ("GET", "/submissions"),
    ("GET", "/submissions/{submission}"),
    ("GET", "/submissions/{submission}/rows/{row}"),
    ("GET", "/data-quality"),
    ("GET", "/quarantine"),
    ("GET", "/quarantine/doubles"),
    ("POST", "/quarantine/{identifier}"),
]
HEALTH = {("GET", "/live"), ("GET", "/ready"), ("GET", "/metrics")}


def test_every_operation_is_tried(city: City) -> None:
    paths = city.app.openapi()["paths"]
    shown = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert shown - HEALTH == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@given(data=st.data())
@settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_every_answer_is_one_that_the_document_describes(
    city: City, method: str, path: str, data: st.DataObject
) -> None:
    operation = city.schema[path][method]
    mode = data.draw(st.sampled_from(list(GenerationMode)))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if "department" in case.path_parameters:
        case.path_parameters["department"] = DEPARTMENT
    case.call_and_validate(headers={"Authorization": f"Bearer {city.token}"}, checks=CHECKS)
