"""Situations: what a record shows about an enterprise, from a day on. Rules speak of these.

This is the whole vocabulary of the rule language: a pack names a situation and tests its facts.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import get_args

import msgspec

from schemas.records.accident import Nature, Responsibility
from schemas.records.inspection import SiteOrder
from schemas.records.listing import Tier
from schemas.records.penalty import Severity
from schemas.records.traffic import Fault
from schemas.vocabulary.note import EndsWhen, Note

FactValue = str | int | bool | Decimal
NUMBER, WORD, YES_NO = "number", "word", "yes or no"

# Each situation with its facts and of what kind each is.
SITUATIONS: Mapping[str, Mapping[str, str]] = {
    "penalty": {"severity": WORD, "fine": NUMBER, "rectified": YES_NO},
    "accident": {
        "class": WORD,
        "deaths": NUMBER,
        "serious_injuries": NUMBER,
        "loss": NUMBER,
        "responsibility": WORD,
        "concealed": YES_NO,
        "nature": WORD,
    },
    "accident_concealed": {"class": WORD, "nature": WORD},
    "danger_found": {"level": WORD, "listed": YES_NO},
    "danger_overdue": {"level": WORD, "listed": YES_NO},
    "commitment_not_made": {},
    "commitment_broken": {},
    "rectification_failed": {},
    "rectification_passed": {},
    "inspection_failed": {"subject": WORD},
    "inspection_passed": {"subject": WORD},
    "site_finding": {"order": WORD, "project": WORD},
    "training_incomplete": {"missing": NUMBER},
    "training_completed": {},
    "permit_suspended": {"permit": WORD},
    "permit_revoked": {"permit": WORD},
    "tip_confirmed": {"channel": WORD},
    "traffic_points_added": {"points": NUMBER},
    "traffic_points_taken": {"points": NUMBER},
    "crash": {"deaths": NUMBER, "injuries": NUMBER, "fault": WORD},
    "listed": {"list": WORD, "tier": WORD},
}


# Those that begin and end; the others happen on a day.
STATES = frozenset({"accident", "danger_found", "danger_overdue", "permit_suspended", "listed"})


# The words that a fact may be; a fact that is not here may be any.
WORDS: Mapping[str, frozenset[str]] = {
    "severity": frozenset(get_args(Severity)),
    "responsibility": frozenset(get_args(Responsibility)),
    "nature": frozenset(get_args(Nature)),
    "level": frozenset({"ordinary", "major"}),
    "order": frozenset(get_args(SiteOrder)),
    "fault": frozenset(get_args(Fault)),
    "tier": frozenset(get_args(Tier)),
}


class Situation(msgspec.Struct, frozen=True, gc=False):
    """A situation with its facts.

    It is so from `first_day` until the day before `ended_on` (None: it goes on). Periods run from
    `since`. One that `passes_on` ended because a graver one took its place. `ends_when` names what
    would end it, `note` what a reader should know.
    """

    name: str
    facts: Mapping[str, FactValue]
    first_day: date
    since: date
    ended_on: date | None = None
    passes_on: bool = False
    ends_when: EndsWhen | None = None
    note: Note | None = None


def event(name: str, day: date, **facts: FactValue) -> Situation:
    """Return what happened on a day, and is no state."""
    return Situation(name, facts, day, day)
