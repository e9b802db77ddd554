"""What a record says is kept packed: it comes back as it was, and a fleet's state stays small."""

import msgspec
import pytest

from schemas.codec import to_json
from schemas.messages import FindingNormalized
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.translation import packed_findings
from services.intake.translation.packed_findings import packed, unpacked
from tests.support.sample_files import FILES, facts_on, intake_worker, put, submission_of


def findings() -> list[FindingNormalized]:
    worker = intake_worker()
    for file in FILES:
        put(worker, submission_of(file).facts)
    run_until_quiet([worker])
    bodies = [fact.body for fact in facts_on(worker, "admissions")]
    return [body for body in bodies if isinstance(body, FindingNormalized)]


def test_a_finding_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings()
    assert len(found) > 1_200
    for finding in found:
        kept = packed(finding)
        assert unpacked(kept) is finding
        monkeypatch.setattr(packed_findings, "_RECENT", {})
        assert unpacked(kept) == finding


@pytest.mark.parametrize(
    "identity",
    ["", "r", "ab", "AB", "c49ca393-a661-567f-80bf-dfa25300510d", "a" * 32, "a" * 64, "a-b", "年"],
)
def test_whatever_an_id_is_it_comes_back(identity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = findings()[0]
    origin = msgspec.structs.replace(
        finding.origin, report_id=identity, submission=identity, digest=identity
    )
    finding = msgspec.structs.replace(finding, origin=origin)
    kept = packed(finding)
    monkeypatch.setattr(packed_findings, "_RECENT", {})
    assert unpacked(kept) == finding


def test_it_takes_less_than_half() -> None:
    found = findings()
    assert 2 * sum(len(packed(each)) for each in found) < sum(len(to_json(each)) for each in found)


def test_what_comes_is_not_unpacked_in_the_handler_that_packs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = []
    decode = packed_findings._decoder.decode

    class Counting:
        def decode(self, value: bytes) -> object:
            read.append(value)
            return decode(value)

    monkeypatch.setattr(packed_findings, "_RECENT", {})
    monkeypatch.setattr(packed_findings, "_decoder", Counting())
    worker = intake_worker()
    put(worker, submission_of("hidden-dangers.csv").facts)
    run_until_quiet([worker])
    assert len(facts_on(worker, "safety-records")) > 100
    assert read == []


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_findings, "_RECENT", recent := {})
    monkeypatch.setattr(packed_findings, "_MOST_RECENT", 3)
    kept = [packed(finding) for finding in findings()[:5]]
    assert list(recent) == kept[-3:]
