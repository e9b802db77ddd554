"""One matter under two document numbers, through intake and scoring on a log in memory."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from schemas.messages import (
    DoubleSuspected,
    Fact,
    RecordAdmitted,
    ReportProcessed,
    ReportSubmitted,
    StandingAssessed,
)
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.processing.stage import Stage
from services.intake import read_model as intake_views
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.domain.state import IntakeState
from services.intake.stage import build_stage as build_intake
from services.scoring import read_model as scoring_views
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.domain.standing.explanation import ExplanationSheet
from services.scoring.read_model import sheets as sheet_view
from services.scoring.stage import build_stage as build_scoring
from services.scoring.stage import load_rulebooks
from tests.support.sample_files import RULEBOOK, facts_on, put

CODE = "91990103NBMRN7808U"
A, B, C = "甬应急事〔2026〕1号", "甬建安事〔2026〕7号", "甬港事〔2026〕3号"
BUILDING = "housing-construction"
DAY = date(2026, 3, 2)
CRASH = {
    "kind": "traffic_points",
    "direction": "taken",
    "points": 12,
    "recorded_on": str(DAY),
    "crash": {"deaths": 1, "injuries": 2, "fault": "main"},
}
START = clock_at(DAY)()
Report = list[Fact[ReportSubmitted]]
_numbers = count()


def at(hours: int) -> datetime:
    """Return an instant so many hours after the accidents' day began at the office."""
    return START + timedelta(hours=hours)


def report(
    content: dict[str, Any],
    number: str,
    *,
    hours: int = 0,
    department: str = "work-safety",
    withdrawn: bool = False,
    code: str = CODE,
) -> Report:
    """Return a department's report of a record, known so many hours later."""
    fields = {
        "code": code,
        "document_number": number,
        "occurred_on": str(DAY),
        "content": content,
        **({"withdrawn": True} if withdrawn else {}),
    }
    sender = Sender(department, at(hours))
    digest = f"{number} {content} {hours} {department} {withdrawn} {next(_numbers)}"
    return list(submit_rows(RULEBOOK, sender, "record", digest, [Row(1, fields)]))


def accident(number: str, *, deaths: int = 1, changed: Any = None, **how: Any) -> Report:
    """Return the report of an accident of the day, for which the enterprise is responsible."""
    content = {
        "kind": "accident",
        "happened_at": f"{DAY}T14:20:00+08:00",
        "tolls": [{"reported_on": str(DAY), "deaths": deaths, "serious_injuries": 0}],
        "loss": 120000,
        "responsibility": "responsible",
        **(changed or {}),
    }
    return report(content, number, **how)


def decision(
    identifier: str, choice: str, *, hours: int = 1000, department: str = "work-safety", **more: str
) -> Report:
    """Return a person's decision about two records, made so many hours later."""
    fields = {
        "identifier": identifier,
        "decision": choice,
        "decided_by": "信用信息科",
        **({"reason": "两起事故"} if choice == "refuse" else {}),
        **more,
    }
    digest = f"{identifier} {choice} {hours} {more} {next(_numbers)}"
    sender = Sender(department, at(hours))
    return list(submit_rows(RULEBOOK, sender, "decision", digest, [Row(1, fields)]))


@cache
def _stages() -> tuple[Stage[IntakeState], Stage[ScoringState], Rulebooks]:
    return build_intake(), build_scoring(), load_rulebooks()


class TwoRooms:
    """Intake and scoring on one log; the enterprise is an industrial one of level three."""

    def __init__(self) -> None:
        self.log = MemoryLog(1)
        intake, scoring, self.rulebooks = _stages()
        self.intake = MemoryWorker(intake, self.log)
        self.scoring = MemoryWorker(scoring, self.log)

    def take(self, *reports: Report) -> "TwoRooms":
        """Let both rooms take reports, one after the other."""
        for each in reports:
            put(self.intake, each)
            run_until_quiet([self.intake, self.scoring])
        return self

    def registered(self) -> "TwoRooms":
        """Register the enterprise, with a certificate of level one."""
        registration = {"kind": "registration", "name": "某公司", "sector": "industrial"}
        certificate = {
            "kind": "certificate",
            "level": 1,
            "granted_on": "2025-06-01",
            "valid_until": "2028-05-31",
            "review_score": 95,
        }
        return self.take(
            report(registration, CODE, hours=-9, department="market-supervision"),
            report(certificate, "AQBZH-1", hours=-8),
        )

    def standing(self, on: date = date(2026, 12, 1), **how: Any) -> StandingAssessed:
        """Return the standing of a day."""
        found = scoring_views.standing_on(self.scoring.views, self.rulebooks, CODE, on, **how)
        assert found is not None
        return found

    def sheet(self, on: date = date(2026, 12, 1)) -> ExplanationSheet:
        """Return the explanation sheet of a day."""
        return sheet_view.explanation(self.standing(on), CODE, self.rulebooks)

    def points(self, on: date = date(2026, 12, 1)) -> dict[str | None, int]:
        """Return the points that each document takes or gives, apart from the base."""
        lines = self.standing(on).lines
        return {line.document_number: int(line.points) for line in lines}

    def waiting(self) -> list[intake_views.Waiting]:
        """Return the doubles that wait for a person."""
        return intake_views.quarantine(self.intake.views, "double")

    def identifier(self) -> str:
        """Return the identifier of the one pair that waits."""
        (only,) = self.waiting()
        return only.identifier

    def suspicions(self) -> list[DoubleSuspected]:
        """Return all that was published of pairs."""
        bodies = (fact.body for fact in facts_on(self.intake, "safety-records"))
        return [body for body in bodies if isinstance(body, DoubleSuspected)]

    def records(self, number: str) -> list[RecordAdmitted]:
        """Return all that was published of a record."""
        bodies = (fact.body for fact in facts_on(self.intake, "safety-records"))
        return [
            body
            for body in bodies
            if isinstance(body, RecordAdmitted) and body.document_number == number
        ]

    def receipt(self) -> ReportProcessed:
        """Return the last receipt."""
        body = facts_on(self.intake, "report-receipts")[-1].body
        assert isinstance(body, ReportProcessed)
        return body


def open_pair() -> TwoRooms:
    """Return the two rooms after one accident was reported under two numbers."""
    return TwoRooms().take(accident(A), accident(B, hours=1, department=BUILDING))
