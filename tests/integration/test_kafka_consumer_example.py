"""The consumer to copy, on the embedded broker: killed at any moment, it ends at the truth."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from development.brokers.tansu import Tansu
from schemas.codec import decode, encode
from schemas.messages import Fact, StandingAssessed
from schemas.topics import STANDINGS
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.publisher import Publisher
from services.chassis.settings import ServiceSettings
from tests.support.changes import CODES, DAY, grade_changed, publish
from tests.support.source_tree import ROOT
from tests.support.time_limits import LONG_SECONDS

FOLDER = ROOT / "examples" / "kafka_consumer"
GOLDEN, GRADES = ROOT / "schemas/examples/standing-assessed/v1/registration-only.json", "ABCD"
# Runs the example, and kills it when its database is about to do a given step.
KILLED_AT = """
import os, signal, sqlite3, sys
place, sys.argv = int(sys.argv[1]), sys.argv[1:]
sys.path.insert(0, {folder!r})
connect, steps = sqlite3.connect, 0

def connected(*arguments, **options):
    database = connect(*arguments, **options)
    database.set_trace_callback(count)
    return database

def count(statement):
    global steps
    if statement.startswith(("BEGIN", "INSERT", "REPLACE", "UPDATE", "COMMIT")):
        steps += 1
        if steps == place:
            os.kill(os.getpid(), signal.SIGKILL)

sqlite3.connect = connected
import consumer
consumer.main()
"""

# Runs the example, and holds it after it has read from its database where it stands.
HELD_WHERE_IT_STANDS = """
import sys
sys.path.insert(0, {folder!r})
import consumer
positions = consumer.Database.positions

def held(database):
    found = positions(database)
    if sys._getframe(1).f_code.co_name == "follow":
        print("stands", flush=True)
        sys.stdin.read()
    return found

