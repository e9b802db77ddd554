"""Objects of JSON in whatever arrangement, and what is said where it is no JSON."""

import json

import pytest

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.sample_files import KNOWN_ON, RULEBOOK

SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
DANGER = {
    "隐患编号": "YH-1",
    "单位代码": "91990103NBMRN7808U",
    "隐患级别": "重大",
    "发现日期": "2026-07-10",
    "整改期限": "2026-07-25",
    "描述": "通道{堵塞}[1],",
}
A, B, C = (
    json.dumps({**DANGER, "隐患编号": f"YH-{number}"}, ensure_ascii=False) for number in (1, 2, 3)
)
MARK = "\ufeff"


def submit(text: str) -> Submission:
    return submit_file(RULEBOOK, SENDER, "a.json", text.encode())


def read(text: str) -> list[tuple[int, str]]:
    return [(fact.body.row, fact.body.fields["隐患编号"]) for fact in submit(text).facts]


ARRANGED = {
    "on one line": A + B + C,
    "with blanks": f"{A}  {B}\t{C}\n",
    "with commas": f"{A},{B} , {C}",
    "a comma a line": f"{A},\n{B},\n{C}",
    "two on a line": f"{A}{B}\n{C}\n",
    "lists one after another": f"[{A}][{B},{C}]",
    "lists on lines": f"[{A}]\n[{B},{C}]\n",
    "lists and objects": f"[{A}]\n{B}\n[{C}]",
    "objects and lists": f"{A}[{B},\n{C}]",
    "an empty list among them": f"[]{A}[{B}][] {C}",
    "marks before each part": f"{MARK}[{A}]{MARK}{B}\n{MARK}{MARK}{C}",
    "a mark twice": MARK * 2 + A + B + C,
    "RFC 7464": f"\x1e{A}\n\x1e{B}\x1e{C}\n",
    "pretty": "".join(json.dumps(json.loads(each), indent=1) for each in (A, B, C)),
    "answers of pages": f'{{"page":1,"rows":[{A},{B}]}}\n{{"page":2,"rows":[{C}]}}',
    "an answer whose first pages are empty": f'{{"rows":[]}},{{"rows":[]}}{{"rows":[{A},{B},{C}]}}',
    "other lists before it": f'{{"errors":[],"warnings":["x"],"rows":[{A},{B},{C}]}}',
    "other lists behind it": f'{{"d":{{"rows":[{A},{B},{C}],"more":[]}},"errors":[{{"a":[1]}}]}}',
    "answers of pages, deep": f'{{"d":{{"p":1,"r":[{A}]}}}}{{"d":{{"r":[{B},{C}],"p":2}}}}',
}


@pytest.mark.parametrize("text", ARRANGED.values(), ids=ARRANGED)
def test_objects_in_any_arrangement_are_counted_in_their_order(text: str) -> None:
    assert read(text) == [(1, "YH-1"), (2, "YH-2"), (3, "YH-3")]


def test_an_object_alone_on_each_line_has_the_number_of_its_line() -> None:
    assert read(f"\n{A}\n\n{MARK}{B}\r\n{C}") == [(2, "YH-1"), (4, "YH-2"), (5, "YH-3")]


def test_an_answer_without_the_list_is_a_row_that_says_so() -> None:
    facts = list(submit(f'{{"page":1,"rows":[{A}]}}\n{{"page":2,"error":"busy"}}').facts)
    assert facts[1].body.fields[UNREADABLE] == "this object has no list rows"


def test_an_answer_without_the_list_may_come_first() -> None:
    facts = list(submit(f'{{"code":500,"error":"超时"}}\n{{"code":0,"rows":[{A}]}}').facts)
    assert facts[0].body.fields[UNREADABLE] == "this object has no list rows"
    assert facts[1].body.fields["隐患编号"] == "YH-1"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (f'{{"d":{{"rows":[{A}],"more":[{B}]}}}}', "d.rows and d.more"),
        (f'{{"d":{{"rows":[{A}]}},"e":[{B}]}}', "d.rows and e"),
        (f'{{"d":{{"rows":[{A}]}},"e":{{"f":{{"g":[{B}]}}}}}}', "d.rows and e.f.g"),
        (f'{{"new":[{A}],"changed":[]}}{{"new":[{B}],"changed":[{C}]}}', "new and changed"),
    ],
)
def test_a_second_list_of_records_does_not_vanish(text: str, other: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"two lists of records .{other}."):
        submit(text)


