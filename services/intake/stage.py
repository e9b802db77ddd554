"""Intake put together: four hops over one kind of state, and the days on their way to all."""

from pathlib import Path

from schemas.topics import (
    ADMISSIONS,
    IDENTIFICATIONS,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
    SOURCE_ALARMS,
    reports_topics,
)
from schemas.vocabulary.department import departments
from schemas.vocabulary.working_days import working_calendar
from services.chassis.processing.stage import Stage
from services.chassis.rules.rulebook import RulebookError, load_document
from services.chassis.state.codec import RowLayout
from services.intake.domain.doubles.compared_records import (
    COMPARED,
    COUNTED_AS,
    DECIDED_PAIR,
    DECISION,
    MEMBER,
    OPEN_PAIR,
    PROPOSAL,
    ComparedRecord,
    PairDecision,
    ProposalStatus,
)
from services.intake.domain.doubles.rules import DoubleRules
from services.intake.domain.identities.succession import SUCCESSION, Succession
from services.intake.domain.identities.waiting import WAITING
from services.intake.domain.layouts.check import problems
from services.intake.domain.layouts.layout import (
    Layout,
    Plausibility,
    ReceiptText,
    RefusalText,
    Rulebook,
)
from services.intake.domain.quality.rules import QualityRules
from services.intake.domain.records.known_records import (
    ADDITION,
    RECORD,
    REGISTRATION,
    SEEN,
    KnownRecord,
)
from services.intake.domain.statements.statement import Forms, SharedWords, Statement

from .domain.state import IntakeHead, IntakeState
from .handlers import build, build_answer
from .handlers.silence import build_wake
from .read_model import view_of_fact, view_of_state

SHIPPED = Path(__file__).parent / "rulebook"
READS = (
    *reports_topics(),
    IDENTIFICATIONS,
    ADMISSIONS,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,  # so that one partition writes all views of a department
)


_LAYOUT = RowLayout[IntakeState](
    head_type=IntakeHead,
    row_types={
        RECORD: KnownRecord,
        REGISTRATION: bool,
        ADDITION: bool,
        SEEN: bool,
        COMPARED: ComparedRecord,
        PROPOSAL: ProposalStatus,
        DECISION: PairDecision,
        COUNTED_AS: str,
        MEMBER: bool,
        OPEN_PAIR: bool,
        DECIDED_PAIR: bool,
        SUCCESSION: Succession,
        WAITING: bytes,
    },
    parts_of=lambda state: (state.head, state.rows),
    joined=IntakeState,
    over=lambda state, rows: IntakeState(state.head, rows),
)


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Return the data files of a folder (None: the shipped ones). Raises RulebookError."""
    folder = folder or SHIPPED
    layouts = [load_document(file, Layout) for file in sorted((folder / "layouts").glob("*.yaml"))]
    rulebook = Rulebook(
        departments={member.code: member for member in departments()},
        layouts={layout.layout: layout for layout in layouts},
        plausibility=load_document(folder / "plausibility.yaml", dict[str, Plausibility]),
        reasons=load_document(folder / "reasons.yaml", dict[str, RefusalText]),
        receipts=load_document(folder / "receipts.yaml", dict[str, ReceiptText]),
        quality=load_document(folder / "data-quality.yaml", QualityRules),
        statements=_load_statements(folder),
        doubles=load_document(folder / "doubles.yaml", DoubleRules),
    )
    working_calendar()  # one that can't be a year's is refused before anything is counted by it
    for problem in problems(rulebook):
        raise RulebookError(folder, 0, "", problem)
    return rulebook


def _load_statements(folder: Path) -> dict[str, Forms]:
    shared = load_document(folder / "statement-words.yaml", SharedWords)
    statements: dict[str, Forms] = {}
    for file in sorted((folder / "statements").glob("*.yaml")):
        statement = load_document(file, Statement)
        try:
            statements[statement.statement] = Forms(statement, shared)
        except (ValueError, KeyError) as error:
            raise RulebookError(file, 0, "", str(error)) from error
    return statements


def build_stage(rulebooks: Path | None = None) -> Stage[IntakeState]:
    """Return the stage over the data files of a folder (None: the shipped ones)."""
    rulebook = load_rulebook(rulebooks)
    return Stage(
        service="intake",
        state_type=IntakeState,
        layout=_LAYOUT,
        blank=_blank,
        reads=READS,
        writes=(
            IDENTIFICATIONS,
            ADMISSIONS,
            REPORT_RECEIPTS,
            REPORT_REJECTIONS,
            SOURCE_ALARMS,
            SAFETY_RECORDS,
        ),
        handlers=build(rulebook),
        wake=build_wake(rulebook),
        expected_keys=tuple(rulebook.departments),
        relays_days_to=(SAFETY_RECORDS,),
        view_of_state=view_of_state,
        view_of_fact=view_of_fact,
        viewed_as_read=(REPORT_RECEIPTS, REPORT_REJECTIONS),
        proves_views=True,
        answer=build_answer(rulebook),
    )


def _blank(_subject: str) -> IntakeState:
    return IntakeState()
