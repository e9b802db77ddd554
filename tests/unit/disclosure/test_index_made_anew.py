"""The index over time: after a restart, when it is spoilt, and as a copy of another log."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis.kafka.copy_follower import UnusableCopyError
from services.chassis.processing.fold import Received
from services.disclosure.adapters.index import public_index as module
from services.disclosure.adapters.index.public_index import (
    IndexInUseError,
    NotReadYetError,
    PublicIndex,
)
from services.disclosure.adapters.index.tables import FILE
from services.disclosure.domain.look_up import Search
from tests.support.public_messages import (
    CODE,
    DAY,
    NOW,
    OTHER,
    PublicLog,
    disclosed,
    index_of,
)


@pytest.fixture
def log() -> PublicLog:
    return PublicLog()


def keep(index: PublicIndex, log: PublicLog, *messages: Received) -> None:
    index.keep(list(messages), log.positions)


def names(index: PublicIndex, text: str = "") -> list[str | None]:
    return [match.name for match in index.search(Search(text=text)).matches]


def test_after_a_restart_it_stands_where_it_stood(log: PublicLog, tmp_path: Path) -> None:
    index = index_of(tmp_path, log, [log.entry(CODE, disclosed("甲"))])
    before = index.as_of()
    index.close()
    later = PublicIndex(tmp_path, lambda: NOW + timedelta(days=3))
    later.require_whole()
    as_of = later.as_of()
    assert names(later) == ["甲"]
    assert (later.origin(), later.positions()) == (b"log", log.positions)
    assert (as_of.day, as_of.read_at, as_of.positions) == (DAY, NOW, before.positions)
    assert (before.current, as_of.current) == (True, False)
    later.note_end()
    assert later.as_of().day == DAY + timedelta(days=3)


def test_the_day_of_days_that_are_announced_by_hand_is_the_latest_in_the_log(
    log: PublicLog, tmp_path: Path
) -> None:
    index = PublicIndex(tmp_path, lambda: NOW + timedelta(days=300), days_by_hand=True)
    assert index.as_of().day is None
    keep(index, log, log.entry(CODE, disclosed("甲")))
    index.note_end()
    assert index.as_of().day == DAY


def test_it_is_not_whole_before_the_end_of_the_log_was_reached(
    log: PublicLog, tmp_path: Path
) -> None:
    index = PublicIndex(tmp_path, lambda: NOW)
    with pytest.raises(NotReadYetError):
        index.require_whole()
    keep(index, log, log.entry(CODE, disclosed("甲")))
    with pytest.raises(NotReadYetError):
        index.require_whole()
    index.note_end()
    index.require_whole()
    index.begin(b"another log")
    with pytest.raises(NotReadYetError):
        index.require_whole()
    assert (names(index), index.as_of().positions) == ([], b"another log".hex())


def test_two_that_have_read_the_same_say_so_alike(tmp_path: Path) -> None:
    texts = set()
    for name in ("a", "b"):
        log = PublicLog()
        texts.add(index_of(tmp_path / name, log, [log.entry(CODE, disclosed("甲"))]).as_of())
    (as_of,) = texts
    assert as_of.positions.startswith(f"{b'log'.hex()} disclosed-records 0.0.0.0 disclosures ")


@pytest.mark.parametrize("spoilt", ["format", "file", "half"])
def test_an_index_of_another_format_or_one_that_is_spoilt_is_made_anew(
    log: PublicLog, tmp_path: Path, spoilt: str
) -> None:
    index_of(tmp_path, log, [log.entry(CODE, disclosed("甲"))]).close()
    file = tmp_path / FILE
    if spoilt == "format":
        connection = sqlite3.connect(file)
        connection.execute("UPDATE note SET value = '0' WHERE name = 'format'")
        connection.commit()
        connection.close()
    else:
        file.write_bytes(b"no database" * 1000 if spoilt == "file" else file.read_bytes()[:5000])
    index = PublicIndex(tmp_path, lambda: NOW)
    assert (index.origin(), index.positions()) == (None, {})
    assert names(index) == []


def test_what_can_not_be_written_leaves_the_index_and_its_positions_as_they_were(
    log: PublicLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(tmp_path, log, [log.entry(CODE, disclosed("甲"))])
    before = index.positions()

    def spoilt(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_extent", spoilt)
        with pytest.raises(UnusableCopyError):
            keep(index, log, log.entry(OTHER, disclosed("乙")))
    assert (names(index), index.positions()) == (["甲"], before)
    keep(index, log, log.entry(OTHER, disclosed("乙")))
    assert sorted(filter(None, names(index))) == ["乙", "甲"]


def test_what_can_not_be_read_is_passed_over(log: PublicLog, tmp_path: Path) -> None:
    message = log.entry(CODE, disclosed("甲"))
    broken = Received(message.topic, message.partition, message.offset, message.key, b"{", 0)
    index = index_of(tmp_path, log, [broken, log.entry(OTHER, disclosed("乙"))])
    assert names(index) == ["乙"]


def test_one_process_writes_an_index(log: PublicLog, tmp_path: Path) -> None:
    index = index_of(tmp_path, log, [])
    with pytest.raises(IndexInUseError):
        PublicIndex(tmp_path, lambda: NOW)
    index.close()
    PublicIndex(tmp_path, lambda: NOW).close()
