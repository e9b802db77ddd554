"""`safety-credit topics` and the lines of `tail`."""

import typer
from typer.testing import CliRunner

from schemas.topics import catalogue
from services.chassis.processing.fold import Received
from services.command_line import topics_command
from services.command_line.topics_command import line_of
from tests.support.counting_stage import commitment, encoded


def run(*arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    topics_command.register(app)
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "240"})
    return result.exit_code, result.stdout, result.stderr


def test_the_table_names_every_topic_with_its_readers() -> None:
    code, output, _ = run("topics")
    assert code == 0
    rows = {line.split("\t")[0]: line for line in output.splitlines()}
    assert {topic.name for topic in catalogue()} <= set(rows)
    assert "latest of each key" in rows["standings"]
    assert "1830 days" in rows["alerts"]
    assert "sanctions" in rows["assessments"]


def test_an_unknown_topic_is_named() -> None:
    code, _, error = run("tail", "reports")
    assert code == 2
    assert "no topic 'reports'" in error


def test_a_message_is_one_line_for_people() -> None:
    key, value, timestamp = encoded(commitment("91990103MBT4Y0NW08", "第1号"))
    line = line_of(Received("safety-records", 2, 17, key, value, timestamp))
    assert line.startswith(
        "2/17  2026-03-01 08:00:00  91990103MBT4Y0NW08  record-admitted  record_id="
    )
    assert "document_number=第1号" in line
    assert "\n" not in line


def test_what_can_not_be_read_says_why() -> None:
    assert "can't be read: not_cloudevent" in line_of(Received("t", 0, 1, b"k", b"\xff", 0))
    assert "can't be read" in line_of(Received("t", 0, 1, b"k", None, 0))
