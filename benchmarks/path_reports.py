"""What `bench-path` sends through the stages: reports as departments send them, as lines."""

from collections.abc import Iterator
from datetime import date

import msgspec

from applications.made_city import city
from development.demo.play import FILES
from development.demo.scenario import SAMPLES, load_scenario
from schemas.codec import encode
from services.chassis.clock import clock_at
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_file, submit_rows
from services.intake.domain.layouts.layout import RECORD_LAYOUT
from services.intake.stage import load_rulebook

SEED, YEARS = 1, 3
UNTIL = date(2026, 10, 31)


def of_the_samples() -> list[bytes]:
    """Return the rows of the sample files, each in its department's own layout, all of one day."""
    rulebook, known_at = load_rulebook(), clock_at(load_scenario().files_known_on)()
    return [
        encode(fact)
        for department, name in FILES
        for fact in submit_file(
            rulebook, Sender(department, known_at), name, (SAMPLES / name).read_bytes()
        ).facts
    ]


def of_a_city(enterprises: int) -> list[bytes]:
    """Return three years' reports about a made-up city in the common language, as they came.

    Each is sent alone, on its day; what was corrected comes once more. Withdrawals are left out:
    they are not reports.
    """
    return [line for _, line in sorted(_dated(enterprises))]


def _dated(enterprises: int) -> Iterator[tuple[str, bytes]]:
    rulebook = load_rulebook()
    for found in city(enterprises, SEED, YEARS, UNTIL):
        body = found.body
        if body.withdrawn:
            continue
        fields = {
            "code": found.subject,
            "document_number": body.document_number,
            "occurred_on": body.occurred_on.isoformat(),
            "content": msgspec.to_builtins(body.content),
        }
        sender = Sender(body.department, found.known_at)
        for fact in submit_rows(rulebook, sender, RECORD_LAYOUT, found.id, [Row(1, fields)]):
            yield fact.known_at.isoformat(), encode(fact)
