"""The scoring stage: safety records in; standings, grade changes, warnings, certificates out."""

from pathlib import Path
from typing import Any

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.topics import (
    ASSESSMENTS,
    CERTIFICATE_REQUESTS,
    CERTIFICATES,
    EARLY_WARNINGS,
    GRADE_CHANGES,
    RECORD_ENDS,
    SAFETY_RECORDS,
    SCORING,
    SHEET_CHANGES,
    STANDINGS,
)
from services.chassis.processing.stage import Stage
from services.chassis.rules.rulebook import load_editions
from services.chassis.state.codec import RowLayout
from services.chassis.state.rows import Rows
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Pack, Rulebooks, rulebooks_of
from services.scoring.domain.packs.retention_rules import RetentionRules
from services.scoring.domain.records.ledger import ENTRY, SUSPICION, Ledger, Suspicion

from .domain.issued_certificates import CERTIFICATE, LATEST, IssuedCertificate, LatestOfLot
from .domain.scoring_state import ScoringHead, ScoringState
from .handlers import build, build_wake
from .handlers.assessments import Rules
from .handlers.certificates import build_certificates
from .read_model import view_of_fact, view_of_state

SHIPPED = Path(__file__).parent / "rulebook"
READS = (SAFETY_RECORDS, CERTIFICATE_REQUESTS)
EARLY_WARNING_RULES = "early_warnings"  # the folders of their editions, beside the packs
RETENTION_RULES = "retention"


def _parts_of(state: ScoringState) -> tuple[ScoringHead, Rows[Any]]:
    """Return a state's head and its rows."""
    return ScoringHead(state.published, state.warnings, state.retention), state.ledger.rows


def _joined(head: ScoringHead, rows: Rows[Any]) -> ScoringState:
    """Return head and rows as a state."""
    return ScoringState(Ledger(rows), head.published, head.warnings, head.retention)


def _over(state: ScoringState, rows: Rows[Any]) -> ScoringState:
    """Return a state over rows that hold the same."""
    return msgspec.structs.replace(state, ledger=state.ledger.over(rows))


_LAYOUT = RowLayout[ScoringState](
    head_type=ScoringHead,
    row_types={
        ENTRY: LedgerEntry,
        SUSPICION: Suspicion,
        CERTIFICATE: IssuedCertificate,
        LATEST: LatestOfLot,
    },
    parts_of=_parts_of,
    joined=_joined,
    over=_over,
)


def load_rulebooks(folder: Path | None = None, *, drafts: bool = False) -> Rulebooks:
    """Return the packs in a folder (None: the shipped ones).

    Raises RulebookError, ValueError; also for a draft that nobody adopted, unless `drafts` may be.
    """
    return rulebooks_of(load_editions(folder or SHIPPED, Pack, drafts=drafts))


def load_early_warning_rules(
    folder: Path | None = None, *, drafts: bool = False
) -> tuple[EarlyWarningRules, ...]:
    """Return the editions on early warnings that stand beside the packs in a folder.

    None, or a folder that has none of its own: the shipped ones. Raises RulebookError; also for a
    draft that nobody adopted, unless `drafts` may be.
    """
    return load_editions(_source(folder, EARLY_WARNING_RULES), EarlyWarningRules, drafts=drafts)


def load_retention_rules(
    folder: Path | None = None, *, drafts: bool = False
) -> tuple[RetentionRules, ...]:
    """Return the editions on retention that stand beside the packs in a folder; as those above."""
    return load_editions(_source(folder, RETENTION_RULES), RetentionRules, drafts=drafts)


def _source(folder: Path | None, name: str) -> Path:
    own = (folder or SHIPPED) / name
    return own if own.is_dir() else SHIPPED / name


def build_stage(rulebooks: Path | None = None, *, drafts: bool = False) -> Stage[ScoringState]:
    """Return the stage under the editions in a folder (None: the shipped ones), with `drafts`."""
    packs = load_rulebooks(rulebooks, drafts=drafts)
    early = load_early_warning_rules(rulebooks, drafts=drafts)
    retention = load_retention_rules(rulebooks, drafts=drafts)
    rules = Rules(packs, early, retention)
    rated = [pack for each in packs.by_sector.values() for pack in each]
    return Stage(
        service=SCORING,
        state_type=ScoringState,
        layout=_LAYOUT,
        blank=lambda _subject: ScoringState(),
        reads=READS,
        proves_views=True,
        writes=(
            CERTIFICATES,
            ASSESSMENTS,
            SHEET_CHANGES,
            STANDINGS,
            GRADE_CHANGES,
            EARLY_WARNINGS,
            RECORD_ENDS,
        ),
        handlers={**build(rules), **build_certificates(packs)},
        wake=build_wake(rules),
        visits_everyone_on=frozenset(
            edition.effective_from for edition in (*rated, *early, *retention)
        ),
        relays_days_to=(ASSESSMENTS,),
        view_of_state=view_of_state,
        view_of_fact=view_of_fact,
    )
