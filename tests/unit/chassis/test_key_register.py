"""The register of keys: which key may sign what, on which days, and how one follows another."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.signing.key_register import (
    KeyPurpose,
    KeyRegister,
    KeyState,
    NoKeyInForceError,
    RegisterError,
    Revocation,
)
from services.chassis.signing.keys import PublicKey
from services.chassis.signing.register_file import (
    RegisterFile,
    load_register,
    read_register,
    signed_register,
    write_register,
)
from services.chassis.signing.rotation import revoked, rotated
from tests.support.signing_keys import (
    AUTHORITY,
    KEY,
    OTHER,
    REGISTER,
    change_entry,
    entry_of,
    key_of,
    keyring_of,
    register_of,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2026, 6, 1)
ONE = register_of(entry_of(KEY.public, first=FIRST, last=LAST))
SEALS = KeyPurpose.SEALS
LOST = revoked(ONE, KEY.public.id, FIRST, "lost", TODAY)


def followed(begins: date, ends: date, key: PublicKey = OTHER.public) -> KeyRegister:
    """Return a register in which a key takes over, today."""
    return rotated(ONE, key, SEALS, begins, ends, TODAY)


def test_a_key_signs_on_the_days_of_its_life_and_for_its_purpose_alone() -> None:
    entry = ONE.keys[0]
    states = {
        FIRST - DAY: KeyState.UPCOMING,
        FIRST: KeyState.IN_FORCE,
        LAST: KeyState.IN_FORCE,
        LAST + DAY: KeyState.EXPIRED,
    }
    for day, state in states.items():
        assert entry.state(day) == state
        problem = ONE.problem(KEY.public.id, SEALS, day)
        assert (problem is None) == (state == KeyState.IN_FORCE), problem
    assert ONE.problem(KEY.public.id, KeyPurpose.CERTIFICATES, FIRST) == (
        f"the key {KEY.public.id} is for seals, not for certificates"
    )
    assert "is not in the register" in (ONE.problem(OTHER.public.id, SEALS, FIRST) or "")
    retired = change_entry(ONE, KEY.public, retired_on=TODAY)
    assert retired.problem(KEY.public.id, SEALS, TODAY - DAY) is None
    assert "retired on 2026-06-01" in (retired.problem(KEY.public.id, SEALS, TODAY) or "")


def test_of_a_revoked_key_a_claim_never_holds_and_a_proven_day_does_until_it_was_lost() -> None:
    lost = revoked(ONE, KEY.public.id, TODAY - DAY, "stolen", TODAY)
    assert lost.problem(KEY.public.id, SEALS, TODAY - 2 * DAY) is None
    for day in (TODAY - DAY, TODAY):
        assert "not believed since 2026-05-31: stolen" in (
            lost.problem(KEY.public.id, SEALS, day) or ""
        )
    assert "revoked on 2026-06-01" in (lost.problem_of_claim(KEY.public.id, SEALS, FIRST) or "")
    assert lost.version == ONE.version + 1
    earlier = revoked(lost, KEY.public.id, FIRST, "stolen before", TODAY)
    assert earlier.keys[0].last_day == FIRST - DAY


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: revoked(ONE, OTHER.public.id, TODAY, "x", TODAY), "not in the register"),
        (lambda: revoked(ONE, KEY.public.id, TODAY + DAY, "x", TODAY), "is to come"),
        (lambda: revoked(LOST, KEY.public.id, TODAY, "x", TODAY), "already"),
        (lambda: followed(TODAY + DAY, LAST, KEY.public), "a key has one life"),
        (lambda: followed(TODAY, LAST), "is too early"),
        (lambda: followed(FIRST - DAY, LAST), "none begins before it"),
        (lambda: followed(LAST + 2 * DAY, LAST + 9 * DAY), "would be in force on 2027-01-01"),
        (lambda: followed(TODAY + 2 * DAY, TODAY), "ends before it begins"),
    ],
)
def test_a_change_that_would_break_what_holds_is_refused(
    change: Callable[[], KeyRegister], why: str
) -> None:
    with pytest.raises(RegisterError, match=why):
        change()


@given(st.data())
def test_however_keys_follow_each_other_no_day_is_without_one(data: st.DataObject) -> None:
    register, today, numbers = ONE, FIRST, iter(range(10, 60))

    def follow(register: KeyRegister, begins: date, days: int) -> KeyRegister:
        key, ends = key_of(next(numbers)).public, begins + timedelta(days=days)
        return rotated(register, key, SEALS, begins, ends, today)

    signed = {FIRST: KEY.public.id}  # what was signed until today, by which key
    for _ in range(data.draw(st.integers(1, 5))):
        for _ in range(data.draw(st.integers(0, 100))):
            if register.first_gap(SEALS) == today + DAY:
                register = follow(register, today + DAY, 50)
            today += DAY
            signed[today] = register.in_force(SEALS, today).id
        if data.draw(st.booleans()):
            lost = register.in_force(SEALS, today).id
            since = max(FIRST, today - timedelta(days=data.draw(st.integers(0, 40))))
            register = revoked(register, lost, since, "lost", today)
            while (gap := register.first_gap(SEALS)) is not None and gap <= today:
                register = follow(register, gap, 50)
            signed |= {d: register.in_force(SEALS, d).id for d in signed if d >= since}
        begins = today + timedelta(days=data.draw(st.integers(-50, 50)))
        before = register
        try:
            register = follow(register, begins, data.draw(st.integers(0, 400)))
        except RegisterError:
            assert register == before
    for day, key in signed.items():
        assert register.problem(key, SEALS, day) is None, (day, key)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": OTHER.public.id},
        {"suite": "sm2-sm3"},
        {"public_key": OTHER.public.pem},
        {"public_key": "none"},
        {"valid_until": FIRST - DAY},
        {"retired_on": FIRST - DAY},
        {"revoked": Revocation(on=FIRST, since=LAST, reason="x")},
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(RegisterError):
        change_entry(ONE, KEY.public, **fields)
    with pytest.raises(RegisterError, match="twice"):
        register_of(*ONE.keys, *ONE.keys)


def test_a_register_is_believed_under_its_authority_alone(tmp_path: Path) -> None:
    note = signed_register(ONE, AUTHORITY)
    assert read_register(note, AUTHORITY.public) == ONE
    with pytest.raises(RegisterError, match="no key of"):
        read_register(note, OTHER.public)
    for altered in (
        note.replace("2026-12-31", "2036-12-31"),
        note.replace('"seals"', '"certificates"'),
        note.replace("safety-credit/key-register/v1", "safety-credit/key-register/v2"),
        note.replace('"version": 1', '"version": "x"'),
        note.split("\n\n", maxsplit=1)[0],
        "",
    ):
        with pytest.raises(RegisterError):
            read_register(altered, AUTHORITY.public)
    with pytest.raises(RegisterError, match="No such file"):
        load_register(tmp_path / "none", AUTHORITY.public)


def test_a_process_follows_a_rotation_without_a_restart(tmp_path: Path) -> None:
    ring = keyring_of(tmp_path, KEY, OTHER, register=ONE)
    assert ring.on(TODAY + DAY).public.id == KEY.public.id
    write_register(tmp_path / "keys.note", followed(TODAY + DAY, LAST), AUTHORITY)
    assert ring.on(TODAY).public.id == KEY.public.id
    assert ring.on(TODAY + DAY).public.id == OTHER.public.id
    with pytest.raises(NoKeyInForceError, match="no key is in force for seals on 2027-01-01"):
        ring.on(LAST + DAY)
    alone = keyring_of(tmp_path, register=ONE)
    with pytest.raises(NoKeyInForceError, match="does not have it"):
        alone.on(TODAY)
    (tmp_path / "keys.note").unlink()
    with pytest.raises(RegisterError, match="No such file"):
        ring.on(TODAY)


def test_a_file_is_read_again_only_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_register(tmp_path / "keys.note", REGISTER, AUTHORITY)
    file = RegisterFile(tmp_path / "keys.note", AUTHORITY.public)
    first = file.signed()
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_more: pytest.fail("it was read again"))
    assert file.signed() is first
    assert msgspec.json.decode(msgspec.json.encode(first[0]), type=KeyRegister) == REGISTER
