"""`safety-credit rules` on the editions that say what is public."""

from pathlib import Path

from typer.testing import CliRunner

from services.command_line.app import build
from services.disclosure.stage import SHIPPED as DISCLOSURE

APPROVAL = ("--department", "work-safety", "--office", "法规处", "--day", "2026-11-01")


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["rules", *words])
    return result.exit_code, result.output


def copy_of(file: Path, folder: Path, old: str, new: str) -> Path:
    text, copy = file.read_text("utf-8"), folder / file.name
    assert old in text
    copy.write_text(text.replace(old, new, 1), "utf-8")
    return copy


def test_they_are_checked_compared_and_approved(tmp_path: Path) -> None:
    earlier, latest = DISCLOSURE / "2023-05-01.yaml", DISCLOSURE / "2026-04-01.yaml"
    code, answer = run("diff", str(earlier), str(latest))
    assert code == 0
    assert "penalties.general.maximum" in answer
    assert "  - 36 months [pub]" in answer
    assert "  + 12 months [pub]" in answer
    assert "信息公示 disclosure" in run("check", str(DISCLOSURE))[1]
    minimum = ("minimum: {value: 3, unit: months", "minimum: {value: 13, unit: months")
    code, answer = run("check", str(copy_of(latest, tmp_path, *minimum)))
    assert code == 1
    assert "penalties.general: the minimum is longer than the maximum" in answer
    later = ("effective_from: 2026-04-01", "effective_from: 2027-04-01")
    draft = copy_of(latest, tmp_path, *later)
    assert "草案 a draft: " in run("check", str(draft))[1]
    before = draft.read_text("utf-8").count("department: ")
    code, answer = run("approve", str(draft), *APPROVAL)
    assert code == 0, answer
    assert draft.read_text("utf-8").count("department: ") == before + 1
