"""Notify as a stage: rejections, silences, changes and early warnings in, alerts out."""

from pathlib import Path

from schemas.topics import (
    ACT_ANSWERS,
    ALERTS,
    EARLY_WARNINGS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    NOTIFY,
    REPORT_REJECTIONS,
    SOURCE_ALARMS,
)
from services.chassis.rulebook import load_document
from services.chassis.stage import Stage

from . import handlers
from .domain import audience, wording_check
from .domain.audience import Audience
from .domain.wording import Wording
from .handlers import Nothing
from .read_model import view_of_fact

SHIPPED = Path(__file__).parent / "rulebook"


def load(rulebooks: Path | None = None) -> tuple[Audience, Wording]:
    """Return audience and wording of a folder (None: the shipped ones).

    Raises RulebookError, or ValueError naming the recipient, the event or the blank that is wrong.
    """
    folder = rulebooks or SHIPPED
    told = load_document(folder / "audience.yaml", Audience)
    words = load_document(folder / "wording.yaml", Wording)
    audience.check(told)
    wording_check.check(words)
    for row in told.rows:
        _require_words(row, words)
    return told, words


def _require_words(row: audience.Row, words: Wording) -> None:
    kind = "enterprise" if row.to == "enterprise" else "department"
    general = f"{row.event.split('.')[0]}.{row.event.split('.')[-1]}"
    templates = [words.templates.get(event) for event in (row.event, general)]
    if not any(getattr(template, kind) for template in templates if template):
        raise ValueError(f"audience, {row.event}: wording.yaml has no words for a {kind}")


def build_stage(rulebooks: Path | None = None) -> Stage[Nothing]:
    """Return the stage with audience and wording of a folder (None: the shipped ones)."""
    told, words = load(rulebooks)
    return Stage(
        service=NOTIFY,
        state_type=Nothing,
        blank=lambda _key: Nothing(),
        reads=(
            REPORT_REJECTIONS,
            SOURCE_ALARMS,
            GRADE_CHANGES,
            EARLY_WARNINGS,
            MEASURE_CHANGES,
            ACT_ANSWERS,
        ),
        writes=(ALERTS,),
        handlers=handlers.build(told, words),
        view_of_fact=view_of_fact,
    )
