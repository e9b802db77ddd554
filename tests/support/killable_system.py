"""The local system, whose processes a test kills and starts again."""

from collections.abc import Mapping
from pathlib import Path

from development.brokers.server_process import ServerProcess
from development.local_system.system import LocalSystem
from schemas.topics import NOTIFY, SERVICES
from tests.support.living_city import LivingCity

APIS, WORKER, DISPATCHER = "apis", "notify-worker", "notify-dispatcher"


class KillableSystem(LocalSystem):
    """`kill` ends a process at once, as a crash does; `start_again` starts it as it was."""

    def __init__(self, *given, **named) -> None:
        self._spawned: dict[str, tuple[list[str], Path, Mapping[str, str]]] = {}
        super().__init__(*given, **named)

    def _spawn(
        self, name: str, module: list[str], logs: Path, environment: Mapping[str, str]
    ) -> None:
        self._spawned[name] = (module, logs, environment)
        super()._spawn(name, module, logs, environment)

    def kill(self, name: str) -> None:
        self._named(name).kill()

    def start_again(self, name: str) -> None:
        """Start it, without waiting until it is ready; its place stays the same."""
        place = self.processes.index(self._named(name))
        self._spawn(name, *self._spawned[name])
        self.processes[place] = self.processes.pop()

    def _named(self, name: str) -> ServerProcess:
        return next(process for process in self.processes if process.name == name)


class KillableCity(LivingCity):
    """A living city; notify's processes are killed and count anew: `quiet` waits for the others."""

    system_type = KillableSystem
    awaited = tuple(service for service in SERVICES if service != NOTIFY)
    system: KillableSystem
