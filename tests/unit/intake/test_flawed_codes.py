"""What becomes of a report whose code has a flaw: it waits, with its reason, and joins nobody."""

import pytest

from schemas.vocabulary import enterprise_code
from services.intake import read_model
from tests.support.decisions import decision
from tests.support.identification_reports import (
    CODE,
    OTHER,
    danger,
    decide,
    outcomes,
    penalty,
    registry,
    subjects,
    take,
)
from tests.support.sample_files import facts_on, intake_worker

COOPERATIVE = "N2330203MF1234567E"
ZEROS = "0" * 18
INNER = "91330203MA1234560" + enterprise_code.check_character("91330203MA1234560")


def waiting(worker) -> dict[str, tuple[str, ...]]:
    return {each.identifier: each.proposals for each in read_model.quarantine(worker.views)}


def test_a_cooperatives_code_is_accepted() -> None:
    worker = intake_worker()
    take(worker, penalty("示例村股份经济合作社", COOPERATIVE))
    assert outcomes(worker) == [("accepted", None)]
    assert subjects(worker) == [COOPERATIVE]


@pytest.mark.parametrize("written", [ZEROS, "1" * 18, "123456789012345678", "000000000"])
def test_two_enterprises_with_one_placeholder_stay_two(written: str) -> None:
    worker = intake_worker()
    take(worker, penalty("甲示例有限公司", written))
    take(worker, penalty("乙示例有限公司", written))
    assert outcomes(worker) == [("quarantined", "code_placeholder")] * 2
    assert waiting(worker) == {"name:甲示例有限公司": (), "name:乙示例有限公司": ()}
    (first, _) = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert (first.field, first.value) == ("行政相对人代码_1(统一社会信用代码)", written)
    assert written in first.chinese
    decide(worker, "name:甲示例有限公司", CODE)
    decide(worker, "name:乙示例有限公司", OTHER)
    assert subjects(worker) == [CODE, OTHER]


@pytest.mark.parametrize(
    ("unit", "identifier"),
    [(ZEROS, f"code:{ZEROS}"), ("999999999", "org:999999999"), ("1" * 15, f"reg:{'1' * 15}")],
)
def test_a_placeholder_without_a_name_can_not_be_decided_to_be_an_enterprise(
    unit: str, identifier: str
) -> None:
    worker = intake_worker(1)
    take(worker, danger(unit))
    assert outcomes(worker) == [("quarantined", "code_placeholder")]
    for code in (CODE, ZEROS):
        take(worker, decision(identifier, code))
        assert outcomes(worker)[-1][0] == "rejected"
    assert waiting(worker) == {identifier: ()}
    assert subjects(worker) == []
    take(worker, decision(identifier, None, reason="占位"))
    assert outcomes(worker)[-1] == ("rejected", "identity_refused")
    assert waiting(worker) == {}


def test_a_placeholder_in_a_registration_links_nobody() -> None:
    worker = intake_worker(1)
    take(worker, registry(组织机构代码="000000000", 注册号="000000000000000"))
    take(worker, danger("000000000"))
    take(worker, danger("0" * 15, number=2))
    assert outcomes(worker)[1:] == [("quarantined", "code_placeholder")] * 2
    assert subjects(worker) == [CODE]


def test_a_placeholder_beside_a_number_that_is_known_does_not_stand_in_its_way() -> None:
    worker = intake_worker(1)
    take(worker, registry())
    row = penalty("甲厂", ZEROS)
    row[0].body.fields["行政相对人代码_3(组织机构代码)"] = CODE[8:17]
    take(worker, row)
    assert outcomes(worker)[-1] == ("accepted", None)
    assert subjects(worker) == [CODE, CODE]


@pytest.mark.parametrize(
    ("wrong", "reason", "proposals"),
    [
        (COOPERATIVE[:-1] + "A", "code_check_failed", (COOPERATIVE,)),
        (INNER, "organization_check_failed", ()),
        ("96330203MA1234561A", "code_impossible", ()),
        ("9199O103NBMRN7808U", "code_impossible", (CODE,)),
    ],
)
def test_a_flawed_code_waits_and_may_be_decided_to_be_itself(
    wrong: str, reason: str, proposals: tuple[str, ...]
) -> None:
    worker = intake_worker(1)
    take(worker, penalty("甲厂", wrong))
    assert outcomes(worker) == [("quarantined", reason)]
    assert waiting(worker) == {f"code:{wrong}": proposals}
    decide(worker, f"code:{wrong}", wrong)
    assert subjects(worker) == [wrong]
    take(worker, penalty("乙厂", wrong))  # the same record once more
    assert outcomes(worker)[-1] == ("repeated", None)


def test_an_organization_code_whose_check_fails_waits_until_the_registry_says_it() -> None:
    worker = intake_worker(1)
    take(worker, danger("NBMRN7807"))
    assert outcomes(worker) == [("quarantined", "organization_check_failed")]
    take(worker, registry(组织机构代码="NBMRN7807"))
    assert subjects(worker) == [CODE, CODE]


@pytest.mark.parametrize("written", [ZEROS, "123456789012345678", "91990103NBMRN780"])
def test_a_predecessors_code_is_no_placeholder(written: str) -> None:
    worker = intake_worker(1)
    take(worker, registry(曾用统一社会信用代码=written))
    (rejected,) = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert rejected.reason == "succession_invalid"
    assert rejected.value == written


@pytest.mark.parametrize("first", ["code", "name"])
def test_a_name_may_be_decided_to_be_a_code_that_was_decided_to_be_one(first: str) -> None:
    worker = intake_worker(1)
    flawed = COOPERATIVE[:-1] + "A"
    take(worker, penalty("示例村合作社"))
    decisions = [(f"code:{flawed}", flawed), ("name:示例村合作社", flawed)]
    for identifier, code in decisions if first == "code" else reversed(decisions):
        decide(worker, identifier, code)
    assert subjects(worker) == [flawed]
    assert waiting(worker) == {}
    assert facts_on(worker, "dead-letters-intake") == []


def test_a_name_that_was_decided_to_be_a_mistyped_code_waits_there() -> None:
    worker = intake_worker(1)
    flawed = COOPERATIVE[:-1] + "A"
    take(worker, penalty("示例村合作社"))
    decide(worker, "name:示例村合作社", flawed)
    assert outcomes(worker)[-1] == ("quarantined", "code_check_failed")
    assert waiting(worker) == {f"code:{flawed}": (COOPERATIVE,)}
    decide(worker, f"code:{flawed}", COOPERATIVE)
    assert subjects(worker) == [COOPERATIVE]


def test_codes_with_flaws_are_not_decided_to_be_each_other() -> None:
    worker = intake_worker(1)
    take(worker, decision(f"code:{COOPERATIVE[:-1]}A", f"{COOPERATIVE[:-1]}B"))
    assert outcomes(worker) == [("rejected", "decision_code_invalid")]
