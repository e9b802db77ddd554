"""Who read what, over HTTP: to the enterprise whom it concerns, and to the auditor."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from pydantic import BaseModel, Field

from schemas.messages import AccessRecorded, HolderKind, SignInRefused
from schemas.vocabulary.written_code import NotACodeError, written_code
from services.chassis.clock import Clock, day_of, start_of
from services.chassis.http.admission import Proven, reader
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.credentials import Credential
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.problems import problems
from services.chassis.http.write_threads import in_write_threads
from services.chassis.kafka.errors import PositionsGoneError, TopicUnreadableError
from services.chassis.kafka.positions import PositionedLog, identity_of
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import Views
from services.notify.adapters.accesses.register import TOPICS
from services.notify.adapters.accesses.search import AccessPage, AccessSearch, LoggedAccess, search
from services.notify.adapters.changes.cursor import LONGEST, CursorError, positions_of, token_of
from services.notify.read_model.accesses import AccessesUnknownError, AccessLine, accesses

READ = "accesses:read"
MOST_DAYS = 31  # of one answer
MOST_LOOKED_AT = 20_000  # entries of the log that one answer goes through

First = Annotated[
    AskedDay | None, Query(alias="from", description="First day; default: 30 before.")
]
Last = Annotated[AskedDay | None, Query(alias="to", description="Last day; default: today.")]
Outcome = Literal["answered", "nothing_on_record", "refused"]


class EnterpriseAccess(BaseModel):
    """What one reader asked about an enterprise on a day."""

    day: date
    service: str
    question: str = Field(description="The route; `several`: more than are listed of one day.")
    holder: str = Field(description="The department's code, or the reader's name.")
    holder_kind: HolderKind
    on_behalf_of: str | None
    purpose: str | None
    outcome: Outcome
    times: int
    first: datetime
    last: datetime


class AccessEntry(BaseModel):
    """An entry as it stands on the log: an answer, or failed sign-ins."""

    id: str
    known_at: datetime
    service: str
    address: str
    credential: str | None = Field(description="Its id; of a failed sign-in the one claimed.")
    access: dict[str, Any] | None = Field(description="Null: failed sign-ins.")
    attempts: int | None = Field(description="Of failed sign-ins; null: an access.")


class AccessEntries(BaseModel):
    """Entries, and how to go on."""

    entries: list[AccessEntry]
    next: str = Field(description="Ask on with it as `after`, and else the same.")
    complete: bool = Field(description="That was all that is on the log now.")


class _OwnOrAuditor(Proven):
    """Lets in a reader with the scope, and an enterprise to what concerns itself."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Answer 403 to all others."""
        if credential.kind != "enterprise":
            super().permit(credential, request)
        elif _code(request.path_params["code"]) != credential.holder:
            raise HTTPException(403, f"the credential is that of {credential.holder}")


def accesses_router(views: Views, settings: ServiceSettings, clock: Clock) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["accesses"], responses=problems(401, 403, 422, 503))

    @routes.get("/accesses/{code}", dependencies=[Depends(_OwnOrAuditor(READ))])
    def of_enterprise(code: str, first: First = None, last: Last = None) -> list[EnterpriseAccess]:
        """Return who looked at an enterprise, what for and how often, the latest day first."""
        to = last or day_of(clock())
        begin = first or to - timedelta(days=MOST_DAYS - 1)
        if not timedelta(0) <= to - begin < timedelta(days=MOST_DAYS):
            raise HTTPException(422, f"from {begin} to {to}: ask for 1 to {MOST_DAYS} days")
        try:
            return [_line(*each) for each in accesses(views, written_code(code), begin, to)]
        except AccessesUnknownError as error:
            raise HTTPException(503, f"查询记录尚未整理完毕 / {error}") from error

    @routes.get(
        "/accesses", dependencies=[Depends(reader(READ, asks_why=True))], responses=problems(410)
    )
    @in_write_threads
    def entries_of(  # noqa: PLR0913, PLR0917 - what one may search by
        request: Request,
        first: First = None,
        last: Last = None,
        code: Annotated[str | None, Query(description="About this enterprise.")] = None,
        holder: Annotated[str | None, Query(description="Of this reader, or credential.")] = None,
        sign_ins: Annotated[bool, Query(description="Failed sign-ins instead.")] = False,
        after: Annotated[str | None, Query(max_length=LONGEST)] = None,
    ) -> AccessEntries:
        """Search the log for who read what, a part of it at a time."""
        to = last or day_of(clock())
        begin = first or to - timedelta(days=MOST_DAYS - 1)
        wanted = AccessSearch(
            since=start_of(begin),
            until=start_of(to + timedelta(days=1)),
            code=written_code(code) if code is not None else None,
            holder=holder,
            refused=sign_ins,
        )
        try:
            identity, found = _searched(settings, wanted, after, clock())
        except CursorError as error:
            raise HTTPException(422, str(error)) from error
        except PositionsGoneError as error:
            raise HTTPException(410, f"begin anew, without `after`: {error}") from error
        except (ConnectionError, TopicUnreadableError) as error:
            raise HTTPException(503, f"the log can't be read: {error}") from error
        name_enterprises(request, _codes(found.entries))
        return AccessEntries(
            entries=[_entry(fact) for fact in found.entries],
            next=token_of(found.next, identity),
            complete=found.complete,
        )

    return routes


def _searched(
    settings: ServiceSettings, wanted: AccessSearch, after: str | None, now: datetime
) -> tuple[bytes, AccessPage]:
    identity = identity_of(settings, TOPICS)
    with closing(PositionedLog(settings, TOPICS)) as log:
        positions = positions_of(after, log.partitions, identity) if after else None
        return identity, search(log, positions, wanted, MOST_LOOKED_AT, now)


def _code(text: str) -> str | None:
    try:
        return written_code(text)
    except NotACodeError:
        return None


def _codes(entries: list[LoggedAccess]) -> Iterator[str]:
    for fact in entries:
        if isinstance(fact.body, AccessRecorded):
            yield from fact.body.codes


def _line(day: date, line: AccessLine) -> EnterpriseAccess:
    outcome: Outcome = "answered" if line.status < 400 else "nothing_on_record"  # noqa: PLR2004 - of HTTP
    return EnterpriseAccess(
        day=day,
        service=line.service,
        question=line.question,
        holder=line.holder,
        holder_kind=line.holder_kind,
        on_behalf_of=line.on_behalf_of,
        purpose=line.purpose,
        outcome="refused" if line.status == 403 else outcome,  # noqa: PLR2004 - of HTTP
        times=line.times,
        first=line.first,
        last=line.last,
    )


def _entry(fact: LoggedAccess) -> AccessEntry:
    body = fact.body
    if isinstance(body, SignInRefused):
        return AccessEntry(
            id=fact.id,
            known_at=fact.known_at,
            service=body.service,
            address=fact.subject,
            credential=body.claimed,
            access=None,
            attempts=body.attempts,
        )
    return AccessEntry(
        id=fact.id,
        known_at=fact.known_at,
        service=body.service,
        address=body.address,
        credential=fact.subject,
        access=msgspec.to_builtins(body),
        attempts=None,
    )
