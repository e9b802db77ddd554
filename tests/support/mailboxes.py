"""A mail server on loopback that takes, refuses, drops or lets wait, as a test wants it."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from development.brokers.server_process import free_port

USERNAME, PASSWORD = "notify", "a mail secret"


class Mailboxes:
    """`taken` are the messages; the replies to recipient and letter can be set; `trouble` is what
    happens at the letter: `drop` ends the connection, `hang` answers nothing; `quit` and `reset`:
    what it does not answer is QUIT or RSET. `after_letter` is called when one is taken, before it
    is answered.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.sender, self.recipient, self.letter = "250 OK", "250 OK", "250 OK"
        self.trouble: str | None = None
        self.after_letter: Callable[[], object] = lambda: None

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.sender.startswith("2"):
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        if self.trouble == "drop":
            server.transport.abort()
        if self.trouble == "hang":
            await asyncio.sleep(30)
        if self.letter.startswith("2"):
            self.envelopes.append(envelope)
            self.taken.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]  # EmailMessage by this policy
            self.after_letter()
        return self.letter

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        if self.trouble == "quit":
            await asyncio.sleep(30)
        return "221 Bye"

    async def handle_RSET(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        if self.trouble == "reset":
            await asyncio.sleep(30)
        return "250 OK"


def controller(
    boxes: Mailboxes,
    context: SSLContext | None = None,
    *,
    starttls: bool = False,
    login: bool = False,
) -> Controller:
    """Return a server for `with`-less use: start() and stop(); its port is `.port` afterwards."""

    def authenticate(
        _server: Any, _session: Any, _envelope: Any, _how: Any, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data == LoginPassword(
            USERNAME.encode(), PASSWORD.encode()
        )
        return AuthResult(success=right, handled=False)

    return Controller(
        boxes,
        hostname="127.0.0.1",
        port=free_port(),
        server_hostname="127.0.0.1",
        ssl_context=None if starttls else context,
        tls_context=context if starttls else None,
        require_starttls=starttls,
        authenticator=authenticate if login else None,
        auth_required=login,
        auth_require_tls=login and starttls,  # it knows no other encryption than its own
    )
