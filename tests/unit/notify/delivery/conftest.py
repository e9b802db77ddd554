"""A clock that is set, and an outbox that keeps."""

import pytest

from tests.support.deliveries import KeptOutbox, SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def outbox(clock: SetClock) -> KeptOutbox:
    return KeptOutbox(clock)
