"""`safety-credit city`: the same bytes for the same words, in the proportions of the mission."""

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from applications.made_city import city
from applications.made_city.enterprises import sector_of
from schemas.codec import decode, encode
from schemas.messages import Fact, RecordAdmitted
from schemas.on_record.admitted import entry_of
from schemas.records import Registration
from schemas.vocabulary.department import department
from schemas.vocabulary.enterprise_code import flaw_of
from services.chassis.clock import day_of
from services.command_line.app import build
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import assess
from services.scoring.stage import load_rulebooks

LAST = date(2026, 12, 31)


@pytest.fixture(scope="module")
def facts() -> list[Fact[RecordAdmitted]]:
    return list(city(6_000, 7, 3, LAST))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["city", *words])
    return result.exit_code, result.output


def test_the_same_words_give_the_same_bytes_and_another_seed_gives_others(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.gz", "d.jsonl")]
    for file, seed in zip(files, ("5", "5", "5", "6"), strict=True):
        code, said = run(str(file), "--enterprises", "60", "--seed", seed)
        assert code == 0
        assert "60 家企业 enterprises" in said
    plain, packed, again, other = (file.read_bytes() for file in files)
    assert packed == again
    assert gzip.decompress(packed) == plain != other
    assert [file.name for file in sorted(tmp_path.iterdir())] == [file.name for file in files]


def test_a_file_that_is_neither_plain_nor_packed_lines_is_refused(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "city.csv"))
    assert code == 2
    assert ".jsonl.gz" in said


def test_sectors_stand_in_the_proportions_of_the_mission() -> None:
    assert Counter(map(sector_of, range(80_000))) == {
        "industrial": 6_440,
        "hazardous_chemicals": 560,
        "construction": 1_000,
        "special_equipment": 200,
        "transport": 71_800,
    }


def test_every_fact_reads_back_as_one_that_intake_could_have_admitted(
    facts: list[Fact[RecordAdmitted]],
) -> None:

    assert {flaw_of(fact.subject) for fact in facts} == {None}
    for fact in facts:
        assert decode(encode(fact)) == fact
        kinds = department(fact.body.department).record_kinds
        kind = fact.body.content.__struct_config__.tag
        assert kind in kinds, (kind, fact.body.department)
        assert day_of(fact.known_at) <= LAST
        assert day_of(fact.known_at) >= fact.body.occurred_on
    registered = {f.subject for f in facts if isinstance(f.body.content, Registration)}
    assert len(registered) == 6_000


def test_records_of_all_scored_kinds_are_late_corrected_and_withdrawn(
    facts: list[Fact[RecordAdmitted]],
) -> None:
    kinds = {fact.body.content.__struct_config__.tag for fact in facts}
    assert kinds >= {
        *("accident", "accident_follow_up", "certificate", "commitment", "evaluation"),
        *("hidden_danger", "inspection", "objection_filed", "objection_decided", "penalty"),
        *("permit", "project_application", "public_tip", "rectification_checked", "registration"),
        *("repair_applied", "repair_granted", "responsibility_determined", "tax_rebate"),
        *("traffic_points", "training", "blacklist_decision"),
    }
    late = sum((day_of(f.known_at) - f.body.occurred_on).days > 40 for f in facts)
    withdrawn = sum(fact.body.withdrawn for fact in facts)
    revised = sum(fact.body.revision > 1 for fact in facts)
    assert 0.03 < late / len(facts) < 0.2
    assert 0.003 < withdrawn / len(facts) < 0.02
    assert 0.05 < revised / len(facts) < 0.3


def test_grades_are_those_of_a_city(facts: list[Fact[RecordAdmitted]]) -> None:
    known: dict[str, list[Fact[RecordAdmitted]]] = {}
    for fact in facts:
        known.setdefault(fact.subject, []).append(fact)
    rulebooks = load_rulebooks()
    grades: Counter[str] = Counter()
    for of in known.values():
        ledger = Ledger()
        for fact in of:
            ledger = ledger.with_entry(entry_of(fact))
        standing = assess(ledger, rulebooks, LAST)
        if standing.sector == "transport":
            grades[standing.grade] += 1
    share = {grade: count / grades.total() for grade, count in grades.items()}
    assert 0.75 < share["B"] < 0.92  # nearly all keep the B that they begin with
    assert 0.02 < share["A"] < 0.1
    assert 0.02 < share["C"] < 0.12
    assert 0 < share["D"] < 0.05
