"""A log line means what was logged, and does nothing to the terminal that shows it."""

import json
import logging

import pytest

from services.chassis.observability import configure_logging, logger

HOSTILE = "[/red]\x1b]8;;x\x07\x9b31m\u202e甲\t乙\r\n\u2028\ufeff\x7f\U000e0041"


@pytest.fixture(autouse=True)
def restored_logging():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level


@pytest.mark.parametrize("foreign", [False, True])
def test_a_line_of_text_of_strangers_is_one_line(capsys, foreign):
    configure_logging("x")
    if foreign:
        logging.getLogger("library").warning("%s", HOSTILE)
    else:
        logger("ours").warning(HOSTILE, type=HOSTILE)
    (line,) = capsys.readouterr().err.rstrip("\n").split("\n")
    assert line.isprintable()
    found = json.loads(line)
    assert found["event"] == HOSTILE
    assert foreign or found["type"] == HOSTILE


def test_an_error_of_text_of_strangers_is_one_line_too(capsys):
    configure_logging("x")
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logger("ours").exception("failed")
    (line,) = capsys.readouterr().err.rstrip("\n").split("\n")
    assert line.isprintable()
    assert json.loads(line)["exception"][0]["exc_value"] == HOSTILE
