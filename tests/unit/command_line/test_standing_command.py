"""`safety-credit standing` prints the explanation sheet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import typer
from typer.testing import CliRunner

from services.chassis.views import MemoryViews
from services.command_line import standing_command
from tests.support.safety_records import CODE, Scoring
from tests.unit.scoring.test_stage import CERTIFIED, FATAL, REGISTERED

RUNNER = CliRunner()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)

    class Store:
        @staticmethod
        @contextmanager
        def from_url(_url: str) -> Iterator[MemoryViews]:
            yield scoring.worker.views

    monkeypatch.setattr(standing_command, "RedisViews", Store)
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
