"""SMS gateways by Apprise: one of its URLs, into which the recipient's number is put.

The letter's identity can be put there too (`{identity}`), so that a gateway recognises a repeat.

Apprise answers yes or no. Why not it only logs, with the gateway's HTTP status ("error=400") and
with the number; so its log goes to a handler of ours alone, which keeps nothing but the status.
Gateways whose refusals come with status 200 would count as sent: only those are allowed that tell
by the status.
"""

import asyncio
import logging
import re
import threading
from http import HTTPStatus
from urllib.parse import quote

from apprise import Apprise, NotifyType

from services.notify.domain.contacts import InvalidAddressError, valid
from services.notify.domain.delivery import Answer
from services.notify.domain.letters import Letter

# `jsons` is the city's own gateway: it gets JSON by HTTPS, and answers with a status below 400.
SCHEMAS = frozenset({"twilio", "plivo", "sinch", "bulksms", "d7sms", "httpsms", "jsons"})
ADDRESS, IDENTITY = "{address}", "{identity}"
_TRIAL = "+8613800000000"  # to see whether the URL can be read at all
_STATUS = re.compile(r"\berror=(\d{3})\b")
_FINAL = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
_OURS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN})


class _StatusHandler(logging.Handler):
    """Notes the HTTP status that Apprise logs in one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.status: int | None = None
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Note the status, and nothing else."""
        if record.thread == self._thread and (match := _STATUS.search(record.getMessage())):
            self.status = int(match[1])


class AppriseChannel:
    """Sends by one gateway, in a thread, for at most `timeout` seconds.

    Raises ValueError, without the URL, where it is not of the allowed ones or can't be read.
    """

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        schema = url.partition("://")[0]
        if schema not in SCHEMAS:
            raise ValueError(f"sms.apprise: the URL must begin with {', '.join(sorted(SCHEMAS))}")
        if url.count(ADDRESS) != 1:
            raise ValueError(f"sms.apprise: the URL needs {ADDRESS} once, where the number goes")
        self._url = url
        self._timeout = timeout
        _hush()
        if self._plugin(_TRIAL, "trial") is None:
            raise ValueError(f"sms.apprise: Apprise can't read this {schema} URL")

    def __repr__(self) -> str:
        """Name the gateway without its secrets."""
        return f"AppriseChannel({self._url.partition(':')[0]})"

    async def send(self, address: str, letter: Letter) -> Answer:
        """Send a letter; see PersonChannel. What a gateway took is `sent`, not more."""
        try:
            address = valid("sms", address).address
        except InvalidAddressError:
            return Answer(outcome="refused", fault="sms: no valid number")
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.to_thread(self._notify, address, letter)
        except TimeoutError:
            return Answer(outcome="failed", fault="sms: no answer in time", whole=True)

    def _notify(self, address: str, letter: Letter) -> Answer:
        plugin = self._plugin(address, letter.identity)
        if plugin is None:
            return Answer(outcome="refused", fault="sms: the gateway takes no such number")
        status_handler = _StatusHandler()
        log = logging.getLogger("apprise")
        log.addHandler(status_handler)
        try:
            accepted = plugin.notify(
                body=letter.text, title=letter.title, notify_type=NotifyType.INFO
            )
        except Exception as error:  # whatever a plug-in raises must not end the dispatcher
            return Answer(outcome="failed", fault=f"sms: {type(error).__name__}", whole=True)
        finally:
            log.removeHandler(status_handler)
        return Answer(outcome="sent") if accepted else _refusal(status_handler.status)

    def _plugin(self, address: str, identity: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Apprise's own
        url = self._url.replace(IDENTITY, quote(identity, safe=""))
        url = url.replace(ADDRESS, quote(address, safe=""))
        separator = "&" if "?" in url else "?"
        return Apprise.instantiate(
            f"{url}{separator}rto={self._timeout:g}&cto={self._timeout:g}", suppress_exceptions=True
        )


def _refusal(status: int | None) -> Answer:
    if status is None:
        return Answer(outcome="failed", fault="sms: the gateway can't be reached", whole=True)
    fault = f"sms: status {status}"
    if status in _FINAL:
        return Answer(outcome="refused", fault=fault)
    busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Answer(outcome="failed", fault=fault, whole=busy or status in _OURS)


def _hush() -> None:
    """Keep Apprise's log, which names numbers and URLs, out of ours; our handler still gets it."""
    log = logging.getLogger("apprise")
    log.propagate = False
    log.setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # else it tells paths, with numbers
    if not log.handlers:
        log.addHandler(logging.NullHandler())  # without any, Python itself would print it
