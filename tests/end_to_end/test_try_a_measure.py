"""docs/how-to/measures.md, `Try a change`, word by word: its commands and what they print."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.messages import MeasureChanged
from tests.support.source_tree import ROOT

SECTION = (ROOT / "docs/how-to/measures.md").read_text("utf-8").partition("## Try a change")[2]
BLOCKS = re.findall(r"^```\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
COMMAND = f"{shlex.quote(sys.executable)} -c 'from services.command_line.app import main; main()'"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for name in ("services", "schemas", "samples", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = line.replace("safety-credit", COMMAND, 1) if line.startswith("safety") else line
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_changed_edition_is_checked_compared_tried_and_run(city: Path) -> None:
    script, difference, case, over_reports = BLOCKS
    ran = {line: run(line, city) for line in script.splitlines()}
    check, diff, test = [each for line, each in ran.items() if line.startswith("safety-credit")]
    assert all(not each.returncode for line, each in ran.items() if " rules test " not in line)
    assert "正确 right: measures-2013-01-01" in check.stdout
    assert "72 个数值 values, 联动措施 linked measures; 草案 a draft: " in check.stdout
    assert "approved another content" in check.stdout
    assert diff.stdout == difference
    assert test.returncode == 1
    assert case in test.stderr
    assert "13 个案例 cases" in test.stdout

    for line in over_reports.splitlines():
        assert run(line, city).returncode == 0, line
    facts = [decode(line) for line in (city / "orders.jsonl").read_bytes().splitlines()]
    orders = [fact.body for fact in facts if isinstance(fact.body, MeasureChanged)]
    assert any(order.measure == "insurance_rate" for order in orders)


def test_a_folder_that_holds_no_service_is_refused(city: Path) -> None:
    (city / "my-rules").mkdir()
    shutil.copy(ROOT / "services/sanctions/rulebook/measures-2013-01-01.yaml", city / "my-rules")
    ran = run("safety-credit pipe --to sanctions --rulebooks my-rules < /dev/null", city)
    assert ran.returncode == 2
    words = [word for word in ran.stderr.split() if word not in {"│", "╭", "╰"}]
    assert "has no folder named intake, scoring, sanctions, notify, disclosure" in " ".join(words)
