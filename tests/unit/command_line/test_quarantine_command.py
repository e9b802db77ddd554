"""`safety-credit quarantine`: the work list, and decisions that release or reject what waits."""

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.command_line import quarantine_command
from services.intake.adapters.submissions.report_counts import received
from tests.support.memory_city import MemoryPublisher
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import facts_on, intake_worker, put, take_files
from tests.support.statement_reports import SENTENCE, SEVERITY, penalty
from tests.support.stored_views import opening

NAMED, CODE = "name:象山瑞丰金属制品有限公司", "91990102NAYP19754W"


class City:
    """Intake over a log in memory, with the command on it."""

    def __init__(self) -> None:
        self.worker: MemoryWorker = intake_worker(1)
        self.acknowledges = True
        self.handles = True
        self.memory = MemoryOfOneProcess()
        self.app = typer.Typer()
        self.app.callback()(lambda: None)
        quarantine_command.register(self.app)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(self.app, ["quarantine", *arguments], env={"COLUMNS": "220"})

    def waiting(self, *arguments: str) -> list[dict[str, object]]:
        return [
            json.loads(line)
            for line in self.run("list", "--json", *arguments).stdout_bytes.splitlines()
        ]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> City:
    made = City()

    class Publisher(MemoryPublisher):
        def __init__(self, _settings: object) -> None:
            super().__init__(made.worker.log)

        def flush(self) -> None:
            if not made.acknowledges:
                raise NotAcknowledgedError("no broker")
            super().flush()
            if made.handles:
                run_until_quiet([made.worker])

    monkeypatch.setattr(quarantine_command, "intake_views", opening(made.worker.views))
    monkeypatch.setattr(quarantine_command, "Publisher", Publisher)
    monkeypatch.setattr(quarantine_command, "request_memory", lambda _settings: made.memory)
    monkeypatch.setenv("CITY_DAY", "2026-10-31")
    take_files(made.worker, ["enterprise-registry.csv", "penalties-double-publicity.csv"])
    return made


def test_the_work_list_says_what_waits_since_when_and_for_whom_it_may_be(city: City) -> None:
    result = city.run("list")
    assert result.exit_code == 0, result.output
    for text in (NAMED, CODE, "2026-10-31", "work-safety", "11 条报送 findings"):
        assert text in result.stdout
    listed = {str(each["identifier"]): each for each in city.waiting()}
    assert listed[NAMED]["proposals"] == [CODE]
    assert listed[NAMED]["since"] == "2026-10-31"
    assert {each["identifier"] for each in city.waiting("--kind", "name")} < set(listed)
    assert city.run("list", "--kind", "x").exit_code == 2


def test_an_acceptance_releases_what_waited(city: City) -> None:
    result = city.run("accept", NAMED, CODE, "--reason", "处罚卷宗", "--by", "法制科")
    assert result.exit_code == 0, result.output
    assert f"已认定 accepted: {NAMED} -> {CODE}；1 条" in result.stdout
    assert NAMED not in {each["identifier"] for each in city.waiting()}
    linked = facts_on(city.worker, "identifications")[-1].body
    assert (linked.decided_by, linked.reason) == ("法制科", "处罚卷宗")  # type: ignore[attr-defined]  # the link


