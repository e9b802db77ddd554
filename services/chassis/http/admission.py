"""Who is let in to a route: what it asks of a request's credential before the body is read."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPBearer
from starlette.types import Scope

from services.chassis.clock import system_clock

from .credentials import Credential, CredentialFile
from .problems import ProblemError, unauthorized
from .stated_purpose import PURPOSE, stated_by

_ADMITTED, _PROVEN = "safety_credit.admitted", "safety_credit.proven"


class Proven(HTTPBearer):
    """What a route asks for: a credential, with a scope (None: any).

    A dependency that gives the credential. The door asks it before a byte of the body is read, and
    it says here what was found. It waits for nothing, so it runs on the loop, and is one step:
    handing it to a thread, or a chain of dependencies, costs more than the check. A route that
    `asks_why` is answered to a reader only for a purpose: that of the request or of its credential.
    """

    def __init__(self, scope: str | None = None, *, asks_why: bool = False) -> None:
        super().__init__(
            scheme_name="HTTPBearer",
            description="A token of `safety-credit credential add`.",
            auto_error=False,
        )
        self.scope = scope
        self.asks_why = asks_why

    async def __call__(self, request: Request) -> Credential:  # type: ignore[override]  # gives what the token proves
        """Return the credential that the door let in. Raises HTTPException 401, 403."""
        known: dict[Proven, Credential] = request.scope.setdefault(_ADMITTED, {})
        if self not in known:
            known[self] = await self.admitted(request)
        return known[self]

    async def admitted(self, request: Request) -> Credential:
        """Look at a request anew, and return its credential. Raises HTTPException 401, 403."""
        token = token_of(request)
        if token is None:
            raise unauthorized("send `Authorization: Bearer <token>`")
        known: CredentialFile | None = request.app.state.credentials
        credential = known.find(token, system_clock()) if known else None
        if credential is None:
            raise unauthorized("the token is unknown, expired or revoked")
        request.scope[_PROVEN] = credential
        self.permit(credential, request)
        if self.asks_why and credential.kind == "reader":
            _require_purpose(credential, request)
        return credential

    def permit(self, credential: Credential, request: Request) -> None:  # noqa: ARG002 - others look at its path
        """Let pass what the route may be used for with a credential. Raises HTTPException 403."""
        if self.scope is not None and self.scope not in credential.scopes:
            raise HTTPException(403, f"the credential lacks the scope {self.scope}")


class ProvenDepartment(Proven):
    """Asks for the credential of a department, which acts in its own name only."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Let pass a department. Raises HTTPException 403."""
        super().permit(credential, request)
        if credential.kind != "department":
            raise HTTPException(403, "only a department's credential may do this")


def token_of(request: Request) -> str | None:
    """Return the token that came with a request, which may prove nothing; None: there is none."""
    for name, value in request.scope["headers"]:  # as it came: to make a mapping costs more
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if token.strip() and scheme.lower() == "bearer" else None
    return None


def admitted_credential(scope: Scope) -> Credential | None:
    """Return the credential that a request proved, also where it has no right (None: none)."""
    credential: Credential | None = scope.get(_PROVEN)
    return credential


def _require_purpose(credential: Credential, request: Request) -> None:
    """Raise ProblemError 422 where neither the request nor the credential says what it is for."""
    if credential.purpose is None and stated_by(request.scope).purpose is None:
        raise ProblemError(
            422,
            f"请用请求头 {PURPOSE} 说明查询目的 / say in the header {PURPOSE} what it is for,"
            " or ask for a credential that says so",
        )


async def department_of(credential: Annotated[Credential, Depends(ProvenDepartment())]) -> str:
    """Return the code of the department whose credential came with the request (a dependency)."""
    return credential.holder


def reader(scope: str, *, asks_why: bool = False) -> Proven:
    """Return a dependency that lets in only credentials with the scope, and gives them."""
    return Proven(scope, asks_why=asks_why)
