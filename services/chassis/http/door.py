"""The door of an API: what holds for every request before its route runs, and for each answer.

In this order, so that whoever is refused costs as little as can be: too many at once (503), the
allowance of an address (429), the credential and its right to the route (401, 403), the allowance
of a credential (429), the stated size (413). Only then a byte of the body is read, counted (413)
and timed (408). Who is refused before the whole body came finds the connection closed.
"""

import time
from ipaddress import IPv6Address, IPv6Network
from typing import NamedTuple

from fastapi import FastAPI, HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.accesses.accesses import Accesses
from services.chassis.accesses.journal import JournalFullError
from services.chassis.observability import logger
from services.chassis.text.visible_text import visible

from .admission import token_of
from .allowances import Allowances
from .bodies import CountedBody
from .named_enterprises import begin_named
from .problems import ProblemError, problem_of
from .request_figures import RequestFigures
from .route_table import Entry, RouteTable
from .stated_purpose import stated_by

QUIET_PATHS = frozenset({"/live", "/ready", "/metrics"})  # who watches is never refused, nor logged
_NETWORK_BITS = 64  # of an IPv6 address, that a sender has for himself
_LONGEST_NAME = 64  # characters of a stranger's text that are remembered
# What each answer says, unless its route says something else.
_ANSWERED = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


class DoorLimits(NamedTuple):
    """How much is let in by one process."""

    at_once: int
    failed_sign_ins_a_minute: int
    a_minute_by_credential: int
    a_minute_by_address: int


_NOT_KEPT = ProblemError(
    503,
    "查询记录暂无法保存，故不予答复 / who reads what can't be kept now, so it is not answered: try"
    " again later",
)
_log = logger(__name__)


class Door:
    """The outermost part of an application, made from the table of its routes."""

    def __init__(
        self,
        app: ASGIApp,
        api: FastAPI,
        service: str,
        limits: DoorLimits,
        accesses: Accesses | None,
    ) -> None:
        self._app = app
        self._accesses = accesses
        self._routes = RouteTable(api)
        self._figures = RequestFigures(service)
        self._at_once = limits.at_once
        self._under_way = 0
        self._failures = Allowances(limits.failed_sign_ins_a_minute)
        self._credentials = Allowances(limits.a_minute_by_credential)
        self._addresses = Allowances(limits.a_minute_by_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = self._routes.find(scope)
        entry, scope["path_params"] = found or (None, {})
        body = CountedBody(scope, receive, entry.most_bytes if entry else 0)
        passage = _Passage(self._figures, self._accesses, scope, entry, body, send)
        quiet = scope["path"] in QUIET_PATHS
        self._under_way += not quiet
        try:
            if not quiet:
                await self._admit(Request(scope, receive), entry, body)
        except HTTPException as refusal:
            await problem_of(refusal)(scope, receive, passage.send)
        else:
            await self._app(scope, body, passage.send)
        finally:
            self._under_way -= not quiet
            passage.end()

    async def _admit(self, request: Request, entry: Entry | None, body: CountedBody) -> None:
        """Raise HTTPException where a request is not let in."""
        if self._under_way > self._at_once:
            raise _later(503, 1, "同时请求过多", f"{self._at_once} requests are under way already")
        address = _address_of(request)
        _spend(self._addresses, address, "该地址请求过于频繁", "too many requests of this address")
        stated_by(request.scope)
        for asked in entry.asks if entry else ():
            try:
                credential = await asked(request)
            except HTTPException as refusal:
                if refusal.status_code == 401:  # noqa: PLR2004 - who one is was not proven
                    self._note_failure(request, address)
                raise
            _spend(
                self._credentials,
                credential.id,
                "该凭证请求过于频繁",
                "too many requests with this credential",
            )
        body.require_fitting()

    def _note_failure(self, request: Request, address: str) -> None:
        """Count a failed sign-in. Raises ProblemError 429 where there were too many."""
        token = token_of(request)
        if token is None:
            return
        named = token.partition(".")[2].partition(".")[0][:_LONGEST_NAME]
        client = request.client
        if self._accesses is not None:
            # Who sends through a proxy may have written the address: it is a key in the journal.
            host = visible(client.host)[:_LONGEST_NAME] if client else "unknown"
            self._accesses.refused.note(host, visible(named) or None)
        for name in (f"address {address}", f"credential {named}"):
            _spend(self._failures, name, "凭证验证失败次数过多", "too many failed sign-ins")


class _Passage:
    """One request on its way: what its answer says beside, and what is noted of it."""

    def __init__(  # noqa: PLR0913, PLR0917 - one request, and what is noted of it
        self,
        figures: RequestFigures,
        accesses: Accesses | None,
        scope: Scope,
        entry: Entry | None,
        body: CountedBody,
        send: Send,
    ) -> None:
        self._figures = figures
        self._accesses = accesses
        self._scope = scope
        self._named = begin_named(scope)
        self._refused = False
        self._route = entry.path if entry else "unknown"
        self._body = body
        self._send = send
        self._begin = time.perf_counter()
        self._status = 500
        self._stream = False

    async def send(self, message: Message) -> None:
        """Send a part of the answer; the first when the entry of who has it is kept."""
        if self._refused:
            return
        if message["type"] == "http.response.start":
            try:
                self._named.record(self._accesses, self._scope, self._route, message["status"])
            except JournalFullError as error:
                _log.error("not answered: its entry can't be kept", error=str(error))
                await problem_of(_NOT_KEPT)(self._scope, self._body, self._pass_on)
                self._refused = True
                return
        await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            message["headers"] = [
                *message["headers"],
                *(line for line in _ANSWERED if line[0] not in headers),
            ]
            if not self._body.complete:  # what is still to come is not wanted: it is not drained
                message["headers"].append((b"connection", b"close"))
            self._status = message["status"]
            self._stream = headers.get(b"content-type", b"").startswith(b"text/event-stream")
            if self._stream:  # it may last for days: what began is told before it ends
                self._note("stream began", seconds_too=True)
        await self._send(message)

    def end(self) -> None:
        """Note that a request is answered."""
        self._figures.count(self._scope, self._route, self._status)
        self._note("stream ended" if self._stream else "request", seconds_too=not self._stream)

    def _note(self, event: str, *, seconds_too: bool) -> None:
        seconds = time.perf_counter() - self._begin
        if seconds_too:
            self._figures.note_seconds(self._scope, self._route, seconds)
        if self._scope["path"] not in QUIET_PATHS:
            self._figures.log(self._scope, self._status, seconds, event)


def _address_of(request: Request) -> str:
    """Return whence a request came; of IPv6 the network, since each sender has one."""
    host = request.client.host if request.client else "unknown"
    if ":" not in host:
        return host
    try:  # zeros may be left out within a network: `2001:db8::1` and `2001:db8::5:1` are of one
        return str(IPv6Network((IPv6Address(host).packed, _NETWORK_BITS), strict=False))
    except ValueError:
        return host


def _spend(allowances: Allowances, name: str, chinese: str, english: str) -> None:
    """Take one of an allowance. Raises ProblemError 429."""
    wait = allowances.take(name)
    if wait is not None:
        raise _later(429, wait, chinese, english)


def _later(status: int, wait: float, chinese: str, english: str) -> ProblemError:
    """Return the error of what may be asked again after so many seconds."""
    seconds = max(1, -int(-wait // 1))
    detail = f"{chinese}，请{seconds}秒后重试 / {english}: try again in {seconds} s"
    return ProblemError(status, detail, headers={"Retry-After": str(seconds)})
