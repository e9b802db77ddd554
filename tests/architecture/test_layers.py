"""Laws 1 to 7, as import-linter keeps them, and what it can't see."""

import tomllib

import pytest
from importlinter.cli import lint_imports

from tests.support.source_tree import (
    PRODUCT,
    ROOT,
    SERVICES,
    called,
    files_of,
    imported,
    modules,
    name_of,
)

TRANSPORTS = {"kafka", "faust", "aiokafka", "mode", "redis"}
PURE = [f"services/{service}/domain" for service in SERVICES]
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.perf_counter",
}
WALL_CLOCKS = {name for name in CLOCKS if name.endswith(("now", "today", "time", "time_ns"))}
CHANCE = {"random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom"}
# Working days read a calendar that a library carries as code, not as a file.
IMPURE = {"io", "os", "pathlib", "socket", "subprocess", "threading", "asyncio", "logging", "sys"}


def test_the_import_laws_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"))
    assert code == 0, capsys.readouterr().out


def test_a_law_stands_for_each_of_one_to_seven() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = {contract["name"] for contract in contracts["contracts"]}
    assert {
        "Schemas know no service",
        "Services do not know each other",
        "The chassis knows no service",
        "Inside a service, imports point inward",
        "The domain is pure",
        "Handlers do no input or output",
        "Only the chassis speaks Kafka and Redis",
    } <= names
    (layered,) = (c for c in contracts["contracts"] if "containers" in c)
    assert layered["exhaustive"]
    assert set(layered["containers"]) == {f"services.{service}" for service in SERVICES}


def test_only_the_chassis_imports_a_transport_wherever_in_a_module() -> None:
    offenders = {
        f"{name_of(path)}: {name}"
        for path in modules(*PRODUCT)
        if not name_of(path).startswith("services/chassis/")
        for name in imported(path)
        if name.partition(".")[0] in TRANSPORTS
    }
    assert offenders == set()


def test_the_domain_does_no_input_or_output() -> None:
    offenders = {
        f"{name_of(path)}: {name}"
        for path in modules(*PURE)
        for name in imported(path)
        if name.partition(".")[0] in IMPURE
    } | {
        f"{name_of(p)}: {n}" for p in modules(*PURE) for n, _ in called(p) if n in ("open", "print")
    }
    assert offenders == set()


def test_the_domain_and_the_handlers_know_no_clock_and_no_chance() -> None:
    pure = modules(*PURE) + [
        path
        for service in SERVICES
        for room in ("handlers", "translation", "read_model")
        for path in files_of(service, room)
        if path.exists()  # a service without views has no read_model: test_layout
    ]
    offenders = {
        f"{name_of(path)}: {name}" for path in pure for name, _ in called(path) if name in CLOCKS
    } | {
        f"{name_of(path)}: {name}"
        for path in pure
        for name in imported(path)
        if name in CHANCE or name.partition(".")[0] in CHANCE | {"time"}
    }
    assert offenders == set()


def test_only_the_clock_reads_the_wall_clock() -> None:
    readers = {
        name_of(path)
        for path in modules(*PRODUCT)
        for name, _ in called(path)
        if name in WALL_CLOCKS
    }
    assert readers == {"services/chassis/clock.py"}
