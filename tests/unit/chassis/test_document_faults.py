"""All that is wrong with a rulebook's file is named at once, each with its line and key."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from schemas.vocabulary.rule_value import ContradictionsError, Edition, RuleValue
from services.chassis.rules.document_faults import faults_of


class Flat(msgspec.Struct, frozen=True, tag_field="by", tag="flat", forbid_unknown_fields=True):
    points: int


class Steps(msgspec.Struct, frozen=True, tag_field="by", tag="steps", forbid_unknown_fields=True):
    points: tuple[int, ...]


class Rates(Edition, frozen=True, kw_only=True):
    rate: RuleValue[Decimal]
    base: Flat | Steps
    by_class: dict[str, RuleValue[int]] = msgspec.field(default_factory=dict)
    limit: RuleValue[int] | None = None

    def __post_init__(self) -> None:
        problems = [f"by_class.{name}: below nothing" for name, each in self.by_class.items()]
        if self.rate.value < 0:
            raise ContradictionsError(("rate: below nothing", *problems))


GOOD = """\
edition: first
effective_from: 2025-01-01
rate: {value: 0.1, unit: percent, article: Order 1 art. 2, mark: pub}
base: {by: steps, points: [1, 2, 3]}
by_class:
  small: {value: 1, unit: class, article: Order 1 art. 3, mark: law}
  large: {value: 2, unit: class, article: Order 1 art. 3, mark: ours}
limit: {value: 9, unit: class, article: Order 1 art. 3, mark: law}
"""


def faults(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[int, str, str]]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "a.yaml"
    file.write_text(text, "utf-8")
    return [(fault.line, fault.key, fault.what) for fault in faults_of(file, Rates)]


def test_a_right_file_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("edition: first\n", "")], [(1, "edition", "is missing")]),
        (
            [
                ("value: 1,", "value: b,"),
                ("mark: ours", "mark: rumour"),
                ("value: 9", "value: x"),
            ],
            [
                (6, "by_class.small.value", "Expected `int`, got `str`"),
                (7, "by_class.large.mark", "Invalid enum value 'rumour'"),
                (8, "limit.value", "Expected `int`, got `str`"),
            ],
        ),
        (
            [("limit:", "limt:"), ("unit: percent, ", "")],
            [(8, "limt", "an unknown key; take it out"), (3, "rate.unit", "is missing")],
        ),
        ([("points: [1, 2, 3]", "points: [1, b, 3]")], [(4, "base.points.1", "Expected `int`")]),
        ([("by: steps", "by: luck")], [(4, "base.by", "Invalid value 'luck'")]),
        (
            [("value: 0.1", "value: -1")],
            [
                (3, "rate", "below nothing"),
                (6, "by_class.small", "below nothing"),
                (7, "by_class.large", "below nothing"),
            ],
        ),
        (
            [("value: 1,", "value: 010,"), ("value: 2,", "value: 1:30,")],
            [
                (6, "by_class.small.value", "010 is no plain decimal number"),
                (7, "by_class.large.value", "1:30 is no plain decimal number"),
            ],
        ),
        (
            [("  large:", "  small:"), ("value: 9", "value: 09")],
            [(7, "by_class.small", "the key stands twice"), (8, "limit.value", "09 is no plain")],
        ),
        ([("edition: first", "edition: [first")], [(2, "", "")]),
    ],
)
def test_every_fault_is_named(
    tmp_path: Path, changes: list[tuple[str, str]], expected: list[tuple[int, str, str]]
) -> None:
    given = faults(tmp_path, *changes)
    assert [(line, key) for line, key, _ in given] == [(line, key) for line, key, _ in expected]
    for (*_, what), (*_, words) in zip(given, expected, strict=True):
        assert what.startswith(words)
