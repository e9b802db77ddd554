"""The views that commands answer from: those of scoring and of sanctions prove themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemas.topics import SANCTIONS, SCORING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.chassis.settings import ServiceSettings
    from services.chassis.views.store import Views


@contextmanager
def scoring_views(settings: ServiceSettings) -> Iterator[Views]:
    """Yield the views of scoring. Raises SecretUnusableError, NotReachableError."""
    from services.chassis.views.access import opened_views  # noqa: PLC0415 - heavy: where used
    from services.scoring.stage import READS  # noqa: PLC0415 - as above

    with opened_views(settings, SCORING, READS) as views:
        yield views


@contextmanager
def sanctions_views(settings: ServiceSettings) -> Iterator[Views]:
    """Yield the views of sanctions. Raises SecretUnusableError, NotReachableError."""
    from services.chassis.views.access import opened_views  # noqa: PLC0415 - heavy: where used
    from services.sanctions.stage import READS  # noqa: PLC0415 - as above

    with opened_views(settings, SANCTIONS, READS) as views:
        yield views
