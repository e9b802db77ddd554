"""Requests made up from each API's own OpenAPI document, over the views of a whole city.

`make test-hostile` runs it: schemathesis is in a folder of its own. Tried are the reading routes
but for those of the log, which is not there, and what can be posted to scoring and sanctions. Half
of the requests name what the city has, so that answers hold data; the others anything, by anybody.
Every answer has to fit the document, none may be an error of ours, and each route has to have been
answered with 200 at least once.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.topics import DISCLOSURE, INTAKE, NOTIFY, SANCTIONS, SCORING
from tests.support.served_city import ALL, NOBODY, ServedCity, known_values, served_city

schemathesis = pytest.importorskip("schemathesis", reason="make test-hostile")
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "100"))  # requests a route
FITS = (
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
)
OF_THE_LOG = ("/changes/stream", "/changes", "/accesses", "/metrics")
# A certificate is issued through the log: tests/integration/test_certificates.py.
ISSUED = ("/standings/{code}/certificate", "/certificates/batch", "/certificates/{serial}/qr")
# What is written is tried by test_writing.
WRITING = ("/reports", "/quarantine/", "/subscriptions", "/contacts", "/alerts")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> ServedCity:
    return served_city(tmp_path_factory.mktemp("city"))


def operations(city: ServedCity, service: str) -> list[Any]:
    loaded = schemathesis.openapi.from_asgi("/openapi.json", city.apps[service])
    every = [each.ok() for each in loaded.exclude(path=[*OF_THE_LOG, *ISSUED]).get_all_operations()]
    return [each for each in every if each.method == "get" or not each.path.startswith(WRITING)]


@pytest.mark.parametrize("service", [INTAKE, SCORING, SANCTIONS, NOTIFY, DISCLOSURE])
def test_every_answer_fits_the_document_and_none_is_an_error_of_ours(
    city: ServedCity, service: str
) -> None:
    values, askers = known_values(city), [*city.tokens, NOBODY]
    became = {each.label: tried(each, city, values, askers) for each in operations(city, service)}
    print(service, {label: dict(counts) for label, counts in became.items()})
    assert not [label for label, counts in became.items() if not counts[200]]


def tried(
    operation: Any, city: ServedCity, values: dict[str, str], askers: list[str]
) -> Counter[int]:
    """Ask a route many times, and return how often it answered with which status."""
    became: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )
    @given(st.data(), operation.as_strategy())
    def attack(data: st.DataObject, case: Any) -> None:
        known = data.draw(st.booleans())
        who = data.draw(st.sampled_from([ALL, city.department] if known else askers))
        if known:
            fill(case, values, lambda: data.draw(st.booleans()))
        answer = case.call(headers={**city.headers(who), "Access-Purpose": "attack"})
        assert answer.status_code < 500, case.as_curl_command()
        case.validate_response(answer, checks=FITS)
        became[answer.status_code] += 1

    attack()
    return became


def fill(case: Any, values: dict[str, str], drops: Callable[[], bool]) -> None:
    """Put values of the city where a request names something of it; drop some of the others."""
    for part in (case.path_parameters, case.query):
        for name in part or ():
            if name in values:
                part[name] = values[name]
    for name in [each for each in case.query or () if each not in values]:
        if drops():  # what is made up mostly finds nothing
            del case.query[name]
    if isinstance(case.body, dict):
        for name in ("codes", "bidders"):
            if name in case.body:
                case.body[name] = [values["code"]]
