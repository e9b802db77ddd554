"""A watched folder in one process: what is taken, moved, refused, resumed."""

import csv
from pathlib import Path

import pytest

from services.chassis.durable_files import LONGEST_NAME, free_path, named
from services.chassis.processing.memory_log import run_until_quiet
from services.command_line.one_watcher import AlreadyWatchedError
from services.intake.adapters.submissions import desk as desk_module
from tests.support.sample_files import SAMPLES
from tests.support.watched_folders import COMMITMENTS, Room


def test_what_was_not_read_is_told_to_who_looks_on_and_beside_the_file(room: Room) -> None:
    header, first = COMMITMENTS.decode("gb18030").splitlines()[:2]
    room.put("承诺.csv", f"{header},备用\n{first},x\n".encode())
    assert room.watch().run(once=True) == 0
    assert room.said[1] == "承诺.csv: 未读取 not read: 备用"
    told = (room.folder / "done" / "承诺.csv.receipts.csv").read_text("utf-8-sig")
    assert told.splitlines()[-1].startswith(",未读取 not read,,备用,,")


def test_a_file_is_sent_and_moved_with_its_receipts_beside_it(room: Room) -> None:
    room.put("承诺.csv")
    assert room.watch().run(once=True) == 0
    assert room.names() == set()
    assert room.names("done") == {"承诺.csv", "承诺.csv.receipts.csv"}
    assert room.names(".progress") == {"lock"}
    raw = (room.folder / "done" / "承诺.csv.receipts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert len(rows) == 114
    assert [int(row[0]) for row in rows] == list(range(2, 116))
    assert header[0] == "行号 row"
    (said,) = room.said
    assert said.startswith("承诺.csv: 114 行 rows: accepted ")


def test_the_same_name_again_overwrites_nothing(room: Room) -> None:
    for _ in range(3):
        room.put("a.csv")
        assert room.watch().run(once=True) == 0
    assert room.names("done") == {
        f"a{number}.csv{ending}" for number in ("", ".2", ".3") for ending in ("", ".receipts.csv")
    }
    assert len(set(room.submissions())) == 3


def test_what_cannot_be_read_is_put_aside_with_the_reason(room: Room) -> None:
    room.put("a.csv", b"a,b\n1,2\n")
    room.put("b.csv")
    assert room.watch().run(once=True) == 1
    assert room.names("refused") == {"a.csv", "a.csv.reason.txt"}
    reason = (room.folder / "refused" / "a.csv.reason.txt").read_text("utf-8-sig")
    assert "没有报送格式含有这些字段" in reason
    assert "no layout has these fields" in reason
    assert "b.csv" in room.names("done")


def test_files_of_other_programs_and_unfinished_ones_are_let_be(room: Room) -> None:
    names = {".hidden.csv", "~$a.xlsx", "b.csv.part", "c.tmp"}
    for name in names:
        room.put(name)
    (room.folder / "link.csv").symlink_to(SAMPLES / "commitments.csv")
    (room.folder / "sub").mkdir()
    assert room.watch().run(once=True) == 0
    assert room.names() == names | {"link.csv"}
    assert room.submissions() == []


def test_a_file_that_still_grows_is_not_taken_until_it_is_quiet(room: Room) -> None:
    file = room.put("a.csv", COMMITMENTS[:500])
    watch = room.watch(settle=0.1)
    assert not watch._is_complete(file)
    room.put("a.csv")
    assert not watch._is_complete(file)
    assert watch.run(once=True) == 0
    assert len(room.submissions()) == 114


def test_what_the_broker_did_not_take_goes_on_after_the_last_acknowledged_row(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "CHUNK", 20)
    monkeypatch.setattr("services.command_line.watch_folder.PROGRESS_WRITE_SECONDS", 0.0)
    steps = iter(range(100))

    def fail_at_the_fourth() -> None:
        room.publisher.fails = next(steps) == 3

    room.publisher.before = fail_at_the_fourth
    room.put("a.csv")
    assert room.watch().run(once=True) == 4
    assert (len(room.submissions()), room.names()) == (60, {"a.csv"})
    assert "not sent, will be tried again" in room.said[0]
    assert room.watch().run(once=True) == 0
    assert len(room.submissions()) == 114
    assert len(set(room.submissions())) == 1


def test_a_file_without_its_receipts_stays_and_is_not_sent_again(room: Room) -> None:
    room.publisher.works = False
    room.put("a.csv")
    assert room.watch().run(once=True) == 3
    assert room.names() == {"a.csv"}
    assert room.watch().run(once=True) == 3
    assert len(room.submissions()) == 114
    run_until_quiet([room.worker])
    assert room.watch().run(once=True) == 0
    assert (len(room.submissions()), room.names()) == (114, set())


def test_a_file_that_changes_under_way_is_a_new_submission(room: Room) -> None:
    def change() -> None:
        room.put("a.csv", COMMITMENTS.rstrip() + b"\r\n")
        room.publisher.before = lambda: None

    room.publisher.before = change
    room.put("a.csv", COMMITMENTS.rstrip())
    watch = room.watch()
    assert watch.run(once=True) == 3
    assert room.names() == {"a.csv"}
    assert watch.run(once=True) == 0
    first, second = dict.fromkeys(room.submissions())
    assert [room.submissions().count(each) for each in (first, second)] == [114, 114]


def test_progress_of_another_department_or_by_another_hand_is_not_gone_on_with(room: Room) -> None:
    room.publisher.works = False
    room.put("a.csv")
    assert room.watch().run(once=True) == 3
    (progress,) = (room.folder / ".progress").glob("*.json")
    progress.write_bytes(b"{rubbish")
    assert room.watch().run(once=True) == 3
    assert len(set(room.submissions())) == 2
    assert room.watch(department="tax").run(once=True) == 1
    assert "a.csv" in room.names("refused")


def test_what_is_left_of_files_that_are_gone_is_cleared(room: Room) -> None:
    room.publisher.works = False
    file = room.put("a.csv")
    assert room.watch().run(once=True) == 3
    (room.folder / ".progress" / "x.json.unfinished").write_bytes(b"")
    file.unlink()
    assert room.watch().run(once=True) == 0
    assert room.names(".progress") == {"lock"}


def test_one_watcher_a_folder(room: Room) -> None:
    refused: list[str] = []

    def second() -> None:
        with pytest.raises(AlreadyWatchedError, match="another process watches"):
            room.watch().run(once=True)
        refused.append("yes")

    room.publisher.before = second
    room.put("a.csv")
    assert room.watch().run(once=True) == 0
    assert refused == ["yes"]


def test_names_too_long_for_a_file_system_are_cut(tmp_path: Path) -> None:
    long = "长" * 80 + ".csv"
    (tmp_path / long).touch()
    place = free_path(tmp_path, long)
    assert place.name.endswith(".2.csv")
    place.touch()
    assert len(named("长" * 200, ".receipts.csv").encode()) <= LONGEST_NAME
