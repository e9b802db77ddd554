"""The scenario of the demo: reports by day, from samples/story.yaml."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

SAMPLES = Path(__file__).parents[2] / "samples"


class ScenarioReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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


class ScenarioStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reports of one day, with a sentence about it in both languages."""

    day: date
    chinese: str
    english: str
    reports: tuple[ScenarioReport, ...]


class DemoScenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps, the enterprises in them, and the day on which the departments' files are known."""

    enterprise: str
    builders: tuple[str, str]
    units: tuple[str, ...]
    files_known_on: date
    steps: tuple[ScenarioStep, ...]


def load_scenario(path: Path = SAMPLES / "story.yaml") -> DemoScenario:
    """Return the scenario. Raises msgspec.ValidationError naming the path of a mistake."""
    return msgspec.yaml.decode(path.read_bytes(), type=DemoScenario)
