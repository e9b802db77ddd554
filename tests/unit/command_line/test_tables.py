"""Tables: keys whole on one line at any width, free text folded, strangers' signs escaped."""

import json
import unicodedata

import pytest

from services.chassis.text.visible_text import visible, visible_json
from services.command_line.tables import Table, number_column, text_column
from services.command_line.text_width import fold, width_of

HOSTILE = (
    "[/red]", "[bold red]x[/]", "\x1b[31mred", "\x1b]8;;https://evil\x07link\x1b]8;;\x07",
    "a\tb", "a\nb", "a\r\nb", "\x07", "\x9b31m", "\u202eevil", "a\u2066b\u2069", "\u2028",
    "\ufeffx", "\u200bx", "\ud800", "\U000e0041", "x\x00y", "\x7f", "a\x0bb\x85c",
)  # fmt: skip
KEYS = ("91990103MBT4Y0NW08", "name:象山瑞丰金属制品有限公司东海分公司第二项目部", "x" * 100)
TEXT = "安全出口堵塞 the emergency exit was blocked 且整改期限已过"


def table() -> Table:
    made = Table("标识 identifier", number_column("条数 findings"), text_column("说明 text"))
    for key in KEYS:
        made.add_row(key, "12", TEXT)
    return made


@pytest.mark.parametrize("width", [None, 240, 120, 80, 40, 10])
@pytest.mark.parametrize("keys", [KEYS, KEYS[:1]])
def test_a_key_stays_whole_on_one_line(width: int | None, keys: tuple[str, ...]) -> None:
    made = Table("标识 identifier", number_column("条数 findings"), text_column("说明 text"))
    for key in keys:
        made.add_row(key, "12", TEXT)
    lines = list(made.lines(width))
    for key in keys:
        assert sum(key in line for line in lines) == 1
    assert "…" not in "".join(lines)
    folded = "".join("".join(lines).split())
    assert all(word in folded for word in ("安全出口", "emergency"))


def test_what_fits_stands_in_columns_as_wide_as_the_terminal() -> None:
    made = Table("标识 identifier", number_column("条数 findings"), text_column("说明 text"))
    made.add_row(KEYS[0], "7", TEXT)
    made.add_section()
    made.add_row("合计", "12", "")
    lines = list(made.lines(60))
    assert max(map(width_of, lines)) <= 60
    assert len({line.index("─  ─") for line in lines if line.startswith("─")}) == 1
    end = width_of(lines[2][: lines[2].index("7") + 1])
    assert width_of(lines[-1]) == end  # numbers end where numbers end, beside wide signs too


def test_what_does_not_fit_becomes_a_record_a_row() -> None:
    assert list(table().lines(40))[:4] == [
        f"标识 identifier: {KEYS[0]}",
        "条数 findings: 12",
        "说明 text: 安全出口堵塞 the emergency",
        "  exit was blocked 且整改期限已过",
    ]


def test_a_pipe_has_a_row_a_line() -> None:
    lines = list(table().lines(None))
    assert lines[0] == "标识 identifier\t条数 findings\t说明 text"
    assert [line.split("\t") for line in lines[1:]] == [[key, "12", TEXT] for key in KEYS]


@pytest.mark.parametrize("width", [None, 200, 80, 40, 1])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_does_nothing(width: int | None, hostile: str) -> None:
    made = Table("key", text_column("text"), title=hostile, remarks=(hostile,))
    made.add_row(hostile, (hostile, hostile))
    lines = list(made.lines(width))
    assert all(line.replace("\t", "").isprintable() for line in lines)
    assert lines[0] == lines[-1] == visible(hostile)
    rows = lines[1:-1]
    assert any(line.count("\t") == 1 for line in rows) is (width is None)
    if width is None:
        assert rows[1].split("\t") == [visible(hostile), f"{visible(hostile)}; {visible(hostile)}"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_json_with_them_means_the_same(hostile: str) -> None:
    line = visible_json(json.dumps({"x": hostile}, ensure_ascii=False))
    assert line.isprintable()
    assert json.loads(line) == {"x": hostile}


def test_names_are_shown_as_they_are() -> None:
    for name in (
        "象山瑞丰金属制品有限公司",
        "𠮷野家（北京）",
        "\ue000厂",
        "a b\u3000c",
        "é",
        "e\u0301",
    ):
        assert visible(name) == name


def test_every_sign_that_is_not_shown_is_escaped() -> None:
    for number in range(0x110000):
        sign = chr(number)
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            assert visible(sign) != sign


@pytest.mark.parametrize("width", [1, 2, 7, 20])
def test_folding_loses_nothing_and_keeps_to_the_width(width: int) -> None:
    for each in (TEXT, "x" * 50, "象" * 30, "", "  "):
        lines = fold(each, width)
        assert all(width_of(line) <= max(width, 2) for line in lines)
        assert "".join("".join(lines).split()) == "".join(each.split())
        assert lines
