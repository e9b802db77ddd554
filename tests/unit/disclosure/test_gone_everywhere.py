"""What is repaired is gone in the same step: from topic, entry, page, feed, answer and export."""

from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import msgspec
import pytest
from fastapi.testclient import TestClient

from schemas.messages import RecordDisclosed
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from services.chassis.clock import clock_at
from services.chassis.processing.fold import Received
from services.command_line.case_chain import CODE, Chain
from services.disclosure.adapters.exports.export import export_day
from services.disclosure.adapters.exports.files import read_lines
from services.disclosure.adapters.exports.published_log import PublishedLog
from services.disclosure.adapters.index.public_index import PublicIndex
from services.disclosure.api import create_app
from services.disclosure.settings import DisclosureSettings
from services.scoring.domain.packs.worked_case import CaseRecord

FIRST, LAST = date(2026, 6, 1), date(2026, 9, 1)
NUMBER = "甬应急罚〔2026〕7号"
BROKEN = "http://example.invalid/promise"


class PublicCity:
    """One enterprise, from its records to what the public is answered."""

    def __init__(self, folder: Path) -> None:
        self.day = FIRST
        self.chain = Chain()
        self.folder = folder
        self.index = PublicIndex(folder / "index", self._now)
        self.index.begin(b"log")
        self.client = TestClient(create_app(DisclosureSettings(), self.index))

    def _now(self) -> datetime:
        return clock_at(self.day)()

    def take(self, day: date, number: str, content: dict[str, object], revision: int = 1) -> None:
        """Let a day begin if it is new, then take a record, and let the index follow."""
        if day != self.day or not self.chain.published(DISCLOSURES):
            self.day = day
            self.chain.begin(day)
        case = {"number": number, "known_on": day, "revision": revision, "content": content}
        self.chain.take(msgspec.convert(case, CaseRecord))
        messages = self._messages()
        ends = {
            key: max(each.offset for each in of_key) + 1
            for key, of_key in groupby(messages, lambda each: (each.topic, each.partition))
        }
        self.index.keep(messages, ends)
        self.index.note_end()

    def export(self) -> Path:
        """Write the day's open data."""
        with PublishedLog(self._messages()) as log:
            return export_day(self.folder / "days", self.day, log, log.positions, None)

    def shown(self) -> dict[str, bool]:
        """Say of each way to the public whether it shows the penalty."""
        texts = {
            "answer": f"/enterprises/{CODE}",
            "records": f"/enterprises/{CODE}/records",
            "list": "/records?kind=penalty",
            "page": f"/zh/enterprises/{CODE}",
            "page in English": f"/en/enterprises/{CODE}",
            "list page": "/zh/lists/penalties",
            "feed": "/zh/feeds/penalties.atom",
        }
        shown = {name: NUMBER in self.text(path) for name, path in texts.items()}
        records = [
            body
            for body in self.chain.published(DISCLOSED_RECORDS)
            if isinstance(body, RecordDisclosed) and body.record_id.endswith(NUMBER)
        ]
        return {**shown, "topic": records[-1].record is not None}

    def text(self, path: str) -> str:
        """Return what is answered."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def _messages(self) -> list[Received]:
        log = self.chain.log
        return [*log.all(DISCLOSURES.name), *log.all(DISCLOSED_RECORDS.name)]


@pytest.fixture
def city(tmp_path: Path) -> PublicCity:
    city = PublicCity(tmp_path)
    registration = {"kind": "registration", "sector": "industrial", "name": "甲机械"}
    city.take(FIRST, "REG", {**registration, "district": "海曙区"})
    return city


def test_a_repaired_penalty_is_gone_in_the_same_step_everywhere(city: PublicCity) -> None:
    penalty = {"kind": "penalty", "severity": "general", "decided_on": "2026-05-31"}
    number = {"record_kind": "penalty", "record_number": NUMBER}
    city.take(FIRST, NUMBER, penalty)
    assert set(city.shown().values()) == {True}
    first = city.export()
    assert NUMBER in (first / "penalties.csv").read_text("utf-8")
    city.take(LAST, "R", {"kind": "repair_granted", **number, "decided_on": "2026-09-01"})
    last = city.export()
    assert set(city.shown().values()) == {False}
    assert NUMBER not in (last / "penalties.csv").read_text("utf-8")
    assert NUMBER not in (last / "double-publicity.csv").read_text("utf-8-sig")
    removed = [each for each in read_lines(last / "changes.jsonl") if each["change"] == "removed"]
    assert [(each["table"], each["reason"]) for each in removed] == [("penalties", "repaired")]


def test_a_promise_that_is_broken_on_one_day_is_shown_as_broken_the_next(city: PublicCity) -> None:
    promise = {"kind": "commitment", "made": True, "made_on": "2026-06-01", "published": True}
    city.take(FIRST, "C", {**promise, "published_at": BROKEN})
    before = city.text(f"/enterprises/{CODE}")
    city.take(date(2026, 6, 11), "C", {**promise, "broken_on": "2026-06-10"}, revision=2)
    after = city.text(f"/enterprises/{CODE}")
    assert '"commitment":"published"' in before
    assert '"commitment":"broken"' in after
    assert "违反" in city.text(f"/zh/enterprises/{CODE}")
