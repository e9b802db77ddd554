"""What was given up is listed, called back and dropped, on the embedded broker."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from development.webhook_receiver import FAIL, REFUSE, WebhookReceiver
from schemas import asyncapi
from schemas.codec import decode, encode
from schemas.topics import DELIVERIES
from services.chassis.kafka import message_lookup as placed_messages
from services.chassis.kafka.publisher import Publisher
from services.chassis.processing.identity import partition_of
from services.command_line.app import build
from tests.support.time_limits import until
from tests.support.webhooks import (
    broker_with_key,
    change,
    dead,
    dispatching,
    kept,
    publish,
    secret_of,
    state,
    subscription,
)

CODE = "91990105NBFJGG5F8J"
EXAMPLES = Path(asyncapi.__file__).parent / "examples"


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
        until(lambda: "3 条保留 deliveries kept" in said("list"))
        listed = said("list")
        assert "1 个对象不可达 receivers away" in listed
        assert "not known" in listed  # nobody saw it well
        assert "status 503" in listed
        assert listed.count("status 400") == 3
        # What was given up may lie for years: its message is on its own topic.
        assert [each.message for each in dead(settings)] == [""] * 3
        assert "1 条重新投递" in said("resend", "--id", _first_id(said("list", "--dead")))
        until(lambda: len(bank.received) == 2)
        until(lambda: "2 条保留 deliveries kept" in said("list", "--dead"))
        assert "1 条已放弃 dropped" in said("drop", "--id", _first_id(said("list", "--dead")))
        assert "1 条保留 deliveries kept" in said("list", "--receiver", "bank")
        assert "1 条重新投递 called back" in said("resend", "--receiver", "bank")
        until(lambda: len(bank.received) == 3)
        until(lambda: "0 条保留 deliveries kept" in said("list"))
        assert bank.repeated == 0


def test_what_is_no_longer_on_the_log_is_told_and_the_rest_is_called_back(settings, monkeypatch):
    monkeypatch.setattr(placed_messages, "READ_SECONDS", 1.0)
    publish(settings, [change("m0", CODE)])
    partition = partition_of(CODE.encode(), settings.topic_partitions)
    golden = decode((EXAMPLES / "delivery-deferred/v1/dead.json").read_bytes())
    with Publisher(settings) as publisher:
        for name, offset, message in (("here", 0, "m0"), ("gone", 999, "m1"), ("else", 0, "m2")):
            body = msgspec.structs.replace(
                golden.body,
                delivery=name,
                partition=partition,
                offset=offset,
                message_id=message,
            )
            value = encode(msgspec.structs.replace(golden, id=name, subject=name, body=body))
            publisher.publish(DELIVERIES.name, name.encode(), value, 1, partition=partition)
    told = said("resend", "--all", code=1)
    assert "1 条重新投递 called back" in told
    for name, offset in (("gone", 999), ("else", 0)):
        place = f"grade-changes/{partition}/{offset}"
        assert f"{name} not called back: its message is no longer on the log, at {place}" in told
        assert f"deliveries drop --id {name}" in told
    now = {each.delivery: each for each in kept(settings)}
    assert {name: each.deferral for name, each in now.items()} == {
        "here": "failing",
        "gone": "dead",
        "else": "dead",
    }
    assert decode(now["here"].message.encode()) == change("m0", CODE)


@pytest.mark.usefixtures("settings")
def test_a_word_that_does_not_say_which_is_refused():
    said("resend", code=2)
    said("drop", "--all", "--receiver", "bank", code=2)
    said("resend", "--id", "nothing", code=2)
    for word in ("resend", "drop"):
        assert "nothing was given up" in said(word, "--all", code=1)
        assert "nothing was given up" in said(word, "--receiver", "bank", code=1)


def _first_id(listed: str) -> str:
    (line,) = [line for line in listed.splitlines() if "dead" in line][:1]
    return line.split("\t")[0]
