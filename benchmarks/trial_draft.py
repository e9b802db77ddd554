"""The draft that is tried: transport enterprises begin with 78 points instead of 80."""

from datetime import date
from decimal import Decimal

import msgspec

from applications.policy_trial.judging import Question
from schemas.vocabulary.rule_value import in_force
from services.sanctions.stage import load
from services.scoring.domain.outlook.policy_trial import trial_of
from services.scoring.domain.packs.parts import BaseFixed
from services.scoring.stage import load_rulebooks

SECTOR, POINTS = "transport", Decimal(78)


def question(day: date) -> Question:
    """Return the trial of the draft on a day."""
    rulebooks = load_rulebooks()
    pack = rulebooks.at(SECTOR, day)
    assert isinstance(pack.base, BaseFixed)
    none = msgspec.structs.replace(pack.base.none, value=POINTS)
    base = msgspec.structs.replace(pack.base, none=none)
    draft = msgspec.structs.replace(pack, edition="transport-draft", base=base)
    measures = in_force(load(), day)
    assert measures is not None
    return Question(trial_of(rulebooks, [draft], day), measures)
