"""Sanctions as it reviews everything for each message: what a live review is compared with."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from services.sanctions import handlers
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.review import Reviewed, Reviewing
from services.sanctions.domain.orders.scope import FilingChange


class WholeReviewing(Reviewing, frozen=True):
    """Looks at everything, whatever may have changed."""

    def review(
        self,
        dossier: Dossier,
        *,
        before: Dossier | None = None,  # noqa: ARG002 - that is what it does not ask
        change: FilingChange | None = None,  # noqa: ARG002 - as above
    ) -> Reviewed:
        return super().review(dossier)


@contextmanager
def whole_review() -> Iterator[None]:
    """Let sanctions review everything."""
    with patch.object(handlers, "Reviewing", WholeReviewing):
        yield
