"""Who a report is about: the registry's links, a person's decisions, and what has to wait."""

from schemas.messages import IdentifierLinked
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from tests.support.identification_reports import (
    CODE,
    DAY,
    EARLY,
    OTHER,
    danger,
    decide,
    outcomes,
    penalty,
    registry,
    subjects,
    take,
)
from tests.support.sample_files import facts_on, intake_worker, put

NAME = "北港远洋化工有限公司"


def test_an_organization_code_is_known_from_the_unified_code() -> None:
    worker = intake_worker()
    take(worker, registry())
    take(worker, danger("NBMRN780-8"))
    assert outcomes(worker)[-1] == ("accepted", None)
    assert subjects(worker) == [CODE, CODE]


def test_a_finding_waits_for_its_registration_and_keeps_its_own_chain() -> None:
    worker = intake_worker(1)
    (report,) = danger("330237884237782", day=EARLY)
    take(worker, [report])
    assert outcomes(worker) == [("quarantined", "identifier_unknown")]
    take(worker, registry(注册号="330237884237782"))
    assert sorted(outcomes(worker), key=str) == [
        ("accepted", None),
        ("accepted", None),
        ("quarantined", "identifier_unknown"),
    ]
    released = next(
        f for f in facts_on(worker, "safety-records") if f.body.document_number == "YH1"
    )
    assert released.correlation_id == report.id
    # The city could not know it about this enterprise before the registration came.
    assert released.known_at == clock_at(DAY)()


def test_a_link_that_was_known_earlier_does_not_date_a_finding_back() -> None:
    worker = intake_worker(1)
    put(worker, danger("330237884237782", day=DAY))
    put(worker, registry(day=EARLY, 注册号="330237884237782"))
    run_until_quiet([worker])
    released = next(
        f for f in facts_on(worker, "safety-records") if f.body.document_number == "YH1"
    )
    assert released.known_at == clock_at(DAY)()


def test_a_name_waits_for_a_person_with_the_registrys_proposals() -> None:
    worker = intake_worker()
    take(worker, registry())
    take(worker, penalty("北港远洋 化工（有限）公司"))
    assert outcomes(worker)[-1] == ("quarantined", "name_only")
    (waiting,) = read_model.quarantine(worker.views)
    assert waiting.identifier == "name:北港远洋化工有限公司"
    assert waiting.proposals == (CODE,)
    decide(worker, waiting.identifier, CODE)
    assert outcomes(worker)[-1] == ("accepted", None)
    assert read_model.quarantine(worker.views) == []


def test_a_decision_is_remembered() -> None:
    worker = intake_worker()
    decide(worker, "name:甲厂", OTHER)
    take(worker, penalty("甲厂"))
    assert outcomes(worker) == [("accepted", None), ("accepted", None)]  # decision and penalty
    assert subjects(worker) == [OTHER]


def test_a_code_that_fails_its_check_waits_and_may_be_decided_to_be_right() -> None:
    worker = intake_worker()
    wrong = CODE[:-1] + "1"
    take(worker, penalty("甲厂", wrong))
    assert outcomes(worker) == [("quarantined", "code_check_failed")]
    (waiting,) = read_model.quarantine(worker.views)
    assert waiting.proposals == (CODE,)
    decide(worker, f"code:{wrong}", wrong)
    assert subjects(worker) == [wrong]


def test_two_enterprises_with_one_registration_number_need_a_person() -> None:
    worker = intake_worker(1)
    take(worker, registry(注册号="330200000000001"))
    take(worker, registry(number=2, 注册号="330200000000001", 统一社会信用代码=OTHER))
    take(worker, danger("330200000000001"))
    assert outcomes(worker)[-1] == ("quarantined", "identifier_ambiguous")
    (waiting,) = read_model.quarantine(worker.views)
    assert waiting.proposals == (CODE, OTHER)


def test_a_registration_that_had_to_be_decided_links_its_identifiers_then() -> None:
    worker = intake_worker(1)
    wrong = CODE[:-1] + "1"
    take(worker, danger("330200000000001"))
    take(worker, registry(注册号="330200000000001", 统一社会信用代码=wrong))
    assert {each.identifier for each in read_model.quarantine(worker.views)} == {
        f"code:{wrong}",
        "reg:330200000000001",
    }
    decide(worker, f"code:{wrong}", CODE)
    assert subjects(worker) == [CODE, CODE]
    assert read_model.quarantine(worker.views) == []


def test_a_link_delivered_twice_releases_once() -> None:
    worker = intake_worker(1)
    take(worker, danger("330200000000001"))
    take(worker, registry(注册号="330200000000001"))
    links = [
        fact
        for fact in facts_on(worker, "identifications")
        if isinstance(fact.body, IdentifierLinked)
    ]
    before = len(worker.log.all("admissions"))
    put(worker, links, "identifications")
    run_until_quiet([worker])
    assert len(worker.log.all("admissions")) == before


def links(worker: MemoryWorker) -> list[str]:
    facts = facts_on(worker, "identifications")
    return sorted(fact.subject for fact in facts if isinstance(fact.body, IdentifierLinked))


def test_a_registry_that_is_sent_again_links_only_what_is_new() -> None:
    worker = intake_worker()
    take(worker, registry(注册号="330200000000001"))
    before = links(worker)
    assert before == [f"name:{NAME}", f"org:{CODE[8:17]}", "reg:330200000000001"]
    take(worker, registry(number=2, 注册号="330200000000001"))
    assert links(worker) == before
    take(worker, registry(number=3, 注册号="330200000000002"))
    assert links(worker) == sorted([*before, "reg:330200000000002"])
    take(worker, registry(number=4, 注册号="330200000000002", 曾用名称="北港化工厂"))
    assert links(worker) == sorted([*before, "reg:330200000000002", "name:北港化工厂"])


def test_a_former_name_is_proposed_for() -> None:
    worker = intake_worker()
    take(worker, registry(曾用名称="北港化工厂；北港（镇海）化工厂"))
    take(worker, penalty("北港（镇海） 化工厂"))
    (waiting,) = read_model.quarantine(worker.views)
    assert (waiting.identifier, waiting.proposals) == ("name:北港镇海化工厂", (CODE,))
