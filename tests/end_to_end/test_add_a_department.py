"""docs/how-to/add-a-department.md, word by word, in a copy of the project: no Python is written."""

import sys
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.messages import Fact, RecordAdmitted, ReportRejected
from tests.support.documented_steps import Document
from tests.support.source_tree import ROOT

PAGE = Document(ROOT / "docs" / "how-to" / "add-a-department.md")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    PAGE.copy_project(folder)
    return folder


def test_the_document_has_its_files_and_commands() -> None:
    assert [Path(name).suffix for name in PAGE.files] == [".yaml", ".yaml", ".csv"]
    assert len(PAGE.scripts) == 1


def test_a_twentieth_department_reports(city: Path) -> None:
    PAGE.follow(city)
    PAGE.run(city, PAGE.scripts[0]).check_returncode()
    faults = (city / "faults.txt").read_text("utf-8")
    assert "5\trejected\tvalue_unknown\t结论\t待定" in faults
    lines = (city / "answers.jsonl").read_bytes().splitlines()
    bodies = [fact.body for fact in map(decode_of, lines)]
    records = [body for body in bodies if isinstance(body, RecordAdmitted)]
    (rejected,) = [body for body in bodies if isinstance(body, ReportRejected)]
    assert [(body.document_number, body.content.passed) for body in records] == [
        ("HJ2026-0001", True),
        ("HJ2026-0002", False),
    ]
    assert {body.department for body in records} == {"maritime"}
    assert (rejected.origin.row, rejected.field, rejected.value) == (5, "结论", "待定")
    assert "合格、不合格、滞留" in rejected.chinese


def decode_of(line: bytes) -> Fact[object]:
    return decode(line)


def test_the_contract_gains_its_topic_and_it_gets_its_credential(city: Path) -> None:
    PAGE.run(city, f"{sys.executable} -m schemas.asyncapi").check_returncode()
    assert "reports-maritime" in (city / "schemas/published/asyncapi.yaml").read_text("utf-8")
    assert "reports-maritime" in PAGE.run(city, "COLUMNS=200 safety-credit topics").stdout
    added = "safety-credit credential add --department maritime --file credentials.json"
    assert PAGE.run(city, added).stdout.strip()
    assert "maritime" in (city / "credentials.json").read_text("utf-8")
