"""A receiver of webhooks as a downstream system would have one: for the demo, and to learn from.

`python -m development.webhook_receiver --secret whsec_...` prints its address,
then one line for each message. With `--instead` it behaves badly first, to see what becomes of a
message then.
"""

import argparse
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Self

import msgspec
from standardwebhooks import Webhook, WebhookVerificationError

from schemas.codec import UndecodableError, decode
from schemas.messages import Body, Fact
from schemas.topics import MAXIMUM_MESSAGE_BYTES

Listener = Callable[[Fact[Body]], object]


class Instead(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver does with a request instead of taking the message.

    It waits for so many `seconds`, then answers with `status` and `headers`, or writes `raw` bytes
    (none: it hangs up) in place of any answer.
    """

    status: int = 503
    seconds: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None


FAIL = Instead()
HANG = Instead(seconds=3600.0)
REDIRECT = Instead(status=307, headers=(("location", "http://169.254.169.254/"),))
GARBAGE = Instead(raw=b"this is no answer\r\n\r\n")
HANG_UP = Instead(raw=b"")
BUSY = Instead(status=429, headers=(("retry-after", "1"),))
REFUSE = Instead(status=400)
MISDEEDS = {
    "fail": FAIL,
    "hang": HANG,
    "redirect": REDIRECT,
    "garbage": GARBAGE,
    "hang-up": HANG_UP,
    "busy": BUSY,
    "refuse": REFUSE,
}


class _Server(ThreadingHTTPServer):
    """Lets more than the usual five connections wait: a sixth at once is put off by a second."""

    request_queue_size = 128


class WebhookReceiver:
    """Takes messages whose signature is right, each once; `received` are those, in order.

    One of the `secrets` has to have signed; they may be changed at any time, as when a secret is
    rotated. `failing` is how many requests it shall answer with 503 before it takes any; `instead`
    is what it does with the next requests, in order, before that. `requests` counts all requests.
    """

    def __init__(  # noqa: PLR0913 - what a receiver can be asked for
        self,
        secret: str | Iterable[str],
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        failing: int = 0,
        listener: Listener | None = None,
        instead: Iterable[Instead] = (),
    ) -> None:
        self.received: list[Fact[Body]] = []
        self.repeated = 0
        self.refused = 0
        self.requests = 0
        self.failing = failing
        self.instead = deque(instead)
        self.secrets = (secret,) if isinstance(secret, str) else tuple(secret)
        self._listener = listener
        self._ids: set[str] = set()
        self._lock = Lock()
        self._closing = Event()
        self._server = _Server((host, port), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Return the address to post to."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/"

    def __enter__(self) -> Self:
        """Serve in a thread."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop serving."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def join(self) -> None:
        """Wait until it stops serving."""
        self._thread.join()

    def misdeed(self) -> Instead | None:
        """Return what to do with a request instead of taking its message (None: take it)."""
        with self._lock:
            self.requests += 1
            if self.instead:
                return self.instead.popleft()
            if self.failing:
                self.failing -= 1
                return FAIL
            return None

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the status to answer a request with."""
        with self._lock:
            try:
                self._verify(body, headers)
                fact = decode(body)
            except (WebhookVerificationError, UndecodableError, ValueError):
                self.refused += 1
                return 401
            if fact.id in self._ids:
                self.repeated += 1
                return 204
            self._ids.add(fact.id)
            self.received.append(fact)
            if self._listener is not None:
                self._listener(fact)
            return 204

    def _verify(self, body: bytes, headers: dict[str, str]) -> None:
        """Raise WebhookVerificationError or ValueError unless one of the secrets signed."""
        fault: Exception = WebhookVerificationError("no secret to verify with")
        for secret in self.secrets:
            try:
                Webhook(secret).verify(body, headers, json_parse=False)
            except (WebhookVerificationError, ValueError) as error:
                fault = error
            else:
                return
        raise fault

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class ReceiverHandler(BaseHTTPRequestHandler):
            """Reads one message."""

            def do_POST(self) -> None:
                """Answer one message."""
                length = int(self.headers.get("content-length") or 0)
                if length > MAXIMUM_MESSAGE_BYTES:
                    self.send_error(413)
                    return
                body = self.rfile.read(length)
                misdeed = receiver.misdeed()
                if misdeed is None:
                    self._answer(Instead(status=receiver.take(body, dict(self.headers.items()))))
                else:
                    self._answer(misdeed)

            def _answer(self, how: Instead) -> None:
                receiver._closing.wait(how.seconds)
                if how.raw is not None:
                    self.wfile.write(how.raw)
                    self.close_connection = True
                    return
                self.send_response(how.status)
                for name, value in how.headers:
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Stay silent: the listener says what came."""

        return ReceiverHandler


def main() -> None:
    """Receive until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secret", action="append", required=True, help="May be given again.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--instead", choices=sorted(MISDEEDS), help="What to do first.")
    parser.add_argument("--times", type=int, default=1, help="How often to do it.")
    arguments = parser.parse_args()
    receiver = WebhookReceiver(
        arguments.secret,
        arguments.host,
        arguments.port,
        listener=lambda fact: print(fact.id, fact.body.event_type(), fact.subject, flush=True),
        instead=[MISDEEDS[arguments.instead]] * arguments.times if arguments.instead else (),
    )
    with receiver:
        print(receiver.url, flush=True)
        try:
            receiver.join()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
