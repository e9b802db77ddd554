"""docker-compose.yml fits the code: entry points, settings, probes, what waits for what."""

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

from development.container_secrets.redis_users import WITH_VIEWS
from development.image_digests import named_images
from schemas.topics import SERVICES
from services.chassis.http.app import service_app
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews
from services.command_line.app import build
from services.command_line.status_settings import StatusSettings
from services.scoring.settings import ScoringSettings
from tests.support.composition import (
    APIS,
    COMPOSE,
    CONTAINERS,
    DISPATCHERS,
    ONCE,
    OURS,
    PROCESSES,
    ROOT,
    WORKERS,
    mounted,
    service_of,
)


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
    (key,) = (volume for volume in dispatcher["volumes"] if volume.startswith("webhook-key:"))
    assert key in api["volumes"]


def test_the_override_that_names_the_channels_fits_the_composition() -> None:
    text = (ROOT / "docs/how-to/operate.md").read_text()
    (block,) = re.findall(r"```yaml\n(services:\n.+?)```", text, re.DOTALL)
    ((name, override),) = yaml.safe_load(block)["services"].items()
    assert name in DISPATCHERS
    ((variable, path),) = override["environment"].items()
    assert variable.lower() in settings_of("notify").model_fields
    (mount,) = override["volumes"]
    assert mount.split(":")[1:] == [path, "ro"]


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_a_command_starts_the_module_that_it_names(name: str) -> None:
    service, _, kind = name.partition("-")
    kind = kind.replace("-", "_")
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
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = service_of(name)
    models: list[Any] = (
        [settings_of(service)] if service in SERVICES else [StatusSettings, ScoringSettings]
    )
    environment = OURS[name].get("environment", {})
    variables = {variable.lower() for variable in environment}
    assert variables <= {each for model in models for each in model.model_fields}
    for variable, value in environment.items():
        assert isinstance(value, str), f"{variable}: quote it"
        monkeypatch.setenv(variable, value)
    for target in mounted(OURS[name]):
        (tmp_path / target).write_text("a secret")
    stated = set[str]()
    for model in models:
        stated |= model(_secrets_dir=tmp_path).model_fields_set
    assert stated >= variables


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_probes_ask_where_the_process_listens_and_a_scraper_reaches_it(name: str) -> None:
    container = OURS[name]
    (url,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)'", container["healthcheck"]["test"][-1])
    variable = "HTTP_PORT" if name in APIS else "METRICS_PORT"
    assert url == (container["environment"][variable], "/ready")
    assert container["environment"]["HTTP_HOST"] == "0.0.0.0"
    assert "metrics" in container["networks"]


def test_a_scraper_and_the_operator_are_told_of_all_processes() -> None:
    jobs = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())["scrape_configs"]
    scraped = {
        (name, str(found["port"]))
        for job in jobs
        for found in job["dns_sd_configs"]
        for name in found["names"]
    }
    expected = {
        (name, one["environment"]["HTTP_PORT" if name in APIS else "METRICS_PORT"])
        for name, one in PROCESSES.items()
    }
    assert scraped == expected
    addresses = OURS["cli"]["environment"]["SYSTEM_ADDRESSES"].split(",")
    assert set(addresses) == {f"{name}=http://{name}:{port}" for name, port in expected}


def test_the_probed_path_exists() -> None:
    with TestClient(service_app("scoring", ServiceSettings(), MemoryViews())) as client:
        assert client.get("/ready").status_code == 200
    assert '"/ready"' in (ROOT / "services/chassis/kafka/health.py").read_text()


def test_every_container_waits_for_what_it_needs() -> None:
    for name in PROCESSES:
        needs = OURS[name]["depends_on"]
        for once in ("topics", "principals"):
            assert needs[once] == {"condition": "service_completed_successfully"}
        assert needs["kafka"] == {"condition": "service_healthy"}
        assert ("redis" in needs) == (service_of(name) in WITH_VIEWS)
        assert needs.get("redis", needs["kafka"]) == {"condition": "service_healthy"}
    for container in CONTAINERS.values():
        for needed, how in container.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in CONTAINERS[needed]


def test_a_worker_can_be_scaled() -> None:
    for name, container in (WORKERS | DISPATCHERS).items():
        assert not container.keys() & {"container_name", "ports", "hostname"}, name
    assert int(WORKERS["scoring-worker"]["environment"]["TOPIC_PARTITIONS"]) >= 3


def test_what_fails_comes_back_and_all_run_on_the_same_partitions() -> None:
    for name, container in CONTAINERS.items():
        if name not in ONCE:
            assert container["restart"] == "unless-stopped", name
    environments = [one["environment"] for one in OURS.values() if "environment" in one]
    assert len({each["TOPIC_PARTITIONS"] for each in environments}) == 1


def test_the_broker_is_that_of_the_tests() -> None:
    image, version = named_images(CONTAINERS["kafka"]["image"])["KAFKA_IMAGE"].split(":")
    pom = (ROOT / "development/brokers/kafka-pom.xml").read_text()
    assert image == "apache/kafka"
    assert f"<version>{version}</version>" in pom


def test_volumes_are_declared() -> None:
    used = {
        volume.split(":")[0] for one in CONTAINERS.values() for volume in one.get("volumes", [])
    }
    files = {each for each in used if each.startswith("./")}
    assert all((ROOT / each).is_file() for each in files)
    used -= files
    assert used == set(COMPOSE["volumes"])
