"""The cursor token: whole, or refused."""

import hashlib
from base64 import urlsafe_b64encode

import pytest

from services.chassis.kafka.errors import PositionsGoneError
from services.notify.adapters.changes.cursor import CursorError, positions_of, token_of

LOG = b"8 bytes."
POSITIONS = {("a", 0): 0, ("a", 1): 70_000, ("b", 0): 3}


def test_a_token_gives_back_the_positions_that_it_was_made_of():
    token = token_of(POSITIONS, LOG)
    assert positions_of(token, POSITIONS, LOG) == POSITIONS
    assert token_of(dict(reversed(POSITIONS.items())), LOG) == token
    assert "=" not in token
    assert len(token) < 60


@pytest.mark.parametrize("token", ["", "x", "now", "null", "é", "AAAAAAAAAAAAAAAA", "A" * 20_000])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(CursorError, match="no cursor"):
        positions_of(token, POSITIONS, LOG)


def test_a_token_that_was_changed_anywhere_is_refused():
    token = token_of(POSITIONS, LOG)
    for place in range(len(token)):
        for letter in "AQg":
            other = token[:place] + letter + token[place + 1 :]
            if other != token:
                with pytest.raises(CursorError):
                    positions_of(other, POSITIONS, LOG)
        with pytest.raises(CursorError):
            positions_of(token[:place], POSITIONS, LOG)


def test_a_token_of_other_partitions_or_another_version_is_refused(monkeypatch):
    with pytest.raises(CursorError, match="other partitions"):
        positions_of(token_of(POSITIONS, LOG), [*POSITIONS, ("b", 1)], LOG)
    with pytest.raises(CursorError, match="other partitions"):
        positions_of(token_of({("a", 0): -1}, LOG), [("a", 0)], LOG)
    monkeypatch.setattr("services.notify.adapters.changes.cursor.VERSION", 2)
    newer = token_of(POSITIONS, LOG)
    monkeypatch.undo()
    with pytest.raises(CursorError, match="version 2"):
        positions_of(newer, POSITIONS, LOG)


def test_a_token_of_another_log_is_refused_even_where_its_partitions_are_the_same():
    with pytest.raises(PositionsGoneError, match="another log"):
        positions_of(token_of(POSITIONS, LOG), POSITIONS, b"another.")


@pytest.mark.parametrize("offset", [2**63, 2**64 - 1])
def test_a_token_of_a_place_that_no_log_can_have_is_refused(offset):
    with pytest.raises(CursorError, match="other partitions"):
        positions_of(token_of({("a", 0): offset}, LOG), [("a", 0)], LOG)


def test_a_token_that_somebody_made_of_bytes_that_are_no_text_is_refused():
    content = b"\x93\x01\xc4\x00\x81\xa1\xff\x90"  # the name of a topic is no UTF-8
    check = hashlib.sha256(b"safety-credit cursor " + content).digest()[:6]
    with pytest.raises(CursorError, match="no cursor"):
        positions_of(urlsafe_b64encode(check + content).decode(), POSITIONS, LOG)
