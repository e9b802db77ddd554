"""docs/how-to/statements.md lists what is recognised, as the data files have it."""

from decimal import Decimal

from schemas.vocabulary.assumption import assumable, assumption, in_words
from services.intake.domain.records.kinds import KINDS
from tests.support.sample_files import RULEBOOK
from tests.support.statement_list import PAGE, page

TEXT = PAGE.read_text("utf-8")


def test_the_list_is_that_of_the_data_files() -> None:
    assert page() == TEXT, "write it anew: python -m tests.support.statement_list"


def test_every_statement_has_its_section() -> None:
    for name in RULEBOOK.statements:
        assert f"### {name} " in TEXT


def test_every_assumption_has_its_row() -> None:
    values = {"severity": "general", "nature": "production", "concealed": False, "published": False}
    for kind in KINDS:
        for field in assumable(kind):
            name, value = in_words(assumption(field, values.get(field, Decimal(0))))
            assert f"{name[0]}未载明，按{value[0]}计" in TEXT


def test_its_lines_are_short() -> None:
    lines = [line for line in TEXT.splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > 110] == []
