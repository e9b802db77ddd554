"""Requests made from the OpenAPI document, good and bad: every answer is one that it describes."""

from dataclasses import dataclass

import pytest
import schemathesis
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

from schemas.codec import decode
from tests.support.subscription_desk import Subscribers, subscribers_in

ROUNDS = 30
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    ("POST", "/subscriptions"),
    ("GET", "/subscriptions"),
    ("GET", "/subscriptions/{identity}"),
    ("PUT", "/subscriptions/{identity}"),
    ("DELETE", "/subscriptions/{identity}"),
    ("POST", "/subscriptions/{identity}/pause"),
    ("POST", "/subscriptions/{identity}/resume"),
    ("POST", "/subscriptions/{identity}/rotate-key"),
]


@dataclass(frozen=True)
class Made:
    subscribers: Subscribers
    schema: BaseSchema
    identity: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    subscribers = subscribers_in(tmp_path_factory.mktemp("api"))
    identity = subscribers.subscribe("portal", kinds=["grade-changed"]).json()["id"]
    schema = schemathesis.openapi.from_asgi("/openapi.json", subscribers.app)
    return Made(subscribers, schema, identity)


def test_every_operation_is_tried(made: Made) -> None:
    paths = made.subscribers.app.openapi()["paths"]
    shown = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert {each for each in shown if each[1].startswith("/subscriptions")} == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@given(data=st.data())
@settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_every_answer_is_one_that_the_document_describes(
    made: Made, method: str, path: str, data: st.DataObject
) -> None:
    operation = made.schema[path][method]
    mode = data.draw(st.sampled_from(list(GenerationMode)))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if "identity" in case.path_parameters and data.draw(st.booleans()):
        case.path_parameters["identity"] = made.identity
    token = made.subscribers.tokens["portal"]
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
    for _, value, _ in made.subscribers.echo.published[-1:]:
        assert decode(value).body.holder == "portal"
