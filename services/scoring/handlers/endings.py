"""The end of records: they leave the ledger, and each is said on a topic of its own."""

from collections.abc import Sequence
from datetime import date

import msgspec

from schemas.topics import RECORD_ENDS
from services.chassis.processing.outcome import Publication
from services.scoring.domain.packs.retention_rules import RetentionRules
from services.scoring.domain.records.retention import swept
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.translation.endings import record_ended


def without_ended(
    state: ScoringState, rules: Sequence[RetentionRules], subject: str, today: date
) -> tuple[ScoringState, tuple[Publication, ...]]:
    """Return the state without the records whose time is over on a day, and what says so."""
    ledger, ended, retention = swept(state.ledger, state.retention, rules, today)
    after = msgspec.structs.replace(state, ledger=ledger, retention=retention)
    return after, tuple(
        Publication(topic=RECORD_ENDS, subject=subject, body=record_ended(each, today))
        for each in ended
    )
