"""`safety-credit broker-access`, as far as no broker is asked."""

from typer.testing import CliRunner

from services.command_line.app import build

runner = CliRunner()


def test_the_rules_of_a_department_are_one_topic() -> None:
    result = runner.invoke(build(), ["broker-access", "rules", "department-tax"])
    assert result.exit_code == 0
    assert "reports-tax" in result.output
    assert "reports-fire" not in result.output


def test_without_a_name_everybody_is_listed() -> None:
    result = runner.invoke(build(), ["broker-access", "rules"])
    assert result.exit_code == 0
    for name in ("department-fire", "scoring", "operator"):
        assert name in result.output


def test_a_name_that_nobody_can_have_is_told() -> None:
    result = runner.invoke(build(), ["broker-access", "rules", "department-nobody"])
    assert result.exit_code == 2
    assert "neither operator" in result.output


def test_a_bank_does_not_read_what_an_office_reads() -> None:
    bank = runner.invoke(build(), ["broker-access", "rules", "reader-bank"]).output
    office = runner.invoke(build(), ["broker-access", "rules", "office-portal"]).output
    assert "grade-changes" in bank
    assert "grade-changes" in office
    for topic in ("alerts", "delivery-receipts", "report-rejections", "source-alarms"):
        assert topic not in bank
        assert topic in office
