"""The examples of each kind of record (schemas/examples/reports), as reports of its department."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from schemas import asyncapi

FOLDER = Path(asyncapi.__file__).parent / "examples" / "reports"
KINDS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
KNOWN_ON = date(2026, 11, 20)


class ExampleReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report in the layout `record`, and what its department changes in the content later."""

    department: str
    report: dict[str, Any]
    correction: dict[str, Any]

    def steps(self) -> list[dict[str, Any]]:
        """Return the report, its correction and its withdrawal."""
        content = {**self.report["content"], **self.correction}
        corrected = {**self.report, "content": content}
        return [self.report, corrected, {**corrected, "withdrawn": True}]


def example(kind: str) -> ExampleReport:
    """Return the example of a kind."""
    return msgspec.yaml.decode((FOLDER / f"{kind}.yaml").read_bytes(), type=ExampleReport)
