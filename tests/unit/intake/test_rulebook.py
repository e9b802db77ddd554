"""A data file that does not fit is told when intake starts, with its place."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from services.chassis.rules.rulebook import RulebookError
from services.intake.stage import SHIPPED, build_stage, load_rulebook

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    folder = tmp_path / "intake"
    shutil.copytree(SHIPPED, folder)

    def change(file: str, old: str, new: str) -> Path:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("layouts/accidents.yaml", "kind: accident", "kind: mishap", "no kind 'mishap'"),
        ("layouts/accidents.yaml", "  loss: {", "  lost: {", "has no fields"),
        ("layouts/hidden-dangers.yaml", "  due_on: {", "  #", "needs the fields"),
        ("layouts/hidden-dangers.yaml", "occurred_on: found_on", "occurred_on: day", "'day'"),
        ("layouts/commitments.yaml", "{identifier}", "{made_by}", "no column reads"),
        ("layouts/traffic-police.yaml", "unused: [bz]", "unused: [sfzh]", "personal fields"),
        ("layouts/traffic-police.yaml", "read: choice, field: lx", "read: pick, field: lx", "line"),
        ("layouts/traffic-police.yaml", "field: jdf", "feld: jdf", "feld"),
        (
            "layouts/penalties-double-publicity.yaml",
            "reason: not_an_enterprise",
            "reason: none_such",
            "none_such",
        ),
        ("layouts/accidents.yaml", "layout: accidents", "layout: mishaps", "no layout 'accidents'"),
        ("layouts/accidents.yaml", "statement: accident-resp", "statement: resp", "no statement"),
        ("layouts/commitments.yaml", "statement: commitment-made}", "table: {a: b}}", "statement"),
        ("layouts/accidents.yaml", "unit: 10000}", "unit: 10000, default: 0}", "no words for it"),
        ("statements/crash-fault.yaml", "[同等, 同,", "[同等, 主,", "主 stands in two classes"),
        ("statements/crash-fault.yaml", "负? 同等", "负?? 同等", "同等"),
        ("statements/penalty-severity.yaml", '  severe: ["否', '  grave: ["否', "no choices"),
        ("statement-words.yaml", "doubt:", "doubts:", "doubts"),
        ("doubles.yaml", "hidden_danger: {", "danger: {", "no kind 'danger'"),
        ("doubles.yaml", "day: found_on", "day: seen_on", "no field 'seen_on'"),
        ("doubles.yaml", "day: found_on", "day: level", "'level' of hidden_danger is no day"),
        ("doubles.yaml", "[crash.deaths, crash.inj", "[crash.dead, crash.inj", "'crash.dead'"),
        ("doubles.yaml", "same: [loss]", "same: [loss.first]", "no field 'loss.first'"),
        ("doubles.yaml", "same: [tolls.each.deaths]", "same: []", "has to be the same"),
        ("doubles.yaml", "above_zero: [loss]", "above_zero: [nature]", "is no number"),
        ("doubles.yaml", "value: 3", "value: 0", "most_proposals"),
        ("plausibility.yaml", "past: [held_on]", "past: [hold_on]", "hold_on"),
        ("plausibility.yaml", "interview_held:", "interview:", "no kind 'interview'"),
        ("reasons.yaml", "outcome: rejected", "outcome: refused", "line"),
        (
            "data-quality.yaml",
            "value: [penalty, permit]",
            "value: [fine]",
            "no kind of record 'fine'",
        ),
        ("data-quality.yaml", "commitment: [broken_on]", "commitment: [broke_on]", "'broke_on'"),
        ("data-quality.yaml", "value: [set_aside,", "value: [put_aside,", "no reason 'put_aside'"),
        ("data-quality.yaml", "points: {value: 6", "points: {value: -6", "negative"),
    ],
)
def test_what_does_not_fit_is_told(edit: Edit, file: str, old: str, new: str, says: str) -> None:
    folder = edit(file, old, new)
    with pytest.raises(RulebookError) as error:
        load_rulebook(folder)
    assert says in str(error.value)


def test_a_city_may_add_a_word_to_a_code_table(edit: Edit) -> None:
    folder = edit("layouts/hidden-dangers.yaml", "一般: ordinary", "轻微: ordinary, 一般: ordinary")
    table = load_rulebook(folder).layouts["hidden-dangers"].columns["level"].table
    assert table["轻微"] == "ordinary"
    assert build_stage(folder).service == "intake"
