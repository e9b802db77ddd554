"""What is sealed or certified outside a key's life or purpose does not hold."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from schemas.codec import decode, encode
from schemas.messages import DecisionsSealed, Fact, StandingAssessed
from services.chassis.clock import CITY_ZONE
from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.keys import SigningKey
from services.chassis.signing.register_file import write_register
from services.chassis.signing.rotation import revoked, rotated
from services.scoring.adapters.certificates.certificate import CertificateError, verified
from services.scoring.adapters.decision_log.sealing import DayBook
from services.scoring.adapters.decision_log.verification import Verifier
from tests.support.certificate_requests import certificate_by
from tests.support.decision_logs import ASSESSMENTS, CHANGES, LAST, SEALS, days_until_the_last
from tests.support.safety_records import CODE
from tests.support.signing_keys import (
    AUTHORITY,
    CERTIFYING,
    KEY,
    ORIGIN,
    OTHER,
    REGISTER,
    change_entry,
    entry_of,
    keyring_of,
    register_of,
)

DAY = timedelta(days=1)
FIRST, TURN = SEALS[0].body.day, SEALS[6].body.day
ONE = register_of(entry_of(KEY.public, first=FIRST, last=LAST + 400 * DAY))
BOTH = rotated(ONE, OTHER.public, KeyPurpose.SEALS, TURN, LAST + 800 * DAY, TURN - DAY)
KeyOn = Callable[[date], SigningKey]


def by_turns(day: date) -> SigningKey:
    return KEY if day < TURN else OTHER


def sealed(key_on: KeyOn, until: date = LAST) -> list[Fact[DecisionsSealed]]:
    book = DayBook(ORIGIN, 1, None)
    for fact in (*map(decode, ASSESSMENTS), *days_until_the_last(FIRST)):
        book.add(0, fact)
    return [fact for fact in book.seals(key_on) if fact.body.day < until]


def problem(
    register: KeyRegister, key_on: KeyOn = by_turns, on: date = LAST, until: date = LAST
) -> str | None:
    verifier = Verifier(register)
    changes = [fact for fact in CHANGES if fact.body.day < until]
    for fact in (*changes, *sealed(key_on, until)):
        if (wrong := verifier.add("a line", encode(fact))) is not None:
            return f"{wrong.about}: {wrong.problem}"
    wrong = verifier.finish() or verifier.outlived(on)
    return wrong and f"{wrong.about}: {wrong.problem}"


def test_a_rotation_leaves_no_day_unsealed_and_breaks_none(tmp_path: Path) -> None:
    """Rehearses a rotation: the sealer runs on, has both keys, and only the register changes."""
    ring = keyring_of(tmp_path, KEY, OTHER, register=ONE)
    book, seals = DayBook(ORIGIN, 1, None), []
    days = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
    for day in days:
        if day == TURN - DAY:
            write_register(tmp_path / "keys.note", BOTH, AUTHORITY)
        for fact in map(decode, ASSESSMENTS):
            if isinstance(fact.body, StandingAssessed) and fact.body.day == day:
                book.add(0, fact)
        book.add(0, days_until_the_last(day)[0])
        seals += book.seals(ring.on)
    assert [seal.body.day for seal in seals] == days[:-1]
    assert [seal.body.key_id for seal in seals] == [by_turns(d).public.id for d in days[:-1]]
    verifier = Verifier(ring.register)
    assert [verifier.add("a line", encode(fact)) for fact in (*CHANGES, *seals)] == [None] * (
        len(CHANGES) + len(seals)
    )
    assert (verifier.finish(), verifier.outlived(LAST)) == (None, None)


def test_a_retired_key_can_sign_no_new_day_and_no_new_past() -> None:
    assert problem(BOTH) is None
    late = problem(BOTH, lambda _: KEY)
    assert late is not None
    assert late.startswith(f"seal 7 of {TURN}: the key {KEY.public.id} was not in force on {TURN}")
    # The past anew, up to the day before the key was retired: it holds in itself ...
    forged = problem(BOTH, lambda _: KEY, on=TURN, until=TURN)
    assert forged is None
    # ... but who has the register knows that another key has to have gone on from there.
    forged = problem(BOTH, lambda _: KEY, on=TURN + 2 * DAY, until=TURN)
    assert forged is not None
    assert "the log ends here, and its key" in forged


def test_a_key_that_is_to_come_or_for_something_else_seals_nothing() -> None:
    early = problem(BOTH, lambda _: OTHER)
    assert early is not None
    assert f"not in force on {FIRST}: valid from {TURN}" in early
    other = problem(change_entry(ONE, KEY.public, purpose=KeyPurpose.CERTIFICATES), lambda _: KEY)
    assert other is not None
    assert "is for certificates, not for seals" in other


def test_what_a_revoked_key_sealed_holds_where_a_good_key_stands_over_it() -> None:
    lost = revoked(BOTH, KEY.public.id, TURN, "stolen", LAST)
    assert problem(lost) is None, "the seals of the next key cover those before"
    alone = problem(lost, lambda _: KEY, on=TURN, until=TURN)
    assert alone is not None
    assert "was revoked, and no seal of another key stands over it" in alone
    before = revoked(BOTH, KEY.public.id, TURN - DAY, "stolen", LAST)
    broken = problem(before)
    assert broken is not None
    assert broken.startswith(f"seal 6 of {TURN - DAY}: the key {KEY.public.id} was not in force")


@pytest.mark.parametrize(
    ("register", "key", "why"),
    [
        (REGISTER, KEY, "is for seals, not for certificates"),
        (REGISTER, OTHER, "is not in the register"),
        (
            change_entry(REGISTER, CERTIFYING.public, retired_on=date(2026, 3, 10)),
            CERTIFYING,
            "was not in force on 2026-03-10: retired on 2026-03-10",
        ),
        (
            revoked(REGISTER, CERTIFYING.public.id, date(2026, 6, 1), "stolen", date(2026, 6, 2)),
            CERTIFYING,
            "was revoked on 2026-06-02, not believed since 2026-06-01: stolen",
        ),
    ],
)
def test_a_certificate_outside_its_keys_life_or_purpose_is_not_valid(
    register: KeyRegister, key: SigningKey, why: str
) -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=CITY_ZONE)
    assert verified(certificate_by(CERTIFYING, now), REGISTER, now).sub == CODE
    with pytest.raises(CertificateError, match=why):
        verified(certificate_by(key, now), register, now)
