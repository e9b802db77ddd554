"""A receiver of webhooks as a downstream system would have one: for the demo, and to learn from.

`python -m services.notify.adapters.receiver --secret whsec_...` prints its address, then one line
for each message.
"""

import argparse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self

from standardwebhooks import Webhook, WebhookVerificationError

from schemas.codec import UndecodableError, decode
from schemas.messages import Body, Fact
from schemas.topics import MAXIMUM_MESSAGE_BYTES

Listener = Callable[[Fact[Body]], object]


class WebhookReceiver:
    """Takes messages whose signature is right, each once; `received` are those, in order.

    `failing` is how many requests it shall answer with 503 before it takes any.
    """

    def __init__(
        self,
        secret: str,
        host: str = "127.0.0.1",
        port: int = 0,
        failing: int = 0,
        listener: Listener | None = None,
    ) -> None:
        self.received: list[Fact[Body]] = []
        self.repeated = 0
        self.refused = 0
        self.failing = failing
        self._webhook = Webhook(secret)
        self._listener = listener
        self._ids: set[str] = set()
        self._lock = Lock()
        self._server = ThreadingHTTPServer((host, port), self._handler())
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
        self._server.shutdown()
        self._server.server_close()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the status to answer a request with."""
        with self._lock:
            if self.failing:
                self.failing -= 1
                return 503
            try:
                self._webhook.verify(body, headers, json_parse=False)
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

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Reads one message."""

            def do_POST(self) -> None:
                """Answer one message."""
                length = int(self.headers.get("content-length") or 0)
                if length > MAXIMUM_MESSAGE_BYTES:
                    self.send_error(413)
                    return
                status = receiver.take(self.rfile.read(length), dict(self.headers.items()))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Stay silent: the listener says what came."""

        return Handler


def main() -> None:
    """Receive until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    receiver = WebhookReceiver(
        arguments.secret,
        arguments.host,
        arguments.port,
        listener=lambda fact: print(fact.id, fact.body.event_type(), fact.subject, flush=True),
    )
    with receiver:
        print(receiver.url, flush=True)
        try:
            receiver._thread.join()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
