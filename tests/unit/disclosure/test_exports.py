"""Open data of a played city: all forms say the same, and changes lead from one day to the next."""

import csv
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from schemas.messages import RecordDisclosed
from schemas.records import Penalty
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES, SAFETY_RECORDS
from schemas.vocabulary.disclosed_record import DisclosedPenalty, DisclosedRecord
from schemas.vocabulary.legal_basis import Basis, Mark
from services.chassis.clock import clock_at
from services.disclosure.adapters.exports.export import DayExportedError, export_day
from services.disclosure.adapters.exports.files import read_lines
from services.disclosure.adapters.exports.tables import record_row, tables
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.stage import load_rulebook
from tests.support.played_city import PlayedCity
from tests.support.public_facts import PublishedFacts

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 15)
Rows = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def facts() -> tuple[PublishedFacts, PublishedFacts]:
    """Return what was public in the middle of the story, and at its end."""
    city = PlayedCity()
    city.play()
    return _known_by(city, FIRST), _known_by(city, LAST)


def _known_by(city: PlayedCity, day: date) -> PublishedFacts:
    entries = (fact for fact in city.facts(DISCLOSURES) if fact.body.day <= day)
    records = (fact for fact in city.facts(DISCLOSED_RECORDS) if fact.body.day <= day)
    return PublishedFacts(entries, records)


