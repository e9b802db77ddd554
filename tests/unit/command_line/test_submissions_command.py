"""`submissions` and `receipts`: when, how many, what became of them, row by row."""

import json

import pytest
from typer.testing import CliRunner, Result

from services.chassis.processing.memory_log import MemoryWorker
from services.command_line import submissions_command
from services.command_line.app import build
from services.intake import read_model
from services.intake.adapters.submissions.report_counts import remember_received
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import FILES, intake_worker, submission_of, take_files
from tests.support.stored_views import opening

SENT = ("enterprise-registry.csv", "penalties-double-publicity.csv", "hidden-dangers.csv")


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> MemoryWorker:
    made, memory = intake_worker(1), MemoryOfOneProcess()
    take_files(made, SENT)
    registry, penalties, _ = (submission_of(file) for file in SENT)
    remember_received(memory, "market-supervision", registry.identity, len(registry.facts))
    remember_received(memory, "work-safety", penalties.identity, 103)
    monkeypatch.setattr(submissions_command, "intake_views", opening(made.views))
    monkeypatch.setattr(submissions_command, "request_memory", lambda _settings: memory)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build(), arguments)


@pytest.mark.usefixtures("worker")
def test_each_submission_says_when_how_many_and_how_far() -> None:
    result = run("submissions")
    assert result.exit_code == 0, result.output
    _, *lines = result.stdout.splitlines()
    rows = {cells[3]: cells for line in lines if len(cells := line.split("\t")) > 3}
    assert set(rows) == set(SENT)
    for file, cells in rows.items():
        assert cells[:3] == [submission_of(file).identity, "2026-10-31 09:00", FILES[file]]
    assert rows[SENT[0]][4:] == ["200", "200", "0", "0", "0", "0", "完成 complete"]
    assert rows[SENT[1]][4] == "103"
    assert sum(map(int, rows[SENT[1]][5:10])) == 101
    assert rows[SENT[1]][-1] == "2 条未完成 on their way"
    assert rows[SENT[2]][4] == "?"
    assert rows[SENT[2]][-1] == "160 条有结果 settled"
    assert "3 次报送 submissions" in lines


@pytest.mark.usefixtures("worker")
def test_submissions_come_in_parts() -> None:
    found, after = [], []
    while True:
        result = run("submissions", "--most", "1", "--json", *after)
        (line,) = result.stdout.splitlines()
        found.append(json.loads(line)["sent"]["submission"])
        if len(found) == len(SENT):
            break
        after = ["--after", found[-1]]
    assert set(found) == {submission_of(file).identity for file in SENT}
    assert run("submissions", "--after", "nothing").exit_code == 2
    assert run("submissions", "--department", "nobody").exit_code == 2
    assert "0 次报送" in run("submissions", "--department", "fire").stdout


def test_the_sums_are_those_of_the_receipts(worker: MemoryWorker) -> None:
    for file in SENT:
        mine = (FILES[file], submission_of(file).identity)
        totals = read_model.totals(worker.views, *mine)
        assert read_model.outcomes_of(worker.views, *mine) == totals.outcomes
        assert read_model.finished_rows(worker.views, *mine) == totals.finished


@pytest.mark.usefixtures("worker")
def test_receipts_by_outcome_and_reason() -> None:
    identity = submission_of(SENT[2]).identity
    result = run("receipts", identity, "--outcome", "rejected", "--reason", "date_in_future")
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines() if "\trejected\t" in line]
    assert len(rows) == 8
    assert "8 条回执 receipts" in result.stdout
    assert all(row[3] == "销号日期" and "晚于报送日" in row[-1] for row in rows)
    everything = run("receipts", identity).stdout
    assert "160 条回执" in everything
    assert "91990105NAKWQLXT6B" in everything
    assert "there are more" in run("receipts", "--most", "5").stdout
    lines = run("receipts", identity, "--outcome", "rejected", "--json").stdout.splitlines()
    assert {json.loads(line)["receipt"]["outcome"] for line in lines} == {"rejected"}


@pytest.mark.usefixtures("worker")
def test_what_is_not_there_is_said() -> None:
    result = run("receipts", "nothing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no such submission" in result.stderr
    assert run("receipts", "--outcome", "lost").exit_code == 2
