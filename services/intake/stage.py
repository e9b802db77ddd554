"""Intake put together: four hops over one kind of state, and the days on their way to all."""

from pathlib import Path
from typing import Any

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
from services.chassis.state.rows import RowMap, Rows, joined_rows
from services.intake.domain.doubles.compared_records import (
    COMPARED,
    GROUP,
    OPEN_PAIRS,
    PROPOSAL,
    ComparedRecord,
    Doubles,
    LetterGroup,
    ProposalStatus,
)
from services.intake.domain.doubles.rules import DoubleRules
from services.intake.domain.layouts.check import problems
from services.intake.domain.layouts.layout import (
    Layout,
    Plausibility,
    ReceiptText,
    RefusalText,
    Rulebook,
)
from services.intake.domain.quality.rules import QualityRules
from services.intake.domain.records.known_records import RECORD, KnownRecord
from services.intake.domain.records.personal import mask_bytes
from services.intake.domain.statements.statement import Forms, SharedWords, Statement

from .domain.state import IntakeHead, IntakeState
from .handlers import build, build_answer
from .handlers.silence import build_wake
from .read_model import view_of_fact, view_of_state

SHIPPED = Path(__file__).parent / "rulebook"


def _parts_of(state: IntakeState) -> tuple[IntakeHead, Rows[Any]]:
    """Return a state's head and its rows."""
    head = IntakeHead(state.identification, state.successions, state.pulse, state.doubles.decided)
    doubles = state.doubles
    return head, joined_rows(
        state.records, doubles.compared, doubles.groups, doubles.proposals, doubles.open_pairs
    )


def _joined(head: IntakeHead, rows: Rows[Any]) -> IntakeState:
    """Return head and rows as a state."""
    decided = head.decided
    doubles = Doubles(
        RowMap(COMPARED, rows),
        RowMap(GROUP, rows),
        RowMap(PROPOSAL, rows),
        RowMap(OPEN_PAIRS, rows),
        decided.decisions,
        decided.counted_as,
    )
    return IntakeState(
        head.identification, RowMap(RECORD, rows), head.successions, head.pulse, doubles
    )


def _over(state: IntakeState, rows: Rows[Any]) -> IntakeState:
    """Return a state over rows that hold the same."""
    return _joined(_parts_of(state)[0], rows)


_LAYOUT = RowLayout[IntakeState](
    head_type=IntakeHead,
    row_types={
        RECORD: KnownRecord,
        COMPARED: ComparedRecord,
        GROUP: LetterGroup,
        PROPOSAL: ProposalStatus,
        OPEN_PAIRS: LetterGroup,
    },
    parts_of=_parts_of,
    joined=_joined,
    over=_over,
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
        reads=(*reports_topics(), IDENTIFICATIONS, ADMISSIONS, REPORT_RECEIPTS),
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
        redact=mask_bytes,
        answer=build_answer(rulebook),
    )


def _blank(_subject: str) -> IntakeState:
    return IntakeState()
