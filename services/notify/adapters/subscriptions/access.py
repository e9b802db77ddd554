"""Who may subscribe to what."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from schemas.messages import Selection
from services.chassis.http.admission import Proven
from services.chassis.http.credentials import Credential
from services.notify.domain.selection import ALERT, GRADE, MEASURE

WRITE, ALERTS = "subscriptions:write", "alerts:read"


class _MaySubscribe(Proven):
    """Asks for a credential by which one may subscribe to something."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Let pass a department, and a reader with the scope. Raises HTTPException 403."""
        if credential.kind != "department":
            super().permit(credential, request)


Subscriber = Annotated[Credential, Depends(_MaySubscribe(WRITE))]


def require_right(credential: Credential, selection: Selection) -> None:
    """Let pass what a holder may subscribe to; all else is answered with 403, saying what it takes.

    Changes of grades and measures are public: any reader with the scope may have them. Alerts are
    letters to others: they take the right to read these. A department has what concerns itself.
    """
    if credential.kind == "reader":
        if ALERT in selection.kinds and ALERTS not in credential.scopes:
            raise HTTPException(403, f"alerts take the scope {ALERTS} as well")
        return
    own = (credential.holder,)
    if GRADE in selection.kinds:
        raise HTTPException(
            403, f"{GRADE} takes a reader's credential with the scope {WRITE}, not a department's"
        )
    for kind, name, listed in (
        (MEASURE, "agencies", selection.agencies),
        (ALERT, "recipients", selection.recipients),
    ):
        if kind in selection.kinds and listed != own:
            raise HTTPException(
                403, f"a department has only its own: {kind} takes `{name}` {list(own)}"
            )
