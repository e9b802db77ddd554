"""The entries of who read what, as they wait in the journal of an application or stand on a log."""

from fastapi import FastAPI

from schemas.codec import decode
from schemas.messages import AccessRecorded, Body, Fact
from services.chassis.accesses.accesses import Accesses


def waiting_in(app: FastAPI) -> list[Fact[Body]]:
    """Return the entries that wait, and take them."""
    accesses: Accesses = app.state.accesses
    return [decode(entry.value) for some in accesses.journal.waiting(1000) for entry in some]


def accesses_in(app: FastAPI) -> list[AccessRecorded]:
    """Return what was read, of the entries that wait, and take them."""
    return [fact.body for fact in waiting_in(app) if isinstance(fact.body, AccessRecorded)]
