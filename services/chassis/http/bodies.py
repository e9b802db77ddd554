"""The body of a request as it comes: counted, and not waited for without end."""

import asyncio

from starlette.types import Message, Receive, Scope

from .problems import ProblemError

GRACE_SECONDS = 15.0  # for which a sender may be silent, in all
LEAST_BYTES_A_SECOND = 8 * 1024  # on average, beyond that: a slow line, and no sender who stalls


class CountedBody:
    """Receives a body of at most so many bytes, as long as it comes at a least rate.

    What is counted is the time for which the sender was waited for, so a large file has as long as
    it needs. `complete` says whether all of it was received.
    """

    def __init__(self, scope: Scope, receive: Receive, most_bytes: int) -> None:
        self._receive = receive
        self._most_bytes = most_bytes
        self._read = 0
        self._waited = 0.0
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"0")
        self._declared = int(declared) if declared.isdigit() else 0
        self.complete = not self._declared and b"transfer-encoding" not in headers

    def require_fitting(self) -> None:
        """Refuse what says of itself that it is too large. Raises ProblemError 413."""
        if self._declared > self._most_bytes:
            raise _too_large(self._most_bytes)

    async def __call__(self) -> Message:
        """Return the next part. Raises ProblemError 408, 413."""
        if self.complete:  # whoever asks on waits for the end of the connection
            return await self._receive()
        loop = asyncio.get_running_loop()
        begin = loop.time()
        left = GRACE_SECONDS + self._read / LEAST_BYTES_A_SECOND - self._waited
        try:
            async with asyncio.timeout(left):
                message = await self._receive()
        except TimeoutError as error:
            raise _too_slow() from error
        self._waited += loop.time() - begin
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        if self._read > self._most_bytes:
            raise _too_large(self._most_bytes)
        return message


def _too_large(most_bytes: int) -> ProblemError:
    chinese = f"请求体不得超过{most_bytes}字节，请拆分后分别发送"
    english = f"a body may have {most_bytes} bytes here: send it in parts"
    fault = {"place": "body", "most_bytes": most_bytes, "chinese": chinese, "english": english}
    return ProblemError(413, f"{chinese} / {english}", [fault])


def _too_slow() -> ProblemError:
    chinese = f"请求体传送过慢，平均每秒至少{LEAST_BYTES_A_SECOND}字节，请检查网络后重新发送"
    english = (
        f"the body came too slowly, it takes {LEAST_BYTES_A_SECOND} bytes a second on average:"
        " look at the line, and send it again"
    )
    fault = {"place": "body", "chinese": chinese, "english": english}
    return ProblemError(408, f"{chinese} / {english}", [fault])
