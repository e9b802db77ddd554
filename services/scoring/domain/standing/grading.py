"""From score and overrides to the grade."""

from decimal import Decimal

from schemas.vocabulary.explanation import OverrideLine
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Band

_DOWN, _TO = "down ", "to "


def down(steps: int) -> str:
    """Return the effect of so many grades down."""
    return f"{_DOWN}{steps}"


def to(grade: str) -> str:
    """Return the effect of a veto."""
    return f"{_TO}{grade}"


def steps_of(effect: str) -> int | None:
    """Return how many grades down an effect means (None: it is a veto)."""
    return int(effect.removeprefix(_DOWN)) if effect.startswith(_DOWN) else None


def veto_of(effect: str) -> str | None:
    """Return the grade of a veto (None: the effect is steps)."""
    return effect.removeprefix(_TO) if effect.startswith(_TO) else None


def clamped(score: Decimal, pack: Pack) -> Decimal:
    """Return the score within the pack's range."""
    return max(pack.score.least.value, min(pack.score.greatest.value, score))


def band_of(score: Decimal, pack: Pack) -> Band:
    """Return the band in which a score lies."""
    bands = pack.grades
    return next(band for band in bands if band.at_least.value <= score or band is bands[-1])


def grade_of(score: Decimal, overrides: tuple[OverrideLine, ...], pack: Pack) -> str:
    """Return the grade: that of the score, all steps down; a veto wins; never below the last."""
    bands = pack.grades
    if not overrides:
        return band_of(score, pack).name
    index = bands.index(band_of(score, pack))
    names = [band.name for band in bands]
    worst = index
    for line in overrides:
        steps = steps_of(line.effect)
        if steps is None:
            worst = max(worst, names.index(veto_of(line.effect) or names[-1]))
        else:
            index += steps
    return names[min(max(worst, index), len(names) - 1)]
