"""Due process: which step leads an order from which status to which. All else is refused.

Severe measures are proposed, noticed and may be answered before they are decided and served; the
others begin in force (《行政处罚法》第四十四条, 第四十五条).
"""

from collections.abc import Iterator

import msgspec

from schemas.vocabulary.measure_status import ENDED, MeasureStatus
from services.sanctions.domain.terms.measure import Ending

AMENDED = "amended"
LAPSED = "defence lapses"
MEASURE_DECIDED = "decided: taken"
UPHELD = "objection_decided: upheld"


class Transition(msgspec.Struct, frozen=True):
    """A step that may be taken: from a status, by an act (with its outcome), to a status."""

    of: MeasureStatus
    by: str
    to: MeasureStatus


BEFORE_EFFECT: tuple[MeasureStatus, ...] = ("proposed", "noticed", "defended", "decided", "served")
AFTER_EFFECT: tuple[MeasureStatus, ...] = ("in_force", "carried_out", "refused", "suspended")

_BY_ACTS = (
    Transition("proposed", "noticed", "noticed"),
    Transition("noticed", "defended", "defended"),
    Transition("noticed", LAPSED, "decided"),
    Transition("noticed", MEASURE_DECIDED, "decided"),
    Transition("noticed", "decided: not_taken", "dropped"),
    Transition("defended", MEASURE_DECIDED, "decided"),
    Transition("defended", "decided: not_taken", "dropped"),
    Transition("decided", "served", "served"),
    Transition("served", "takes effect", "in_force"),
    Transition("in_force", "carried_out", "carried_out"),
    Transition("in_force", "refused", "refused"),
    Transition("refused", "carried_out", "carried_out"),
    Transition("in_force", "objected", "suspended"),
    Transition("carried_out", "objected", "suspended"),
    Transition("refused", "objected", "suspended"),
    Transition("in_force", "suspended", "suspended"),
    Transition("carried_out", "suspended", "suspended"),
    Transition("suspended", UPHELD, "reversed"),
    Transition("lifted", UPHELD, "reversed"),
)
# Back to what it was before it was suspended.
_RESUMING = tuple(
    Transition("suspended", by, to)
    for by in ("objection_decided: rejected", "resumed")
    for to in ("in_force", "carried_out", "refused")
)
_AMENDING = (
    Transition("carried_out", AMENDED, "in_force"),
    Transition("refused", AMENDED, "in_force"),
)
# What ends before it took effect was dropped, whyever.
_ENDING = (
    *(
        Transition(of, by, "dropped")
        for by in ("cause ends", "cause had never been", "own term ends")
        for of in BEFORE_EFFECT
    ),
    *(Transition(of, "cause ends", "lifted") for of in AFTER_EFFECT),
    *(Transition(of, "cause had never been", "reversed") for of in AFTER_EFFECT),
    *(Transition(of, "own term ends", "expired") for of in AFTER_EFFECT),
    *(Transition(of, "replaced", "replaced") for of in (*BEFORE_EFFECT, *AFTER_EFFECT)),
)
TRANSITIONS = (*_BY_ACTS, *_RESUMING, *_AMENDING, *_ENDING)
# (What was lifted while suspended is the only one to be reversed afterwards: see `history`.)
_NEXT = {(step.of, step.by): step.to for step in (*_BY_ACTS, *_AMENDING) if step.of not in ENDED}
_END = {(step.of, step.by): step.to for step in _ENDING}
RESUMED_BY = frozenset(step.by for step in _RESUMING)


def after(status: MeasureStatus, by: str, before_suspension: MeasureStatus) -> MeasureStatus | None:
    """Return the status after a step; None where the step is not possible."""
    if status == "suspended" and by in RESUMED_BY:
        return before_suspension
    return _NEXT.get((status, by))


def status_at_end(status: MeasureStatus, by: Ending) -> MeasureStatus:
    """Return the status in which an order ends. Raises KeyError for one that has ended."""
    return _END[status, by]


def diagram() -> Iterator[str]:
    """Yield the lines of the state machine as a Mermaid diagram: docs/how-to/measures.md has it."""
    yield "stateDiagram-v2"
    yield "    [*] --> proposed: severe measure called for"
    yield "    [*] --> in_force: other measure called for"
    steps: dict[tuple[MeasureStatus, MeasureStatus], list[str]] = {}
    for step in TRANSITIONS:
        steps.setdefault((step.of, step.to), []).append(step.by)
    for (of, to), by in steps.items():
        yield f"    {of} --> {to}: {' / '.join(by)}"
    for status in ("lifted", "reversed", "replaced", "expired", "dropped"):
        yield f"    {status} --> [*]"
