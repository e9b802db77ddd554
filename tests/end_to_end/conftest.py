"""What is played once on the embedded broker for tests of this folder: the demo, who is told."""

import io
from contextlib import redirect_stdout

import pytest
import redis

from development.demo.city_reader import CityReader
from development.demo.play import Demo
from development.local_system.system import LocalSystem
from schemas.topics import SERVICES
from services.command_line.output import say
from tests.support.told_people import ToldPeople


class Played:
    """What the demo published and printed, and what was in Redis at its end."""

    def __init__(self, folder):
        output = io.StringIO()
        system = LocalSystem(folder, say, persistent=False, clock="manual")
        with redirect_stdout(output), system:
            self.pids = [process.pid for process in system.processes]
            metrics = {service: system.metrics_url(service) for service in SERVICES}
            with CityReader(system.settings, metrics) as reader:
                Demo(system, reader).play()
                self.received = reader.everything()
                self.facts = reader.facts
            self.views = _dump(redis.Redis.from_url(system.environment["REDIS_URL"]))
        self.printed = output.getvalue()


def _dump(client: redis.Redis) -> bytes:
    parts = []
    for key in client.scan_iter():
        kind = client.type(key)
        parts.append(key)
        if kind == b"string":
            parts.append(client.get(key))
        elif kind == b"hash":
            parts += [part for pair in client.hgetall(key).items() for part in pair]
        else:
            parts += client.zrange(key, 0, -1)
    return b"\n".join(parts)


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    return Played(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    return ToldPeople(tmp_path_factory.mktemp("told"))