consumer.Database.positions = held
consumer.main()
"""


@pytest.fixture
def settings() -> Iterator[ServiceSettings]:
    with Tansu() as broker:
        found = ServiceSettings(
            kafka_bootstrap_servers=broker.bootstrap_servers, topic_partitions=2
        )
        create_topics(found)
        yield found


def run(
    settings: ServiceSettings,
    database: Path,
    *before: str,
    program: str = "consumer.py",
    **pipes: int,
) -> subprocess.Popen:
    environment = {**os.environ, "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers}
    command = [sys.executable, *(before or (str(FOLDER / program),)), str(database)]
    return subprocess.Popen([*command, "--until-idle", "1.5"], env=environment, **pipes)


def replaced(fact: Fact, **values: object) -> Fact:
    return msgspec.structs.replace(fact, body=msgspec.structs.replace(fact.body, **values))


def publish_standings(settings: ServiceSettings, grades: dict[str, str], **values: object) -> None:
    golden = decode(GOLDEN.read_bytes())
    body = golden.body
    assert isinstance(body, StandingAssessed)
    with Publisher(settings) as publisher:
        for code, grade in grades.items():
            assessed = msgspec.structs.replace(body, grade=grade, decision=None, **values)
            fact: Fact = msgspec.structs.replace(golden, subject=code, id=code, body=assessed)
            publisher.publish(STANDINGS.name, code.encode(), encode(fact), 1)
        publisher.flush()


def changes(numbers: range) -> list[Fact]:
    """Return changes of all enterprises; each number stands on the log twice, as after a crash."""
    return [
        grade_changed(number, code, GRADES[(number + place) % 4])
        for start in range(numbers.start, numbers.stop, 5)
        for _again in range(2)
        for number in range(start, min(start + 5, numbers.stop))
        for place, code in enumerate(CODES)
    ]


def grades_in(database: Path) -> dict[str, tuple[str, int]]:
    with sqlite3.connect(database) as found:
        rows = found.execute("SELECT code, grade, number FROM grades").fetchall()
    return {code: (grade, number) for code, grade, number in rows}


def positions_in(database: Path) -> int:
    with sqlite3.connect(database) as found:
        return found.execute("SELECT count(*) FROM positions").fetchone()[0]


def changes_in(database: Path) -> list[tuple[str, int, str]]:
    with sqlite3.connect(database) as found:
        return found.execute("SELECT code, number, grade FROM changes ORDER BY 1, 2").fetchall()


def truth(last: int) -> dict[str, tuple[str, int]]:
    return {code: (GRADES[(last + place) % 4], last) for place, code in enumerate(CODES)}


def history(last: int) -> list[tuple[str, int, str]]:
    return sorted(
        (code, number, GRADES[(number + place) % 4])
        for place, code in enumerate(CODES)
        for number in range(1, last + 1)
    )


def test_killed_at_every_step_of_its_database_it_ends_at_the_truth(settings, tmp_path):
    database = tmp_path / "grades.sqlite"
    publish_standings(settings, dict.fromkeys(CODES, "B"))
    publish(settings, changes(range(1, 11)))
    last, killed = 10, 0
    driver = KILLED_AT.format(folder=str(FOLDER))
    # The start: the first step, amid the standings, its commit; then steps of the changes.
    for place in (1, 5, len(CODES) + 3, len(CODES) + 5, 20, 40, 90, 200):
        child = run(settings, database, "-c", driver, str(place))
        if child.wait(LONG_SECONDS) == -signal.SIGKILL:
            killed += 1
        publish(settings, changes(range(last + 1, last + 3)))
        last += 2
        # Of positions and grades it has both or neither.
        assert bool(grades_in(database)) == (positions_in(database) > 0) == (place > len(CODES) + 4)
    assert killed >= 6
    assert run(settings, database).wait(LONG_SECONDS) == 0
    assert grades_in(database) == truth(last)
    assert changes_in(database) == history(last)


def test_killed_at_any_time_while_changes_come_it_ends_at_the_truth(settings, tmp_path):
    database = tmp_path / "grades.sqlite"
    last = 0
    for seconds in (0.4, 0.9, 1.1, 1.4, 1.7):
        child = run(settings, database)
        end, at_least = time.monotonic() + seconds, last + 60
        while time.monotonic() < end or last < at_least:
            publish(settings, changes(range(last + 1, last + 4)))
            last += 3
            time.sleep(0.02)
        child.kill()
        assert child.wait(LONG_SECONDS) == -signal.SIGKILL
    assert run(settings, database).wait(LONG_SECONDS) == 0
    assert grades_in(database) == truth(last)
    # It began some way before the end; from there on it has every change, each once.
    found = changes_in(database)
    first = {code: min(number for owner, number, _ in found if owner == code) for code in CODES}
    assert found == [row for row in history(last) if row[1] >= first[row[0]]]
    assert len(found) > 1000


def test_it_starts_with_the_standings_of_who_had_no_change_of_late(settings, tmp_path):
    database = tmp_path / "grades.sqlite"
    publish_standings(settings, dict.fromkeys(CODES, "C"))
    publish(settings, [grade_changed(7, CODES[0], "D")])
    assert run(settings, database).wait(LONG_SECONDS) == 0
    expected = {code: ("C", None) for code in CODES} | {CODES[0]: ("D", 7)}
    assert grades_in(database) == expected


def row_of(database: Path, code: str) -> tuple:
    with sqlite3.connect(database) as found:
        return found.execute(
            "SELECT grade, score, day, number FROM grades WHERE code = ?", (code,)
        ).fetchone()


@pytest.mark.parametrize("days_later", [0, 3])
def test_older_changes_read_again_take_nothing_newer_back(settings, tmp_path, days_later):
    database = tmp_path / "grades.sqlite"
    code, day = CODES[0], DAY + timedelta(days=days_later)
    # The grade is that of the third change; since then only the score moved: no number.
    publish(settings, [grade_changed(n, code, g) for n, g in ((1, "C"), (2, "D"), (3, "B"))])
    publish_standings(settings, {code: "B"}, day=day, score=Decimal("83.25"))
    assert run(settings, database).wait(LONG_SECONDS) == 0
    if days_later:
        assert row_of(database, code) == ("B", "83.25", day.isoformat(), 3)
    else:  # there and back on the standing's own day: the grade is right
        assert row_of(database, code)[0::3] == ("B", 3)
    assert changes_in(database) == [(code, 1, "C"), (code, 2, "D"), (code, 3, "B")]
    newer = grade_changed(4, code, "D")
    publish(settings, [replaced(newer, day=day)])
    assert run(settings, database).wait(LONG_SECONDS) == 0
    assert row_of(database, code) == ("D", "80.5", day.isoformat(), 4)


def test_the_change_that_led_to_a_standing_of_its_day_leaves_the_score(settings, tmp_path):
    database = tmp_path / "grades.sqlite"
    publish(settings, [grade_changed(3, CODES[0], "B")])
    publish_standings(settings, {CODES[0]: "B"}, day=DAY, score=Decimal("83.25"))
    assert run(settings, database).wait(LONG_SECONDS) == 0
    assert row_of(database, CODES[0]) == ("B", "83.25", DAY.isoformat(), 3)


def test_two_programs_on_one_database_notice_each_other(settings, tmp_path):
    database = tmp_path / "grades.sqlite"
    publish(settings, changes(range(1, 3)))
    assert run(settings, database).wait(LONG_SECONDS) == 0
    driver = HELD_WHERE_IT_STANDS.format(folder=str(FOLDER))
    first, second = (
        run(settings, database, "-c", driver, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    )
    for each in (first, second):
        assert each.stdout.readline() == b"stands\n"  # both have read where the database stands
    publish(settings, changes(range(3, 6)))
    for each in (first, second):
        each.stdin.close()
    assert {first.wait(LONG_SECONDS), second.wait(LONG_SECONDS)} == {0, 1}
    assert grades_in(database) == truth(5)
