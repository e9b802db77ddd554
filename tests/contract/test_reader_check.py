"""The check that downstream teams run: our example passes, readers that are too strict do not."""

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.messages import GradeChanged
from tests.support.source_tree import ROOT, imported
from tests.support.time_limits import LONG_SECONDS

EXAMPLE = ROOT / "examples" / "kafka_consumer" / "grades.py"
CHECK = ROOT / "examples" / "contract" / "check_reader.py"
CASES = 8  # of a golden message without a field of a list of words

# Each knows the golden messages, and does one thing wrong.
STRICT_FIELDS = f"""
if set(event["data"]) - set({GradeChanged.__struct_fields__}):
    sys.exit("unknown field")
"""
STRICT_ENVELOPE = """
if "traceparent" in event:
    sys.exit("unknown attribute")
"""
STRICT_TYPES = """
if event["type"] != "safety-credit.grade-changed.v1":
    sys.exit("unknown type")
"""
BY_PREFIX = ""
BY_PLACE = 'print(list(event["data"].values())[0])'
MISSING = """
print(event["data"]["prompted_by"] if event["type"].endswith("grade-changed.v1") else "")
"""


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHECK), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LONG_SECONDS
    )


def reader(tmp_path: Path, fault: str) -> list[str]:
    """Write a reader of grade changes with a fault; it refuses what is newer unless told."""
    file = tmp_path / "reader.py"
    refuses = 'if event["type"].endswith("changed.v2"):\n    sys.exit("newer")\n' if fault else ""
    shown = 'print(event["data"].get("to_grade"))\n'
    file.write_text(f"import json, sys\nevent = json.load(sys.stdin)\n{refuses}{fault}\n{shown}")
    return ["--types", "grade-changed", "--", sys.executable, str(file)]


def test_the_example_takes_every_golden_message_and_what_may_come_instead() -> None:
    types = "grade-changed,standing-assessed"
    done = check("--types", types, "--", sys.executable, str(EXAMPLE))
    assert done.returncode == 0, done.stdout + done.stderr
    goldens = [
        path
        for kind in types.split(",")
        for path in (ROOT / "schemas" / "examples" / kind / "v1").glob("*.json")
    ]
    right, _, rest = done.stdout.partition(" of ")
    assert rest == f"{right} right\n"
    assert int(right) >= len(goldens) * CASES


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (STRICT_FIELDS, "with a new field: exit code 1: unknown field"),
        (STRICT_ENVELOPE, "with an attribute of CloudEvents that is new: exit code 1"),
        (STRICT_TYPES, "of a type that is new: exit code 1: unknown type"),
        (BY_PREFIX, "of the next major: taken, although its fields may mean other things"),
        (BY_PLACE, "in another order, on one line: understood otherwise"),
        (MISSING, "without what may be missing: exit code 1: KeyError: 'prompted_by'"),
    ],
)
def test_a_broken_reader_is_told_what_it_got_wrong(tmp_path: Path, fault: str, told: str) -> None:
    done = check(*reader(tmp_path, fault))
    assert done.returncode == 1
    assert told in done.stdout, done.stdout


def test_a_reader_that_understands_nothing_fails(tmp_path: Path) -> None:
    file = tmp_path / "reader.py"
    file.write_text("import sys\nsys.stdin.read()\n")
    done = check("--types", "grade-changed", "--", sys.executable, str(file))
    assert done.returncode == 1
    assert "as published: exit code 0, printed ''" in done.stdout


def test_a_new_word_in_a_field_of_words_is_put_to_readers_of_measures(tmp_path: Path) -> None:
    file = tmp_path / "reader.py"
    file.write_text(
        'import json, sys\nevent = json.load(sys.stdin)\nprint(event["data"].get("order"))\n'
        'sys.exit(event["data"].get("measure") == "something_new" or event["type"].endswith("2"))\n'
    )
    done = check("--types", "measure-changed", "--", sys.executable, str(file))
    wrong = [line for line in done.stdout.splitlines() if ": exit code" in line]
    goldens = list((ROOT / "schemas" / "examples" / "measure-changed" / "v1").glob("*.json"))
    assert len(wrong) == len(goldens)
    assert all("with a new value of measure" in line for line in wrong)


def test_a_type_without_golden_messages_is_an_error() -> None:
    done = check("--types", "no-such-type", "--", sys.executable, str(EXAMPLE))
    assert done.returncode == 2
    assert "no-such-type: no golden message or no schema" in done.stderr


def test_the_examples_stand_alone() -> None:
    allowed = {"kafka", "grades", "standardwebhooks"} | sys.stdlib_module_names
    for path in (ROOT / "examples").rglob("*.py"):
        assert {name.partition(".")[0] for name in imported(path)} <= allowed, path
