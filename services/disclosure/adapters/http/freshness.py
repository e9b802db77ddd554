"""Answers that may be kept by who asked: each says on what it stands, and of what age it is.

Two replicas that have read the same answer with the same tag. An answer is kept a minute: what is
public no longer is gone from every copy soon.
"""

from collections.abc import Callable
from hashlib import blake2b

import msgspec
from fastapi import Request, Response

from services.chassis.views.as_of import note_as_of
from services.disclosure.adapters.index.tables import FORMAT
from services.disclosure.domain.look_up import AsOf, PublicLookUp

KEPT_SECONDS = 60
_TAG_BYTES = 12
_ENCODER = msgspec.json.Encoder(decimal_format="string")


def answered(
    request: Request, look_up: PublicLookUp, look: Callable[[AsOf], msgspec.Struct]
) -> Response:
    """Return what `look` says as JSON, or to who has that already, that it is as known."""
    return kept_answer(
        request, look_up, "application/json", lambda as_of: _ENCODER.encode(look(as_of))
    )


def kept_answer(
    request: Request, look_up: PublicLookUp, media_type: str, content: Callable[[AsOf], bytes]
) -> Response:
    """Return a content, or to who has that already, that it is as known.

    On what it stands is read before it: so the tag never is of what was read later.
    """
    as_of = look_up.as_of()
    if as_of.read_at is not None:
        note_as_of(as_of.read_at)
    tag = _entity_tag(as_of)
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={KEPT_SECONDS}"}
    known = request.headers.get("if-none-match", "").split(",")
    if tag in {each.strip().removeprefix("W/") for each in known}:
        return Response(status_code=304, headers=headers)
    return Response(content(as_of), headers=headers, media_type=media_type)


def _entity_tag(as_of: AsOf) -> str:
    """Return the tag of all that is answered on what has been read."""
    stands_on = f"{FORMAT} {as_of.day} {as_of.positions}"
    return f'"{blake2b(stands_on.encode(), digest_size=_TAG_BYTES).hexdigest()}"'