@pytest.fixture(scope="module")
def folders(
    facts: tuple[PublishedFacts, PublishedFacts], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("open-data")
    early, late = facts
    first = export_day(folder, FIRST, early, "disclosures 0:1", None)
    return first, export_day(folder, LAST, late, "disclosures 0:2", None)


def rows_of(path: Path, key: str) -> Rows:
    return {row[key]: row for row in read_lines(path)}


def test_every_form_of_a_table_says_the_same(folders: tuple[Path, Path]) -> None:
    for name, table in tables().items():
        lines = list(read_lines(folders[1] / f"{name}.jsonl"))
        text = (folders[1] / f"{name}.csv").read_text("utf-8-sig")
        sheet = list(csv.DictReader(text.splitlines()))
        parquet = pq.read_table(folders[1] / f"{name}.parquet").to_pylist()
        assert len(lines) == len(sheet) == len(parquet)
        for line, cells, stored in zip(lines, sheet, parquet, strict=True):
            assert list(line) == list(cells) == list(stored) == list(table.columns)
            for column, value in line.items():
                if table.columns[column].type == "number":
                    assert float(value) == float(cells[column]) == float(stored[column])
                else:
                    assert json.dumps(value, default=str) in {
                        json.dumps(stored[column], default=str),
                        json.dumps(str(stored[column])),
                    }
    assert len(list(read_lines(folders[1] / "penalties.jsonl"))) > 10


def test_the_changes_lead_from_one_day_to_the_next(folders: tuple[Path, Path]) -> None:
    before: dict[str, Rows] = {
        name: rows_of(folders[0] / f"{name}.jsonl", table.key) for name, table in tables().items()
    }
    kinds = set()
    for change in read_lines(folders[1] / "changes.jsonl"):
        kinds.add(change["change"])
        if change["change"] == "removed":
            del before[change["table"]][change["key"]]
        else:
            before[change["table"]][change["key"]] = change["row"]
    for name, table in tables().items():
        assert before[name] == rows_of(folders[1] / f"{name}.jsonl", table.key)
    assert kinds == {"added", "changed", "removed"}


def test_what_was_taken_back_is_in_the_changes_with_the_reason(folders: tuple[Path, Path]) -> None:
    removed = [
        each for each in read_lines(folders[1] / "changes.jsonl") if each["change"] == "removed"
    ]
    assert {each["reason"] for each in removed} <= {"term_over", "removed", "repaired", "upheld"}
    assert all(set(each) <= {"table", "change", "key", "reason"} for each in removed)


def test_both_encodings_of_double_publicity_say_the_same_and_name_no_person(
    folders: tuple[Path, Path],
) -> None:
    utf8 = (folders[1] / "double-publicity.csv").read_text("utf-8-sig")
    gb18030 = (folders[1] / "double-publicity.gb18030.csv").read_text("gb18030")
    assert utf8 == gb18030
    assert "法定代表人" not in utf8


def test_intake_reads_the_double_publicity_file_as_the_same_penalties(
    folders: tuple[Path, Path], facts: tuple[PublishedFacts, PublishedFacts]
) -> None:
    for name in ("double-publicity.csv", "double-publicity.gb18030.csv"):
        sender = Sender("work-safety", clock_at(LAST)())
        data = (folders[1] / name).read_bytes()
        city = PlayedCity()
        city.begin(LAST)
        city.report(submit_file(load_rulebook(), sender, name, data).facts)
        read = {
            (fact.subject, fact.body.document_number): fact.body.content
            for fact in city.facts(SAFETY_RECORDS)
            if isinstance(getattr(fact.body, "content", None), Penalty)
        }
        published = [
            (body.code, body.record)
            for body in facts[1].records()
            if body.record and isinstance(body.record.content, DisclosedPenalty)
        ]
        assert len(read) == len(published)
        for code, record in published:
            content = record.content
            assert isinstance(content, DisclosedPenalty)
            again = read[code, record.document_number]
            for field in ("severity", "fine", "decided_on", "authority", "violation", "types"):
                assert getattr(again, field) == getattr(content, field)
            assert again.public_until == record.last_day


def test_the_description_has_the_size_and_checksum_of_each_file(
    folders: tuple[Path, Path],
) -> None:
    package = json.loads((folders[1] / "datapackage.json").read_text("utf-8"))
    described = {each["path"]: each for each in package["resources"]}
    assert set(described) | {"datapackage.json"} == {each.name for each in folders[1].iterdir()}
    for name, resource in described.items():
        data = (folders[1] / name).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
    assert package["licenses"][0]["title"]


def test_the_same_facts_give_the_same_bytes(
    folders: tuple[Path, Path], facts: tuple[PublishedFacts, PublishedFacts], tmp_path: Path
) -> None:
    export_day(tmp_path, FIRST, facts[0], "disclosures 0:1", None)
    again = export_day(tmp_path, LAST, facts[1], "disclosures 0:2", None)
    for path in folders[1].iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_a_day_that_was_given_out_does_not_change(
    facts: tuple[PublishedFacts, PublishedFacts], tmp_path: Path
) -> None:
    export_day(tmp_path, FIRST, facts[0], "", None)
    with pytest.raises(DayExportedError, match="2026-11-01"):
        export_day(tmp_path, FIRST, facts[1], "", None)


def test_no_text_of_others_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.invalid")'
    record = DisclosedRecord(
        record_id="r",
        document_number=formula,
        department="work-safety",
        content=DisclosedPenalty(
            severity="general",
            fine=1,  # type: ignore[arg-type]  # as good as a decimal here
            decided_on=FIRST,
            authority="机关",
            violation=formula,
            legal_ground="第一条",
            types=("罚款",),
        ),
        first_day=FIRST,
        last_day=None,
        because=Basis(article="第一条", mark=Mark.LAW),
        until=Basis(article="第一条", mark=Mark.LAW),
    )
    body = RecordDisclosed(code="C", name="甲", day=FIRST, record_id="r", record=record)

    class One:
        def entries(self) -> Any:
            return iter(())

        def records(self) -> Any:
            return iter((body,))

    folder = export_day(tmp_path, FIRST, One(), "", None)
    for name in ("penalties.csv", "double-publicity.csv"):
        text = (folder / name).read_text("utf-8-sig")
        assert formula[1:4] in text
        assert not any(
            cell.startswith("=") for row in csv.reader(text.splitlines()) for cell in row
        )
    assert record_row(body, record)["violation"] == formula
