"""`safety-credit standing` prints the explanation sheet."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services.command_line import standing_command
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring
from tests.support.stored_views import opening

RUNNER = CliRunner()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)

    monkeypatch.setattr(standing_command, "scoring_views", opening(scoring.worker.views))
    monkeypatch.setenv("COLUMNS", "200")
    application = typer.Typer()
    application.callback()(lambda: None)
    standing_command.register(application)
    return application


def test_the_sheet_names_points_rules_articles_and_days(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["standing", CODE])
    assert result.exit_code == 0, result.output
    for text in (
        "北港远洋化工有限公司",
        "得分 Score: 50",
        "-20",
        "SG-1",
        "Ordinary accident with death",
        "[pub]",
        "2026-03-01 - 2027-03-01",
        "降2级 2 down",
        "2027-03-02",
    ):
        assert text in result.output


def test_another_day_as_json(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["standing", CODE, "--on", "2026-02-28", "--json"])
    answer = json.loads(result.output)
    assert (answer["day"], answer["grade"], answer["score"]) == ("2026-02-28", "A", 90)
    known = ["--on", "2026-03-01", "--as-known", "2026-03-01", "--json"]
    assert json.loads(RUNNER.invoke(app, ["standing", CODE, *known]).output)["grade"] == "A"


def test_who_is_not_rated_is_told_so(app: typer.Typer) -> None:
    result = RUNNER.invoke(app, ["standing", "91350100M000100Y43"])
    assert result.exit_code == 1
    assert "is not rated" in result.output


def test_the_forecast_says_when_the_grade_changes_by_itself_and_what_ends_then(
    app: typer.Typer,
) -> None:
    result = RUNNER.invoke(app, ["standing", CODE, "--on", "2026-04-01", "--forecast"])
    assert result.exit_code == 0, result.output
    assert "The grade becomes C on 2027-03-02" in result.output
    assert "-20 一般事故（有死亡）" in result.output
    asked = ["standing", CODE, "--on", "2026-04-01", "--forecast", "--json"]
    found = json.loads(RUNNER.invoke(app, asked).output)
    assert (found["grade"], found["next_grade"]) == ("D", "C")
    assert found["grade_changes_on"] == "2027-03-02"
    assert found["complete"] is True


def test_what_if_a_record_were_not_there_or_another_were(app: typer.Typer, tmp_path: Path) -> None:
    def score(*words: str) -> object:
        asked = ["standing", CODE, "--on", "2026-03-10", "--json", *words]
        result = RUNNER.invoke(app, asked)
        return json.loads(result.output)["score"] if not result.exit_code else result.output

    assert (score(), score("--without", "SG-1")) == (50, 90)
    file = tmp_path / "record.yaml"
    content = "{kind: penalty, severity: general, decided_on: 2026-03-05}"
    file.write_text(f"number: P\ncontent: {content}\n", "utf-8")
    assert score("--with", str(file)) == 45
    assert score("--with", str(file), "--without", "SG-1") == 85
    assert "no record 'SG-9' in the ledger" in str(score("--without", "SG-9"))
    file.write_text(f"number: P\ncontent: {content.replace('general', 'grave')}\n", "utf-8")
    assert "can't be supposed" in str(score("--with", str(file)))
    file.write_bytes(f"number: P\ncontent: {content} # 处罚\n".encode("gb18030"))
    assert "it is not UTF-8 here" in str(score("--with", str(file)))


def test_as_if_another_edition_were_in_force(app: typer.Typer) -> None:
    asked = ["standing", CODE, "--on", "2026-03-10", "--json", "--edition"]
    found = json.loads(RUNNER.invoke(app, [*asked, "hazardous_chemicals-2025"]).output)
    assert found["edition"] == "hazardous_chemicals-2025"
    result = RUNNER.invoke(app, [*asked, "hazardous_chemicals-1999"])
    assert result.exit_code == 1
    assert "no such edition: hazardous_chemicals-1999; construction-2025" in result.output


def test_the_page_to_print_holds_every_line(app: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    assert RUNNER.invoke(app, ["standing", CODE, "--html", str(file)]).exit_code == 0
    page = file.read_text("utf-8")
    for text in ("SG-1", "一般事故（有死亡）", "降2级", "2026-03-01 - 2027-03-01"):
        assert text in page
    assert "http" not in page
