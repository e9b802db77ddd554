"""`report --print`: the public lines, the same each time, and what it refuses."""

from pathlib import Path

import pytest
from typer.testing import Result

from applications.pipe.pipe import Pipe
from schemas.codec import decode
from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.views.store import MemoryViews
from services.command_line.report_sending import outcome_table
from services.intake import read_model
from services.intake.stage import build_stage
from tests.support.report_runs import run
from tests.support.sample_files import FILES, SAMPLES, intake_worker, submission_of, take_files
from tests.support.stored_views import opening


def printed(file: str, *more: str) -> Result:
    arguments = ["--department", FILES[file], "--print", "--day", "2026-10-31"]
    return run(*arguments, *more, str(SAMPLES / file))


@pytest.mark.parametrize("file", FILES)
def test_the_lines_are_the_facts_that_would_be_published(file: str) -> None:
    result = printed(file)
    assert result.exit_code == 0
    lines = result.stdout_bytes.splitlines()
    assert [decode(line) for line in lines] == list(submission_of(file).facts)
    assert printed(file).stdout_bytes == result.stdout_bytes


def test_the_lines_feed_the_pipe() -> None:
    lines = printed("enterprise-registry.csv").stdout_bytes.splitlines()
    lines += printed("penalties-double-publicity.csv").stdout_bytes.splitlines()
    out = [decode(line) for line in Pipe([build_stage()]).feed(lines)]
    admitted = [fact for fact in out if fact.body.SUBJECT_ACTION == "record-admitted"]
    assert len(admitted) == 285
    settled = [fact for fact in out if fact.body.SUBJECT_ACTION == "report-processed"]
    assert len({fact.correlation_id for fact in settled}) == 301


def test_what_cannot_be_read_ends_with_one(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    result = run("--department", "work-safety", "--print", str(file))
    assert result.exit_code == 1
    assert "no layout has these fields" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--department", "nobody"], "no department"),
        (["--department", "tax", "--layout", "nothing"], "is none of"),
    ],
)
def test_what_is_not_known_is_told(arguments: list[str], says: str) -> None:
    result = run(*arguments, "--print", str(SAMPLES / "accidents.json"))
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_layout_may_be_forced_and_unread_columns_are_named() -> None:
    result = printed("commitments.csv", "--layout", "standardization-certificates")
    assert result.exit_code == 0
    assert "是否承诺" in result.stderr
    assert decode(result.stdout_bytes.splitlines()[0]).body.layout == "standardization-certificates"  # type: ignore[attr-defined]  # reports alone


def test_the_table_adds_up_and_says_what_is_on_its_way() -> None:
    worker = intake_worker()
    file = "penalties-double-publicity.csv"
    take_files(worker, ["enterprise-registry.csv", file])
    identity = submission_of(file).identity
    assert read_model.finished_rows(worker.views, "work-safety", identity) == 101
    table = outcome_table(
        file, 103, read_model.totals(worker.views, "work-safety", identity), identity
    )
    cells = dict(line.split("\t") for line in list(table.lines(None))[1:])
    assert cells["未完成 on their way"] == "2"
    assert cells["读取 read"] == "103"
    assert cells["  code_check_failed"] == "(9)"


def test_what_the_broker_did_not_take_ends_with_four(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_settings: object) -> object:
        raise NotAcknowledgedError("1 of 1 messages", "reports-work-safety")

    store = opening(MemoryViews())
    monkeypatch.setattr("services.command_line.report_command.intake_views", store)
    monkeypatch.setattr("services.command_line.report_command.Publisher", away)
    result = run("--department", "work-safety", str(SAMPLES / "accidents.json"))
    assert result.exit_code == 4
    told = " ".join(result.stderr.split())
    assert "was reached, but did not answer in time (reports-work-safety)" in told
