"""The cursor token: whole, or refused."""

import pytest

from services.notify.adapters.cursor import CursorError, positions_of, token_of

POSITIONS = {("a", 0): 0, ("a", 1): 70_000, ("b", 0): 3}


def test_a_token_gives_back_the_positions_that_it_was_made_of():
    token = token_of(POSITIONS)
    assert positions_of(token, POSITIONS) == POSITIONS
    assert token_of(dict(reversed(POSITIONS.items()))) == token
    assert "=" not in token
    assert len(token) < 60


@pytest.mark.parametrize("token", ["", "x", "now", "null", "é", "AAAAAAAAAAAAAAAA", "A" * 20_000])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(CursorError, match="no cursor"):
        positions_of(token, POSITIONS)


def test_a_token_that_was_changed_anywhere_is_refused():
    token = token_of(POSITIONS)
    for place in range(len(token)):
        for letter in "AQg":
            other = token[:place] + letter + token[place + 1 :]
            if other != token:
                with pytest.raises(CursorError):
                    positions_of(other, POSITIONS)
        with pytest.raises(CursorError):
            positions_of(token[:place], POSITIONS)


def test_a_token_of_another_city_or_version_is_refused(monkeypatch):
    with pytest.raises(CursorError, match="another city"):
        positions_of(token_of(POSITIONS), [*POSITIONS, ("b", 1)])
    with pytest.raises(CursorError, match="another city"):
        positions_of(token_of({("a", 0): -1}), [("a", 0)])
    monkeypatch.setattr("services.notify.adapters.cursor.VERSION", 2)
    newer = token_of(POSITIONS)
    monkeypatch.undo()
    with pytest.raises(CursorError, match="version 2"):
        positions_of(newer, POSITIONS)
