"""Notify as a stage: rejections, silences, changes and early warnings in, alerts out."""

from pathlib import Path

from schemas.topics import (
    ACT_ANSWERS,
    ALERTS,
    DELIVERY_RECEIPTS,
    EARLY_WARNINGS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    NOTIFY,
    REPORT_REJECTIONS,
    SOURCE_ALARMS,
)
from services.chassis.processing.stage import Stage
from services.chassis.rules.rulebook import load_document, load_editions

from . import handlers
from .domain import audience, letters, wording_check
from .domain.audience import Audience
from .domain.letters import Frames
from .domain.wording import Wording
from .handlers import NoState
from .read_model import view_of_fact

SHIPPED = Path(__file__).parent / "rulebook"
READS = (
    REPORT_REJECTIONS,
    SOURCE_ALARMS,
    GRADE_CHANGES,
    EARLY_WARNINGS,
    MEASURE_CHANGES,
    ACT_ANSWERS,
    ALERTS,  # what it wrote, so that one partition writes all views of a recipient
    DELIVERY_RECEIPTS,  # what its API and its dispatcher wrote
)


def load(
    rulebooks: Path | None = None, *, drafts: bool = False
) -> tuple[tuple[Audience, ...], Wording]:
    """Return the editions of the audience, and the wording, of a folder (None: the shipped ones).

    Raises RulebookError, also for an edition that nobody adopted (unless `drafts` may be), or
    ValueError naming the recipient, the event or the blank that is wrong.
    """
    folder = rulebooks or SHIPPED
    editions = load_editions(folder / "audience", Audience, drafts=drafts)
    words = load_document(folder / "wording.yaml", Wording)
    wording_check.check(words)
    for edition in editions:
        audience.check(edition)
        for row in edition.rows:
            _require_words(row, words)
    return editions, words


def load_letters(rulebooks: Path | None = None) -> Frames:
    """Return what stands around the texts in letters. Raises RulebookError or ValueError."""
    frames = load_document((rulebooks or SHIPPED) / "letters.yaml", Frames)
    letters.check(frames)
    return frames


def _require_words(row: audience.AudienceRow, words: Wording) -> None:
    kind = "enterprise" if row.to == "enterprise" else "department"
    general = f"{row.event.split('.')[0]}.{row.event.split('.')[-1]}"
    templates = [words.templates.get(event) for event in (row.event, general)]
    if not any(getattr(template, kind) for template in templates if template):
        raise ValueError(f"audience, {row.event}: wording.yaml has no words for a {kind}")


def build_stage(rulebooks: Path | None = None, *, drafts: bool = False) -> Stage[NoState]:
    """Return the stage with audience and wording of a folder (None: the shipped), with `drafts`."""
    editions, words = load(rulebooks, drafts=drafts)
    return Stage(
        service=NOTIFY,
        state_type=NoState,
        blank=lambda _key: NoState(),
        reads=READS,
        writes=(ALERTS, DELIVERY_RECEIPTS),
        handlers=handlers.build(editions, words),
        view_of_fact=view_of_fact,
        viewed_as_read=(ALERTS, DELIVERY_RECEIPTS),
        proves_views=True,
    )
