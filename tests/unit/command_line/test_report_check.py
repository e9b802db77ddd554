"""`report --check`: what a department sees in its first hour, without broker or Redis."""

import re
from pathlib import Path

import pytest

from services.intake.domain.records.personal import MASK
from tests.support.report_runs import run
from tests.support.sample_files import FILES, SAMPLES


def check(department: str, file: Path, *more: str) -> tuple[int, str]:
    result = run("--department", department, "--check", "--day", "2026-10-31", *more, str(file))
    return result.exit_code, result.stdout


@pytest.mark.parametrize(
    ("file", "fit", "waits", "rejected"),
    [
        ("enterprise-registry.csv", 200, 0, 0),
        ("hidden-dangers.csv", None, None, 8),
        ("penalties-double-publicity.csv", None, None, 1),
        ("elevator-evaluations.xlsx", 115, 0, 0),
    ],
)
def test_the_sums_and_the_code(
    file: str, fit: int | None, waits: int | None, rejected: int
) -> None:
    code, out = check(FILES[file], SAMPLES / file)
    assert code == (5 if rejected else 0)
    sums = {
        cells[0]: int(cells[1])
        for line in out.splitlines()
        if len(cells := line.split("\t")) == 2 and cells[1].isdigit()
    }
    assert sums["退回 would be rejected"] == rejected
    assert fit is None or sums["可入库 would be admitted"] == fit
    assert waits is None or sums["待核实 would wait for a decision"] == waits
    assert sum(sums.values()) == 2 * sums["读取 read"]


def test_each_row_is_told_in_both_languages_with_field_and_value() -> None:
    _, out = check("work-safety", SAMPLES / "hidden-dangers.csv")
    assert out.count("date_in_future") == 9  # eight rows, and the sum
    assert "字段 field" in out
    assert re.search(r"^\d+\trejected\tdate_in_future\t销号日期\t2026-12-05\t", out, re.MULTILINE)
    assert "晚于报送日2026-10-31" in out
    assert "after the day of the report (2026-10-31)" in out


def test_what_waits_is_told_too_and_no_personal_number(tmp_path: Path) -> None:
    person = "110101199003078881"
    header = "企业名称,统一社会信用代码,行业,是否承诺,承诺日期,是否公示,公示网址\n"
    file = tmp_path / "a.csv"
    file.write_text(f"{header}甲厂,,C1,是,2025-09-24,是,\n乙厂,{person},C1,是,2025-09-24,是,\n")
    code, out = check("work-safety", file)
    assert code == 5
    assert "2\tquarantined\tname_only\t企业名称\t甲厂\t" in out
    assert person not in out
    assert MASK in out


def test_a_file_that_cannot_be_read_ends_with_one(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n")
    assert check("work-safety", file) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a file, or a folder"),
        (["--watch", ".", str(SAMPLES / "accidents.json")], "name a file, or a folder"),
        (["--watch", ".", "--check"], "a watched folder is sent"),
        (["--once", str(SAMPLES / "accidents.json")], "goes with --watch"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], says: str) -> None:
    result = run("--department", "work-safety", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
