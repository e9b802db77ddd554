"""Which subscriptions are served: those whose holder has a credential with the right to them."""

from schemas.messages import SubscriptionStated
from services.chassis.clock import Clock
from services.chassis.http.credentials import Credential, CredentialError, CredentialFile
from services.chassis.observability import logger
from services.notify.adapters.subscriptions.access import missing_right

_log = logger(__name__)


class Holders:
    """Says why a subscription may not be served (`credentials` None: nobody is asked, all are).

    A file that can't be read for a while changes nothing. Raises CredentialError or OSError where
    it can't be read in the beginning.
    """

    def __init__(self, credentials: CredentialFile | None, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._fault = ""
        self._by_holder = self._read()

    def missing(self, subscription: SubscriptionStated) -> str | None:
        """Return which right a subscription has lost, or None."""
        if self._credentials is None:
            return None
        held = self._by_holder.get(subscription.holder, ())
        lacks = [missing_right(each, subscription.selection) for each in held]
        if None in lacks:
            return None
        return lacks[0] if lacks else "no credential of its holder holds"

    def look(self) -> None:
        """Look at the credentials anew."""
        try:
            self._by_holder, self._fault = self._read(), ""
        except (CredentialError, OSError) as error:
            if self._fault != str(error):
                self._fault = str(error)
                _log.error("credentials can't be read: those before hold", error=self._fault)

    def _read(self) -> dict[str, list[Credential]]:
        held: dict[str, list[Credential]] = {}
        now = self._clock()
        for each in self._credentials.all() if self._credentials is not None else ():
            if each.holds_at(now):
                held.setdefault(each.holder, []).append(each)
        return held
