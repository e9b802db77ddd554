"""The demo's story: reports by day, from samples/story.yaml."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

SAMPLES = Path(__file__).parents[2] / "samples"


class StoryReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report in the common language: the department's layout is `record`."""

    department: str
    code: str
    document_number: str
    occurred_on: date
    content: dict[str, Any]

    def fields(self) -> dict[str, Any]:
        """Return the fields as the layout `record` names them."""
        return {
            "code": self.code,
            "document_number": self.document_number,
            "occurred_on": self.occurred_on.isoformat(),
            "content": msgspec.to_builtins(self.content),
        }


class StoryStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes known on a day, and what a visitor is told about it."""

    day: date
    chinese: str
    english: str
    reports: tuple[StoryReport, ...]


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps, whom they are about, and the day on which the departments' files are known."""

    enterprise: str
    builders: tuple[str, str]
    units: tuple[str, ...]
    files_known_on: date
    steps: tuple[StoryStep, ...]


def load_story(path: Path = SAMPLES / "story.yaml") -> Story:
    """Return the story. Raises msgspec.ValidationError naming the place of a mistake."""
    return msgspec.yaml.decode(path.read_bytes(), type=Story)
