"""A draft in the place of a sector's pack: two standings, and what makes them differ."""

import pickle
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from services.scoring.domain.outlook.policy_trial import Difference, Trial, trial_of
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.worked_case import CaseRecord, entry_of
from services.scoring.domain.records.ledger import Ledger, ledger_from
from services.scoring.stage import load_rulebooks

DAY = date(2026, 6, 30)
PENALTY = {"kind": "penalty", "severity": "severe", "decided_on": "2026-03-01"}
LATER = date(2030, 1, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_rulebooks().at("industrial", DAY)


def ledger(*contents: dict[str, object], sector: str = "industrial") -> Ledger:
    all_contents = ({"kind": "registration", "sector": sector}, *contents)
    return ledger_from(
        entry_of(CaseRecord(number=f"N{place}", content=content))
        for place, content in enumerate(all_contents)
    )


def trial(draft: Pack) -> Trial:
    return trial_of(load_rulebooks(), [draft], DAY)


def with_rule(pack: Pack, name: str, **changes: object) -> Pack:
    rule = msgspec.structs.replace(pack.rules[name], **changes)
    return msgspec.structs.replace(pack, edition="draft", rules={**pack.rules, name: rule})


def reasons(draft: Pack, of: Ledger) -> list[Difference]:
    asked = trial(draft)
    return list(asked.reasons(asked.standings_of(of)))


def test_a_draft_counts_as_in_force_whatever_its_own_first_day_is(pack: Pack) -> None:
    draft = msgspec.structs.replace(pack, edition="draft", effective_from=LATER)
    tried = trial(draft).standings_of(ledger())
    assert (tried.before.edition, tried.after.edition) == ("industrial-2025", "draft")
    assert (tried.before.score, tried.before.grade) == (tried.after.score, tried.after.grade)


def test_a_rule_is_a_reason_with_its_points_and_documents(pack: Pack) -> None:
    takes = pack.rules["penalty_severe"].takes
    assert takes is not None
    dearer = msgspec.structs.replace(takes, value=Decimal(30))
    (reason,) = reasons(with_rule(pack, "penalty_severe", takes=dearer), ledger(PENALTY))
    assert (reason.rule, reason.before, reason.after) == ("penalty_severe", "-20", "-30")
    assert (reason.chinese, reason.documents) == ("行政处罚（情节严重）", ("N1",))
    assert reasons(with_rule(pack, "penalty_severe", takes=dearer), ledger()) == []


def test_an_override_that_goes_is_a_reason(pack: Pack) -> None:
    rules = {name: rule for name, rule in pack.rules.items() if name != "repeated_penalties"}
    draft = msgspec.structs.replace(pack, edition="draft", rules=rules)
    (reason,) = reasons(draft, ledger(PENALTY, PENALTY))
    assert (reason.rule, reason.before, reason.after) == ("repeated_penalties", "1 down", "0")
    assert set(reason.documents) == {"N1", "N2"}


def test_cut_offs_are_a_reason_where_they_make_the_grade(pack: Pack) -> None:
    bands = tuple(
        msgspec.structs.replace(
            band, at_least=msgspec.structs.replace(band.at_least, value=Decimal(71))
        )
        if band.name == "C"
        else band
        for band in pack.grades
    )
    draft = msgspec.structs.replace(pack, edition="draft", grades=bands)
    (reason,) = reasons(draft, ledger())  # 70 points without a level: C before, D now
    assert (reason.rule, reason.after) == ("grades", "A≥90 B≥75 C≥71 D≥0")
    level = {
        "kind": "certificate",
        "level": 1,
        "granted_on": "2026-01-01",
        "valid_until": "2028-12-31",
    }
    assert reasons(draft, ledger(level)) == []


def test_the_range_of_the_score_is_the_reason_where_nothing_else_is(pack: Pack) -> None:
    least = msgspec.structs.replace(pack.score.least, value=Decimal(60))
    score = msgspec.structs.replace(pack.score, least=least)
    draft = msgspec.structs.replace(pack, edition="draft", score=score)
    (reason,) = reasons(draft, ledger(PENALTY))
    assert (reason.rule, reason.before, reason.after) == ("score", "50", "60")


def test_a_sector_that_had_no_rules_is_judged_by_its_draft(pack: Pack) -> None:
    draft = msgspec.structs.replace(pack, edition="fireworks-draft", sector="fireworks")
    of = ledger(sector="fireworks")
    asked = trial(draft)
    tried = asked.standings_of(of)
    assert (tried.before.sector, tried.after.sector) == ("industrial", "fireworks")
    assert [each.rule for each in asked.reasons(tried)] == ["sector"]
    assert asked.standings_of(ledger()).after.sector == "industrial"


def test_who_is_of_another_sector_is_assessed_once_in_another_process_too(pack: Pack) -> None:
    asked = pickle.loads(pickle.dumps(trial(pack)))
    tried = asked.standings_of(ledger(sector="transport"))
    assert tried.before is tried.after
    tried = asked.standings_of(ledger())
    assert tried.before is not tried.after


def test_two_drafts_of_one_sector_are_refused(pack: Pack) -> None:
    with pytest.raises(ValueError, match="two drafts of the sector 'industrial'"):
        trial_of(load_rulebooks(), [pack, pack], DAY)


def test_entries_in_any_order_are_the_ledger_that_they_make_one_by_one() -> None:
    entries = [
        entry_of(CaseRecord(number=number, content=PENALTY, revision=revision))
        for number, revision in (("B", 2), ("A", 1), ("B", 1), ("A", 1), ("C", 1))
    ]
    one_by_one = Ledger()
    for entry in entries:
        one_by_one = one_by_one.with_entry(entry)
    assert ledger_from(entries) == ledger_from(reversed(entries)) == one_by_one
    assert len(one_by_one.entries) == 4
