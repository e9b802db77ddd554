"""The views that commands answer from: they prove themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemas.topics import INTAKE, SANCTIONS, SCORING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.chassis.settings import ServiceSettings
    from services.chassis.views.store import Views


@contextmanager
def intake_views(settings: ServiceSettings, *, required: bool = True) -> Iterator[Views]:
    """Yield the views of intake; not `required`: also where Redis does not answer yet.

    Raises SecretUnusableError, NotReachableError.
    """
    from services.chassis.views.access import opened_views  # noqa: PLC0415 - heavy: where used
    from services.intake.stage import READS  # noqa: PLC0415 - as above

    with opened_views(settings, INTAKE, READS, required=required) as views:
        yield views


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
