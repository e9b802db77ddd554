"""What was given up is listed, called back and dropped, on the embedded broker."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.command_line.app import build
from services.notify.adapters.receiver import FAIL, REFUSE, WebhookReceiver
from tests.support.webhooks import (
    broker_with_key,
    change,
    dispatching,
    publish,
    secret_of,
    state,
    subscription,
    until,
)

CODE = "91990105NBFJGG5F8J"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with broker_with_key(tmp_path, delivery_pause_seconds=60, delivery_strikes=1) as found:
        monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", found.kafka_bootstrap_servers)
        monkeypatch.setenv("TOPIC_PARTITIONS", str(found.topic_partitions))
        yield found


def said(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(build(), ["deliveries", *words], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def test_dead_deliveries_are_listed_resent_and_dropped(settings):
    with (
        WebhookReceiver(secret_of(settings, "bank"), instead=[REFUSE] * 3) as bank,
        WebhookReceiver(secret_of(settings, "away"), instead=[FAIL] * 9) as away,
        dispatching(settings),
    ):
        state(settings, subscription("bank", bank.url), subscription("away", away.url))
        publish(settings, [change(f"m{n}", CODE) for n in range(4)])
        until(lambda: len(bank.received) == 1)
        until(lambda: "3 deliveries kept" in said("list"))
        listed = said("list")
        assert "1 receivers away" in listed
        assert "status 503" in listed
        assert listed.count("status 400") == 3
        assert "1 called back" in said("resend", "--id", _first_id(said("list", "--dead")))
        until(lambda: len(bank.received) == 2)
        until(lambda: "2 deliveries kept" in said("list", "--dead"))
        assert "1 dropped" in said("drop", "--id", _first_id(said("list", "--dead")))
        assert "1 deliveries kept" in said("list", "--receiver", "bank")
        assert "1 called back" in said("resend", "--receiver", "bank")
        until(lambda: len(bank.received) == 3)
        until(lambda: "0 deliveries kept" in said("list"))
        assert bank.repeated == 0


@pytest.mark.usefixtures("settings")
def test_a_word_that_does_not_say_which_is_refused():
    said("resend", code=2)
    said("drop", "--all", "--receiver", "bank", code=2)
    said("resend", "--id", "nothing", code=2)
    assert "0 called back" in said("resend", "--all")


def _first_id(listed: str) -> str:
    (line,) = [line for line in listed.splitlines() if "dead" in line][:1]
    return line.split("│")[1].strip()
