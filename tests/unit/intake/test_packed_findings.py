"""What a record says is kept packed: it comes back as it was, and a fleet's state stays small."""

from schemas.codec import to_json
from schemas.messages import FindingNormalized
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.translation.packed_findings import is_registration, packed, unpacked
from tests.support.sample_files import FILES, facts_on, intake_worker, put, submission_of


def findings() -> list[FindingNormalized]:
    worker = intake_worker()
    for file in FILES:
        put(worker, submission_of(file).facts)
    run_until_quiet([worker])
    bodies = [fact.body for fact in facts_on(worker, "admissions")]
    return [body for body in bodies if isinstance(body, FindingNormalized)]


def test_a_finding_comes_back_as_it_was() -> None:
    found = findings()
    assert len(found) > 1_200
    for finding in found:
        kept = packed(finding)
        assert unpacked(kept) == finding
        assert is_registration(kept) == (b'"kind":"registration"' in to_json(finding))


def test_it_takes_less_than_half() -> None:
    found = findings()
    assert 2 * sum(len(packed(each)) for each in found) < sum(len(to_json(each)) for each in found)
