"""Personal identity numbers never leave intake, in whatever guise they come."""

import base64
import json

import pytest

from schemas.codec import encode
from schemas.vocabulary.enterprise_code import check_fits, flaw_of
from schemas.vocabulary.personal_data import mask_bytes
from schemas.vocabulary.personal_number import mask, mask_number
from services.chassis.clock import clock_at
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender
from services.intake.domain.records.personal import MASK, mask_all
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

NUMBER = "33020019700101001X"  # its check character does not fit
VALID = "110101199003078881"  # its check character fits
VALID_X = "11010119900307862X"
MATHEMATICAL = "".join(chr(0x1D7CE + int(digit)) for digit in VALID)


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        NUMBER.lower(),
        "330200197021228847",  # no such month and day: still somebody's, with a slip
        "330200192021465411",  # its check happens to be that of a unified code
        "３３０２００１９７００１０１００１Ｘ",
        "330200 19700101 001X",
        "330200-19700101-001X",
        "\\uff13\\uff1302\\uff10\\uff1019700101001X",
    ],
)
def test_found_and_masked(written: str) -> None:
    masked = mask(f"法定代表人（{written}）李某")
    assert masked == f"法定代表人（{MASK}）李某"
    assert mask_bytes(written.encode()).decode() == MASK


@pytest.mark.parametrize(
    "kept",
    [
        "91990106NB7JPE010K",
        "330266201164104",  # a registration number: 15 digits
        "JJ2025082200000",
        "330200109999999999",  # nobody was born in 1099
        "1330200197001010011234",  # longer than a personal number
        "20250822035800",
        "13302001970010100112341990",  # 22 digits and a year of somebody's birth behind them
        "6222021990030788123",  # a bank card: 19 digits
        "1.5e+17",
        "2.02508220358e13",
        "甬应急罚〔2025〕62号",
        "甬应急罚〔2025〕62号，1990年3月7日",
        "2025-08-22",
        "2025-08-22 03:58:00 2025-08-23 04:58:00",
        "2025.10.19-2025.12.31",
        "2019-10-19 08:10:15 - 2019-10-20 09:00:00",
        "2025-10-19 08:10:15.123456",
        "13800138000",
        "0574-87654321 13800138000 13900139000",
        "121.5440119, 29.8683412",
        "192.168.199.003",
        "3.14159265358979323846",
        "12,345.60",
        "c:\\new\\u0031\\tests",
        "91330200144567890XX 2025-08-22",
        "ISBN 978-7-5045-1990-3",
        "①②③④⑤⑥⑦⑧⑨⑩",
    ],
)
def test_other_numbers_stay(kept: str) -> None:
    assert mask(kept) == kept


@pytest.mark.parametrize("value", [1.1010119900307888e17, 330200197021228847, 3.302001970010100e17])
def test_a_number_cell_of_a_workbook_is_somebodys(value: float) -> None:
    assert mask_number(value) == MASK
    assert mask_all({"号": [value]}) == {"号": [MASK]}


@pytest.mark.parametrize(
    "value", [0, -1, 4120000.5, 1e15, 1.5e17, float("inf"), float("nan"), 1e300, 10**400]
)
def test_other_number_cells_stay(value: float) -> None:
    assert mask_number(value) is value


@pytest.mark.parametrize(
    "message",
    [
        '{"a": "' + VALID.replace("1", "\\u0031") + '"}',
        '{"a": "' + "".join(f"\\u{ord(c):04X}" for c in VALID_X) + '"}',
        json.dumps({"a": MATHEMATICAL}),
        json.dumps({"a": "١١٠١٠١١٩٩٠٠٣٠٧٨٨٨١"}),
        json.dumps(json.dumps({"a": MATHEMATICAL})),
        json.dumps({"a": "\n".join(VALID)}),
        json.dumps({"a": "\u200b".join(VALID_X)}),
        '{"a": ' + VALID + "}",
        '{"a": 1.1010119900307888e17}',
        repr({"a": "\xa0".join(VALID)}),
    ],
)
def test_escapes_in_a_message(message: str) -> None:
    masked = mask_bytes(message.encode()).decode()
    assert MASK in masked
    assert "9003" not in masked
    assert masked.startswith(message[:4])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [VALID, f"李某{VALID}", "١١٠١٠١١٩٩٠٠٣٠٧٨٨٨١"])
def test_bytes_that_are_no_utf_8_are_counted_alone(text: str, encoding: str) -> None:
    message = text.encode(encoding)
    if message == VALID.encode():
        assert mask_bytes(message) == MASK.encode()
    else:
        assert mask_bytes(message) == f"[{len(message)} bytes that are no UTF-8 text]".encode()


