"""Logs are JSON bound to their message, without personal data; the figures count what they say."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from prometheus_client import CollectorRegistry, generate_latest

from schemas.messages import MessageDeadLettered
from schemas.vocabulary.personal_number import MASK
from services.chassis import observability
from services.chassis.observability import WorkerMetrics, bound, configure_logging, logger

PERSON = "330281199001011234"
ENTERPRISE = "91990103MBT4Y0NW08"

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with monkeypatch.context() as patch:
        patch.setattr(observability.sys, "stderr", stream)
        configure_logging("scoring", "INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_a_line_says_which_message_it_is_about(lines: Lines) -> None:
    with bound(topic="safety-records", partition=3, offset=41, enterprise=ENTERPRISE):
        logger("test").info("folded", records=2)
    logger("test").info("after")
    first, second = lines()
    assert first.pop("timestamp")
    assert first == {
        "event": "folded",
        "level": "info",
        "logger": "test",
        "service": "scoring",
        "topic": "safety-records",
        "partition": 3,
        "offset": 41,
        "enterprise": ENTERPRISE,
        "records": 2,
    }
    assert "topic" not in second


def test_libraries_log_in_the_same_form(lines: Lines) -> None:
    logging.getLogger("some.library").warning("lost %s", "a broker")
    (line,) = lines()
    assert (line["event"], line["level"], line["service"]) == (
        "lost a broker",
        "warning",
        "scoring",
    )


def test_the_level_is_kept(lines: Lines) -> None:
    logger("test").debug("not shown")
    assert lines() == []


def test_no_identity_number_is_logged_wherever_it_stands(lines: Lines) -> None:
    logger("test").info(f"person {PERSON}", deep={"a": [("x", PERSON.encode())]})
    try:
        person = PERSON
        raise ValueError(f"bad {person}")
    except ValueError:
        logger("test").exception("failed")
    logging.getLogger("library").error("row %s", PERSON, extra={"row": PERSON})
    text = json.dumps(lines())
    assert PERSON not in text
    assert text.count(MASK) >= 5
    assert f"bad {MASK}" in text


@pytest.mark.parametrize(
    "written",
    [
        PERSON,
        "33028119900101123X",
        "３３０２８１１９９００１０１１２３４",
        "330281 19900101 1234",
        "33028119900101123Х",
        "330281\u200b19900101\u00a01234",
        "330281/19900101/1234",
        r"\u0033302811990010112\u00334",
    ],
)
def test_identity_numbers_are_known_however_they_are_written(written: str) -> None:
    assert observability.mask_personal(f"人员{written}。") == f"人员{MASK}。"


def test_an_identity_number_is_masked_as_a_number_too() -> None:
    assert observability.mask_personal({"a": [int(PERSON), float(PERSON), 41, 0.5, True]}) == {
        "a": [MASK, MASK, 41, 0.5, True]
    }


def test_an_enterprise_code_is_no_person(lines: Lines) -> None:
    all_digits = "913501001000000010"
    logger("test").info("rated", enterprise=ENTERPRISE, other=f"serial 2{'0' * 30}")
    (line,) = lines()
    assert line["enterprise"] == ENTERPRISE
    assert line["other"] == f"serial 2{'0' * 30}"
    assert observability.mask_personal(all_digits) == all_digits


def test_figures_of_a_worker() -> None:
    registry = CollectorRegistry()
    metrics = WorkerMetrics("scoring", registry)
    metrics.handled("safety-records", 40)
    metrics.handled("safety-records", 2)
    metrics.published(["assessments", "standings", "assessments"])
    metrics.dead_lettered([letter("unknown_type"), letter("no_key"), letter("no_key")])
    waiting = {("safety-records", 3): 17, ("safety-records", 4): 2}
    metrics.watch_lag(lambda: waiting)
    metrics.watch_day(lambda: {3: (500, 120)})
    with metrics.timed("batch"), metrics.timed("publish"), metrics.timed("view_write"):
        pass
    text = generate_latest(registry).decode()
    for expected in (
        'safety_credit_messages_handled_total{service="scoring",topic="safety-records"} 42.0',
        'safety_credit_messages_published_total{service="scoring",topic="assessments"} 2.0',
        'safety_credit_dead_letters_total{reason="no_key",service="scoring"} 2.0',
        'safety_credit_lag_messages{partition="3",service="scoring",topic="safety-records"} 17.0',
        'safety_credit_day_keys{partition="3",service="scoring"} 500.0',
        'safety_credit_day_keys_left{partition="3",service="scoring"} 120.0',
        'safety_credit_batch_seconds_count{service="scoring"} 1.0',
        'safety_credit_publish_seconds_count{service="scoring"} 1.0',
        'safety_credit_view_write_seconds_count{service="scoring"} 1.0',
    ):
        assert expected in text
    del waiting["safety-records", 4]
    assert 'partition="4"' not in generate_latest(registry).decode()


def letter(reason: str) -> MessageDeadLettered:
    return MessageDeadLettered(
        service="scoring",
        topic="safety-records",
        partition=0,
        offset=0,
        reason=reason,
        detail="",
        key=None,
        value=None,
        size=0,
        sha256="",
    )
