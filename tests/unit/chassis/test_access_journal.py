"""The journal keeps each entry until the log has it: through SIGKILL, a full disk, Kafka away."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.chassis.accesses.journal import Journal, JournalEntry, JournalFullError
from services.chassis.accesses.shipping import Shipping
from services.chassis.kafka.errors import NotAcknowledgedError

LARGE = 1024 * 1024
# Says each number once its entry is kept, until it is killed.
WRITER = """
import itertools, sys
from pathlib import Path
from services.chassis.accesses.journal import Journal, JournalEntry
journal = Journal(Path(sys.argv[1]), "scoring", 10**8)
for number in itertools.count():
    journal.append(JournalEntry(b"key", 1, b"%d" % number))
    print(number, flush=True)
"""


def entry(number: int) -> JournalEntry:
    return JournalEntry(b"key", 5, b"value\twith a tab %d" % number)


def values(journal: Journal, most: int = 100) -> list[bytes]:
    return [each.value for some in journal.waiting(most) for each in some]


class Log:
    """Takes messages, unless it is away."""

    def __init__(self) -> None:
        self.away = False
        self.pending: list[bytes] = []
        self.taken: list[bytes] = []

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        assert (topic, key, timestamp, partition) == ("accesses-scoring", b"key", 5, None)
        self.pending.append(value)

    def flush(self) -> None:
        pending, self.pending = self.pending, []
        if self.away:
            raise NotAcknowledgedError("away")
        self.taken += pending


def shipping(journal: Journal, log: Log) -> Shipping:
    return Shipping(journal, "accesses-scoring", lambda: log, lambda: None)


def test_entries_come_back_as_they_were_in_their_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "scoring", LARGE)
    for number in range(250):
        journal.append(entry(number))
    journal.sync()
    assert journal.size > 250 * 20
    assert values(journal) == [entry(number).value for number in range(250)]
    assert (journal.size, list(tmp_path.iterdir())) == (0, [])


def test_who_is_killed_leaves_every_entry_to_the_next_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 500:
                journal = Journal(tmp_path, "scoring", LARGE)
                journal.take_over()
                assert journal.size == 0  # its process lives
                writer.send_signal(signal.SIGKILL)
                break
        said = 500 + len(writer.stdout.read().splitlines())
    with next(tmp_path.iterdir()).open("ab") as file:
        file.write(b"key\t1\tcut off")  # an answer that was never given
    Journal(tmp_path, "sanctions", LARGE).take_over()  # another service's is not its own
    journal.take_over()
    kept = [int(value) for value in values(journal)]
    assert kept == list(range(len(kept)))
    assert said < len(kept) <= said + 2


def test_what_is_full_takes_nothing_more_and_loses_nothing(tmp_path: Path) -> None:
    size = len(b"%b\t%d\t%b\n" % entry(0))
    journal = Journal(tmp_path, "scoring", 3 * size)
    for number in range(3):
        journal.append(entry(number))
    with pytest.raises(JournalFullError, match="wait to be published"):
        journal.append(entry(3))
    assert len(values(journal)) == 3
    journal.append(entry(4))
    assert values(journal) == [entry(4).value]


def test_a_disk_that_takes_half_a_line_spoils_no_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "scoring", LARGE)
    journal.append(entry(0))
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.size + 5, former[1]))
        with pytest.raises(JournalFullError, match="only a part"):
            journal.append(entry(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
        signal.signal(signal.SIGXFSZ, handler)
    journal.append(entry(2))
    assert values(journal) == [entry(0).value, entry(2).value]


def test_a_folder_that_is_not_there_and_cannot_be_made_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalFullError):
        Journal(tmp_path / "file" / "folder", "scoring", LARGE).append(entry(0))


def test_while_kafka_is_away_entries_wait_in_few_files_and_go_when_it_is_back(
    tmp_path: Path,
) -> None:
    journal, log = Journal(tmp_path, "scoring", LARGE), Log()
    carrier, log.away = shipping(journal, log), True
    for number in range(20):
        journal.append(entry(number))
        assert not carrier.ship()
    assert len(list(tmp_path.iterdir())) <= 2
    log.away = False
    assert carrier.ship()
    assert log.taken == [entry(number).value for number in range(20)]
    assert (journal.size, list(tmp_path.iterdir())) == (0, [])


def test_threads_carry_what_earlier_processes_left_and_end_with_nothing_waiting(
    tmp_path: Path,
) -> None:
    left = Journal(tmp_path, "scoring", LARGE)
    left.append(entry(0))
    os.close(left._open.descriptor)  # type: ignore[union-attr]  # its process has ended
    journal, log = Journal(tmp_path, "scoring", LARGE), Log()
    carrier = shipping(journal, log)
    carrier.start()
    journal.append(entry(1))
    carrier.stop()
    assert sorted(log.taken) == [entry(0).value, entry(1).value]


@pytest.mark.parametrize(
    "line", [b"\n", b"key\n", b"key\tvalue\tmore\n", b"\0\0\0\n", b"k\t-1\tv\n"]
)
def test_a_line_that_is_no_entry_holds_up_none_that_follow(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "scoring.20261031T000000.0.1.entries").write_bytes(line + b"key\t5\tvalue\n")
    log = Log()
    assert shipping(Journal(tmp_path, "scoring", LARGE), log).ship()
    assert log.taken == [b"value"]
    assert not [*tmp_path.iterdir()]
