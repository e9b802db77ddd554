"""Everything that an assessment can say has words in both languages."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.vocabulary.note import Note
from services.scoring.domain.standing import explanation
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.domain.standing.titles import BASE_TITLES, ENDINGS, NOTES, level_title, noted
from services.scoring.read_model.sheets import explanation as sheet_of
from services.scoring.stage import load_rulebooks
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring

DOMAIN = Path(explanation.__file__).parents[1]
SAYING = (
    "standing/base_score",
    "standing/limited_points",
    "standing/standardization",
    "records/listing",
    "records/recorded_situations",
)


def _texts() -> set[str | None]:
    """Return the texts of the modules and packs that write lines."""
    found: set[str | None] = set()
    for packs in load_rulebooks().by_sector.values():
        for rule in packs[0].rules.values():
            found |= {rule.ends_when, rule.note}
    for name in SAYING:
        tree = ast.parse((DOMAIN / f"{name}.py").read_text("utf-8"))
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return found


def test_every_name_is_said_somewhere_and_in_both_languages() -> None:
    said = _texts()
    for key, (chinese, english) in {**BASE_TITLES, **NOTES, **ENDINGS}.items():
        assert key in said, key
        assert chinese != english
        assert not chinese.isascii()
        assert english.isascii()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_levels_have_names(level: int) -> None:
    assert level_title(level)[0] == f"基本分：标准化{level}级"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (Note(kind="certificate_expired"), ("证书已到期", "the certificate expired")),
        (
            Note(kind="revoked_by_accident", document="SG-1"),
            ("因事故撤销：SG-1", "revoked because of accident SG-1"),
        ),
        (
            Note(kind="overdue_from", day=date(2026, 3, 2)),
            ("逾期起：2026-03-02", "overdue from 2026-03-02"),
        ),
        (
            Note(kind="beyond_limit", records=946),
            (
                "已达上限，不再计分的记录数：946",
                "the limit of the sum is reached; records that count nothing: 946",
            ),
        ),
        (
            Note(kind="score_below_level", score=Decimal(79), required=Decimal(80)),
            (
                "评审得分低于该等级的要求，请发证机关核实：79 < 80",
                "the review score is too low for the level, its grantor should look: 79 < 80",
            ),
        ),
    ],
)
def test_a_note_says_what_belongs_to_its_kind(note: Note, words: tuple[str, str]) -> None:
    assert noted(note) == words


def test_the_sheet_of_the_fatal_accident() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    value = scoring.on("standings")[-1]
    sheet = sheet_of(value, CODE, load_rulebooks())
    assert as_text(sheet, "en").splitlines() == [
        f"Enterprise: 北港远洋化工有限公司 ({CODE})",
        "Day: 2026-03-02",
        "Grade: D",
        "Score: 50",
        "Sector: Producers, traders and users of hazardous chemicals",
        "Edition of the rules: hazardous_chemicals-2025",
        "Standardization level: -",
        "Changes next by itself on: 2027-03-02",
        "Data: thin: fewer departments than asked for have recorded anything of late",
        "",
        "Points:",
        "  +70  Base: no standardization level | cert | work-safety"
        " | 本系统默认值 (default of this system) [ours]"
        " | 2026-03-01 - open; sooner if a standardization certificate is granted"
        " | revoked because of accident SG-1",
        "  -20  Ordinary accident with death | SG-1 | work-safety"
        " | 本系统默认值 (default of this system);"
        " 国家发展改革委《信用修复管理办法》（2026年4月1日起施行） [ours]"
        " | 2026-03-01 - 2027-03-01",
        "",
        "Overrides of the grade:",
        "  2 down  Ordinary accident with responsibility | SG-1"
        " | 聊城市企业安全生产信用等级评定办法（2013） [pub] | 2026-03-01 - 2027-03-01",
    ]
    chinese = as_text(sheet, "zh")
    assert "等级: D\n得分: 50\n" in chinese
    assert "降2级  发生一般责任事故" in chinese
    assert "因事故撤销：SG-1" in chinese
    assert str(date(2027, 3, 1)) in chinese
