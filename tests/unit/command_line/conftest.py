"""What several tests of commands are given."""

from pathlib import Path

import pytest

from tests.support.sample_files import intake_worker
from tests.support.watched_folders import Room, WorkingPublisher


@pytest.fixture
def room(tmp_path: Path) -> Room:
    worker = intake_worker(1)
    return Room(tmp_path, worker, WorkingPublisher(worker))
