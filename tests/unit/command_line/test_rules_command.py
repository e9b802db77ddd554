"""`safety-credit rules`: what a jurist types, and what is answered."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.vocabulary.adoption import quorum
from schemas.vocabulary.department import departments
from services.chassis.rules.rulebook import RulebookError
from services.command_line.app import build
from services.intake.stage import SHIPPED as INTAKE
from services.sanctions.stage import SHIPPED as SANCTIONS
from services.scoring.stage import SHIPPED, load_rulebooks
from tests.support.pack_files import edit, shipped_in

CASES = Path(__file__).parents[2] / "cases" / "scoring"
LAYOUTS = INTAKE / "layouts"
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


MEASURES = SANCTIONS / "measures-2013-01-01.yaml"
APPROVAL = ("--department", "work-safety", "--office", "法规处", "--day", "2026-11-01")


def copy_of(file: Path, folder: Path, *changes: tuple[str, str]) -> Path:
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    copy = folder / file.name
    copy.write_text(text, "utf-8")
    return copy


def test_every_kind_of_edition_is_checked_and_says_how_many_values_it_read() -> None:
    code, answer = run("check")
    assert code == 0
    for words in (
        "129 个数值 values, 评分规则 rule pack; 已审定 adopted",
        "72 个数值 values, 联动措施 linked measures; 已审定 adopted",
        "5 个数值 values, 预警规则 early warnings; 已审定 adopted",
        "告知对象 audience; 已审定 adopted",
        "25 个数值 values, 信息公示 disclosure; 已审定 adopted",
    ):
        assert words in answer


def test_all_faults_of_a_measures_edition_are_named_at_once(tmp_path: Path) -> None:
    wrong = copy_of(
        MEASURES,
        tmp_path,
        ("grades: [A, B, C, D]", "grades: [A, B, C, D]\ngrade: A"),
        ("defence: {value: 10,", "defence: {value: ten,"),
        ("  notice: system", "  notice: nobody"),
    )
    code, answer = run("check", str(wrong))
    assert code == 1
    assert "line 6, grade: an unknown key; take it out" in answer
    assert "defence.value: Expected `int`, got `str`" in answer
    assert "procedure.notice: Invalid" in answer
    assert answer.endswith("共3处错误 / 3 faults\n")


@pytest.mark.parametrize("days", ["-5", "0", "100000"])
def test_a_term_that_nobody_can_keep_is_a_fault(tmp_path: Path, days: str) -> None:
    wrong = copy_of(MEASURES, tmp_path, ("defence: {value: 10,", f"defence: {{value: {days},"))
    code, answer = run("check", str(wrong))
    assert (code, "defence.value: Expected `int`" in answer) == (1, True)


def test_a_file_that_is_no_edition_is_named_for_what_it_is(tmp_path: Path) -> None:
    code, answer = run("check", str(LAYOUTS / "accidents.yaml"))
    assert (code, "a layout of reports and no edition" in answer) == (1, True)
    (tmp_path / MEASURES.name).write_bytes("edition: x\n# 联动措施\n".encode("gb18030"))
    code, answer = run("check", str(tmp_path / MEASURES.name))
    assert (code, "line 2, document: it is not UTF-8 here" in answer) == (1, True)


def test_what_the_gate_refuses_is_named_for_each_measure(tmp_path: Path) -> None:
    text = MEASURES.read_text("utf-8").replace("published: true", "published: false")
    (tmp_path / MEASURES.name).write_text(text, "utf-8")
    code, answer = run("check", str(tmp_path))
    assert code == 1
    assert answer.count("its basis is not published") > 10


def test_an_edition_with_faults_can_not_be_approved(tmp_path: Path) -> None:
    wrong = copy_of(MEASURES, tmp_path, ("defence: {value: 10,", "defence: {value: ten,"))
    before = wrong.read_bytes()
    code, answer = run("approve", str(wrong), *APPROVAL)
    assert code == 1
    assert "defence.value" in answer
    assert "an edition with faults can't be approved" in answer
    assert wrong.read_bytes() == before
    pack = copy_of(INDUSTRIAL, tmp_path, ("    of: penalty\n", "    of: penelty\n"))
    assert run("approve", str(pack), *APPROVAL)[0] == 1


def test_editions_that_contradict_each_other_are_seen_in_their_folder(tmp_path: Path) -> None:
    copy_of(MEASURES, tmp_path)
    later = MEASURES.read_text("utf-8").replace("2013-01-01", "2027-01-01")
    later = later.replace("grades: [A, B, C, D]", "grades: [A, B, C, E]")
    (tmp_path / "later.yaml").write_text(later, "utf-8")
    code, answer = run("check", str(tmp_path))
    assert code == 1
    assert "measures-2027-01-01: grades: D of measures-2013-01-01 is missing" in answer
    copy_of(INDUSTRIAL, tmp_path)
    assert "stand in one folder" in run("check", str(tmp_path))[1]


def test_a_file_that_is_no_edition_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("menu: [rice]\n", "utf-8")
    code, answer = run("check", str(tmp_path / "a.yaml"))
    assert code == 1
    assert "none of its keys belongs to an edition of rule pack" in answer


def test_cases_of_measures_are_tried_under_a_draft(tmp_path: Path) -> None:
    cases = CASES.parent / "sanctions"
    assert run("test", str(cases)) == (0, "13 个案例 cases, 0 处不符 differ\n")
    draft = copy_of(MEASURES, tmp_path, ("defence: {value: 10,", "defence: {value: 15,"))
    for rules in (draft, tmp_path):
        code, answer = run("test", str(cases), "--rules", str(rules))
        assert code == 1
        assert "tax_rebate_cancelled T: [in_force 4120000.00] -> [noticed 4120000.00]" in answer


def test_a_pack_is_tried_alone(tmp_path: Path) -> None:
    alone = copy_of(SHIPPED / "construction-2025-01-01.yaml", tmp_path)
    assert run("check", str(alone))[0] == 0
    code, answer = run("test", str(CASES / "projects.yaml"), "--rules", str(alone))
    assert (code, answer.endswith("0 处不符 differ\n")) == (0, True)
    code, answer = run("test", str(CASES / "transport.yaml"), "--rules", str(alone))
    assert code == 1
    assert "no pack of the sector transport, nor of 'industrial'" in answer


def test_two_kinds_of_editions_are_not_compared() -> None:
    code, answer = run("diff", str(INDUSTRIAL), str(MEASURES))
    assert code == 1
    assert "two kinds of rules" in answer