def test_a_message_without_a_number_is_kept_to_the_byte() -> None:
    message = '{"a": "1\\n\\u0031 ①", "b": [20250822035800, "C:\\\\new"]}'.encode()
    assert mask_bytes(message) == message


def test_a_valid_unified_code_of_digits_alone_stays() -> None:
    # 17 digits with the check symbol 2: valid by GB 32100, and like a number of somebody born 1970.
    codes = [f"91990119701234567{check}" for check in "0123456789X"]
    valid = [code for code in codes if check_fits(code)]
    assert all(mask(code) == (code if code in valid else MASK) for code in codes)


# Of Yanqing (110119), Fengxian (310120) and Jizhou (120119): digits 7 to 10 look like a year.
@pytest.mark.parametrize(
    "code", ["121101194079190783", "12110119404833789X", "523101204071516287", "111201194019846372"]
)
def test_a_code_of_another_authority_stays_where_it_is_nobodys_number(code: str) -> None:
    assert flaw_of(code) is None
    assert mask(code) == code
    assert mask(f"代码{code}，{NUMBER}") == f"代码{code}，{MASK}"
    flawed = code[:-1] + ("1" if code[-1] != "1" else "2")
    assert mask(flawed) == MASK


def test_a_right_number_is_masked_though_it_is_a_code_too() -> None:
    assert flaw_of("120101197311167790") is None
    assert mask("120101197311167790") == MASK


def test_names_of_fields_numbers_and_nested_values_are_masked_too() -> None:
    masked = mask_all({NUMBER: [{"a": NUMBER}, 330200197021228847, 12, True, None]})
    assert masked == {MASK: [{"a": MASK}, MASK, 12, True, None]}


def test_a_broken_message_is_kept_without_the_number() -> None:
    worker = intake_worker(1)
    broken = json.dumps({"specversion": "1.0", "who": NUMBER}).encode()
    worker.log.append_raw("reports-fire", 0, NUMBER.encode(), broken, 0)
    worker.run()
    (letter,) = facts_on(worker, "dead-letters-intake")
    assert letter.body.reason == "not_cloudevent"
    assert base64.b64decode(letter.body.key) == MASK.encode()
    assert NUMBER not in base64.b64decode(letter.body.value).decode()
    assert NUMBER not in encode(letter).decode()


def test_a_number_in_any_field_is_masked_before_it_travels() -> None:
    fields = {"企业名称": f"某厂（{NUMBER}）", "统一社会信用代码": NUMBER, "备注": NUMBER}
    line = json.dumps({"layout": "standardization-certificates", "fields": fields}).encode()
    sender = Sender("work-safety", clock_at(KNOWN_ON)())
    submission = submit_lines(RULEBOOK, sender, line)
    assert NUMBER not in encode(next(iter(submission.facts))).decode()
    worker = intake_worker(1)
    put(worker, submission.facts)
    worker.run()
    (rejected,) = facts_on(worker, "report-rejections")
    assert (rejected.body.reason, rejected.body.field) == ("personal_number", "统一社会信用代码")
    assert rejected.body.value == MASK


def test_a_department_cannot_report_as_another() -> None:
    line = b'{"layout": "record", "fields": {}}'
    (fact,) = submit_lines(RULEBOOK, Sender("tax", clock_at(KNOWN_ON)()), line).facts
    worker = intake_worker(1)
    put(worker, [fact], "reports-fire")
    worker.run()
    (letter,) = facts_on(worker, "dead-letters-intake")
    assert letter.body.reason == "wrong_department"
    (receipt,) = facts_on(worker, "report-receipts")  # it goes to whose topic it was
    assert (receipt.subject, receipt.body.reason) == ("fire", "message_unreadable")


def test_what_a_department_publishes_itself_goes_no_further() -> None:
    sender = Sender("work-safety", clock_at(KNOWN_ON)())
    line = json.dumps(
        {"layout": "penalties-double-publicity", "fields": {"违法事实": "x", "罚款金额(万元)": "1"}}
    ).encode()
    (fact,) = submit_lines(RULEBOOK, sender, line).facts
    fact.body.fields["法定代表人证件号码"] = NUMBER  # its own client leaves personal fields in
    fact.body.fields["行政相对人名称"] = f"李某{NUMBER}"
    worker = intake_worker(1)
    put(worker, [fact])
    worker.run()
    out = [
        r.value or b""
        for t in worker.log.topics()
        if t != "reports-work-safety"
        for r in worker.log.all(t)
    ]
    assert out
    assert not any(NUMBER.encode() in value for value in out)
    (rejected,) = facts_on(worker, "report-rejections")
    assert "法定代表人证件号码" not in rejected.body.fields
