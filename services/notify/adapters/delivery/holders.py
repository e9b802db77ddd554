"""Whose subscriptions are served: of those of whom a credential still holds."""

from services.chassis.clock import Clock
from services.chassis.http.credentials import CredentialError, CredentialFile
from services.chassis.observability import logger

_log = logger(__name__)


class Holders:
    """Says whether a holder is still let in (`credentials` None: nobody is asked, all are).

    A file that can't be read for a while changes nothing. Raises CredentialError or OSError where
    it can't be read in the beginning.
    """

    def __init__(self, credentials: CredentialFile | None, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._fault = ""
        self._let_in = self._read()

    def now(self) -> frozenset[str] | None:
        """Return the holders of now (None: all)."""
        try:
            self._let_in, self._fault = self._read(), ""
        except (CredentialError, OSError) as error:
            if self._fault != str(error):
                self._fault = str(error)
                _log.error("credentials can't be read: those before hold", error=self._fault)
        return self._let_in

    def _read(self) -> frozenset[str] | None:
        if self._credentials is None:
            return None
        now = self._clock()
        return frozenset(each.holder for each in self._credentials.all() if each.holds_at(now))
