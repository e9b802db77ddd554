"""Whatever the form in which a department writes a value, the same value is read."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.codec import to_json
from schemas.messages import ReportSubmitted
from schemas.vocabulary.enterprise_code import likely_code
from services.intake.domain.identities.identification import identify
from services.intake.domain.layouts.layout import Fields
from services.intake.domain.layouts.values import (
    CITY_OFFSET,
    plain,
    read_day,
    read_decimal,
    read_instant,
)
from services.intake.domain.records.normalization import normalize
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.statements.undecided import UndecidedError
from tests.support.sample_files import RULEBOOK, submission_of

FULL_WIDTH = str.maketrans(
    "0123456789.-/ABCDEFGHJKLMNPQRTUWXY",
    "０１２３４５６７８９．－／ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ",
)
FIRST_SERIAL = date(1982, 2, 18)  # 30000 as spreadsheets count days
days = st.dates(date(1955, 1, 1), date(2099, 12, 31))
amounts = st.decimals(0, 10**9, places=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(days)
def test_a_day_in_any_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms: list[object] = [
        day.isoformat(),
        f"{day:%Y/}{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day.year}年{day.month}月{day.day}日",
        f" {day:%Y.%m.%d} ",
        f"{day:%Y-%m-%d} 23:59:59",
        f"{day:%Y-%m-%d}T08:00:00+08:00",
        f"{day:%Y%m%d}235959",
        day.isoformat().translate(FULL_WIDTH),
    ]
    if day >= FIRST_SERIAL:
        forms += [serial, float(serial), f"{serial}.75"]
    assert [read_day(form) for form in forms] == [day] * len(forms)


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)), st.integers(0, 24 * 3600 - 1))
def test_an_instant_keeps_its_offset_and_a_bare_one_is_the_citys(day: date, second: int) -> None:
    here = datetime.combine(day, time(), CITY_OFFSET) + timedelta(seconds=second)
    assert read_instant(f"{here:%Y-%m-%d %H:%M:%S}") == here
    assert read_instant(here.isoformat()) == here
    utc = here - timedelta(hours=8)
    assert read_instant(f"{utc:%Y-%m-%dT%H:%M:%S}Z") == here


@given(amounts)
def test_money_is_exact_in_any_form(amount: Decimal) -> None:
    forms = [str(amount), f"{amount:,}", str(amount).translate(FULL_WIDTH), f" {amount} "]
    expected = plain(amount * 10_000)
    for form in forms:
        read = read_decimal(form, 10_000)
        assert read == amount * 10_000
        assert str(read) == str(expected)  # one form, so that equal contents have equal bytes


@given(st.text(max_size=30))
@example("1e5")
@example("NaN")
@example("1,23")
@example("12345678901234567890")
def test_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = read_decimal(text)
    except ValueError:
        return
    assert number.is_finite()


@given(st.text(max_size=30) | st.integers() | st.floats())
def test_anything_is_a_day_or_refused(value: object) -> None:
    try:
        day = read_day(value)
    except ValueError:
        return
    assert day.year >= 1899


CODE = "91990103NBMRN7808U"


@given(
    st.sampled_from([str.lower, str.upper, lambda t: t.translate(FULL_WIDTH)]),
    st.sampled_from(["", " ", "\u3000", "\t"]),
)
def test_a_code_in_any_guise_is_the_same_code(guise: object, blank: str) -> None:
    assert callable(guise)
    written = blank + blank.join([guise(CODE)[:9], guise(CODE)[9:]]) + blank
    assert identify({"c": written}, ["c"], None).code == CODE


@given(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_wrong_check_is_proposed_right(check: str) -> None:
    wrong = CODE[:-1] + check
    assert likely_code(wrong) == (None if wrong == CODE else CODE)
    named = identify({"c": wrong}, ["c"], None)
    assert (named.code is not None) == (wrong == CODE)


@given(
    st.sampled_from([*RULEBOOK.layouts, "record", "none"]),
    st.sampled_from(["work-safety", "market-supervision", "quality-supervision", "traffic-police"]),
    st.data(),
)
def test_any_fields_end_in_a_finding_or_a_reason(
    layout: str, department: str, data: st.DataObject
) -> None:
    known = RULEBOOK.layouts.get(layout)
    names = st.sampled_from(
        sorted(known.fields) if known else ["code", "document_number", "occurred_on", "content"]
    )
    fields = data.draw(st.dictionaries(names | st.text(max_size=3), json_values, max_size=6))
    _normalized_or_refused(layout, department, fields)


SAMPLE_ROWS = [
    next(iter(submission_of(file).facts)).body
    for file in ("penalties-double-publicity.csv", "accidents.json", "traffic-police.jsonl")
]


@given(st.sampled_from(SAMPLE_ROWS), st.data())
def test_a_good_row_with_one_field_spoilt_ends_in_a_finding_or_a_reason(
    row: ReportSubmitted, data: st.DataObject
) -> None:
    fields = dict(row.fields)
    fields[data.draw(st.sampled_from(sorted(fields)))] = data.draw(json_values)
    _normalized_or_refused(row.layout, row.department, fields)


def _normalized_or_refused(layout: str, department: str, fields: Fields) -> None:
    reason = None
    try:
        finding = normalize(RULEBOOK, layout, department, fields, date(2026, 10, 31))
    except Refusal as refusal:
        reason = refusal.reason
    except UndecidedError as waiting:
        reason = "value_ambiguous" if waiting.undecided.choices else ""
    else:
        assert to_json(finding.content)
    assert reason is None or reason in RULEBOOK.reasons
