"""The page on early warnings says the numbers of the edition in force."""

import re
from typing import get_args

from schemas.messages import EarlyWarningRaised
from schemas.vocabulary.notification_terms import WarningKind
from tests.support.early_warnings import RULES
from tests.support.source_tree import ROOT

PAGE = (ROOT / "docs/how-to/early-warnings.md").read_text("utf-8")


def rows_of(text: str, heading: str) -> dict[str, list[str]]:
    """Return the cells of each row of the table below a heading, by its first cell."""
    part = text.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    return {row[0]: row[1:] for row in rows}


def test_the_lead_times_are_those_of_the_edition() -> None:
    rows = rows_of(PAGE, "What is told, and when")
    told = {
        kind.strip("`"): ([int(n) for n in re.findall(r"\d+", row[1])], row[2])
        for kind, row in rows.items()
    }
    assert told == {
        "danger_due": ([RULES.danger_due.value], "`danger_due`"),
        "certificate_expires": (
            list(RULES.certificate_expires.value),
            "`certificate_expires`",
        ),
        "deduction_ends": ([RULES.deduction_ends.value], "`deduction_ends`"),
        "near_lower_grade": ([int(RULES.near_lower_grade.value)], "`near_lower_grade`"),
    }
    values = (
        RULES.danger_due,
        RULES.certificate_expires,
        RULES.deduction_ends,
        RULES.near_lower_grade,
    )
    assert {value.mark for value in values} == {"ours"}


def test_every_kind_and_every_field_has_its_row() -> None:
    kinds = {kind.strip("`") for kind in rows_of(PAGE, "What is told, and when")}
    assert kinds == set(get_args(WarningKind))
    named = re.findall(r"`(\w+)`", " ".join(rows_of(PAGE, "What the message says")))
    assert set(named) == set(EarlyWarningRaised.__struct_fields__) - {"warning"}
