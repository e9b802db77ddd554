"""What a watched folder says of rows that were not accepted, and of nothing at all."""

import csv
from pathlib import Path

import pytest

from services.chassis.processing.memory_log import run_until_quiet
from services.command_line.receipts_file import write_receipts
from services.intake.read_model import Receipt
from tests.support.sample_files import RULEBOOK
from tests.support.watched_folders import COMMITMENTS, Room


@pytest.mark.parametrize("restarted", [False, True])
def test_rows_that_were_not_accepted_lie_beside_the_file_to_be_mended(
    room: Room, restarted: bool
) -> None:
    header, *rows = COMMITMENTS.decode("gb18030").splitlines()
    code = next(cell for cell in rows[0].split(",") if cell.startswith("9199"))
    wrong = rows[0].replace(code, "9199")
    room.put("承诺.csv", "\n".join([header, wrong, *rows[1:3], ""]).encode("gb18030"))
    if restarted:
        room.publisher.works = False
        assert room.watch().run(once=True) == 3
        room.publisher.works = True
        run_until_quiet([room.worker])
    assert room.watch().run(once=True) == 0
    assert list(room.received.values()) == [3]
    name = "承诺.csv.rejected.csv"
    assert room.names("done") == {"承诺.csv", "承诺.csv.receipts.csv", name}
    assert any(f"done/{name}" in said for said in room.said)
    given = (room.folder / "done" / name).read_bytes().decode("gb18030")
    _, row = csv.reader(given.splitlines())
    assert (row[0], ",".join(row[3:])) == ("2", wrong)
    room.put("mended.csv", given.replace("9199,", f"{code},").encode("gb18030"))
    assert room.watch().run(once=True) == 0
    assert room.said[-1].startswith("mended.csv: 1 行 rows: accepted 1")


def test_an_empty_folder_says_so(room: Room) -> None:
    assert room.watch().run(once=True) == 0
    assert room.said == ["没有可报送的文件 there is no file to send"]


def test_no_receipt_is_a_formula(tmp_path: Path) -> None:
    receipt = Receipt(row=2, report_id="r", outcome="rejected", field="@x", value="=1+1")
    write_receipts(tmp_path / "r.csv", RULEBOOK, [receipt])
    (row,) = list(csv.reader((tmp_path / "r.csv").read_text("utf-8-sig").splitlines()))[1:]
    assert row[3:5] == ["'@x", "'=1+1"]
