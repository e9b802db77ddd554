"""Whose orders and acts one may see: an agency its own, a reader with the scope those of all."""

from fastapi import HTTPException, Request

from services.chassis.http.admission import Proven
from services.chassis.http.credentials import Credential


class ProvenAgency(Proven):
    """Asks for a department's credential, or for a reader's with `orders:read`.

    `named` is the parameter of the query by which an agency is asked for.
    """

    def __init__(self, named: str) -> None:
        super().__init__("orders:read")
        self._named = named

    def permit(self, credential: Credential, request: Request) -> None:
        """Let pass a department to its own. Raises HTTPException 403."""
        if credential.kind != "department":
            super().permit(credential, request)
        elif set(request.query_params.getlist(self._named)) - {credential.holder}:
            raise HTTPException(403, f"the credential is that of {credential.holder}")


def agency_shown(credential: Credential, asked: str | None) -> str | None:
    """Return the agency whose orders are shown (None: all): a department sees its own alone."""
    return credential.holder if credential.kind == "department" else asked
