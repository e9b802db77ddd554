"""Each answer says in a header as of which instant it holds."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.views.as_of import noting_as_of

HEADER = b"as-of"
ERRORS = 500  # statuses from here on answer nothing


class AsOfHeader:
    """Adds `As-Of` (RFC 3339, UTC) to answers that were made from views that prove themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with noting_as_of() as noted:

            async def dated(message: Message) -> None:
                answered = message["type"] == "http.response.start" and message["status"] < ERRORS
                if answered and noted.instant is not None:
                    instant = noted.instant.isoformat(timespec="milliseconds")
                    message["headers"] = [*message["headers"], (HEADER, instant.encode())]
                await send(message)

            await self._app(scope, receive, dated)
