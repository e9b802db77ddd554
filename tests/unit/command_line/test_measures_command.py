"""`safety-credit measures`, `orders`, `work-list` on views in memory."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from schemas.records import CreditLine, MeasureAct
from services.command_line import measures_command
from services.sanctions.adapters.order_sheet import order_sheet
from services.sanctions.read_model import orders
from tests.support.enterprise import CODE, NAME, Enterprise, registration
from tests.support.stored_views import opening

RUNNER = CliRunner()
FALL = date(2026, 11, 10)


@pytest.fixture
def enterprise() -> Enterprise:
    it = Enterprise()
    line = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=FALL)
    it.reported(line, FALL, "line")
    it.rated("B", FALL, registered=registration())
    it.rated("D", FALL, registered=registration())
    early = MeasureAct(measure="loan_limit", act="carried_out", acted_on=FALL)
    it.reported(early, FALL, "early")
    return it


@pytest.fixture
def app(enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setattr(measures_command, "sanctions_views", opening(enterprise.worker.views))
    monkeypatch.setenv("COLUMNS", "220")
    application = typer.Typer()
    measures_command.register(application)
    return application


def lines(app: typer.Typer, *words: str) -> list[dict[str, object]]:
    result = RUNNER.invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_the_measures_of_an_enterprise(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["measures", CODE.lower()])
    assert result.exit_code == 0, result.output
    for text in (NAME, "loan_limit 限制贷款", "已告知 noticed", "841035.00", "6 项指令 orders"):
        assert text in result.output
    amounts = {each["measure"]: each["amount"] for each in lines(app, "measures", CODE)}
    assert {"insurance_rate", "interview", "loan_limit"} < set(amounts)
    assert amounts["insurance_rate"] == "841035.00"


def test_the_measures_on_a_day(app: typer.Typer) -> None:
    assert lines(app, "measures", CODE, "--on", "2026-11-09") == []
    assert len(lines(app, "measures", CODE, "--on", "2026-11-10")) == 6


def test_a_code_that_is_none_is_told_so(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["measures", "91350100M000100Y4"])
    assert result.exit_code == 2
    assert "it has 17 characters, not 18" in result.output
    for code, why in (("91350100M000100Y4Z", "does not fit"), ("11330206002954449B", "on record")):
        result = RUNNER.invoke(app, ["measures", code])
        assert (result.exit_code, why in result.output) == (1, True), result.output


def test_the_orders_of_an_agency(app: typer.Typer) -> None:
    assert [each["measure"] for each in lines(app, "orders")] == [
        "interview",
        "loan_limit",
        "public_listing",
    ]
    bank = RUNNER.invoke(app, ["orders", "--agency", "peoples-bank"])
    assert "2026-11-24" in bank.output
    assert "1 项指令 orders" in bank.output


def test_the_sheet_is_that_of_the_api(
    app: typer.Typer, enterprise: Enterprise, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    result = RUNNER.invoke(app, ["orders", "--agency", "peoples-bank", "--csv", str(file)])
    assert (result.exit_code, result.output) == (0, f"{file}: 1 项指令 orders\n")
    sheet = order_sheet(orders(enterprise.worker.views, "peoples-bank"))
    assert file.read_bytes() == sheet.encode()
    both = RUNNER.invoke(app, ["orders", "--csv", str(file), "--json"])
    assert both.exit_code == 2


def test_the_work_list(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["work-list", "--department", "peoples-bank"])
    assert result.exit_code == 0, result.output
    for text in ("early", "impossible_step", "指令当时的状态不允许此步骤", "does not allow"):
        assert text in result.output
    assert [each["document_number"] for each in lines(app, "work-list")] == ["early"]
    assert lines(app, "work-list", "--department", "tax") == []


@pytest.mark.parametrize("words", [("orders", "--agency"), ("work-list", "--department")])
def test_a_department_that_is_none_is_told_so(app: typer.Typer, words: tuple[str, str]) -> None:
    result = RUNNER.invoke(app, [*words, "nobody"])
    assert result.exit_code == 2
    assert "nobody" in result.output
