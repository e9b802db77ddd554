"""Who may send what: a department in its own name, within its limits."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request
from fastapi.concurrency import run_in_threadpool

from schemas.vocabulary.department import department as member
from services.chassis.http.admission import ProvenDepartment, department_of
from services.chassis.http.credentials import Credential
from services.chassis.http.problems import ProblemError
from services.chassis.http.request_memory import RequestMemory

_MEBIBYTE = 1024 * 1024
_KIBIBYTE = 1024

Named = Annotated[str, Path(description="The department's code.", examples=["work-safety"])]
Mine = Annotated[str, Depends(department_of)]


class _ProvenSender(ProvenDepartment):
    """Asks for the department of the path, with requests left this minute."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Let pass the department of the path. Raises HTTPException 403."""
        super().permit(credential, request)
        if request.path_params["department"] != credential.holder:
            raise HTTPException(403, f"the credential is that of {credential.holder}")

    async def admitted(self, request: Request) -> Credential:
        """Take one of the department's requests. Raises HTTPException 401, 403, 429."""
        credential = await super().admitted(request)
        department = credential.holder
        most = member(department).limits.requests_a_minute
        requests, memory = f"{department}/requests", memory_of(request)
        await run_in_threadpool(spend, memory, requests, 1, most, f"{most} requests")
        return credential


async def sender(department: Named, _who: Annotated[Credential, Depends(_ProvenSender())]) -> str:
    """Return the department of the path, which is the credential's (a dependency)."""
    return department


def spend_bytes(request: Request, department: str, size: int) -> None:
    """Take so many bytes from what a department may send in a minute. Raises ProblemError 429."""
    megabytes = member(department).limits.megabytes_a_minute
    spend(
        memory_of(request),
        f"{department}/kibibytes",
        -(-size // _KIBIBYTE),
        megabytes * _MEBIBYTE // _KIBIBYTE,
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


Sending = Annotated[str, Depends(sender)]
