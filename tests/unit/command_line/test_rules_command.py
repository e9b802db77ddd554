"""`safety-credit rules`: what a jurist types, and what is answered."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.vocabulary.adoption import quorum
from schemas.vocabulary.department import departments
from services.chassis.rulebook import RulebookError
from services.command_line.app import build
from services.scoring.stage import SHIPPED, load_rulebooks
from tests.support.pack_files import edit, shipped_in

CASES = Path(__file__).parents[2] / "cases" / "scoring"
INDUSTRIAL = SHIPPED / "industrial-2025-01-01.yaml"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["rules", *words])
    return result.exit_code, result.output


def changed(tmp_path: Path, old: str, new: str) -> Path:
    file = shipped_in(tmp_path) / INDUSTRIAL.name
    edit(file, old, new)
    return file


def test_the_shipped_packs_are_right_and_a_wrong_one_is_told_with_line_and_key(
    tmp_path: Path,
) -> None:
    code, said = run("check")
    assert code == 0
    assert "industrial-2025, industrial, 自 from 2025-01-01, 28 条规则 rules" in said
    file = changed(tmp_path, "    of: penalty\n", "    of: penelty\n")
    line = file.read_text("utf-8").splitlines().index("    of: penelty") + 1
    code, said = run("check", str(file), str(INDUSTRIAL))
    assert code == 1
    assert f"{file}, line {line}, rules.penalty_minor.of: no situation 'penelty'" in said
    assert "正确 right: industrial-2025" in said


def test_an_edition_is_adopted_by_so_many_departments_and_as_it_is(tmp_path: Path) -> None:
    file = changed(tmp_path, "takes: {value: 20, unit: points", "takes: {value: 30, unit: points")
    code, said = run("check", str(file))
    assert code == 0
    assert "草案 a draft: work-safety approved another content" in said
    with pytest.raises(RulebookError, match=r"industrial-2025-01-01.yaml, line \d+, approvals"):
        load_rulebooks(file.parent)
    assert load_rulebooks(file.parent, drafts=True)
    file.write_text(file.read_text("utf-8").partition("\napprovals:")[0], "utf-8")
    members = [member.code for member in departments()]
    for count, member in enumerate(members[: quorum()], 1):
        assert run("check", str(file))[1].endswith(
            f"{count - 1} departments have approved this content, {quorum()} are needed\n"
        )
        words = ("--department", member, "--office", "法规处", "--day", "2024-12-01")
        assert run("approve", str(file), *words)[0] == 0
    assert "已审定 adopted" in run("check", str(file))[1]
    assert load_rulebooks(file.parent)
    adopted = file.read_text("utf-8")
    for old, new, what in (
        (
            "department: work-safety",
            "department: port",
            "the lead department (work-safety) has not",
        ),
        ("department: fire", "department: work-safety", "work-safety approved twice"),
        ("department: fire", "department: customs", "customs is no member"),
        ("day: 2024-12-01", "day: 2025-01-02", "approved on 2025-01-02, after its first day"),
    ):
        file.write_text(adopted.replace(old, new, 1), "utf-8")
        assert what in run("check", str(file))[1]
    file.write_text(adopted.replace("# lowest first", "# another comment"), "utf-8")
    assert load_rulebooks(file.parent)
    words = ("--department", "customs", "--office", "x", "--day", "2024-12-01")
    assert run("approve", str(file), *words)[0] == 1


def test_what_a_pack_changes_is_told_value_by_value(tmp_path: Path) -> None:
    file = changed(tmp_path, "takes: {value: 20, unit: points", "takes: {value: 30, unit: points")
    code, said = run("diff", str(INDUSTRIAL), str(file))
    assert code == 0
    path, before, after, count = said.splitlines()
    assert (path, count) == ("rules.penalty_severe.takes", "1 处不同 differences")
    assert before.startswith("  - 20 points [ours]")
    assert after.startswith("  + 30 points [ours]")


def test_a_rule_more_is_told_with_all_its_values() -> None:
    code, said = run("diff", str(INDUSTRIAL), str(SHIPPED / "transport-2025-01-01.yaml"))
    assert code == 0
    assert "rules.traffic_points_added.limit\n  - 无 nothing\n  + 15 points [ours]" in said


def test_a_pack_is_shown_with_each_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    code, said = run("show", "transport", "--on", "2026-01-01")
    assert code == 0
    for words in ("交通安全积分", "gives 0.25 × points points, 15 in all at most", "A ≥ 90"):
        assert words in said
    assert "lists.severe_list.term: 36 months [pub]" in said
    assert run("show", "fireworks")[0] == 1


def test_the_cases_hold_and_one_that_does_not_is_told(tmp_path: Path) -> None:
    code, said = run("test", str(CASES))
    assert code == 0
    assert said.endswith("0 处不符 differ\n")
    file = changed(tmp_path, "takes: {value: 20, unit: points", "takes: {value: 30, unit: points")
    code, said = run(
        "test", str(CASES / "objections_and_repairs.yaml"), "--rules", str(file.parent)
    )
    assert code == 1
    assert "lines: {penalty_severe: -20} -> {penalty_severe: -30}" in said
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("test", str(empty))[0] == 1
