"""The writing routes of intake and notify: requests made up from their documents, and real data.

`make test-hostile` runs it. Half of the requests name what the city has, and hold what its
departments report, spoilt as `make fuzz` spoils it; the others hold anything, by anybody. Every
answer has to fit the document, none may be an error of ours, and each route has to have taken
something. What intake took is read by its worker: each report has an outcome.
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codec import decode
from schemas.messages import ReportSubmitted
from schemas.topics import INTAKE, NOTIFY, reports_topics
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from tests.fuzz.files import BATCHES_TARGET, FILES_TARGET
from tests.fuzz.texts import a_row
from tests.support.intake_desk import LogPublisher
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import SAMPLES, intake_worker
from tests.support.served_city import ALL, NOBODY, WANTED, ServedCity, known_values, served_city

schemathesis = pytest.importorskip("schemathesis", reason="make test-hostile")
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "100"))  # requests a route
FITS = (
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
)
TAKEN = {200, 201, 202, 204}
IDENTIFIERS = ("name:象山甲公司", "org:NBMRN7808", "reg:330200000000001", "code:91330200MA2XXXXX1X")
WHOLE, WHOLE_FILE = 0.2, (SAMPLES / "commitments.csv").read_bytes()  # some are not spoilt
DECISIONS = ({"decision": "refuse", "reason": "查无此企业"}, {"decision": "accept"})


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


class UnlimitedMemory(MemoryOfOneProcess):
    """Lets a department send in a minute what a whole attack is."""

    def spend(self, name: str, amount: int, a_minute: int) -> float | None:
        """Take an amount of as much as there is."""
        return super().spend(name, min(amount, 1), a_minute * 10**9)


class Attack:
    """The city with a log for its reports, and what fits into each of its writing routes."""

    def __init__(self, folder: Path) -> None:
        self.worker: MemoryWorker = intake_worker(1)
        self.city: ServedCity = served_city(folder, LogPublisher(self.worker))
        self.city.apps[INTAKE].state.memory = UnlimitedMemory()
        self.values = known_values(self.city)

    def operations(self, service: str) -> list[Any]:
        loaded = schemathesis.openapi.from_asgi("/openapi.json", self.city.apps[service])
        every = [each.ok() for each in loaded.get_all_operations()]
        return [each for each in every if each.method in {"post", "put", "delete"}]

    def tried(self, operation: Any) -> Counter[int]:
        """Ask a route many times, and return how often it answered with which status."""
        became: Counter[int] = Counter()
        askers = [*self.city.tokens, NOBODY]

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
        )
        @given(st.data(), operation.as_strategy(), st.randoms(use_true_random=True))
        def attack(data: st.DataObject, case: Any, dice: Any) -> None:
            known = data.draw(st.booleans())
            who = data.draw(st.sampled_from(askers))
            if known:
                who = self.fill(case, dice)
            answer = case.call(headers={**self.city.headers(who), "Access-Purpose": "attack"})
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            case.validate_response(answer, checks=FITS)
            became[answer.status_code] += 1

        attack()
        return became

    def fill(self, case: Any, dice: Any) -> str:
        """Let a request name what the city has, and hold what one sends; return who may."""
        parameters, path = case.path_parameters or {}, case.operation.path
        parameters.update({name: self.values[name] for name in parameters if name in self.values})
        if path.startswith("/reports"):
            return self.fill_report(case, dice)
        if path.startswith("/quarantine"):
            parameters["identifier"] = dice.choice(IDENTIFIERS)
            case.body = {**dice.choice(DECISIONS), "in_advance": True}
            if case.body["decision"] == "accept":
                case.body["code"] = self.city.own
        elif path.startswith("/contacts") and isinstance(case.body, dict):
            case.body["addresses"] = [{"channel": "mail", "address": "duty@enterprise.example"}]
            case.body.pop("electronic_service_agreed_on", None)
        elif path.startswith("/subscriptions"):
            parameters.update({name: self.subscription() for name in parameters})
            case.body = WANTED if path == "/subscriptions" or case.method == "PUT" else {}
        return self.city.department if path.startswith("/alerts") else ALL

    def fill_report(self, case: Any, dice: Any) -> str:
        """Let a request report what a department of the city has; return the department."""
        layout, department, fields = msgspec.json.decode(a_row(dice))
        path = case.operation.path
        if "/batch" in path:
            case.body = BATCHES_TARGET.make(dice)
        elif "/files" in path:
            whole = dice.random() < WHOLE
            case.body = {"file": WHOLE_FILE if whole else FILES_TARGET.make(dice)}
            case.query, department = {}, self.city.department
        else:
            case.body = {"layout": layout, "fields": fields}
        known = department if department in self.city.tokens else self.city.department
        case.path_parameters["department"] = known
        return known

    def subscription(self) -> str:
        """Return the identity of a subscription that has not ended."""
        client, headers = self.city.client(NOTIFY), self.city.headers(ALL)
        held = client.get("/subscriptions", headers=headers).json()
        made = held or [client.post("/subscriptions", headers=headers, json=WANTED).json()]
        return str(made[0]["id"])


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    return Attack(tmp_path_factory.mktemp("city"))


@pytest.mark.parametrize("service", [INTAKE, NOTIFY])
def test_no_request_that_writes_is_an_error_of_ours(attack: Attack, service: str) -> None:
    became = {each.label: attack.tried(each) for each in attack.operations(service)}
    print(service, {label: dict(counts) for label, counts in became.items()})
    assert not [label for label, counts in became.items() if not TAKEN & counts.keys()]


def test_all_that_was_taken_has_an_outcome(attack: Attack) -> None:
    run_until_quiet([attack.worker])
    records = [each for topic in reports_topics() for each in attack.worker.log.all(topic.name)]
    sent = [decode(each.value or b"") for each in records]
    assert sent
    assert all(isinstance(each.body, ReportSubmitted) for each in sent)
    receipts = {
        decode(each.value or b"").body.origin.report_id
        for each in attack.worker.log.all("report-receipts")
    }
    assert {each.id for each in sent} <= receipts
