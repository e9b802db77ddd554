"""Text that is not what it should be: where it goes wrong is told, and the true cause."""

import codecs

import pytest

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.sample_files import KNOWN_ON, RULEBOOK, SAMPLES

SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
HEADER = "企业名称,统一社会信用代码,行业,是否承诺,承诺日期,是否公示,公示网址\r\n"
ROW = "宁东第{}号精密制造有限公司,91990103NBMRN7808U,化工,是,2025-09-24,是,\r\n"
TEXT = HEADER + "".join(ROW.format(number) for number in range(200))
SECOND = ROW.format(1)


def submit(data: bytes, department: str = "work-safety") -> Submission:
    return submit_file(RULEBOOK, Sender(department, SENDER.known_at), "a.csv", data)


def names(data: bytes) -> list[str]:
    return [fact.body.fields["企业名称"] for fact in submit(data).facts]


def refused(data: bytes, department: str = "work-safety") -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        submit(data, department)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "mark says UTF-8"), ("gb18030", "GB 18030")],
)
@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\x81 "])
@pytest.mark.parametrize("line", [1, 2, 150])
def test_one_bad_byte_is_told_by_its_line_and_offset(
    encoding: str, name: str, bad: bytes, line: int
) -> None:
    lines = TEXT.encode(encoding).splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b",", bad + b",", 1)
    data = b"".join(lines)
    offset = data.index(bad + b",")
    if encoding == "gb18030" and line == 1:
        return  # no header is left by which the encoding could be known
    error = refused(data)
    assert error.row == line
    assert f"{name}: in line {line}, at byte offset {offset}, 0x{bad[0]:02X}" in error.english
    assert f"第{line}行" in error.chinese
    assert f"0x{bad[0]:02X}" in error.chinese


def test_a_bad_byte_far_on_is_told_by_its_offset_in_the_file() -> None:
    text = HEADER + "".join(ROW.format(number) for number in range(20_000))
    data = bytearray(text.encode())
    data[1_234_567] = 0xFF
    error = refused(bytes(data))
    assert "at byte offset 123456" in error.english
    assert error.row == data.count(b"\n", 0, 1_234_567) + 1


def test_a_bad_byte_in_json() -> None:
    data = (SAMPLES / "accidents.json").read_bytes().replace("责".encode(), b"\xe8\xb4 ", 1)
    error = refused(data)
    assert f"at byte offset {data.index(bytes([0xE8, 0xB4, 0x20]))}, 0xE8 0xB4" in error.english


def test_where_the_header_is_ascii_the_encoding_that_goes_farthest_is_meant() -> None:
    lines = (SAMPLES / "traffic-police.jsonl").read_bytes().splitlines()
    lines[300] = lines[300].replace(b'": "', b'": "\xff', 1)
    error = refused(b"\n".join(lines), "traffic-police")
    assert "UTF-8: in line 301, at byte offset" in error.english


@pytest.mark.parametrize("first", ["utf-8", "utf-8-sig", "gb18030"])
def test_two_encodings_are_told_by_the_line_at_which_they_change(first: str) -> None:
    second = "gb18030" if first.startswith("utf-8") else "utf-8"
    for line in (2, 3, 100, 201):
        lines = TEXT.splitlines(keepends=True)
        data = "".join(lines[: line - 1]).encode(first) + "".join(lines[line - 1 :]).encode(second)
        error = refused(data)
        assert "the file has two encodings" in error.english
        assert error.row == line
        assert {"GB 18030", "UTF-8"} == {
            each for each in ("GB 18030", "UTF-8") if each in error.english
        }


def test_half_of_a_file_that_would_be_other_characters_is_not_taken() -> None:
    """The bytes of UTF-8 can be decoded as GB 18030, to names that nobody wrote."""
    row = "海曙建筑,91990103NBMRN7808U,化工,是否,2025-09-24,是否,\r\n".encode()
    assert row.decode("gb18030")
    error = refused((HEADER + SECOND).encode("gb18030") + row)
    assert (error.row, "UTF-8 from there on" in error.english) == (3, True)


def test_marks_wherever_they_stand_are_nothing() -> None:
    mark = codecs.BOM_UTF8
    text, row = (HEADER + SECOND).encode(), SECOND.encode()
    for data in (mark + mark + text + row, mark * 3 + text + mark + row):
        assert names(data) == [SECOND.partition(",")[0]] * 2
    for wide in ("utf-16-le", "utf-16-be"):
        data = ("\ufeff\ufeff" + HEADER + "\ufeff" + SECOND).encode(wide)
        assert names(data) == [SECOND.partition(",")[0]]


def test_files_that_were_put_together_have_a_header_within() -> None:
    whole = codecs.BOM_UTF8 + (HEADER + SECOND).encode()
    facts = list(submit(whole * 2).facts)
    assert [fact.body.row for fact in facts] == [2, 3, 4]
    assert "the header stands here again" in facts[1].body.fields[UNREADABLE]


def test_the_euro_of_windows_gbk() -> None:
    data = (
        (HEADER + SECOND).encode("gbk").replace("宁东".encode("gbk"), b"\x80" + "宁".encode("gbk"))
    )
    assert names(data) == ["€宁第1号精密制造有限公司"]
    assert names(data.replace(b"\x80", "€".encode("gb18030"))) == ["€宁第1号精密制造有限公司"]
    far = (HEADER + SECOND * 9_000).encode("gbk") + b"\x80" * 5 + SECOND.encode("gbk")
    assert names(far)[-1].startswith("€€€€€宁东")


def test_utf_16_without_a_mark_and_cut_off() -> None:
    for wide in ("utf-16-le", "utf-16-be", "utf-16"):
        assert names(TEXT.encode(wide))[5] == "宁东第5号精密制造有限公司"
        error = refused(TEXT.encode(wide)[:-1])
        assert "ends within a character: it was cut off" in error.english


def test_a_header_without_a_layout_is_told_only_of_a_text_that_was_decoded() -> None:
    wrong = TEXT.replace("是否承诺", "甲乙丙丁")
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert "no layout has these fields" in refused(wrong.encode(encoding)).english
    spoilt = wrong.encode().replace(b"\r\n", b"\xff\r\n", 2)
    assert "0xFF stands, which is no character of it" in refused(spoilt).english
    assert "this is no text" in refused(bytes(range(256)) * 40).english
    assert "the columns can't be told apart" in refused(TEXT.replace(",", "^").encode()).english
