"""`safety-credit trial`: who moves under a draft, why, the money; the same however it is run."""

import gzip
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from applications.made_city import city
from schemas.records import Registration, TrafficPoints
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.figures.money import money_of
from services.sanctions.stage import load
from tests.support.policy_trials import (
    CONSTRUCTION,
    LAST,
    TRANSPORT,
    Facts,
    draft,
    ledgers,
    one_by_one,
    rows,
    run,
    tried,
    written,
)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return list(city(600, 11, 3, LAST))


@pytest.fixture(scope="module")
def records(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("city") / "city.jsonl", facts)


def test_the_edition_in_force_as_draft_moves_nobody_and_no_yuan(
    records: Path, tmp_path: Path
) -> None:
    summary = tried(tmp_path, records, TRANSPORT, CONSTRUCTION)
    whole = summary["whole"]
    assert (whole["up"], whole["down"], whole["rescored"]) == (0, 0, 0)
    assert [whole[kind]["difference"] for kind in ("premium", "rebate", "bond")] == [0, 0, 0]
    assert whole["premium"]["before"] > 0
    assert whole["bond"]["before"] > 0
    assert rows(tmp_path / "movers.csv") == []
    assert [tuple(each["changes"]) for each in summary["drafts"]] == [(), ()]


def test_standings_and_money_are_those_of_assessing_one_by_one(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    summary = tried(tmp_path, records, TRANSPORT)
    measures = in_force(load(), LAST)
    assert measures is not None
    counted: dict[tuple[str, str, str], int] = {}
    premium = bond = rebate = Decimal()
    all_ledgers = ledgers(facts)
    for code, standing in one_by_one(facts).items():
        registration = standing.registration
        district = registration.district if registration else None
        key = (standing.sector, district or "未登记 not on file", standing.grade)
        counted[key] = counted.get(key, 0) + 1
        money = money_of(
            registration,
            [entry.content for entry in all_ledgers[code].current()],
            measures,
            LAST,
            grade=standing.grade,
            level=standing.level,
        )
        premium += money.premium or 0
        rebate += money.rebate
        bond += money.bond
    found = {
        (row["sector"], row["district"], row["grade_before"]): int(row["enterprises"])
        for row in rows(tmp_path / "matrix.csv")
    }
    assert found == counted
    whole = summary["whole"]
    amounts = [whole[kind]["before"] for kind in ("premium", "rebate", "bond")]
    assert amounts == [premium, rebate, bond]


def test_processes_and_the_order_of_the_file_do_not_matter(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    other = draft(tmp_path, TRANSPORT, "none: {value: 80,", "none: {value: 74,")
    tried(tmp_path / "one", records, other)
    tried(tmp_path / "two", records, other, processes=2)
    mixed = sorted([*facts, *facts[:500]], key=lambda fact: fact.id)  # some told twice
    shuffled = written(tmp_path / "city.jsonl", mixed)
    tried(tmp_path / "mixed", shuffled, other)
    for name in ("movers.csv", "matrix.csv"):
        one, two, three = ((tmp_path / f / name).read_bytes() for f in ("one", "two", "mixed"))
        assert one == two == three
    pages = [(tmp_path / f / "report.html").read_bytes() for f in ("one", "two")]
    assert pages[0] == pages[1]


def test_one_changed_number_moves_exactly_those_that_it_must(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    """The cut-off of B goes from 75 to 78: who has 75 to 78 and no override falls to C."""
    other = draft(
        tmp_path, TRANSPORT, "{name: B, at_least: {value: 75,", "{name: B, at_least: {value: 78,"
    )
    predicted = {
        code
        for code, standing in one_by_one(facts).items()
        if standing.sector == "transport" and 75 <= standing.score < 78 and standing.grade == "B"
    }
    assert predicted
    summary = tried(tmp_path, records, other)
    movers = rows(tmp_path / "movers.csv")
    assert {row["code"] for row in movers if row["grade_before"] == "B"} == predicted
    assert {row["code"] for row in movers} >= predicted
    for row in movers:
        assert "等级分数线" in row["reasons"]
        assert row["score_before"] == row["score_after"]
    (change,) = summary["drafts"][0]["changes"]
    assert change["path"] == "grades.B.at_least"


def test_the_reason_names_the_rule_its_points_and_its_records(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    """A draft that takes nothing for points taken moves only who has such points, and up."""
    other = draft(
        tmp_path,
        TRANSPORT,
        "gives_per: {by: points, factor: {value: 0.25,",
        "gives_per: {by: points, factor: {value: 0.5,",
    )
    tried(tmp_path, records, other)
    movers = rows(tmp_path / "movers.csv")
    assert movers
    added = {
        fact.subject
        for fact in facts
        if isinstance(fact.body.content, TrafficPoints) and fact.body.content.direction == "added"
    }
    for row in movers:
        assert row["code"] in added
        assert row["grade_before"] > row["grade_after"]  # D, C, B, A: the letter goes down
        assert "交通安全积分" in row["reasons"]
        assert row["documents"]
        assert Decimal(row["score_after"]) > Decimal(row["score_before"])


def test_what_others_wrote_is_escaped_on_the_page_and_in_the_table(
    facts: Facts, tmp_path: Path
) -> None:
    evil = "<script>alert(1)</script>"
    changed: Facts = []
    for fact in facts[:400]:
        content = fact.body.content
        if isinstance(content, Registration):
            content = msgspec.structs.replace(content, name=f"=1+1{evil}", district=f"{evil}$a$")
        body = msgspec.structs.replace(fact.body, content=content)
        changed.append(msgspec.structs.replace(fact, body=body))
    other = draft(tmp_path, TRANSPORT, "none: {value: 80,", "none: {value: 50,")
    other.write_text(other.read_text("utf-8").replace("道路运输企业", f"'{evil}'", 2), "utf-8")
    tried(tmp_path / "out", written(tmp_path / "city.jsonl", changed), other)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<script" not in page.lower()
    assert page.count("&lt;script&gt;") > 3
    assert "http" not in page.replace("http://www.w3.org/", "")  # nothing is fetched
    movers = rows(tmp_path / "out" / "movers.csv")
    assert movers
    assert {row["name"][:2] for row in movers} == {"'="}


def test_lines_that_cannot_be_read_are_told_and_left_out(records: Path, tmp_path: Path) -> None:
    mended = tmp_path / "city.jsonl"
    lines = records.read_bytes().splitlines(keepends=True)
    bad = lines[1].replace(b'"revision":1', b'"revision":0')
    assert bad != lines[1]
    mended.write_bytes(b"".join((lines[0], bad, b"no json\n", b"\n", *lines[2:])))
    summary = tried(tmp_path / "out", mended, TRANSPORT)
    assert (summary["unreadable"], summary["records"]) == (2, len(lines) - 1)
    assert len(summary["told"]) == 2
    assert "no json" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_records_that_are_cut_off_are_no_city(records: Path, tmp_path: Path) -> None:
    half = tmp_path / "city.jsonl.gz"
    half.write_bytes(gzip.compress(records.read_bytes())[:-12])
    out = tmp_path / "out"
    code, said = run("--from", half, "--edition", TRANSPORT, "--on", "2026-12-31", "--out", out)
    assert code == 1
    assert "the gzip is broken or cut off" in said.replace("\n", "")
    assert not out.exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("none: {value: 80,", "nothing: {value: 80,", "nothing"),
        ("{name: A, at_least: {value: 90,", "{name: 优, at_least: {value: 90,", "优"),
    ],
)
def test_a_draft_that_is_wrong_is_told_and_nothing_is_written(
    records: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    other = draft(tmp_path, TRANSPORT, old, new)
    code, said = run("--from", records, "--edition", other, "--out", tmp_path / "out")
    assert code == 1
    assert told in said
    if told == "nothing":
        line = next(n for n, text in enumerate(other.read_text().splitlines(), 1) if new in text)
        assert f"{other.name}, line {line}, base" in said.replace("\n", "")
    assert not (tmp_path / "out").exists()


def test_two_drafts_of_one_sector_and_a_missing_file_are_refused(
    records: Path, tmp_path: Path
) -> None:
    code, said = run("--from", records, "--edition", TRANSPORT, "--edition", TRANSPORT)
    assert code == 1
    assert "two drafts of the sector 'transport'" in said
    code, said = run("--from", tmp_path / "none.jsonl", "--edition", TRANSPORT)
    assert code == 2
