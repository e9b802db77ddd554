"""From score and overrides to the grade."""

from collections.abc import Mapping
from decimal import Decimal

from schemas.vocabulary.amounts import in_one_form
from schemas.vocabulary.effect import Effect, Veto
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Band


def clamped(score: Decimal, pack: Pack) -> Decimal:
    """Return the score within the pack's range, in one form however it was come by."""
    return in_one_form(max(pack.score.least.value, min(pack.score.greatest.value, score)))


def band_of(score: Decimal, pack: Pack) -> Band:
    """Return the band in which a score lies."""
    for band in pack.grades:
        if band.at_least.value <= score:
            return band
    return pack.grades[-1]


def grade_of(score: Decimal, effects: Mapping[Effect, int], pack: Pack) -> str:
    """Return the grade: that of the score, all steps down; a veto wins; never below the last.

    `effects` are those of the overrides, each with how many have it.
    """
    bands = pack.grades
    if not effects:
        return band_of(score, pack).name
    index = bands.index(band_of(score, pack))
    names = [band.name for band in bands]
    worst = index
    for effect, count in effects.items():
        if isinstance(effect, Veto):
            worst = max(worst, names.index(effect.grade))
        else:
            index += effect.grades * count
    return names[min(max(worst, index), len(names) - 1)]
