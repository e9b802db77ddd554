"""A line that rests on a value which no department states says so: in JSON, and on the sheet."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from schemas.messages import StandingAssessed
from schemas.records import Accident, Content, Penalty, Toll
from schemas.vocabulary.assumption import Assumption
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.read_model.sheets import explanation
from tests.support.safety_records import CODE, Scoring, admitted, shipped_rulebooks

DAY = date(2026, 3, 2)
GENERAL = Penalty(
    severity="general",
    fine=Decimal(0),
    decided_on=DAY,
    authority="X",
    violation="Y",
    legal_ground="Z",
    types=("罚款",),
)
ACCIDENT = Accident(
    happened_at=datetime(2026, 3, 1, 3, tzinfo=UTC),
    tolls=(Toll(reported_on=date(2026, 3, 1), deaths=1, serious_injuries=0),),
    loss=Decimal(900_000),
    responsibility="responsible",
)
SEVERITY = Assumption(field="severity", value="general")
FINE = Assumption(field="fine", value="0")
NATURE = Assumption(field="nature", value="production")


def standing(content: Content, *assumed: str) -> StandingAssessed:
    scoring = Scoring()
    fact = admitted(content, number="1", known_on=DAY)
    body = msgspec.structs.replace(fact.body, assumed=assumed)
    scoring.take(msgspec.structs.replace(fact, body=body))
    value = scoring.on("standings")[-1]
    assert isinstance(value, StandingAssessed)
    return value


def test_a_deduction_whose_rule_asks_for_what_is_assumed() -> None:
    value = standing(GENERAL, "severity", "fine")
    (line,) = [each for each in value.lines if each.rule == "penalty_general"]
    assert line.assumed == (SEVERITY, FINE)
    sheet = explanation(value, CODE, shipped_rulebooks())
    assert "违法情节未载明，按一般计" in as_text(sheet, "zh")
    assert "the severity is not stated, general is assumed" in as_text(sheet, "en")
    assert "the fine is not stated, 0 yuan is assumed" in as_text(sheet, "en")


def test_what_a_rule_does_not_ask_for_is_not_named() -> None:
    severe = msgspec.structs.replace(GENERAL, severity="severe")
    value = standing(severe, "fine")
    assert [each.assumed for each in value.lines if each.record_id] == [()]


def test_what_is_stated_is_no_assumption() -> None:
    value = standing(GENERAL)
    assert {each.assumed for each in (value.base, *value.lines)} == {()}
    assert "未载明" not in as_text(explanation(value, CODE, shipped_rulebooks()), "zh")


def test_an_accident_whose_nature_decides_how_long_its_toll_counts() -> None:
    value = standing(ACCIDENT, "concealed", "nature")
    lines = [each for each in value.lines if each.record_id]
    assert lines
    assert {each.assumed for each in lines} == {(NATURE,)}
    own = [each for each in value.overrides if each.rule == "one_accident"]
    assert all(each.assumed == (NATURE,) for each in own)
