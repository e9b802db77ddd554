"""`safety-credit report --check`: what would become of a file's rows, found out in this process."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.table import Table

from schemas.messages import Fact, FindingNormalized, ReportRejected, ReportSubmitted
from services.chassis.clock import day_of
from services.chassis.outcome import Outcome, Publication
from services.intake.adapters.submission import Submission
from services.intake.domain.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.handlers import build

WORDS = {
    "fit": "可入库 would be admitted",
    "quarantined": "待核实 would wait: whose is it?",
    "rejected": "退回 would be rejected",
}


class Check:
    """Runs a submission's rows through the rules, and counts what would become of them.

    What other files have told (registered codes, known records) is not known here.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._handlers = build(rulebook)
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()

    def run(self, submission: Submission) -> Iterator[ReportRejected]:
        """Yield what senders would be told, row by row."""
        for fact in submission.facts:
            told = self._told(fact)
            self.outcomes["fit" if told is None else told.outcome] += 1
            if told is not None:
                self.reasons[told.outcome, told.reason] += 1
                yield told

    def table(self) -> Table:
        """Return the sums."""
        table = Table()
        table.add_column("结果 outcome")
        table.add_column("行数 rows", justify="right")
        for outcome, words in WORDS.items():
            table.add_row(words, str(self.outcomes[outcome]))
            for (of, reason), count in sorted(self.reasons.items()):
                if of == outcome:
                    table.add_row(f"  {reason}", f"({count})")
        table.add_section()
        table.add_row("读取 read", str(self.outcomes.total()))
        return table

    def _told(self, fact: Fact[ReportSubmitted]) -> ReportRejected | None:
        published = self._handled(fact)
        told = _rejection(published)
        waits = [
            each
            for each in published
            if isinstance(each.body, FindingNormalized) and each.subject == each.body.identifier
        ]
        if told is None and waits:
            told = _rejection(self._handled(_as_fact(fact, waits[0])))
        return told

    def _handled(self, fact: Fact[Any]) -> list[Publication]:
        outcome: Outcome[IntakeState] = self._handlers[type(fact.body)](
            IntakeState(), fact, day_of(fact.known_at)
        )
        return [each for each in outcome.publish if isinstance(each, Publication)]


def _rejection(published: list[Publication]) -> ReportRejected | None:
    bodies = (each.body for each in published)
    return next((body for body in bodies if isinstance(body, ReportRejected)), None)


def _as_fact(cause: Fact[Any], wish: Publication) -> Fact[Any]:
    return Fact(
        id=cause.id,
        source=cause.source,
        subject=wish.subject,
        known_at=cause.known_at,
        occurred_at=cause.occurred_at,
        correlation_id=cause.correlation_id,
        body=wish.body,
    )


def sentence(told: ReportRejected) -> str:
    """Return what is wrong with a row, in three lines."""
    head = f"第{told.origin.row}行 row {told.origin.row}"
    place = f" · 字段 field {told.field} · 值 value {told.value}" if told.field else ""
    return f"{head}{place} · {told.reason}\n  {told.chinese}\n  {told.english}"
