"""The reasons of a change of grade, in words: what counts now, what counts no more."""

from datetime import UTC, date, datetime
from decimal import Decimal

from schemas.messages import GradeChanged
from schemas.records import Accident, Registration, StandardizationCertificate, Toll
from schemas.vocabulary.effect import GradesDown
from tests.support.safety_records import CODE, Scoring, admitted

JANUARY, MARCH = date(2026, 1, 5), date(2026, 3, 2)
REGISTERED = admitted(
    Registration(name="北港远洋化工有限公司", sector="hazardous_chemicals"),
    number=CODE,
    known_on=JANUARY,
)
CERTIFIED = admitted(
    StandardizationCertificate(level=2, granted_on=date(2025, 5, 1), valid_until=date(2028, 4, 30)),
    number="BZH-2025-7",
    known_on=JANUARY,
)
FATAL = admitted(
    Accident(
        happened_at=datetime(2026, 3, 1, 3, tzinfo=UTC),
        tolls=(Toll(reported_on=date(2026, 3, 1), deaths=1, serious_injuries=0),),
        loss=Decimal(900_000),
        responsibility="responsible",
    ),
    number="SG-1",
    known_on=MARCH,
)


def changes() -> list[GradeChanged]:
    scoring = Scoring()
    for record in (REGISTERED, CERTIFIED, FATAL):
        scoring.take(record)
    return scoring.on("grade-changes")


def test_at_the_first_rating_all_counts_as_new() -> None:
    first = changes()[0]
    assert first.reasons == ("base_no_level",)
    (base,) = first.because
    assert (base.rule, base.chinese, base.points) == (
        "base_no_level",
        "基本分：无标准化等级",
        Decimal(70),
    )
    assert first.no_longer == ()


def test_a_fall_names_what_counts_now_with_document_and_article_and_what_counts_no_more() -> None:
    fall = changes()[-1]
    assert fall.to_grade == "D"
    override, *lines = fall.because
    assert (override.rule, override.effect, override.points) == (
        "ordinary_accident",
        GradesDown(2),
        None,
    )
    assert override.document_numbers == ("SG-1",)
    assert "聊城" in override.article
    taken = next(line for line in lines if line.rule == "accident_ordinary_with_death")
    assert (taken.points, taken.document_numbers) == (Decimal(-20), ("SG-1",))
    assert [line.rule for line in fall.no_longer] == ["base_level_2"]
    told = {line.rule for line in (*fall.because, *fall.no_longer)}
    assert tuple(sorted(told)) == fall.reasons
