"""The enterprises that an answer names: the door makes an entry of them before it leaves."""

from collections.abc import Iterable
from contextlib import suppress

from fastapi import Request
from starlette.types import Scope

from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.personal_number import mask
from schemas.vocabulary.written_code import NotACodeError, written_code
from services.chassis.accesses.accesses import Accesses
from services.chassis.accesses.journal import JournalFullError
from services.chassis.text.visible_text import visible

from .admission import admitted_credential
from .stated_purpose import LONGEST, stated_by

_NAMED = "safety_credit.named"
IN_PATH = "code"  # the parameter of a path that names an enterprise


class Named:
    """Codes, each once, and what is known of the purpose by what was asked for."""

    __slots__ = ("codes", "purpose")

    def __init__(self) -> None:
        self.codes: dict[str, None] = {}
        self.purpose: str | None = None

    def record(self, accesses: Accesses | None, scope: Scope, route: str, status: int) -> None:
        """Keep the entry of an answer that names enterprises, before it leaves.

        Raises JournalFullError: then it must not leave.
        """
        credential = admitted_credential(scope)
        if not self.codes or credential is None or not _tells(status):
            return
        if accesses is None:
            raise JournalFullError(
                "this service keeps no entries: its routes ask for no credential"
            )
        stated, client = stated_by(scope), scope.get("client")
        accesses.record(
            credential.id,
            tuple(self.codes),
            question=f"{scope['method']} {route}",
            holder=credential.holder,
            holder_kind=credential.kind,
            on_behalf_of=stated.on_behalf_of,
            purpose=stated.purpose or self.purpose or credential.purpose,
            address=client[0] if client else "unknown",
            status=status,
        )


def _tells(status: int) -> bool:
    """Say whether an answer told something: what is there, that nothing is, or that one may not."""
    return status < 400 or status in {403, 404}  # noqa: PLR2004 - of HTTP


def begin_named(scope: Scope) -> Named:
    """Return what a request names: the enterprise of its path, and what its route adds to it."""
    named = scope[_NAMED] = Named()
    in_path = scope["path_params"].get(IN_PATH)
    if in_path is not None:
        with suppress(NotACodeError):  # there is no such enterprise, and its route says so
            named.codes[written_code(in_path)] = None
    return named


def name_enterprises(request: Request, codes: Iterable[str], purpose: str | None = None) -> None:
    """Say which enterprises the answer to a request names (unified codes), and what it is for."""
    named: Named = request.scope[_NAMED]
    named.codes.update(dict.fromkeys(codes))
    if purpose is not None:
        named.purpose = mask(visible(in_one_line(purpose)))[:LONGEST]