@pytest.mark.parametrize(
    "text",
    [
        f'{{"a":{{"b":{{"c":{{"rows":[{A}]}}}}}}}}',  # an object too deep
        f'{{"YH-1":{A}}}',
        f"[{json.dumps(A, ensure_ascii=False)}]",
        '{"部门":"应急管理局","合计":0}',
    ],
)
def test_an_arrangement_that_is_not_read_is_not_called_an_encoding(text: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"no layout has these|the file has no objects"):
        submit(text)


def test_lists_within_a_list_are_named() -> None:
    with pytest.raises(UnreadableFileError, match="the records are in lists within a list"):
        submit(f"[[{A}]]")


def test_a_scalar_among_objects_is_a_row_that_says_so() -> None:
    facts = list(submit(f"{A} 7 {B}").facts)
    assert [fact.body.row for fact in facts] == [1, 2, 3]
    assert facts[1].body.fields[UNREADABLE] == "7 stands where an object belongs"


BROKEN = {
    "a comment": (f"[{A},\n// 备注\n{B}]", 2, 1, "a comment stands here"),
    "a block comment": ("{/* x */" + A[1:], 1, 2, "a comment stands here"),
    "a comma too many in an object": (A[:-1] + ",}", 1, len(A) + 1, "nothing follows the last"),
    "single quotes": (A.replace('"', "'"), 1, 2, "a single quote stands here"),
    "curly quotes": (A.replace('"', "“", 1), 1, 2, "a curly quote stands here"),
    "a full-width colon": (A.replace(":", "：", 1), 1, 8, "a full-width sign"),
    "a name without quotes": ("{a: 1}", 1, 2, "a name without double quotes"),
    "a word of Python": ('{"a": None}', 1, 7, "a word stands here that is no value"),
    "a plus sign": ('{"a": +1}', 1, 7, "a number is not written"),
    "a bare point": ('{"a": .5}', 1, 7, "a number is not written"),
    "a zero in front": ('{"a": 007}', 1, 8, "a number is not written"),
    "hexadecimal": ('{"a": 0x1F}', 1, 8, "a number is not written"),
    "a line break in a text": ('{"a": "x\ny"}', 1, 9, "within quotes"),
    "a backslash": ('{"a": "C:\\x"}', 1, 10, "a backslash stands alone"),
    "an open quote": ('[{"a": "x}]', 1, 8, "a quote is never closed"),
    "no comma": ('[{"a": 1 "b": 2}]', 1, 10, "a comma is missing"),
    "no colon": ('{"a" 1}', 1, 6, "a colon is missing"),
    "no comma in a list": (f"[{A}\n{B}]", 2, 1, "is missing before {"),
    "two commas": (f"{A},,{B}", 1, len(A) + 2, ", stands where it can't"),
    "a comma at the end": (f"{A},\n{B},\n", 3, 1, "nothing follows the last comma"),
    "the end within": (f"[{A},\n{B[:-1]}", 2, len(B), "the text ends here"),
    "a list twice": (f'{{"d": [{A}], "d": [{B}]}}', 1, len(A) + 11, "the key d stands twice"),
}


@pytest.mark.parametrize(("text", "line", "column", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_told_by_its_true_cause(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        submit(text)
    assert f"line {line}, column {column} " in caught.value.english
    assert says in caught.value.english
    assert f"第{line}行第{column}个字符" in caught.value.chinese


def test_a_broken_line_says_where_and_leaves_the_others() -> None:
    facts = list(submit(f"{A}\n{{'a': 1}}\n{B}{C}\n{C}").facts)
    assert [fact.body.row for fact in facts] == [1, 2, 3, 4]
    assert "line 2, column 2: a single quote" in facts[1].body.fields[UNREADABLE]
    assert "line 3, column" in facts[2].body.fields[UNREADABLE]
    assert "more than one value stands on the line" in facts[2].body.fields[UNREADABLE]


def test_the_place_is_right_however_far_the_text_goes() -> None:
    filling = "长" * 300_000
    long = json.dumps({**DANGER, "描述": filling}, ensure_ascii=False)
    with pytest.raises(UnreadableFileError, match=f"line 2, column {len(long) + 3} "):
        submit(f"[\n{long}, x]")
