"""docs/how-to/write-a-rule-pack.md, word by word: its pack, its cases, its commands, its tables."""

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from services.command_line.app import build
from services.scoring.domain.packs.parts import ListRules
from services.scoring.domain.packs.rule import Rule, RuleEnding, RuleNote
from services.scoring.domain.packs.rule_words import SITUATIONS as WORDS
from services.scoring.domain.records.situation import SITUATIONS
from tests.support.source_tree import ROOT

DOCUMENT = (ROOT / "docs" / "how-to" / "write-a-rule-pack.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([^`\n]+)`\n```\w*\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL))
(SCRIPT,) = re.findall(r"^```\n(safety-credit .*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def test_the_pack_of_a_made_up_city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    said = []
    for line in SCRIPT.splitlines():
        result = CliRunner().invoke(build(), line.split()[1:])
        assert result.exit_code == 0, result.output
        said.append(result.output)
    assert "beigang-2027, industrial, 自 from 2027-01-01, 5 条规则 rules" in said[0]
    assert "takes (by fine ≥0: 5, ≥100000: 15) points" in said[1]
    assert said[2] == "5 个案例 cases, 0 处不符 differ\n"


def test_the_document_has_the_whole_language() -> None:
    language = DOCUMENT[DOCUMENT.index("## The language") :]
    told = set(re.findall(r"`([a-z_]+)`", language))
    facts = {fact for each in SITUATIONS.values() for fact in each}
    keys = set(Rule.__struct_fields__) - {"chinese", "english"}
    lists = set(ListRules.__struct_fields__) - {"chinese", "english"}
    missing = (set(SITUATIONS) | facts | keys | lists) - told
    assert missing == set()
    assert set(WORDS) == set(SITUATIONS)
    assert {*get_args(RuleEnding), *get_args(RuleNote)} <= told
