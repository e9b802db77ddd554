"""A worked case names each line of a rule, so that none can hide behind another."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.scoring.domain.packs.worked_case import WorkedCase, differences
from services.scoring.stage import load_rulebooks

ACCIDENTS = [
    {
        "number": number,
        "content": {
            "kind": "accident",
            "happened_at": f"2026-03-0{day}T08:00:00+08:00",
            "tolls": [{"reported_on": f"2026-03-0{day}", "deaths": deaths}],
        },
    }
    for number, day, deaths in (("SG1", 1, 0), ("SG2", 2, 1), ("SG3", 3, 1))
]
WHOLE = {
    "lines": {
        "accident_ordinary_without_death": -10,
        "accident_ordinary_with_death": [-20, -20],
    },
    "overrides": {
        "repeated_accidents": "to D",
        "ordinary_accident": ["down 2", "down 2", "down 2"],
    },
}


def found(**expected: object) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    expect = {date(2026, 3, 3): {"score": 20, "grade": "D", **expected}}
    case = msgspec.convert({"case": "three", "records": ACCIDENTS, "expect": expect}, WorkedCase)
    told = differences(case, load_rulebooks(), "industrial")
    return [(difference.expected, difference.computed) for difference in told]


def test_what_names_each_line_holds() -> None:
    assert found(**WHOLE) == []


@pytest.mark.parametrize(
    ("part", "rule", "said"),
    [
        ("lines", "accident_ordinary_with_death", -40),
        ("lines", "accident_ordinary_with_death", -20),
        ("lines", "accident_ordinary_with_death", [-20, -20, 0]),
        ("overrides", "ordinary_accident", "down 2"),
        ("overrides", "ordinary_accident", ["down 2", "down 2"]),
        ("overrides", "ordinary_accident", ["down 2", "down 2", "to D"]),
        ("overrides", "repeated_accidents", ["to D", "to D"]),
        ("overrides", "repeated_accidents", []),
    ],
)
def test_what_hides_a_line_or_names_one_too_many_is_told(
    part: str, rule: str, said: object
) -> None:
    ((expected, given),) = found(**{part: {**WHOLE[part], rule: said}})
    assert expected[part][rule] != given[part][rule]
    assert {**expected[part], rule: None} == {**given[part], rule: None}


def test_their_order_does_not_matter() -> None:
    fined = [
        {"kind": "penalty", "severity": "general", "fine": fine, "decided_on": "2026-03-01"}
        for fine in (500000, 1)
    ]
    records = [{"number": f"P{place}", "content": each} for place, each in enumerate(fined)]
    for lines, differ in (([-5, -10], 0), ([-10, -5], 0), ([-10, -10], 1)):
        expect = {
            date(2026, 3, 1): {"score": 55, "grade": "D", "lines": {"penalty_general": lines}}
        }
        case = msgspec.convert({"case": "x", "records": records, "expect": expect}, WorkedCase)
        assert len(list(differences(case, load_rulebooks(), "industrial"))) == differ
