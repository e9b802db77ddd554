"""Rulebooks are read strictly, and errors name file, line and key."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from schemas.vocabulary.rule_value import Edition, RuleValue
from services.chassis.rules.rulebook import RulebookError, load_document, load_editions
from services.chassis.rules.strict_yaml import read_yaml


class Rates(Edition, frozen=True, kw_only=True):
    rate: RuleValue[Decimal]
    by_class: dict[str, RuleValue[int]] = msgspec.field(default_factory=dict)
    steps: tuple[RuleValue[int], ...] = ()


class Positive(Rates, frozen=True, kw_only=True):
    def __post_init__(self) -> None:
        if self.rate.value < 0:
            raise ValueError("rate: below nothing")


GOOD = """\
edition: first
effective_from: 2025-01-01
rate: {value: 0.1, unit: percent, article: Order 1 art. 2, mark: pub}
by_class:
  small: {value: 1, unit: class, article: Order 1 art. 3, mark: law}
  large: {value: 2, unit: class, article: Order 1 art. 3, mark: ours, note: a guess}
steps:
  - {value: 1, unit: step, article: Order 1, mark: law}
"""


def write(folder: Path, text: str, name: str = "a.yaml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (edition,) = load_editions(tmp_path, Rates, drafts=True)
    assert str(edition.rate.value) == "0.1"
    assert edition.by_class["large"].value == 2
    assert edition.rate.mark == "pub"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "what"),
    [
        ("edition: first", "edition: first\nfine: 1", 2, "fine", "unknown field"),
        ("article: Order 1 art. 2, ", "", 3, "rate.article", "missing required field"),
        ("article: Order 1 art. 2", "article: ''", 3, "rate.article", "length >= 1"),
        ("mark: pub", "mark: rumour", 3, "rate.mark", "Invalid enum value"),
        ("value: 0.1", "value: [1]", 3, "rate.value", "Expected"),
        ("value: 2,", "value: two,", 6, "by_class.large.value", "Expected `int`"),
        ("note: a guess", "nota: a guess", 6, "by_class.large.nota", "unknown field"),
        ("value: 1, unit: step", "value: 1.5, unit: step", 8, "steps.0.value", "Expected `int`"),
        ("2025-01-01", "2025-02-30", 2, "effective_from", "day is out of range"),
        ("article: Order 1 art. 2", "article: ' '", 3, "rate.article", "matching regex"),
        ("unit: percent", "unit: '\u3000'", 3, "rate.unit", "matching regex"),
        ("edition: first", "edition: ' '", 1, "edition", "matching regex"),
        ("value: 2,", "value: 010,", 6, "by_class.large.value", "010 is no plain decimal number"),
        ("value: 2,", "value: 1:30,", 6, "by_class.large.value", "1:30 is no plain decimal"),
        ("value: 2,", "value: 0x1F,", 6, "by_class.large.value", "0x1F is no plain decimal"),
        ("value: 2,", "value: 0b11,", 6, "by_class.large.value", "0b11 is no plain decimal"),
        ("value: 2,", "value: 1_000,", 6, "by_class.large.value", "1_000 is no plain decimal"),
        ("value: 2,", "value: +2,", 6, "by_class.large.value", "+2 is no plain decimal"),
        ("value: 2,", "value: '2',", 6, "by_class.large.value", "Expected `int`"),
        ("value: 0.1", "value: .inf", 3, "rate.value", ".inf is no plain decimal"),
        ("value: 0.1", "value: 1:30.5", 3, "rate.value", "1:30.5 is no plain decimal"),
        ("value: 0.1", "value: 1.5e+3", 3, "rate.value", "1.5e+3 is no plain decimal"),
        ("value: 0.1", "value: 1e3", 3, "rate.value", "1e3 is no plain decimal"),
        ("value: 0.1", "value: NaN", 3, "rate.value", "NaN is no plain decimal"),
        ("value: 0.1", "value: -0.1", 3, "rate", "below nothing"),
        ("note: a guess", "note: no", 6, "by_class.large.note", "no is neither true nor false"),
        ("edition: first", "? [edition]\n: first", 1, "", "a key is one word"),
        ("note: a guess", "note: &a [*a]", 1, "", "holds itself"),
        ("note: a guess", f"note: {'[' * 200_000}", 1, "", "is too deep"),
        ("edition: first", "edition: \x07", 0, "", "control characters are not allowed"),
        ("steps:", "rate: {}\nsteps:", 7, "rate", "stands twice"),
        ("small: {value", "small: {value: 1, value", 5, "by_class.small.value", "stands twice"),
        ("mark: pub}", "mark: pub", 4, "", "expected"),
        ("effective_from: 2025-01-01\n", "", 1, "effective_from", "missing required field"),
    ],
)
def test_an_error_names_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, what: str
) -> None:
    assert old in GOOD
    file = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(RulebookError) as caught:
        load_editions(tmp_path, Positive, drafts=True)
    assert (caught.value.file, caught.value.line, caught.value.key) == (file, line, key)
    assert what in str(caught.value)
    assert f"a.yaml, line {line}, " in str(caught.value)


def test_few_bytes_of_aliases_do_not_become_many_nodes(tmp_path: Path) -> None:
    levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 6))
    text = "\n".join(["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]", *levels])
    with pytest.raises(RulebookError, match="line 1, document: aliases stand for more than"):
        read_yaml(tmp_path / "a.yaml", text)
    without_the_last = text.rpartition("\n")[0]
    data = read_yaml(tmp_path / "a.yaml", without_the_last)[1]
    assert data["a1"] == [data["a0"]] * 9


def test_two_editions_of_one_scope_on_one_day_overlap(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD.replace("first", "second"), "b.yaml")
    with pytest.raises(RulebookError, match=r"b.yaml, line 2, effective_from: a.yaml begins"):
        load_editions(tmp_path, Rates, drafts=True)


def test_editions_come_in_the_order_of_their_days(tmp_path: Path) -> None:
    later = GOOD.replace("2025-01-01", "2026-01-01").replace("edition: first", "edition: second")
    write(tmp_path, later, "a.yaml")
    write(tmp_path, GOOD, "b.yaml")
    days = [edition.effective_from.year for edition in load_editions(tmp_path, Rates, drafts=True)]
    assert days == [2025, 2026]


def test_two_editions_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("2025-01-01", "2026-01-01"), "a.yaml")
    write(tmp_path, GOOD, "b.yaml")
    with pytest.raises(RulebookError, match="another one is named first"):
        load_editions(tmp_path, Rates, drafts=True)


def test_a_number_that_is_none_is_told(tmp_path: Path) -> None:
    for none in (".inf", ".nan", "NaN", "'NaN'"):
        file = write(tmp_path, GOOD.replace("value: 0.1", f"value: {none}"))
        with pytest.raises(RulebookError):
            load_document(file, Positive)


def test_a_file_that_would_not_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "b.yml")
    with pytest.raises(RulebookError, match=r"b.yml, line 0, document: would not be read"):
        load_editions(tmp_path, Rates, drafts=True)


def test_an_empty_folder_or_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="no edition"):
        load_editions(tmp_path, Rates, drafts=True)
    with pytest.raises(RulebookError, match="empty"):
        load_document(write(tmp_path, "# nothing\n"), Rates)
