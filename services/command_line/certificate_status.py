"""What a certificate is still worth, asked of the city's public address."""

from __future__ import annotations

import msgspec

from services.scoring.adapters.certificates.certificate import status_address

ANSWER_SECONDS = 10.0


class StatusUnknownError(RuntimeError):
    """The address gave no status. The text says why."""


class _Status(msgspec.Struct):
    """The part of the answer that is read."""

    serial: str
    status: str


def status_at(base: str, serial: str) -> str:
    """Return the status of a certificate by the API at an address. Raises StatusUnknownError.

    The address is that of who asks, never one that the certificate names: who stole a key could
    name his own.
    """
    import httpx  # noqa: PLC0415 - heavy: only where it is asked

    url = status_address(base, serial)
    try:
        answer = httpx.get(url, timeout=ANSWER_SECONDS)
        answer.raise_for_status()
        found = msgspec.json.decode(answer.content, type=_Status)
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as error:
        raise StatusUnknownError(f"{url}: {error}") from error
    if found.serial != serial:
        raise StatusUnknownError(f"{url}: it answered about {found.serial}")
    return found.status
