"""How pages are answered: what browsers may do with them, and when a kept copy will do."""

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

# No script at all, nothing from elsewhere, no frame, no form that leads away.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# It may be kept, but is asked for anew each time: what is no longer public is gone at once.
KEPT = "public, no-cache"
HTML = "text/html; charset=utf-8"


def page_answer(
    body: str,
    *,
    status: int = 200,
    tag: str | None = None,
    media_type: str = HTML,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a page; `tag` (an ETag) lets it be kept, without one it may not be."""
    caching = {"Cache-Control": KEPT, "ETag": tag} if tag else {"Cache-Control": "no-store"}
    everything = {**_HEADERS, **caching, **(headers or {})}
    return Response(body, int(status), everything, media_type=media_type)


def redirection(address: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that another address has the page."""
    everything = {**_HEADERS, "Location": address, "Cache-Control": KEPT, **(headers or {})}
    return Response(status_code=302, headers=everything)


def entity_tag(request: Request, *stands_on: object) -> str:
    """Return the ETag of a page: it changes with its address and with what it stands on."""
    text = "\n".join(map(repr, (str(request.url), *stands_on)))
    return f'W/"{sha256(text.encode()).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the answer that a copy which the reader has is as it stands now; None: it is not."""
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag not in known and "*" not in known:
        return None
    return Response(status_code=304, headers={**_HEADERS, "Cache-Control": KEPT, "ETag": tag})