def test_a_refusal_rejects_what_waited_in_the_name_of_the_office(city: City) -> None:
    result = city.run(
        "refuse", NAMED, "--reason", "查无此企业", "--department", "market-supervision"
    )
    assert result.exit_code == 0, result.output
    assert f"已驳回 refused: {NAMED}；1 条" in result.stdout
    assert "accepted" not in result.stdout
    assert facts_on(city.worker, "report-receipts")[-1].body.reason == "identity_refused"  # type: ignore[attr-defined]  # receipts alone
    refused = facts_on(city.worker, "identifications")[-1].body
    assert refused.decided_by == "登记注册科"  # type: ignore[attr-defined]  # the refusal


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("accept", NAMED, "x"), "no valid unified code"),
        (("accept", "somebody", CODE), "identifier"),
        (
            ("refuse", NAMED, "--reason", "x", "--department", "fire"),
            "may not",
        ),
        (("refuse", NAMED, "--reason", "x", "--department", "nobody"), "there is no department"),
    ],
)
def test_what_decides_nothing_is_told_at_once(
    city: City, arguments: tuple[str, ...], says: str
) -> None:
    result = city.run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_the_exit_code_says_how_far_it_came(city: City) -> None:
    city.handles = False
    assert city.run("accept", NAMED, CODE, "--wait", "0.3").exit_code == 3
    assert city.run("accept", NAMED, CODE, "--wait", "0").exit_code == 0
    city.acknowledges = False
    assert city.run("accept", NAMED, CODE).exit_code == 4


@pytest.mark.parametrize("decision", [("accept", CODE), ("refuse", "--reason", "查无")])
@pytest.mark.parametrize("unknown", ["name:不存在", "code:91990102NAYP197540", "org:NBMRN7808"])
def test_where_nothing_waits_nothing_is_decided_unless_in_advance(
    city: City, unknown: str, decision: tuple[str, ...]
) -> None:
    word, *more = decision
    before = len(facts_on(city.worker, "reports-work-safety"))
    result = city.run(word, unknown, *more)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{unknown}：没有待核实的报送" in result.stderr
    assert "nothing waits under it" in result.stderr
    assert len(facts_on(city.worker, "reports-work-safety")) == before
    result = city.run(word, unknown, *more, "--in-advance")
    assert result.exit_code == 0, result.output
    assert f"{'accepted' if word == 'accept' else 'refused'}: {unknown}" in result.stdout
    assert "；0 条" in result.stdout
    assert len(facts_on(city.worker, "reports-work-safety")) == before + 1


def test_a_decision_is_a_submission_of_one_report(city: City) -> None:
    assert city.run("refuse", NAMED, "--reason", "查无此企业").exit_code == 0
    sent = facts_on(city.worker, "reports-work-safety")[-1].body
    assert received(city.memory, "work-safety", sent.submission) == 1


def test_a_second_decision_finds_nothing_that_waits(city: City) -> None:
    assert city.run("refuse", NAMED, "--reason", "查无此企业").exit_code == 0
    assert city.run("refuse", NAMED, "--reason", "查无此企业").exit_code == 1
    assert city.run("accept", NAMED, CODE, "--in-advance").exit_code == 0


def test_a_statement_is_listed_whole_and_decided_by_what_it_says(city: City) -> None:
    (first,) = penalty()
    put(city.worker, [first])
    run_until_quiet([city.worker])
    narrow = CliRunner().invoke(
        city.app, ["quarantine", "list", "--kind", "statement"], env={"COLUMNS": "40"}
    )
    assert narrow.exit_code == 0, narrow.output
    for text in (SEVERITY, "违法事实", SENTENCE, "minor; general; severe", "work-safety"):
        assert text in narrow.stdout
    (waiting,) = city.waiting("--kind", "statement")
    assert (waiting["identifier"], waiting["sentence"]) == (SEVERITY, SENTENCE)
    assert city.run("accept", SEVERITY, "harsh").exit_code == 2
    result = city.run("accept", SEVERITY, "severe")
    assert result.exit_code == 0, result.output
    assert city.waiting("--kind", "statement") == []
    assert facts_on(city.worker, "report-receipts")[-1].body.outcome == "accepted"  # type: ignore[attr-defined]  # receipts alone


def test_a_statement_is_refused_with_a_reason(city: City) -> None:
    put(city.worker, penalty())
    run_until_quiet([city.worker])
    result = city.run("refuse", SEVERITY, "--reason", "请明确填写")
    assert result.exit_code == 0, result.output
    assert facts_on(city.worker, "report-receipts")[-1].body.reason == "statement_refused"  # type: ignore[attr-defined]  # receipts alone
