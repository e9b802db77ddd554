"""What holds for every JSON body that comes over HTTP."""

import json
from contextlib import suppress

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from schemas.unique_keys import key_twice

from .problems import ProblemError

_MOST_BYTES_AT_ONCE = 16 * 1024  # of a body whose keys are compared while all others wait


async def refuse_key_twice(request: Request) -> None:
    """Refuse a JSON body that has a key twice: which value is meant, none can tell.

    A dependency of every route. Raises ProblemError 422.
    """
    if getattr(request.scope.get("route"), "body_field", None) is None:
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or media_type.endswith("+json"):
        body = await request.body()  # which was read before, for the route
        large = len(body) > _MOST_BYTES_AT_ONCE
        key = await run_in_threadpool(_key_twice, body) if large else _key_twice(body)
        if key is not None:
            fault = {"field": key, "fault": "key_twice"}
            raise ProblemError(422, f"the key {key} stands twice in one object", [fault])


def _key_twice(body: bytes) -> str | None:
    """Return the first key that stands twice, in the encoding in which the route reads the body."""
    with suppress(UnicodeDecodeError):  # it is no JSON, and its route says so
        return key_twice(body.decode(json.detect_encoding(body), "surrogatepass"))
    return None
