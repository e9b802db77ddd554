"""What is published of records: with the enterprise's name, and under the code that it has now."""

from datetime import date

import msgspec

from schemas.messages import EnterpriseDisclosed, RecordDisclosed
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from services.command_line.case_chain import CODE, Chain
from services.scoring.domain.packs.worked_case import CaseRecord

DAY = date(2026, 5, 8)
SUCCESSOR = "91990103NAY5GJHR9Y"
PENALTY = {"kind": "penalty", "severity": "general", "decided_on": "2026-05-06"}


def registration(name: str, revision: int = 1, **more: str) -> CaseRecord:
    content = {"kind": "registration", "sector": "industrial", "name": name, **more}
    return record("REG", content, revision)


def record(number: str, content: dict[str, str], revision: int = 1) -> CaseRecord:
    case = {"number": number, "known_on": DAY, "revision": revision, "content": content}
    return msgspec.convert(case, CaseRecord)


def records(chain: Chain) -> list[RecordDisclosed]:
    bodies = chain.published(DISCLOSED_RECORDS)
    return [body for body in bodies if isinstance(body, RecordDisclosed)]


def test_a_record_waits_for_the_standing_that_names_the_enterprise() -> None:
    chain = Chain()
    chain.begin(DAY)
    chain.take(registration("甲机械"))
    chain.take(record("P", PENALTY))
    assert [(body.name, body.record is not None) for body in records(chain)] == [("甲机械", True)]


def test_it_is_published_again_when_the_enterprise_is_renamed() -> None:
    chain = Chain()
    chain.begin(DAY)
    for each in (registration("甲机械"), record("P", PENALTY), registration("乙机械", 2)):
        chain.take(each)
    assert [body.name for body in records(chain)] == ["甲机械", "乙机械"]
    assert records(chain)[1].record == records(chain)[0].record


def test_under_a_code_that_was_succeeded_nothing_is_public_but_the_successor() -> None:
    chain = Chain()
    chain.begin(DAY)
    chain.take(registration("甲机械"))
    chain.take(record("P", PENALTY))
    chain.take(registration("甲机械", 2, succeeded_by=SUCCESSOR))
    last = records(chain)[-1]
    assert (last.code, last.record, last.ended) == (CODE, None, "counted_as_another")
    entry = chain.published(DISCLOSURES)[-1]
    assert isinstance(entry, EnterpriseDisclosed)
    assert entry.entry.identity.succeeded_by == SUCCESSOR
    assert entry.entry.grade is None
    assert entry.entry.records == entry.entry.reasons == entry.entry.measures == ()
