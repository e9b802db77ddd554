"""docker-compose.yml and the Dockerfile as they stand, for tests that hold them to the code."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]

DOCKERFILE = (ROOT / "Dockerfile").read_text()

OURS = {name: one for name, one in CONTAINERS.items() if one.get("image") == "safety-credit"}

WORKERS = {name: one for name, one in OURS.items() if name.endswith("-worker")}

DISPATCHERS = {name: one for name, one in OURS.items() if name.endswith("-dispatcher")}

BESIDE = {
    name: OURS[name]
    for name in (
        "scoring-sealer",
        "notify-dispatcher",
        "notify-access-register",
        "disclosure-exporter",
    )
}

APIS = {name: one for name, one in OURS.items() if name.endswith("-api")}

PROCESSES = WORKERS | BESIDE | APIS

ONCE = {
    "image",
    "topics",
    "principals",
    "keys",
    "views-key",
    "webhook-key",
    "personal-data-key",
    "cli",
}


def mounted(container: dict[str, Any]) -> dict[str, str]:
    """Return, by the name that a container sees, which secrets it sees."""
    return {each["target"]: each["source"] for each in container.get("secrets", ())}


def service_of(name: str) -> str:
    return name.partition("-")[0]
