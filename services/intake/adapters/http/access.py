"""Who may send what: a department in its own name, within its limits."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request

from schemas.vocabulary.department import department as member
from services.chassis.http.app import department_of
from services.chassis.http.problems import ProblemError
from services.chassis.http.request_memory import RequestMemory

MEBIBYTE = 1024 * 1024
_KIBIBYTE = 1024

Named = Annotated[str, Path(description="The department's code.", examples=["work-safety"])]
Mine = Annotated[str, Depends(department_of)]


def own_department(department: Named, mine: Mine) -> str:
    """Return the department of the path, which has to be the credential's own."""
    if department != mine:
        raise HTTPException(403, f"the credential is that of {mine}")
    return department


def within_limits(request: Request, department: Annotated[str, Depends(own_department)]) -> str:
    """Return the department, where it has requests left this minute. Raises ProblemError 429."""
    allowance = member(department).limits.requests_a_minute
    spend(memory_of(request), f"{department}/requests", 1, allowance, f"{allowance} requests")
    return department


def spend_bytes(request: Request, department: str, size: int) -> None:
    """Take so many bytes from what a department may send in a minute. Raises ProblemError 429."""
    megabytes = member(department).limits.megabytes_a_minute
    spend(
        memory_of(request),
        f"{department}/kibibytes",
        -(-size // _KIBIBYTE),
        megabytes * MEBIBYTE // _KIBIBYTE,
        f"{megabytes} MiB",
    )


def spend(memory: RequestMemory, name: str, amount: int, a_minute: int, allowed: str) -> None:
    """Take an amount from an allowance. Raises ProblemError 429 saying when to try again."""
    wait = memory.spend(name, amount, a_minute)
    if wait is not None:
        seconds = str(round(wait))
        detail = f"{allowed} a minute are allowed; send it again in {seconds} s"
        raise ProblemError(429, detail, headers={"Retry-After": seconds})


def memory_of(request: Request) -> RequestMemory:
    """Return what the application remembers of requests."""
    memory: RequestMemory = request.app.state.memory
    return memory


Sending = Annotated[str, Depends(within_limits)]
