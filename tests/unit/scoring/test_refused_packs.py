"""What is wrong with a pack is told with its file, its line and its key."""

from pathlib import Path
from typing import get_args

import pytest

from schemas.vocabulary.note import Note
from services.chassis.rules.rulebook import RulebookError
from services.scoring.domain.packs.rule import RuleEnding, RuleNote
from services.scoring.domain.standing.titles import ending, noted
from services.scoring.stage import load_rulebooks
from tests.support.pack_files import INDUSTRIAL, edit, shipped_in


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("{level: 2, points", "{level: 1, points", "base.levels", "none twice"),
        ("{level: 3, points", "{level: 4, points", "base.levels", "none left out"),
        ("points: {value: 100,", "points: {value: 700,", "base.levels.0.points", "0 to 100"),
        ("none: {value: 70,", "none: {value: 700,", "base.none", "700 is not within the score"),
        ("least: {value: 0,", "least: {value: 100,", "score.least", "not below the greatest"),
        ("deaths: {value: 10,", "deaths: {value: 30,", "accidents.classes", "fewer deaths"),
        (
            "serious_injuries: {value: 50,",
            "serious_injuries: {value: 5,",
            "accidents.classes",
            "fewer serious_injuries",
        ),
        ("loss: {value: 50000000,", "loss: {value: 5,", "accidents.classes", "fewer loss"),
        ("    - name: major", "    - name: larger", "accidents.classes", "a name stands twice"),
        ("    - name: major", "    - name: ' '", "accidents.classes.1.name", "matching regex"),
        ("    fire: {value: 7,", "    #fire: {value: 7,", "accidents.follow_up", "['fire']"),
        (
            "extended_while: {value: danger_overdue",
            "extended_while: {value: danger_found",
            "lists.blacklist.extended_while.value",
            "Invalid enum value 'danger_found'",
        ),
        (
            "    runs_from: decision\n",
            "    decided_until: {value: 2023-09-30, unit: d, article: x, mark: ours}\n"
            "    runs_from: decision\n",
            "lists.severe_list.decided_until",
            "2023-09-30 is before decided_from",
        ),
        (
            "leave_after: {value: 12,",
            "leave_after: {value: 37,",
            "lists.severe_list.leave_after",
            "later than the end of the term",
        ),
        ("term: {value: 36,", "term: {value: 0,", "lists.severe_list.term.value", ">= 1"),
        ("validity: {value: 36,", "validity: {value: 0,", "certificate.validity.value", ">= 1"),
        ("window: {value: 12,", "window: {value: 0,", "certificate.window.value", ">= 1"),
        (
            "recorded_within: {value: 36,",
            "recorded_within: {value: 0,",
            "sufficiency.recorded_within.value",
            ">= 1",
        ),
        (
            "at_least: {value: 2, unit: accidents",
            "at_least: {value: 0, unit: accidents",
            "rules.repeated_accidents.at_least.value",
            ">= 1",
        ),
        (
            "within: {value: 12, unit: months",
            "within: {value: 0, unit: months",
            "rules.repeated_accidents.within.value",
            ">= 1",
        ),
        (
            "period: {value: 3, unit: months",
            "period: {value: 0, unit: months",
            "rules.penalty_minor.period.value",
            ">= 1",
        ),
        ("    of: penalty\n", "    of: []\n", "rules.penalty_minor.of", "one situation or more"),
        (
            "    of: penalty\n",
            "    of: [penalty, penalty]\n",
            "rules.penalty_minor.of",
            "none twice",
        ),
        (
            "class: [larger, major",
            "class: [major, major",
            "rules.larger_accident.where.class",
            "a word stands twice",
        ),
        (
            "where: {severity: severe}",
            "where: {fine: {at_least: {value: 5, unit: y, article: x, mark: ours}, "
            "below: {value: 5, unit: y, article: x, mark: ours}}}",
            "rules.penalty_severe.where.fine.below",
            "no number is at least",
        ),
        (
            "ends_when: credit_repaired",
            "ends_when: credit_repared",
            "rules.penalty_minor.ends_when",
            "Invalid enum value 'credit_repared'",
        ),
        (
            "note: under_investigation",
            "note: under_consideration",
            "rules.accident_under_investigation.note",
            "Invalid enum value 'under_consideration'",
        ),
        (
            "    of: accident_concealed\n",
            "    of: accident_concealed\n    note: under_investigation\n",
            "rules.concealed_accident.note",
            "belongs to points",
        ),
        (
            "proposes: {value: severe_list",
            "ends_when: credit_repaired\n    proposes: {value: severe_list",
            "rules.severe_list_major_accident.ends_when",
            "belongs to points",
        ),
        (
            "    at_least: {value: 2, unit: accidents",
            "    per: class\n    different: class\n    at_least: {value: 2, unit: accidents",
            "rules.repeated_accidents.different",
            "each class apart has but one class",
        ),
        ("  penalty_severe:", "  blacklist:", "rules.blacklist", "a list has the same name"),
        ("  penalty_severe:", "  base_level_4:", "rules.base_level_4", "of the base score"),
        (
            "  penalty_severe:",
            "  penalty_minor_beyond_limit:",
            "rules.penalty_minor_beyond_limit",
            "of the rule that is limited",
        ),
        ("  penalty_severe:", "  ' ':", "rules", "matching regex"),
        ("chinese: 工矿企业", "chinese: ' '", "chinese", "matching regex"),
        ("english: Penalty, general", "english: ''", "rules.penalty_general.english", ">= 1"),
        ("takes: {value: 20,", "takes: {value: 'NaN',", "rules.penalty_severe.takes", "or none"),
        (
            "takes: {value: 20,",
            "takes: {value: 'Infinity',",
            "rules.penalty_severe.takes",
            "a negative number, or none",
        ),
        (
            "      minor: {value: 12, unit: months",
            "      #minor: {value: 12, unit: months",
            "repair.0.minimum",
            "['minor'] missing",
        ),
    ],
)
def test_what_contradicts_itself_is_told_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, what: str
) -> None:
    folder = shipped_in(tmp_path)
    file = folder / INDUSTRIAL
    edit(file, old, new)
    with pytest.raises(RulebookError) as caught:
        load_rulebooks(folder, drafts=True)
    error = caught.value
    assert (error.file, error.key) == (file, key)
    assert what in error.what
    name = key.rpartition(".")[2]
    assert ("- " if name.isdecimal() else name) in file.read_text("utf-8").split("\n")[
        error.line - 1
    ]


@pytest.mark.parametrize("word", [*get_args(RuleEnding), *get_args(RuleNote)])
def test_each_word_that_a_rule_may_say_is_known_to_the_explanation(word: str) -> None:
    chinese, english = noted(Note(kind=word)) if word in get_args(RuleNote) else ending(word)
    assert word not in {chinese, english}
    assert not chinese.endswith("：")
