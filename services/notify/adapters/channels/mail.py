"""Letters by mail, over SMTP."""

import asyncio
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

import aiosmtplib
import msgspec

from services.chassis.clock import Clock, system_clock
from services.chassis.observability import logger
from services.notify.domain.contacts import InvalidAddressError, valid
from services.notify.domain.delivery import Answer
from services.notify.domain.letters import Letter

_log = logger(__name__)
_CLOSING = 421  # RFC 5321, 4.2.3: the server gives up the whole conversation
_FINAL = 500
_QUIT_SECONDS = 2.0


class MailServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The server that takes our mail, and as whom we write.

    `security`: `tls` from the first byte, `starttls`, or `none` (then without a password, unless
    the server is on the same machine).
    `own_domains` are those whose mailboxes this very server holds.
    """

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    sender: str
    name: str
    username: str | None = None
    password: str | None = None
    timeout_seconds: float = 30.0
    own_domains: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a sender that is no address, and a password that all could read on the way."""
        try:
            valid("mail", self.sender)
        except InvalidAddressError as error:
            raise ValueError(f"sender: {error}") from error
        if (self.username is None) != (self.password is None):
            raise ValueError("password: username and password go together")
        here = self.host in ("127.0.0.1", "::1", "localhost")
        if self.security == "none" and self.password is not None and not here:
            raise ValueError("security: a password goes over starttls or tls only")

    def __repr__(self) -> str:
        """Name the server without its secrets."""
        return f"MailServer({self.host}:{self.port})"


class Mail:
    """Sends by one server, a connection a letter.

    A server's 250 means that it took the responsibility, not that the letter is in the mailbox
    (RFC 5321, 6.1): the answer is `sent`; `delivered` only where the server itself holds the
    mailboxes of the recipient's domain (`own_domains`). The reply to the letter decides: what
    becomes of the connection afterwards changes nothing.
    """

    def __init__(self, server: MailServer, clock: Clock = system_clock) -> None:
        self._server = server
        self._clock = clock

    async def send(self, address: str, letter: Letter) -> Answer:
        """Send a letter; see PersonChannel. The fault names the reply's code, never its text."""
        try:
            to = valid("mail", address).address
            message = self._message(to, letter)
        except (InvalidAddressError, ValueError):
            return Answer(outcome="refused", fault="mail: no valid address")
        try:
            await self._send(to, message.as_bytes())
        except aiosmtplib.SMTPRecipientRefused as error:
            return _replied("recipient", error.code)
        except aiosmtplib.SMTPDataError as error:
            return _replied("letter", error.code)
        except aiosmtplib.SMTPResponseException as error:
            # Greeting, login or sender: the trouble is ours with the server, not the address's.
            fault = f"mail: {type(error).__name__} {error.code}"
            return Answer(outcome="failed", fault=fault, whole=True)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Answer(outcome="failed", fault=f"mail: {type(error).__name__}", whole=True)
        own = address.rpartition("@")[2].lower() in self._server.own_domains
        return Answer(outcome="delivered" if own else "sent")

    async def _send(self, address: str, message: bytes) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=server.timeout_seconds,
        )
        try:
            async with asyncio.timeout(server.timeout_seconds):
                await client.connect()
                await client.mail(server.sender)
                await client.rcpt(address)
                await client.data(message)
        except aiosmtplib.SMTPResponseException:
            await _quit(client)
            raise
        else:
            await _quit(client)
        finally:
            client.close()

    def _message(self, address: str, letter: Letter) -> EmailMessage:
        domain = self._server.sender.rpartition("@")[2]
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self._server.name, addr_spec=self._server.sender)
        message["To"] = Address(addr_spec=address)
        message["Subject"] = " ".join(letter.title.split())
        message["Date"] = format_datetime(self._clock())
        # The same at every attempt, so that a repeat is recognised.
        message["Message-ID"] = f"<{letter.identity}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
        if letter.urgent:
            message["Importance"] = "high"
        message.set_content(letter.text, cte="base64")
        return message


async def _quit(client: aiosmtplib.SMTP) -> None:
    """Say goodbye to a server that has replied, and wait for it a little while only."""
    try:
        await client.quit(timeout=_QUIT_SECONDS)
    except (aiosmtplib.SMTPException, OSError) as error:
        _log.debug("mail server did not say goodbye", error=type(error).__name__)


def _replied(what: str, code: int) -> Answer:
    """Return what an SMTP reply to the recipient or to the letter means (RFC 5321, 4.2.1)."""
    fault = f"mail: {what} refused with {code}"
    if code >= _FINAL:
        return Answer(outcome="refused", fault=fault)
    return Answer(outcome="failed", fault=fault, whole=code == _CLOSING)
