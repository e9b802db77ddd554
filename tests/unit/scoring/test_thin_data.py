"""The mark of thin data: published when it changes, in words, without a change of grade."""

from datetime import date

import pytest

from schemas.messages import StandingAssessed
from schemas.records import Inspection, Registration
from schemas.vocabulary.thin_data import ThinData
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.domain.standing.titles import THIN, thin
from services.scoring.read_model.sheets import explanation
from services.scoring.stage import load_rulebooks
from tests.support.safety_records import CODE, Scoring, admitted

DAY = date(2026, 3, 10)
REGISTERED = admitted(
    Registration(name="某公司", sector="industrial"), number="registration", known_on=DAY
)
INSPECTED = admitted(
    Inspection(subject="X", inspected_on=DAY, passed=True), number="I", known_on=DAY
)


def standings(scoring: Scoring) -> list[StandingAssessed]:
    return [body for body in scoring.on("standings") if isinstance(body, StandingAssessed)]


def test_an_inspection_without_findings_ends_the_mark_and_its_age_brings_it_back() -> None:
    scoring = Scoring()
    scoring.begin(DAY)
    scoring.take(REGISTERED)
    scoring.take(INSPECTED)
    scoring.begin(date(2029, 3, 9))
    scoring.begin(date(2029, 3, 10))
    told = [(body.day, body.thin_data) for body in standings(scoring)]
    assert told == [
        (DAY, (ThinData.NOTHING_RECORDED,)),
        (DAY, ()),
        (date(2029, 3, 10), (ThinData.NOTHING_RECORDED,)),
    ]
    assert len({(body.score, body.grade) for body in standings(scoring)}) == 1
    assert len(scoring.on("grade-changes")) == 1


def test_an_inspection_alone_rates_who_is_in_no_registry() -> None:
    scoring = Scoring()
    scoring.take(INSPECTED)
    assert [body.thin_data for body in standings(scoring)] == [(ThinData.NO_REGISTRATION,)]


@pytest.mark.parametrize("reason", list(ThinData))
def test_every_reason_has_words_in_both_languages(reason: ThinData) -> None:
    chinese, english = thin([reason])
    assert chinese == f"数据不足：{THIN[reason][0]}"
    assert english == f"thin: {THIN[reason][1]}"
    assert THIN[reason][0].strip() != THIN[reason][1].strip() != ""


def test_the_sheet_says_all_reasons() -> None:
    scoring = Scoring()
    scoring.take(
        admitted(Registration(name="某公司", sector="fisheries"), number="r", known_on=DAY)
    )
    sheet = explanation(standings(scoring)[0], CODE, load_rulebooks())
    assert "数据: 数据不足：登记的行业尚无评分规则、近期无任何部门的记录\n" in as_text(sheet, "zh")
    assert (
        "Data: thin: the registered sector has no rules yet; "
        "no department has recorded anything of late\n"
    ) in as_text(sheet, "en")
