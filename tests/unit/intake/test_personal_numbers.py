"""Personal identity numbers never leave intake, in whatever guise they come."""

import base64
import json

import pytest

from schemas.codec import encode
from schemas.vocabulary.enterprise_code import is_valid
from services.chassis.clock import clock_at
from services.intake.adapters.submission import Sender, submit_lines
from services.intake.domain.personal import MASK, mask, mask_all, mask_bytes
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

NUMBER = "33020019700101001X"


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
    ],
)
def test_other_numbers_stay(kept: str) -> None:
    assert mask(kept) == kept


def test_a_valid_unified_code_of_digits_alone_stays() -> None:
    # 17 digits with the check symbol 2: valid by GB 32100, and like a number of somebody born 1970.
    codes = [f"91990119701234567{check}" for check in "0123456789X"]
    valid = [code for code in codes if is_valid(code)]
    assert all(mask(code) == (code if code in valid else MASK) for code in codes)


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
    assert NUMBER not in encode(submission.facts[0]).decode()
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
