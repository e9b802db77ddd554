"""An enterprise sees who looked at it; where that is not known it is not told that nobody did."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from schemas.codec import encode
from schemas.messages import AccessRecorded, first_fact
from services.chassis.clock import clock_at
from services.chassis.http.credentials import (
    CredentialFile,
    issue_department,
    issue_enterprise,
    issue_reader,
)
from services.chassis.kafka.positions import Partition
from services.chassis.processing.fold import Received
from services.chassis.views.store import MemoryViews
from services.notify.adapters.accesses.register import TOPICS, AccessRegister
from services.notify.api import create_app
from services.notify.read_model import accesses
from services.notify.settings import NotifySettings
from tests.support.enterprise import CODE
from tests.support.recorded_accesses import accesses_in

TODAY = datetime(2026, 11, 10, 2, tzinfo=UTC)
ANOTHER = "91330200MA2ABCDE0X"
START: dict[Partition, int] = {(topic, number): 0 for topic in TOPICS for number in range(2)}


class Scene:
    """The register over views in memory, and the API over the same."""

    def __init__(self, folder: Path) -> None:
        self.views = MemoryViews()
        self.clock = clock_at(TODAY.date())
        self.register = AccessRegister(self.views, 92, self.now)
        self.positions = dict(START)
        self.offset = 0
        file, self.tokens = CredentialFile(folder / "credentials.json"), {}
        for name, (credential, token) in {
            "own": issue_enterprise(CODE.lower(), TODAY),
            "other": issue_enterprise(ANOTHER, TODAY),
            "auditor": issue_reader("auditor", ("accesses:read",), TODAY, None, "audit 2026"),
            "bank": issue_reader("bank", ("standings:read",), TODAY),
            "tax": issue_department("tax", TODAY),
        }.items():
            file.add(credential)
            self.tokens[name] = {"Authorization": f"Bearer {token}"}
        settings = NotifySettings(
            credentials_file=folder / "credentials.json",
            city_day=TODAY.date(),
            kafka_bootstrap_servers="127.0.0.1:1",
        )
        self.app: FastAPI = create_app(settings, self.views)
        self.client = TestClient(self.app)

    def now(self) -> datetime:
        return self.clock()

    def entry(self, at: datetime = TODAY, credential: str = "4f1e", **more: Any) -> Received:
        self.offset += 1
        body = AccessRecorded(
            **{
                "service": "scoring",
                "question": "GET /standings/{code}",
                "codes": (CODE,),
                "holder": "bank",
                "holder_kind": "reader",
                "on_behalf_of": None,
                "purpose": "a loan",
                "address": "192.0.2.7",
                "status": 200,
                **more,
            }
        )
        fact = first_fact(body, identity="1", source="/x", subject=credential, known_at=at)
        return Received(TOPICS[0], 0, self.offset, b"", encode(fact), 0)

    def count(self, *records: Received) -> None:
        self.register.count(records, self.positions)

    def lines(self, who: str = "own", query: str = "") -> Any:
        answer = self.client.get(f"/accesses/{CODE}{query}", headers=self.tokens[who])
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    it = Scene(tmp_path)
    it.register.begin(dict(START), dict(START))
    return it


def test_each_reader_with_its_purpose_how_often_and_when(scene: Scene) -> None:
    later = TODAY + timedelta(minutes=5)
    scene.count(
        scene.entry(),
        scene.entry(later),
        scene.entry(purpose="another loan", on_behalf_of="branch 7"),
        scene.entry(status=404, question="GET /standings/{code}/sheet"),
        scene.entry(codes=(ANOTHER,)),
        scene.entry(TODAY - timedelta(days=1), codes=(ANOTHER, CODE), status=403),
        Received(TOPICS[0], 0, 99, b"", b"a stranger's", 0),
    )
    lines = scene.lines()
    assert [line["day"] for line in lines] == ["2026-11-10"] * 3 + ["2026-11-09"]
    first = lines[0]
    assert (first["holder"], first["purpose"], first["times"]) == ("bank", "a loan", 2)
    assert (first["first"], first["last"]) == ("2026-11-10T02:00:00Z", "2026-11-10T02:05:00Z")
    assert {line["on_behalf_of"] for line in lines} == {None, "branch 7"}
    assert [line["outcome"] for line in lines[1:]].count("nothing_on_record") == 1
    assert lines[-1]["outcome"] == "refused"
    # Whence and with which credential is for the auditor alone.
    assert "192.0.2.7" not in str(lines)
    assert "4f1e" not in str(lines)


def test_what_is_read_again_is_counted_once(scene: Scene) -> None:
    records = [scene.entry(), scene.entry()]
    scene.count(*records)
    scene.count(*records, scene.entry())
    assert [line["times"] for line in scene.lines()] == [3]


@pytest.mark.parametrize(("who", "status"), [("other", 403), ("bank", 403), ("tax", 403)])
def test_nobody_else_sees_it(scene: Scene, who: str, status: int) -> None:
    headers = scene.tokens[who]
    assert scene.client.get(f"/accesses/{CODE}", headers=headers).status_code == status
    assert scene.client.get("/accesses", headers=headers).status_code == 403


def test_the_auditor_sees_it_and_that_is_an_entry_too(scene: Scene) -> None:
    scene.count(scene.entry())
    assert len(scene.lines("auditor")) == 1
    (entry,) = accesses_in(scene.app)
    assert (entry.question, entry.codes) == ("GET /accesses/{code}", (CODE,))
    assert (entry.holder, entry.purpose) == ("auditor", "audit 2026")


def test_without_the_register_it_is_not_said_that_nobody_looked(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    answer = scene.client.get(f"/accesses/{CODE}", headers=scene.tokens["own"])
    assert answer.status_code == 503
    scene.register.begin(dict(START), dict(START))
    assert scene.lines() == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda views: views.drop(accesses.PREFIX),
        lambda views: views.apply(accesses.position_writes({(TOPICS[0], 0): 1000})),
        lambda views: views.apply(accesses.position_writes({("another", 0): 1})),
    ],
)
def test_views_that_are_not_of_this_log_are_made_anew(
    scene: Scene, spoil: Callable[[MemoryViews], None]
) -> None:
    scene.count(scene.entry())
    ends = {each: 10 for each in START}
    scene.positions = ends
    assert scene.register.begin(dict(START), ends) == START
    spoil(scene.views)
    assert scene.register.begin(dict(START), ends) == START
    assert scene.lines() == []


def test_it_goes_on_where_it_was_and_where_the_log_begins(scene: Scene) -> None:
    ends = {each: 10 for each in START}
    scene.register.count([scene.entry()], {each: 7 for each in START})
    assert set(scene.register.begin(dict(START), ends).values()) == {7}
    assert set(scene.register.begin({each: 8 for each in START}, ends).values()) == {8}
    assert len(scene.lines()) == 1


def test_a_day_has_a_bounded_number_of_lines_and_none_is_lost(scene: Scene) -> None:
    many = accesses.MOST_LINES + 50
    scene.count(*(scene.entry(purpose=f"purpose {number}") for number in range(many)))
    scene.count(scene.entry(purpose="still another"), scene.entry(purpose="purpose 0"))
    lines = scene.lines()
    assert len(lines) == accesses.MOST_LINES + 1
    assert sum(line["times"] for line in lines) == many + 2
    (several,) = [line for line in lines if line["question"] == accesses.SEVERAL]
    assert (several["times"], several["purpose"], several["holder"]) == (51, None, "bank")


def test_old_days_are_forgotten_and_a_span_is_bounded(scene: Scene) -> None:
    scene.count(scene.entry(), scene.entry(TODAY - timedelta(days=91)))
    scene.count(scene.entry(TODAY - timedelta(days=92)))
    assert len([key for key in scene.views.hashes if key.endswith(CODE)]) == 2
    scene.clock = clock_at(TODAY.date() + timedelta(days=1))
    scene.register.forget()
    assert [key for key in scene.views.hashes if key.endswith(CODE)] == [
        accesses.day_key(TODAY.date(), CODE)
    ]
    assert list(scene.views.hashes[accesses.DAYS]) == ["2026-11-10"]
    for span in ("from=2026-10-10&to=2026-11-10", "from=2026-11-11&to=2026-11-10"):
        answer = scene.client.get(f"/accesses/{CODE}?{span}", headers=scene.tokens["own"])
        assert answer.status_code == 422


def test_the_log_away_is_said(scene: Scene) -> None:
    assert scene.client.get("/accesses", headers=scene.tokens["auditor"]).status_code == 503
