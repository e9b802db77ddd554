"""A key that stands twice: however it came, its row is refused, and the last one never taken."""

import json

import pytest

from schemas.codec import UndecodableError, decode, encode
from schemas.unique_keys import key_twice
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender, submit_file
from tests.support.intake_desk import Desk
from tests.support.sample_files import KNOWN_ON, RULEBOOK, SAMPLES

SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
GOOD = (
    '{"隐患编号": "YH-1", "单位代码": "91990103NBMRN7808U", "隐患级别": "重大", '
    '"发现日期": "2026-07-10", "整改期限": "2026-07-25"@}'
)
PLAIN, ONCE = GOOD.replace("@", ""), ', "描述": "x"'
TWICE = {
    "the same": ', "整改期限": "2026-08-25"',
    "the same value": ', "整改期限": "2026-07-25"',
    "an escape": ', "\\u6574改期限": "2026-08-25"',
    "a blank": ', "整改期限 ": "2026-08-25"',
    "an invisible character": ', "整改\\u200b期限": "2026-08-25"',
    "a mark": ', "\\ufeff整改期限": "2026-08-25"',
    "full width": ', "Ａb": 1, "Ab": 2',
    "deep within": ', "描述": {"a": [{"b": 1, "b": 2}]}',
    "in a column that is not read": ', "备注x": 1, "备注x": 2',
}


def told(data: str) -> list[tuple[int, str, str | None]]:
    check = Check(RULEBOOK)
    found = check.run(submit_file(RULEBOOK, SENDER, "a.json", data.encode()))
    return [(each.origin.row, each.reason, each.field) for each in found]


@pytest.mark.parametrize("more", TWICE.values(), ids=TWICE)
def test_of_a_file_the_row_is_refused(more: str) -> None:
    bad, other = GOOD.replace("@", more), PLAIN.replace("YH-1", "YH-2")
    for text in (f"[{other},{bad}]", f"{other}\n{bad}", f'{{"rows": [{other}, {bad}]}}'):
        ((row, reason, field),) = told(text)
        assert (row, reason) == (2, "key_twice")
        assert field
    assert [reason for _, reason, _ in told(bad)] == ["key_twice"]


def test_the_key_is_named_in_both_languages() -> None:
    check = Check(RULEBOOK)
    data = GOOD.replace("@", TWICE["the same"]).encode()
    (each,) = check.run(submit_file(RULEBOOK, SENDER, "a.json", data))
    assert "名称“整改期限”在同一个JSON对象中出现了两次" in each.chinese
    assert "The key 整改期限 stands twice" in each.english


def test_two_names_of_the_file_that_are_one_of_the_layout() -> None:
    police = Sender("traffic-police", SENDER.known_at)
    sample = json.loads((SAMPLES / "traffic-police.jsonl").read_text("utf-8").splitlines()[0])
    line = json.dumps({**sample, "LSH": "2"})
    found = list(Check(RULEBOOK).run(submit_file(RULEBOOK, police, "a", line.encode())))
    assert [(each.reason, each.field) for each in found] == [("key_twice", "LSH")]


def test_of_a_batch_the_line_is_refused_and_the_others_are_not() -> None:
    lines = [
        f'{{"layout": "hidden-dangers", "fields": {PLAIN}}}',
        f'{{"layout": "hidden-dangers", "fields": {GOOD.replace("@", TWICE["a blank"])}}}',
        f'{{"layout": "hidden-dangers", "layout": "accidents", "fields": {PLAIN}}}',
    ]
    check = Check(RULEBOOK)
    found = list(check.run(submit_lines(RULEBOOK, SENDER, "\n".join(lines).encode())))
    assert [(each.origin.row, each.reason) for each in found] == [
        (2, "key_twice"),
        (3, "key_twice"),
    ]
    assert check.outcomes["fit"] == 1


@pytest.mark.parametrize("more", TWICE.values(), ids=TWICE)
def test_over_http_the_request_is_refused(desk: Desk, more: str) -> None:
    body = f'{{"layout": "hidden-dangers", "fields": {GOOD.replace("@", more)}}}'
    headers = {
        "Authorization": f"Bearer {desk.tokens['work-safety']}",
        "Content-Type": "application/json",
    }
    answer = desk.client.post("/reports/work-safety", headers=headers, content=body.encode())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["fault"] == "key_twice"
    good = f'{{"layout": "hidden-dangers", "fields": {PLAIN}}}'
    answer = desk.client.post("/reports/work-safety", headers=headers, content=good.encode())
    assert answer.status_code == 202
    run_until_quiet([desk.worker])


def test_a_decision_of_a_person_is_refused_too(desk: Desk) -> None:
    headers = {
        "Authorization": f"Bearer {desk.tokens['work-safety']}",
        "Content-Type": "application/json",
    }
    body = '{"decision": "refuse", "decision": "accept", "decided_by": "王", "reason": "x"}'
    answer = desk.client.post("/quarantine/name:甲", headers=headers, content=body.encode())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "decision", "fault": "key_twice"}]


@pytest.mark.parametrize("more", TWICE.values(), ids=TWICE)
def test_of_a_topic_the_message_is_unreadable_and_names_the_key(more: str) -> None:
    (fact,) = submit_file(RULEBOOK, SENDER, "a", PLAIN.encode()).facts
    message = encode(fact).decode()
    assert decode(message.encode()) == fact
    known = '"整改期限":"2026-07-25"'
    assert known in message
    with pytest.raises(UndecodableError, match="stands twice in one object") as caught:
        decode(message.replace(known, known + more).encode())
    assert caught.value.reason == "key_twice"
    with pytest.raises(UndecodableError, match="the key id stands twice"):
        decode(message.replace('{"', '{"id":"x","', 1).encode())


def test_what_is_no_json_has_no_key_twice() -> None:
    for text in (
        "",
        "{",
        "[" * 100_000,
        '{"a": 1}',
        '{"a": {"a": 1}}',
        '[{"a": 1}, {"a": 2}]',
        "9" * 5_000,
    ):
        assert key_twice(text) is None
