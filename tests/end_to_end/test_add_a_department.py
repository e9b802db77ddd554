"""docs/how-to/add-a-department.md, word by word, in a copy of the project: no Python is written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.messages import Fact, RecordAdmitted, ReportRejected
from tests.support.source_tree import ROOT
from tests.support.time_limits import LONG_SECONDS

DOCUMENT = (ROOT / "docs" / "how-to" / "add-a-department.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([^`\n]+)`\n```\w*\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^```\n(safety-credit .*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
PROGRAM = f"""#!/bin/sh
exec {sys.executable} -c 'from services.command_line.app import main; main()' "$@"
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    for name in ("schemas", "services"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    program = folder / "bin" / "safety-credit"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return folder


def run(city: Path, script: str) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(city),
        "PATH": f"{city / 'bin'}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=city,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_document_has_its_files_and_commands() -> None:
    assert [Path(name).suffix for name in FILES] == [".yaml", ".yaml", ".csv"]
    assert len(COMMANDS) == 1


def test_a_twentieth_department_reports(city: Path) -> None:
    for name, text in FILES.items():
        (city / name).write_text(text, "utf-8")
    run(city, COMMANDS[0])
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
    run(city, f"{sys.executable} -m schemas.asyncapi")
    assert "reports-maritime" in (city / "schemas/published/asyncapi.yaml").read_text("utf-8")
    assert "reports-maritime" in run(city, "COLUMNS=200 safety-credit topics")
    told = run(city, "safety-credit credential add --department maritime --file credentials.json")
    assert told.strip()
    assert "maritime" in (city / "credentials.json").read_text("utf-8")
