"""Keeps every message that a subscription's webhook brings in a database of your own, each once.

`WEBHOOK_SECRETS=whsec_... python receiver.py messages.sqlite` runs until it is stopped. A message
is answered after its transaction: killed before, it comes again; killed after, it is a repeat.
"""

import argparse
import os
import sqlite3
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

MOST_BYTES = 1024 * 1024  # of a message: whoever sends more is not the city
SECONDS = 10  # that a sender may take for its request, and a writer for its turn
KEPT, REPEATED, FORGED, TOO_LARGE, NOT_NOW = 204, 204, 401, 413, 503
TABLE = "CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, body BLOB NOT NULL)"


class Receiver(ThreadingHTTPServer):
    """Takes messages that one of the secrets signed; while one is rotated there are two."""

    request_queue_size = 64  # connections that may wait: eight messages come at once

    def __init__(self, address: tuple[str, int], database: str, secrets: list[str]) -> None:
        """Raise ValueError for a secret that is none, sqlite3.Error for the database."""
        self._secrets = [Webhook(secret) for secret in secrets]
        self._database = database
        with self._connection() as connection:
            connection.execute(TABLE)
        super().__init__(address, Request)

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Verify and keep a message; return the status to answer with."""
        if not any(self._signed(secret, body, headers) for secret in self._secrets):
            return FORGED  # the city waits with this message until you have the right secret
        row = (headers["webhook-id"], body)
        try:
            with self._connection() as connection:
                kept = connection.execute("INSERT OR IGNORE INTO messages VALUES (?, ?)", row)
        except sqlite3.Error as error:
            print(f"{row[0]}: not kept: {error}", file=sys.stderr, flush=True)
            return NOT_NOW  # it comes again
        if kept.rowcount == 0:
            return REPEATED
        print(row[0], flush=True)  # here your own work begins, or in a program that reads the table
        return KEPT

    @staticmethod
    def _signed(secret: Webhook, body: bytes, headers: dict[str, str]) -> bool:
        try:
            secret.verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self._database, timeout=SECONDS)


class Request(BaseHTTPRequestHandler):
    """One message."""

    timeout = SECONDS
    server: Receiver

    def do_POST(self) -> None:
        """Answer it."""
        length = int(self.headers.get("content-length") or 0)
        if length > MOST_BYTES:
            self._answer(TOO_LARGE)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(self.server.take(self.rfile.read(length), headers))

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Stay silent: what was kept is printed."""


def main() -> None:
    """Receive until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="a file of SQLite; it is made if it is not there")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8088)
    arguments = parser.parse_args()
    secrets = os.environ.get("WEBHOOK_SECRETS", "").split()
    if not secrets:
        sys.exit("WEBHOOK_SECRETS: set it to the secret of your subscription, as whsec_...")
    try:
        receiver = Receiver((arguments.host, arguments.port), arguments.database, secrets)
    except ValueError as error:
        sys.exit(f"WEBHOOK_SECRETS: not a secret as the city gives them: {error}")
    host, port = receiver.server_address[:2]
    print(f"http://{host!s}:{port}/", flush=True)
    with receiver, suppress(KeyboardInterrupt):
        receiver.serve_forever()


if __name__ == "__main__":
    main()
