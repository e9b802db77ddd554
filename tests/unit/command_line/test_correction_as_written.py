"""What its reader could not read of a JSON file comes back as its sender wrote it."""

import json
from pathlib import Path

import pytest

from services.command_line.correction_file import NOT_HELD, write_corrections
from services.command_line.faulty_rows import faults_in
from services.intake.domain.layouts.recognition import AS_SENT, CORRECTION_COLUMNS
from tests.support.sample_files import RULEBOOK, intake_worker
from tests.support.sent_files import sent

GOOD = (
    '"隐患编号": "YH-1", "单位代码": "91990103NBPDCGJ137", "隐患级别": "一般", '
    '"发现日期": "2026-07-25", "整改期限": "2026-08-09", "描述": "堵塞"'
)


def given_back(tmp_path: Path, text: str, reason: str | None = "row_unreadable") -> str:
    worker, path = intake_worker(), tmp_path / "rejected.json"
    submission, receipts = sent(worker, "a.json", text.encode())
    faults = faults_in(RULEBOOK, receipts)
    assert submission.original is not None
    if reason:
        assert {each.reason for each in faults} == {reason}
    write_corrections(path, submission.original, faults)
    return path.read_text("utf-8")


def is_refused_again_and_taken_once_mended(given: str, mended: str, reason: str) -> None:
    for text, outcome in ((given, reason), (mended, None)):
        _, receipts = sent(intake_worker(), "b.json", text.encode())
        assert [each.reason for each in receipts] == [outcome]


@pytest.mark.parametrize(
    "number", ["NaN", "-Infinity", "1e400", "9" * 5000], ids=["nan", "infinite", "big", "long"]
)
def test_a_number_that_can_not_be_kept_stands_there_as_it_was_written(
    tmp_path: Path, number: str
) -> None:
    given = given_back(tmp_path, f"[{{{GOOD}}}]".replace('"2026-08-09"', number))
    assert f'"整改期限":{number},' in given
    mended = given.replace(f'"整改期限":{number},', '"整改期限":"2026-08-09",')
    is_refused_again_and_taken_once_mended(given, mended, "row_unreadable")


def test_so_does_one_in_a_list_and_one_beyond_64_bits(tmp_path: Path) -> None:
    row = GOOD.replace('"堵塞"', f"[NaN, {{}}, {2**70}]")
    assert f'"描述":[NaN, {{}}, {2**70}]' in given_back(tmp_path, f"[{{{row}}}]")
    row = GOOD.replace('"2026-08-09"', f"{2**70}")
    assert f'"整改期限":{2**70}' in given_back(tmp_path, f"[{{{row}}}]", "date_invalid")


def test_half_a_character_stands_there_as_it_was_written(tmp_path: Path) -> None:
    given = given_back(tmp_path, f"[{{{GOOD}}}]".replace("YH-1", "YH-1\\ud800"))
    assert '"隐患编号":"YH-1\\ud800"' in given
    mended = given.replace('"YH-1\\ud800"', '"YH-1"')
    is_refused_again_and_taken_once_mended(given, mended, "row_unreadable")


@pytest.mark.parametrize("form", ["[{}]", "{}\n{}", '{{"data": {{"rows": [{}]}}}}'])
def test_a_key_that_stands_twice_is_given_back_with_both_values(tmp_path: Path, form: str) -> None:
    twice = f'{{{GOOD}, "隐患编号": "YH-2"}}'
    given = given_back(tmp_path, form.format(twice, f"{{{GOOD.replace('YH-1', 'YH-3')}}}"), None)
    assert given.count('"隐患编号":"YH-1"') == given.count('"隐患编号":"YH-2"') == 1
    assert '"描述":"堵塞"' in given
    mended = given.replace(',"隐患编号":"YH-2"', "")
    is_refused_again_and_taken_once_mended(given, mended, "key_twice")


def test_what_is_no_object_is_given_back_as_a_text(tmp_path: Path) -> None:
    lines = [f"{{{GOOD}}}", f'{{{GOOD}, "x" 1}}', "[1, 2]", '{1: "x"}']
    one, two, three = json.loads(given_back(tmp_path, "\n".join(lines)))
    assert [one[AS_SENT], two[AS_SENT], three[AS_SENT]] == lines[1:]
    assert [*one] == [*CORRECTION_COLUMNS, AS_SENT]


def test_of_what_is_not_held_it_is_said_where_it_stands(tmp_path: Path) -> None:
    (record,) = json.loads(given_back(tmp_path, f'{{"rows": [{{{GOOD}}}]}}\n{{"x": 1}}'))
    assert record[AS_SENT] == NOT_HELD
    assert record[CORRECTION_COLUMNS[0]] == 2


def test_remarks_of_an_earlier_time_make_way_for_the_new_ones(tmp_path: Path) -> None:
    row = f"[{{{GOOD}}}]".replace('"2026-08-09"', "NaN")
    again = given_back(tmp_path, given_back(tmp_path, row).replace('":1,', '":77,'))
    assert again.count(CORRECTION_COLUMNS[0]) == again.count(CORRECTION_COLUMNS[2]) == 1
    assert "77" not in again
