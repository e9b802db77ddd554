"""Codes and numbers of enterprises: what has their form, what is wrong with one, what is meant."""

import pytest
from stdnum.cn import uscc

from schemas.vocabulary import enterprise_code, organization_code, registration_number
from schemas.vocabulary.enterprise_code import check_fits, flaw_of, likely_code
from schemas.vocabulary.written_code import NotACodeError, doubt, written_code

COOPERATIVE = "N2330203MF1234567E"


def code(stem: str) -> str:
    """Return a code of 16 characters with both of its check characters."""
    inner = stem + organization_code.check_character(stem[8:])
    return inner + enterprise_code.check_character(inner)


@pytest.mark.parametrize(
    "right",
    [
        COOPERATIVE,
        "91350100M000100Y43",
        "11330206002954449B",
        code("54330203ME123456"),  # a villagers' committee
        code("A1110000MH000001"),
        code("Y1110000MG000001"),
        code("81110000MC100001"),
        code("91990101NBMRN780"),  # a division that is no city's
        code("913302A3MA123457"),  # letters in the division: two checks speak for it
    ],
)
def test_a_code_that_is_right_by_the_standard_identifies(right: str) -> None:
    assert flaw_of(right) is None
    assert check_fits(right)
    assert doubt(right) == ""


@pytest.mark.parametrize(
    ("wrong", "flaw", "likely"),
    [
        ("0" * 18, "code_placeholder", None),
        ("1" * 18, "code_placeholder", None),
        ("9" * 18, "code_placeholder", None),
        ("X" * 18, "code_placeholder", None),
        ("Z" * 18, "code_placeholder", None),
        ("123456789012345678", "code_placeholder", None),
        ("012345678901234567", "code_placeholder", None),
        ("987654321098765432", "code_placeholder", None),
        ("ABCDEFGHJKLMNPQRTU", "code_placeholder", None),
        ("ABCDEFGHIJKLMNOPQR", "code_placeholder", None),
        ("121212121212121212", "code_placeholder", None),
        ("911911911911911911", "code_placeholder", None),
        ("913302913302913302", "code_placeholder", None),
        ("111111111111111115", "code_placeholder", None),  # its check character fits
        (code("9133020300000000"), "code_placeholder", None),
        ("913302039999999991", "code_placeholder", None),
        ("913302031234567891", "code_placeholder", None),
        (code("9133020312345678"), "code_placeholder", None),
        (code("91000000MA123456"), "code_impossible", None),  # no division
        (code("96330203MA123456"), "code_impossible", None),  # no such category
        (code("B1330203MA123456"), "code_impossible", None),  # no such authority
        (code("Y2330203MA123456"), "code_impossible", None),
        ("9199O103NBMRN7808U", "code_impossible", "91990103NBMRN7808U"),
        ("91990103NBMRN78081", "code_check_failed", "91990103NBMRN7808U"),
        ("91350100M000100Y4Z", "code_check_failed", "91350100M000100Y43"),
        (COOPERATIVE[:-1] + "A", "code_check_failed", COOPERATIVE),
    ],
)
def test_a_code_with_a_flaw_is_told_its_own(wrong: str, flaw: str, likely: str | None) -> None:
    assert flaw_of(wrong) == flaw
    assert likely_code(wrong) == likely
    assert doubt(wrong)
    assert written_code(wrong) == wrong, "it has the form, so a person may have decided about it"


def test_a_code_whose_inner_check_alone_fails_is_told_so() -> None:
    body = "91330203MA1234560"  # the check character of MA123456 is another
    wrong = body + enterprise_code.check_character(body)
    assert uscc.is_valid(wrong)
    assert flaw_of(wrong) == "organization_check_failed"
    assert likely_code(wrong) is None


def test_where_our_standard_and_the_library_differ() -> None:
    assert not uscc.is_valid(COOPERATIVE), "it takes no letter in the first eight characters"
    assert uscc.is_valid("0" * 18), "it knows no placeholders"


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("NBMRN7808", None),
        ("M000100Y4", None),
        ("002954449", None),
        ("NBMRN7807", "organization_check_failed"),
        ("000000000", "code_placeholder"),
        ("111111117", "code_placeholder"),
        ("999999999", "code_placeholder"),
        ("123456789", "code_placeholder"),
        ("123456788", "code_placeholder"),
        ("987654321", "code_placeholder"),
        ("123123123", "code_placeholder"),
        ("XXXXXXXXX", "code_placeholder"),
    ],
)
def test_an_organization_code(number: str, flaw: str | None) -> None:
    assert organization_code.is_written(number)
    assert organization_code.flaw_of(number) == flaw


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("330200000000001", None),
        ("330233492299450", None),  # its last digit is no check digit: it may be an old one
        ("000000000000000", "code_placeholder"),
        ("999999999999999", "code_placeholder"),
        ("123456789012345", "code_placeholder"),
        ("330200000000000", "code_placeholder"),
        ("123451234512345", "code_placeholder"),
    ],
)
def test_a_registration_number(number: str, flaw: str | None) -> None:
    assert registration_number.is_written(number)
    assert registration_number.flaw_of(number) == flaw


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it has 0 characters"),
        (COOPERATIVE[:-1], "it has 17 characters, not 18"),
        (COOPERATIVE + "1", "it has 19 characters"),
        (COOPERATIVE[:-1] + "#", "it has '#'"),
        (COOPERATIVE[:-1] + "é", "it has 'É'"),
        ("甲" * 18, "it has '甲'"),
        ("11010119900307888X", "a personal identity number"),
    ],
)
def test_what_can_not_be_a_code_at_all_is_told_why(text: str, why: str) -> None:
    with pytest.raises(NotACodeError, match="is no unified social credit code") as error:
        written_code(text)
    assert why in str(error.value)
    assert "11010119900307888X" not in str(error.value)


def test_a_code_is_read_in_any_width_and_case() -> None:
    assert written_code(" ｎ２３３０２０３ mf1234567e ") == COOPERATIVE
