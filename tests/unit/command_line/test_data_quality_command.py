"""`safety-credit data-quality` prints the monthly table, and gives it as JSON and CSV."""

import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from schemas.vocabulary.department import departments
from services.chassis.views.store import MemoryViews
from services.command_line import data_quality_command
from tests.support.sample_files import FILES, intake_worker, take_files
from tests.support.stored_views import opening

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def views() -> MemoryViews:
    worker = intake_worker(1)
    take_files(worker, list(FILES))
    return worker.views


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, views: MemoryViews) -> typer.Typer:
    monkeypatch.setattr(data_quality_command, "intake_views", opening(views))
    monkeypatch.setenv("COLUMNS", "300")
    application = typer.Typer()
    application.callback()(lambda: None)
    data_quality_command.register(application)
    return application


def test_the_table_names_figures_and_reasons(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["data-quality", "--month", "2026-10"])
    assert result.exit_code == 0, result.output
    for text in (
        "合格率 valid",
        "及时率 timeliness",
        "安全生产监督管理 Work safety",
        "2026-10-31",
        "main reasons",
    ):
        assert text in result.output
    assert "消防" not in result.output  # it reported nothing


def test_json_has_every_department_and_adds_up(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["data-quality", "--month", "2026-10", "--json"])
    rows = {row["department"]: row for row in json.loads(result.output)}
    assert rows.keys() == {each.code for each in departments()}
    own = rows["work-safety"]["quality"]
    assert own["read"] == 124 + 101 + 14 + 160 + 114 == own["valid"]["whole"]
    refused = sum(reason["count"] for reason in own["reasons"])
    assert own["valid"]["part"] == own["read"] - refused
    assert rows["fire"]["quality"]["points"] is None


def test_csv_of_one_department(app: typer.Typer) -> None:
    command = ["data-quality", "--month", "2026-10", "--department", "traffic-police", "--csv"]
    (row,) = csv.DictReader(io.StringIO(RUNNER.invoke(app, command).output))
    assert (row["代码 code"], row["报送 read"]) == ("traffic-police", "400")
    assert row["完整率 completeness percent"] == "100.00"


def test_another_month_is_empty(app: typer.Typer) -> None:
    command = ["data-quality", "--month", "2026-09", "--json"]
    assert {row["quality"]["read"] for row in json.loads(RUNNER.invoke(app, command).output)} == {0}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--month", "2026-13"], "no month"),
        (["--month", "2026-10-31"], "no month"),
        (["--month", "2026-10", "--department", "nobody"], "none of"),
        (["--month", "2026-10", "--json", "--csv"], "both"),
    ],
)
def test_what_can_not_be_answered_is_told(app: typer.Typer, options: list[str], says: str) -> None:
    result = RUNNER.invoke(app, ["data-quality", *options])
    assert result.exit_code == 2
    assert says in result.output
