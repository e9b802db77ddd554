"""`safety-credit bid-opening` over the views of scoring and sanctions."""

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services.chassis.clock import start_of
from services.command_line import bid_opening_command
from services.command_line.case_chain import Chain
from services.scoring.domain.packs.worked_case import CaseRecord
from tests.support.certificate_requests import opening_issuer
from tests.support.safety_records import CODE
from tests.support.signing_keys import set_up
from tests.support.stored_views import opening

RUNNER = CliRunner()
OTHER = "11330206002954449B"
ASK = ["--lot", "滨海路三期", "--value", "60000000"]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    chain = Chain()
    contents = [
        {"kind": "registration", "sector": "construction"},
        {
            "kind": "accident",
            "happened_at": start_of(date(2026, 11, 9)).isoformat(),
            "tolls": [{"reported_on": date(2026, 11, 9), "deaths": 1}],
        },
    ]
    for number, content in enumerate(contents):
        day = date(2026, 11, 9 + number)
        chain.begin(day)
        chain.take(CaseRecord(number=f"R{number}", known_on=day, content=content))
    chain.begin(date(2026, 11, 25))
    views = chain.scoring.views
    views.values.update(chain.sanctions.views.values)
    views.hashes.update(chain.sanctions.views.hashes)
    monkeypatch.setattr(bid_opening_command, "sanctions_views", opening(views))
    monkeypatch.setattr(bid_opening_command, "opened_issuer", opening_issuer(chain.scoring))
    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.setenv("CITY_DAY", "2026-11-30")
    application = typer.Typer()
    application.callback()(lambda: None)
    bid_opening_command.register(application)
    return application


def test_each_bidder_is_told_and_certified(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bidders = tmp_path / "bidders.txt"
    bidders.write_text(f"{CODE.lower()}\n{OTHER}\n", "utf-8")
    for name, setting in set_up(tmp_path).settings.items():
        monkeypatch.setenv(name, setting)
    folder = tmp_path / "certificates"
    command = ["bid-opening", str(bidders), *ASK, "--certificates", str(folder)]
    result = RUNNER.invoke(app, command)
    assert result.exit_code == 0, result.output
    (first,) = (line for line in result.output.splitlines() if CODE in line)
    assert "否 NO" in first
    assert f"D: {CODE}.jws" in first
    (second,) = (line for line in result.output.splitlines() if OTHER in line)
    assert "是 yes" in second
    assert "未评级 is not rated" in second
    assert [file.name for file in folder.iterdir()] == [f"{CODE}.jws"]
    before = RUNNER.invoke(app, ["bid-opening", str(bidders), *ASK, "--on", "2026-11-20"])
    (first,) = (line for line in before.output.splitlines() if CODE in line)
    assert "是 yes（限制程序中 a limit is under way）" in first


def test_a_certificate_that_is_presented_has_to_speak_for_the_day_lot_and_bidder(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bidders, folder = tmp_path / "bidders.txt", tmp_path / "certificates"
    bidders.write_text(CODE, "utf-8")
    for name, setting in set_up(tmp_path).settings.items():
        monkeypatch.setenv(name, setting)
    monkeypatch.setenv("COLUMNS", "400")

    def opening(*words: str) -> tuple[int, str]:
        result = RUNNER.invoke(app, ["bid-opening", str(bidders), *words])
        return result.exit_code, "".join(result.output.split())

    def presented(*words: str) -> tuple[int, str]:
        return opening(*(words or ASK), "--presented", str(folder))

    assert opening(*ASK, "--certificates", str(folder), "--on", "2026-11-09")[0] == 0
    code, said = presented(*ASK, "--on", "2026-11-09")
    assert (code, "有效valid:D" in said) == (0, True), said
    code, said = presented()
    assert (code, "day:证明所载itstates2026-11-09" in said) == (1, True), said
    assert opening(*ASK, "--certificates", str(folder))[0] == 0
    code, said = presented()
    assert (code, "有效valid:D" in said) == (0, True), said
    code, said = presented("--lot", "滨海路四期", "--value", "1")
    assert (code, "lot:证明所载itstates滨海路三期" in said) == (1, True), said
    (folder / f"{OTHER}.jws").write_bytes((folder / f"{CODE}.jws").read_bytes())
    bidders.write_text(f"{CODE}\n{OTHER}\n{OTHER[:-1]}A\n", "utf-8")
    code, said = presented()
    assert (code, f"code:证明所载itstates{CODE}" in said) == (1, True), said
    assert "未出示nonepresented" in said
    other = set_up(tmp_path / "other")
    words = ("--register", str(other.register), "--authority", str(other.authority_public))
    code, said = presented(*ASK, *words)
    assert (code, "isnotintheregister" in said) == (1, True), said
    assert opening(*ASK, "--presented", str(folder), "--certificates", str(folder))[0] == 2


def test_a_bidder_of_whom_nothing_is_known_is_told_so(app: typer.Typer, tmp_path: Path) -> None:
    bidders = tmp_path / "bidders.txt"
    bidders.write_text(f"{OTHER}\n{CODE[:-1]}1\n", "utf-8")
    result = RUNNER.invoke(app, ["bid-opening", str(bidders), *ASK])
    said = "".join(result.output.split())
    assert said.count("nothingisonrecord") == 2
    assert said.count("itscheckcharacterdoesnotfit") == 1
    bidders.write_text(CODE[:-1], "utf-8")
    result = RUNNER.invoke(app, ["bid-opening", str(bidders), *ASK])
    assert (result.exit_code, "17 characters" in result.output) == (2, True)


@pytest.mark.parametrize("value", ["-1", "many", "NaN"])
def test_a_value_that_is_no_amount_is_refused(app: typer.Typer, tmp_path: Path, value: str) -> None:
    bidders = tmp_path / "bidders.txt"
    bidders.write_text(CODE, "utf-8")
    result = RUNNER.invoke(app, ["bid-opening", str(bidders), "--lot", "x", f"--value={value}"])
    assert result.exit_code == 2
    assert "is no amount of yuan" in result.output
