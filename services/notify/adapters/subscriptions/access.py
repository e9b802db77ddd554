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
    """Let pass what a holder may subscribe to. Raises HTTPException 403, saying what it takes."""
    missing = missing_right(credential, selection)
    if missing is not None:
        raise HTTPException(403, missing)


def missing_right(credential: Credential, selection: Selection) -> str | None:
    """Return what a credential lacks for a selection, or None.

    Changes of grades and measures are public: any reader with the scope may have them. Alerts are
    letters to others: they take the right to read these. A department has what concerns itself.
    """
    if credential.kind == "reader":
        if WRITE not in credential.scopes:
            return f"the credential lacks the scope {WRITE}"
        if ALERT in selection.kinds and ALERTS not in credential.scopes:
            return f"alerts take the scope {ALERTS} as well"
        return None
    own = (credential.holder,)
    if GRADE in selection.kinds:
        return f"{GRADE} takes a reader's credential with the scope {WRITE}, not a department's"
    for kind, name, listed in (
        (MEASURE, "agencies", selection.agencies),
        (ALERT, "recipients", selection.recipients),
    ):
        if kind in selection.kinds and listed != own:
            return f"a department has only its own: {kind} takes `{name}` {list(own)}"
    return None
