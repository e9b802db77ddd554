"""What holds for every JSON body that comes over HTTP."""

from fastapi import Request

from schemas.unique_keys import key_twice

from .problems import ProblemError


async def refuse_key_twice(request: Request) -> None:
    """Refuse a JSON body that has a key twice: which value is meant, none can tell.

    A dependency of every route. Raises ProblemError 422.
    """
    if getattr(request.scope.get("route"), "body_field", None) is None:
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or media_type.endswith("+json"):
        body = await request.body()  # which was read before, for the route
        key = key_twice(body.decode(errors="replace"))
        if key is not None:
            fault = {"field": key, "fault": "key_twice"}
            raise ProblemError(422, f"the key {key} stands twice in one object", [fault])
