"""docker-compose.yml and Dockerfile fit the code: entry points, settings, probes, ports."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from fastapi.testclient import TestClient
from pydantic_settings import BaseSettings

from schemas.topics import SERVICES
from services.chassis.http.app import service_app
from services.chassis.settings import ServiceSettings
from services.chassis.signing.key_folder import KeyFolder
from services.chassis.views.store import MemoryViews
from services.command_line.app import build

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = {name: one for name, one in CONTAINERS.items() if one.get("image") == "safety-credit"}
WORKERS = {name: one for name, one in OURS.items() if name.endswith("-worker")}
DISPATCHERS = {name: one for name, one in OURS.items() if name.endswith("-dispatcher")}
APIS = {name: one for name, one in OURS.items() if name.endswith("-api")}


def settings_of(service: str) -> type[BaseSettings]:
    module = import_module(f"services.{service}.settings")
    found: type[BaseSettings] = getattr(module, f"{service.capitalize()}Settings")
    return found


def test_every_service_has_its_worker_and_its_api() -> None:
    assert set(WORKERS) == {f"{service}-worker" for service in SERVICES}
    assert set(APIS) == {f"{service}-api" for service in SERVICES}
    assert set(DISPATCHERS) == {"notify-dispatcher"}


def test_the_dispatcher_signs_with_the_key_by_which_secrets_are_shown() -> None:
    dispatcher, api = OURS["notify-dispatcher"], OURS["notify-api"]
    assert dispatcher["environment"]["WEBHOOK_KEY"] == api["environment"]["WEBHOOK_KEY"]
    assert dispatcher["volumes"] == api["volumes"]


def test_the_override_that_names_the_channels_fits_the_composition() -> None:
    text = (ROOT / "docs/how-to/operate.md").read_text()
    (block,) = re.findall(r"```yaml\n(services:\n.+?)```", text, re.DOTALL)
    ((name, override),) = yaml.safe_load(block)["services"].items()
    assert name in DISPATCHERS
    ((variable, path),) = override["environment"].items()
    assert variable.lower() in settings_of("notify").model_fields
    (mount,) = override["volumes"]
    assert mount.split(":")[1:] == [path, "ro"]


@pytest.mark.parametrize("name", sorted(WORKERS | DISPATCHERS | APIS))
def test_a_command_starts_the_module_that_it_names(name: str) -> None:
    service, kind = name.rsplit("-", 1)
    assert OURS[name]["command"] == ["python", "-m", f"services.{service}.{kind}"]
    room = f"services.{service}.{kind}"
    spec = find_spec(room)
    if spec is not None and spec.submodule_search_locations:  # a room that is a folder
        spec = find_spec(f"{room}.__main__")
    assert spec is not None
    assert spec.origin is not None
    assert re.search(r'if __name__ == "__main__":\n    main\(\)', Path(spec.origin).read_text())


def test_the_topics_are_made_once_by_a_command_that_exists() -> None:
    command = CONTAINERS["topics"]["command"]
    assert command[0] == CONTAINERS["cli"]["entrypoint"][0] == "safety-credit"
    assert CONTAINERS["topics"]["restart"] == "on-failure"
    group: Any = typer.main.get_command(build())
    _, topics, _ = group.resolve_command(None, [command[1]])
    options = [option for parameter in topics.params for option in parameter.opts]
    assert set(command[2:]) <= set(options)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_a_setting_with_a_value_that_it_takes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = name.rsplit("-", 1)[0]
    model = settings_of(service) if service in SERVICES else ServiceSettings
    environment = OURS[name]["environment"]
    assert {variable.lower() for variable in environment} <= set(model.model_fields)
    for variable, value in environment.items():
        assert isinstance(value, str), f"{variable}: quote it"
        monkeypatch.setenv(variable, value)
    assert model().model_fields_set == {variable.lower() for variable in environment}


@pytest.mark.parametrize("name", sorted(WORKERS | DISPATCHERS | APIS))
def test_probes_ask_where_the_process_listens(name: str) -> None:
    container = OURS[name]
    (url,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)'", container["healthcheck"]["test"][-1])
    variable = "HTTP_PORT" if name in APIS else "METRICS_PORT"
    assert url == (container["environment"][variable], "/ready")


def test_the_probed_path_exists() -> None:
    with TestClient(service_app("scoring", ServiceSettings(), MemoryViews())) as client:
        assert client.get("/ready").status_code == 200
    assert '"/ready"' in (ROOT / "services/chassis/kafka/health.py").read_text()


def test_every_container_waits_for_what_it_needs() -> None:
    for name in WORKERS | DISPATCHERS | APIS:
        needs = OURS[name]["depends_on"]
        assert needs["topics"] == {"condition": "service_completed_successfully"}
        assert needs["kafka"] == needs["redis"] == {"condition": "service_healthy"}
    for container in CONTAINERS.values():
        for needed, how in container.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in CONTAINERS[needed]


def test_a_worker_can_be_scaled() -> None:
    for name, container in (WORKERS | DISPATCHERS).items():
        assert not container.keys() & {"container_name", "ports", "hostname"}, name
    assert int(WORKERS["scoring-worker"]["environment"]["TOPIC_PARTITIONS"]) >= 3


def test_nothing_is_published_beyond_loopback_and_no_port_twice() -> None:
    published = [port for one in CONTAINERS.values() for port in one.get("ports", [])]
    assert len(published) == len(SERVICES) + 2
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert len({port.split(":")[1] for port in published}) == len(published)
    for container in APIS.values():
        (port,) = container["ports"]
        assert port.rsplit(":")[-1] == container["environment"]["HTTP_PORT"]


def test_what_fails_comes_back_and_all_run_on_the_same_partitions() -> None:
    for name, container in CONTAINERS.items():
        if name not in ("topics", "keys", "views-key", "webhook-key", "cli"):
            assert container["restart"] == "unless-stopped", name
    assert len({one["environment"]["TOPIC_PARTITIONS"] for one in OURS.values()}) == 1


def test_containers_may_do_no_more_than_they_need() -> None:
    for container in OURS.values():
        assert container["read_only"] is True
        assert container["cap_drop"] == ["ALL"]
    for container in (APIS | DISPATCHERS).values():
        assert all(volume.endswith(":ro") for volume in container["volumes"])
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["safety-credit"]


def test_each_private_key_is_where_it_signs_and_nowhere_else() -> None:
    mounted: dict[str, set[str]] = {}
    for name, container in OURS.items():
        for volume in container.get("volumes", []):
            mounted.setdefault(volume.split(":")[0], set()).add(name)
    assert mounted["sealing"] == {"keys", "scoring-sealer"}
    assert mounted["certifying"] == {"keys", "scoring-api"}
    assert mounted["authority"] == {"keys", "cli"}
    for name, container in OURS.items():
        files = [value for value in container["environment"].values() if "credit-keys/" in value]
        places = [volume.split(":")[1] for volume in container.get("volumes", [])]
        assert all(str(Path(file).parent) in places for file in files), name
    assert "SEALING_KEYS" not in CONTAINERS["scoring-api"]["environment"]
    folders = KeyFolder(Path("/var/lib/safety-credit-keys"))
    assert {
        **CONTAINERS["scoring-api"]["environment"],
        **CONTAINERS["scoring-sealer"]["environment"],
    }.items() >= folders.settings.items()


def test_the_image_has_the_locked_versions_and_all_sources() -> None:
    assert "--requirement requirements.txt" in DOCKERFILE
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    copied = set(" ".join(re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)).split())
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_the_broker_is_that_of_the_tests() -> None:
    image, version = CONTAINERS["kafka"]["image"].split(":")
    pom = (ROOT / "development/brokers/kafka-pom.xml").read_text()
    assert image == "apache/kafka"
    assert f"<version>{version}</version>" in pom


def test_volumes_are_declared() -> None:
    used = {
        volume.split(":")[0] for one in CONTAINERS.values() for volume in one.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_a_lock_names_versions_alone_no_place_and_no_server(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    locked = [line for line in lines if line.strip() and not line.startswith("#")]
    assert locked
    assert [line for line in locked if not re.fullmatch(r"[a-z0-9._-]+==[^\s:/]+", line)] == []


def test_the_peers_of_the_benchmark_run_the_stage_with_the_packages_that_it_has_here() -> None:
    ours, theirs = (
        dict(line.split("==") for line in (ROOT / name).read_text().splitlines() if "==" in line)
        for name in ("requirements.txt", "requirements-bench.txt")
    )
    needed = ("kafka-python", "msgspec", "pyyaml", "rocksdict")
    assert {name: theirs[name] for name in needed} == {name: ours[name] for name in needed}
