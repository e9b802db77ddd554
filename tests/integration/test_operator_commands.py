"""The operator's commands on a real broker and a real Redis."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.topics import SAFETY_RECORDS, SCORING
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.chassis.views.access import opened_views
from services.command_line.app import build
from tests.support.brokers import PARTITIONS, TANSU, running_broker
from tests.support.counting_stage import POISON, commitment, counting_stage, encoded
from tests.support.sample_city import sample_city

SUBJECT = "91990103MBT4Y0NW08"


@dataclass(frozen=True)
class Operator:
    """A person at a terminal."""

    settings: ServiceSettings
    redis_url: str

    def types(self, *arguments: str, **environment: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            build(),
            arguments,
            env={
                "KAFKA_BOOTSTRAP_SERVERS": self.settings.kafka_bootstrap_servers,
                "TOPIC_PARTITIONS": str(PARTITIONS),
                "REDIS_URL": self.redis_url,
                "CLOCK": self.settings.clock,
                "COLUMNS": "250",
                **environment,
            },
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output


@pytest.fixture(scope="module")
def broker() -> Iterator[ServiceSettings]:
    with running_broker(TANSU) as settings:
        yield settings


@pytest.fixture
def operator(broker: ServiceSettings, redis_url: str) -> Operator:
    return Operator(broker, redis_url)


def test_topics_are_there_and_created_once(operator: Operator) -> None:
    code, output = operator.types("topics", "--create")
    assert (code, output) == (0, "created 0 topics\n")


def test_deviations_from_the_catalogue_are_named(operator: Operator) -> None:
    assert operator.types("topics", "--verify") == (0, "0 deviations from the catalogue\n")
    code, output = operator.types("topics", "--verify", TOPIC_PARTITIONS="5")
    assert code == 1
    assert f"standings: {PARTITIONS} partitions, 5 are planned" in output


def test_dead_letters_from_the_list_to_the_replay(operator: Operator) -> None:
    log = MemoryLog(PARTITIONS)
    worker = MemoryWorker(counting_stage(), log)
    poison = encoded(commitment(SUBJECT, POISON))
    log.publish(SAFETY_RECORDS, *poison)
    log.append_raw(SAFETY_RECORDS.name, 0, None, b"no key", 0)
    run_until_quiet([worker])
    with Publisher(operator.settings) as publisher:
        for letter in log.all("dead-letters-scoring"):
            assert letter.key is not None
            assert letter.value is not None
            publisher.publish(letter.topic, letter.key, letter.value, letter.timestamp)

    code, listed = operator.types("dead-letters", "list", "--service", "scoring")
    assert code == 0
    assert "2 条死信 dead letters" in listed
    rows = {
        reason: next(line for line in listed.splitlines() if reason in line)
        for reason in ("handler_failed", "no_key")
    }
    identity = rows["handler_failed"].split("\t")[0]
    code, shown = operator.types("dead-letters", "show", identity)
    assert code == 0
    assert "ValueError: poison" in shown
    assert SUBJECT in shown

    code, said = operator.types("dead-letters", "replay", "--all")
    assert code == 1
    assert "no_key) not replayed: it has no key" in said
    assert "1 条已重新处理 replayed, 1 条未处理 not" in said
    (again,) = read_from_beginning(operator.settings, SAFETY_RECORDS.name)
    assert (again.key, again.value, again.timestamp) == poison

    # What was replayed is marked, and not replayed again unless it is named.
    code, listed = operator.types("dead-letters", "list", "--reason", "handler_failed")
    assert listed.splitlines()[1].split("\t")[-1] != ""
    code, said = operator.types("dead-letters", "replay", "--reason", "handler_failed")
    assert code == 1
    assert "nothing to replay" in said
    code, said = operator.types("dead-letters", "replay", "--id", identity)
    assert (code, said) == (0, "1 条已重新处理 replayed, 0 条未处理 not\n")
    assert len(list(read_from_beginning(operator.settings, SAFETY_RECORDS.name))) == 2

    code, said = operator.types("dead-letters", "replay")
    assert code == 2


def test_a_citys_views_rebuilt_from_the_log_are_those_of_its_worker(
    operator: Operator, tmp_path: Path
) -> None:
    key_file = tmp_path / "views-key"
    create_secret(key_file)
    city = sample_city()
    worker = next(worker for worker in city.workers if worker.stage.service == SCORING)
    with Publisher(operator.settings) as publisher:
        for topic in worker.stage.writes:
            for record in city.log.all(topic.name):
                publisher.publish(
                    topic.name,
                    record.key or b"",
                    record.value or b"",
                    record.timestamp,
                    record.partition,
                )
        for (partition, key), state in worker.states.items():
            publisher.publish("scoring-states", key, b"an older state", 0, partition)
            publisher.publish("scoring-states", key, state, 0, partition)

    code, output = operator.types("rebuild-views", "--service", "scoring", VIEWS_KEY=str(key_file))
    assert code == 0
    assert output.startswith("scoring: 视图已重建 views rebuilt from ")
    own: dict[str, object] = {"views_key": key_file, "redis_url": operator.redis_url}
    own["topic_partitions"] = city.log.partitions
    settings = operator.settings.model_copy(update=own)
    with opened_views(settings, SCORING, worker.stage.reads) as views:
        for name, value in worker.views.values.items():
            assert views.get(name) == value
        for name, fields in worker.views.hashes.items():
            assert views.fields(name) == fields
    assert len(worker.views.values) > 100


def test_tail_prints_a_line_a_message(operator: Operator) -> None:
    with Publisher(operator.settings) as publisher:
        for number in range(5):
            key, value, timestamp = encoded(commitment(SUBJECT, str(number)))
            publisher.publish("admissions", key, value, timestamp)
    code, output = operator.types("tail", "admissions", "--end")
    assert code == 0
    lines = output.splitlines()
    assert len(lines) == 5
    assert all(f"  {SUBJECT}  record-admitted  " in line for line in lines)
    code, output = operator.types("tail", "admissions", "--from-beginning", "-n", "2", "--json")
    assert output.encode().splitlines() == [
        encoded(commitment(SUBJECT, str(number)))[1] for number in range(2)
    ]
