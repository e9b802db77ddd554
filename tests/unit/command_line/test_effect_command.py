"""`safety-credit effect` prints the figures of two spans, and gives them as JSON and CSV."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from schemas.records import CreditLine
from services.chassis.views.store import MemoryViews
from services.command_line import effect_command
from tests.support.accident_records import two_years
from tests.support.enterprise import Enterprise
from tests.support.safety_records import Scoring
from tests.support.stored_views import opening

RUNNER = CliRunner()
YEAR = ["effect", "--from", "2025-01-01", "--to", "2025-12-31"]


@pytest.fixture(scope="module")
def views() -> MemoryViews:
    scoring = Scoring()
    scoring.take(*two_years())
    return scoring.worker.views


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, views: MemoryViews) -> typer.Typer:
    monkeypatch.setattr(effect_command, "scoring_views", opening(views))
    monkeypatch.setattr(effect_command, "sanctions_views", opening(views))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("CITY_DAY", "2026-10-31")
    application = typer.Typer()
    application.callback()(lambda: None)
    effect_command.register(application)
    return application


def row_of(output: str, name: str) -> list[str]:
    (line,) = (line for line in output.splitlines() if name in line)
    return line.split("\t")


def test_the_table_shows_counts_beside_the_percentages(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, YEAR)
    assert result.exit_code == 0, result.output
    assert "2025-01-01 - 2025-12-31 (365 天 days)" in result.output
    assert "against 2024-01-01 - 2024-12-31 (366 天 days)" in result.output
    assert "as known on 2026-10-31" in result.output
    assert "not over yet" not in result.output
    assert row_of(result.output, "全市 City")[1:] == [
        "3 → 2", "-33.3%", "4 → 1", "-75.0%", "2 → 3", "+50.0%", "3 → 0", "0 → 1",
    ]  # fmt: skip
    plant = row_of(result.output, "azardous chemicals")
    assert plant[1:7] == ["1 → 1", "0.0%", "0 → 0", "-", "2 → 3", "+50.0%"]
    assert row_of(result.output, "onstruction")[1:4] == ["0 → 0", "-", "0 → 0"]


def test_any_two_spans_as_json(app: typer.Typer) -> None:
    against = ["--against-from", "2024-05-01", "--against-to", "2024-06-01"]
    found = json.loads(RUNNER.invoke(app, [*YEAR, *against, "--json"]).output)
    assert found.keys() == {"accidents", "orders"}
    whole = found["accidents"]["whole"]
    assert found["accidents"]["against"]["first_day"] == "2024-05-01"
    assert (whole["before"]["deaths"], whole["after"]["deaths"]) == (4, 1)
    assert float(whole["change"]["deaths"]) == -75


def test_the_csv_has_a_line_a_sector_and_one_of_the_city(app: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "effect.csv"
    assert RUNNER.invoke(app, [*YEAR, "--csv", str(file)]).exit_code == 0
    text = file.read_text(encoding="utf-8-sig")
    *sectors, city = csv.DictReader(io.StringIO(text))
    assert {"hazardous_chemicals", "transport"} <= {each["代码 code"] for each in sectors}
    assert (city["行业 sector"], city["起 from"]) == ("全市 City", "2025-01-01")
    assert (city["对比止 against to"], city["截至 as known on"]) == ("2024-12-31", "2026-10-31")
    assert [city[f"死亡 deaths, {part}"] for part in ("before 前", "after 后", "%")] == [
        "4", "1", "-75.0",
    ]  # fmt: skip
    assert city["调查中 under investigation, after 后"] == "1"
    (empty,) = (each for each in sectors if each["代码 code"] == "construction")
    assert empty["事故 accidents, %"] == ""


def test_a_span_that_is_not_over_is_told(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["effect", "--from", "2026-10-01", "--to", "2026-10-31"])
    assert "期间未满 / not over yet: 2026-10-01 - 2026-10-31" in result.output
    over = RUNNER.invoke(app, ["effect", "--from", "2026-10-01", "--to", "2026-10-30"])
    assert "not over yet" not in over.output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--from", "2025-02-01", "--to", "2025-01-01"], "lies before"),
        (["--from", "2025-01-01", "--to", "2025-12-31", "--against-to", "2024-12-31"], "neither"),
        (["--from", "0001-01-01", "--to", "2025-12-31"], "both spans"),
        (["--from", "yesterday", "--to", "2025-12-31"], "does not match"),
    ],
)
def test_what_can_not_be_answered_is_told(app: typer.Typer, options: list[str], says: str) -> None:
    result = RUNNER.invoke(app, ["effect", *options])
    assert result.exit_code == 2
    assert says in result.output


def test_what_the_orders_came_to(app: typer.Typer, tmp_path: Path, views: MemoryViews) -> None:
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    line = CreditLine(amount=Decimal(10**7), bank="X市商业银行", granted_on=date(2026, 11, 1))
    it.reported(line, date(2026, 11, 1), "line")
    it.rated("C", date(2026, 11, 9))
    it.days_pass(date(2026, 11, 24))
    for key, fields in it.worker.views.hashes.items():
        views.hashes.setdefault(key, {}).update(fields)
    file = tmp_path / "orders.csv"
    span = ["effect", "--from", "2026-11-01", "--to", "2026-11-30", "--orders-csv", str(file)]
    result = RUNNER.invoke(app, span)
    assert result.exit_code == 0, result.output
    loan = row_of(result.output, "loan_limit")
    counts = ["loan_limit", "C", "2026", "1", "1", "0", "0", "0", "0", "0"]
    assert loan[:13] == [*counts, "5000000.00", "", "15.0"]
    (row,) = [
        each
        for each in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
        if each["措施 Measure"] == "interview"
    ]
    assert (row["指令 orders"], row["逾期 late"]) == ("1", "0")
