"""How far a draft reaches: through which records what it changes can bear on an enterprise.

What is not known to reach less far reaches everybody: who is assessed in vain is assessed rightly.
"""

from collections.abc import Iterable, Iterator

import msgspec

from schemas.on_record.disputes import kind_of
from schemas.records import (
    Accident,
    BlacklistDecision,
    RepairGranted,
    StandardizationCertificate,
)
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import BaseByLevel
from services.scoring.domain.packs.rule import Rule
from services.scoring.domain.records.recorded_situations import KIND_SHOWING

# A standing follows from these and from its lines, without a look at the records.
_OF_GRADING = frozenset(
    {
        "edition",
        "effective_from",
        "approvals",
        "sector",
        "chinese",
        "english",
        "score",
        "grades",
        "base",
    }
)
# Parts of a pack that bear only on who has a record of a kind.
_OF_KIND = {
    "certificate": kind_of(StandardizationCertificate),
    "accidents": kind_of(Accident),
    "lists": kind_of(BlacklistDecision),
    "repair": kind_of(RepairGranted),
}


class DraftReach(msgspec.Struct, frozen=True):
    """Who has to be assessed anew under a draft: everybody, or who has a record of some kinds.

    Whoever has none keeps all lines but the base line.
    """

    everybody: bool
    kinds: frozenset[str] = frozenset()


def reach_of(before: Pack, after: Pack) -> DraftReach:
    """Return how far a draft reaches that comes after a pack of its sector."""
    kinds: set[str] = set()
    for name in Pack.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if name == "rules":
            kinds.update(_shown_by(_changed(old, new)))
        elif name == "budgets":
            drawing = [each for pack in (before, after) for each in pack.rules.values()]
            kinds.update(_shown_by(rule for rule in drawing if rule.drawn is not None))
        elif name in _OF_KIND:
            kinds.add(_OF_KIND[name])
        elif name not in _OF_GRADING or (name == "base" and not _is_alike(old, new)):
            return DraftReach(everybody=True)
    return DraftReach(everybody=False, kinds=frozenset(kinds))


def _changed(before: dict[str, Rule], after: dict[str, Rule]) -> Iterator[Rule]:
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old != new:
            yield from (each for each in (old, new) if each is not None)


def _shown_by(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (kind_of(KIND_SHOWING[situation]) for situation in rule.situations)


def _is_alike(before: object, after: object) -> bool:
    """Say whether two bases differ in their points alone."""
    if isinstance(before, BaseByLevel) and isinstance(after, BaseByLevel):
        old, new = ([(row.level, row.granted_from) for row in x.levels] for x in (before, after))
        return old == new
    return type(before) is type(after)
