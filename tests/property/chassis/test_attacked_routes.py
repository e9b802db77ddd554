"""Whatever somebody does to Redis alone: a route of an API answers the truth, or it is an error."""

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.codec import decode
from schemas.messages import AlertRaised
from schemas.topics import ALERTS, INTAKE, NOTIFY
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.memory_log import MemoryLog, run_until_quiet
from services.intake.api import create_app as intake
from services.intake.read_model import outcomes
from services.intake.settings import IntakeSettings
from services.notify.api import create_app as notify
from services.notify.settings import NotifySettings
from tests.support.attacked_routes import AttackedRoutes
from tests.support.enterprise import CODE
from tests.support.memory_city import MemoryPublisher
from tests.support.notices import Notices, grade_changed
from tests.support.proven_redis import PARTITIONS
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import intake_worker, put, submission_of

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "200"))
numbers = st.integers(0, 10_000)
attacks = st.one_of(
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("exchange"), numbers, numbers),
    st.tuples(st.just("put back"), numbers, st.integers(0, 10)),
    st.tuples(st.just("put table back"), numbers, st.integers(0, 10)),
    st.tuples(st.just("put all back"), st.integers(0, 10)),
    st.just(("empty",)),
    st.tuples(st.just("overwrite"), numbers, st.sampled_from((b"", b"[]", b"{}"))),
    st.tuples(
        st.sampled_from(("change field", "change index")),
        numbers,
        st.just("x"),
        st.sampled_from((b"", None)),
    ),
)


def inboxes(folder: Path, url: str) -> AttackedRoutes:
    """An enterprise and a department got letters; of the first ones it is known who read them."""
    file = folder / "credentials.json"
    scopes = ("alerts:acknowledge", "alerts:read", "receipts:read")
    credential, token = issue_reader("portal", scopes, system_clock())
    CredentialFile(file).add(credential)
    portal = {"Authorization": f"Bearer {token}"}
    attacked, notices = AttackedRoutes(url, NOTIFY), Notices(MemoryLog(PARTITIONS))
    latest = LatestFacts(())
    latest.note_end()
    publisher, own = MemoryPublisher(notices.log), NotifySettings(credentials_file=file)
    api = TestClient(notify(own, attacked.views, publisher, latest))
    notices.of(grade_changed("D"))
    attacked.keep(notices.worker)
    alerts = [decode(record.value or b"") for record in notices.log.all(ALERTS.name)]
    read = {each.body.recipient: each.id for each in alerts if isinstance(each.body, AlertRaised)}
    route = f"/alerts/{read[CODE]}/receipts"
    assert api.post(route, json={"status": "read"}, headers=portal).status_code == 201
    notices.of(grade_changed("C", "D"))
    attacked.keep(notices.worker)
    department = next(recipient for recipient in read if recipient != CODE)
    paths = (f"/inboxes/{CODE}", f"/inboxes/{CODE}?unread=true", f"/inboxes/{department}", route)
    attacked.ask(api, [(path, portal) for path in paths])
    return attacked


def submissions(folder: Path, url: str) -> AttackedRoutes:
    """Two files were sent; what was read, what waits and how well was reported is asked for."""
    file, worker = folder / "credentials.json", intake_worker(PARTITIONS)
    of_department, token = issue_department(DEPARTMENT, system_clock())
    of_reader, reader_token = issue_reader("desk", ("quarantine:read",), system_clock())
    for credential in (of_department, of_reader):
        CredentialFile(file).add(credential)
    own, desk = ({"Authorization": f"Bearer {each}"} for each in (token, reader_token))
    attacked = AttackedRoutes(url, INTAKE)
    for sent in ("penalties-double-publicity.csv", "hidden-dangers.csv"):
        put(worker, islice(submission_of(sent).facts, FROM, FROM + REPORTS))
        run_until_quiet([worker])
        attacked.keep(worker)
    settings = IntakeSettings(credentials_file=file)
    api = TestClient(intake(settings, attacked.views, memory=MemoryOfOneProcess()))
    (newest, *_) = outcomes.submissions(attacked.views, DEPARTMENT)
    assert api.get("/quarantine", headers=desk).json()["waiting"]
    paths = ("/submissions", f"/submissions/{newest.submission}", "/data-quality?month=2026-10")
    attacked.ask(api, [*((path, own) for path in paths), ("/quarantine", desk)])
    return attacked


CITIES = {NOTIFY: inboxes, INTAKE: submissions}
DEPARTMENT = "work-safety"
FROM, REPORTS = 6, 12  # among these hidden dangers some wait


@pytest.fixture(params=CITIES)
def attacked(request: pytest.FixtureRequest, tmp_path: Path, redis_url: str) -> AttackedRoutes:
    made: Callable[[Path, str], AttackedRoutes] = CITIES[request.param]
    return made(tmp_path, redis_url)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=EXAMPLES,
)
@given(st.lists(attacks, min_size=1, max_size=4))
@example([("empty",)])
@example([("put all back", 1)])
def test_a_route_answers_the_truth_or_an_error(
    attacked: AttackedRoutes, steps: list[tuple[str, int]]
) -> None:
    attacked.restore()
    for how, *what in steps:
        attacked.attack(how, *what)
        attacked.require_truth_or_error()


def test_each_thing_that_is_stored_is_missed_and_no_other_is_answered(
    attacked: AttackedRoutes,
) -> None:
    everything = attacked.require_truth_or_error()
    missed = 0
    for number in range(len(attacked.earlier[-1])):
        attacked.restore()
        attacked.attack("delete", number)
        missed += everything - attacked.require_truth_or_error()
    assert missed
    attacked.restore()
    attacked.attack("empty")
    assert attacked.require_truth_or_error() == 0
    attacked.attack("put all back", 1)
    assert attacked.require_truth_or_error() == 0
