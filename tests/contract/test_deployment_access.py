"""In docker-compose.yml everybody is asked who he is, and sees what is his own alone."""

import re
from pathlib import Path

import pytest

from development.container_secrets.__main__ import AUTHORITY_IN_CONTAINER, make
from development.container_secrets.redis_users import WITH_VIEWS, rules
from schemas.topics import ACCESSES, SERVICES, accesses_of
from services.chassis.signing.key_folder import KeyFolder
from tests.support.composition import (
    APIS,
    COMPOSE,
    CONTAINERS,
    DOCKERFILE,
    OURS,
    PROCESSES,
    ROOT,
    mounted,
    service_of,
)

MOUNTED = Path("/run/secrets")


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_a_container_sees_its_own_secrets_and_no_others(name: str) -> None:
    service, container = service_of(name), OURS[name]
    assert container["environment"]["KAFKA_USERNAME"] == service
    assert container["environment"]["KAFKA_SECURITY_PROTOCOL"] == "SASL_PLAINTEXT"
    expected = {"kafka_password": f"kafka-{service}"}
    if name != "scoring-sealer" and service in WITH_VIEWS:
        expected |= {"redis_url": f"redis-url-{name}", "redis_authority": "redis-authority"}
    assert mounted(container) == expected
    mounted_here = {volume.split(":")[0] for volume in container.get("volumes", ())}
    proving = {f"{each}-{kind}" for each in WITH_VIEWS for kind in ("api", "worker")}
    proving.add("notify-dispatcher")
    holders = {
        "sealing": {"scoring-sealer"},
        "certifying": {"scoring-api"},
        "badging": {"disclosure-api"},
        "authority": set[str](),
        "views-key": proving,
        "webhook-key": {"notify-api", "notify-dispatcher"},
    }
    assert mounted_here & holders.keys() == {k for k, names in holders.items() if name in names}


def test_each_key_is_named_where_it_is_mounted_and_made() -> None:
    for name, container in OURS.items():
        named = container.get("environment", {}).values()
        files = [Path(value) for value in named if "safety-credit/keys/" in value]
        folders = [volume.split(":")[1] for volume in container.get("volumes", [])]
        assert all(str(file.parent) in folders for file in files), name
    assert "SEALING_KEYS" not in CONTAINERS["scoring-api"]["environment"]
    folder = KeyFolder(Path("/var/lib/safety-credit/keys"))
    assert {
        **CONTAINERS["scoring-api"]["environment"],
        **CONTAINERS["scoring-sealer"]["environment"],
        **CONTAINERS["disclosure-api"]["environment"],
    }.items() >= folder.settings.items()


def test_nobody_but_the_operator_is_the_operator() -> None:
    as_operator = {
        name for name, one in CONTAINERS.items() if "kafka-operator" in mounted(one).values()
    }
    assert as_operator == {"kafka", "topics", "principals", "cli"}
    in_redis = {
        name for name, one in CONTAINERS.items() if "redis-url-operator" in mounted(one).values()
    }
    assert in_redis == {"cli"}


def test_every_secret_is_a_file_that_make_secrets_makes_and_is_used(tmp_path: Path) -> None:
    make(tmp_path)
    declared = COMPOSE["secrets"]
    files = {name: one["file"].removeprefix("./secrets/") for name, one in declared.items()}
    made = {path.name for path in tmp_path.iterdir()}
    assert set(files.values()) <= made
    # Those that only other secrets are made from are mounted nowhere.
    assert made - set(files.values()) == {f"redis-{user}" for user in rules()}
    used = {source for one in CONTAINERS.values() for source in mounted(one).values()}
    assert used == set(declared)


def test_no_secret_stands_in_the_composition() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    stated = r"(?i)^[ ]*\w*(password|secret|token)\w*[ ]*[:=][ ]*[\w\"']"
    assert not re.search(stated, text, re.MULTILINE)
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    allowed = (ROOT / ".dockerignore").read_text()
    assert "!secrets" not in allowed
    assert "!." not in allowed


def test_kafka_and_redis_ask_everybody_who_he_is() -> None:
    lines = (ROOT / "deploy/kafka/server.properties").read_text().splitlines()
    broker = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    protocols = dict(
        each.split(":") for each in broker["listener.security.protocol.map"].split(",")
    )
    for listener in broker["listeners"].split(","):
        name, _, address = listener.partition("://")
        within = address.startswith("localhost:")
        assert protocols[name] == ("PLAINTEXT" if within else "SASL_PLAINTEXT"), listener
    assert broker["authorizer.class.name"].endswith("StandardAuthorizer")
    start = CONTAINERS["kafka"]["command"][0]
    assert f"./deploy/kafka/start.sh:{start}:ro" in CONTAINERS["kafka"]["volumes"]
    assert (ROOT / "deploy/kafka/start.sh").stat().st_mode & 0o111
    redis = dict(
        line.split(" ", 1)
        for line in (ROOT / "deploy/redis/redis.conf").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert (redis["port"], redis["tls-port"]) == ("0", "6379")
    files = {value for value in redis.values() if value.startswith(f"{MOUNTED}/")}
    assert files == {f"{MOUNTED}/{target}" for target in mounted(CONTAINERS["redis"])}
    assert f"{MOUNTED}/redis_authority" == AUTHORITY_IN_CONTAINER


def test_principals_are_given_before_a_service_starts() -> None:
    principals = CONTAINERS["principals"]
    (loop,) = re.findall(r"for service in (.+); do", principals["command"][-1])
    assert tuple(loop.split()) == SERVICES
    assert {f"kafka-{service}" for service in SERVICES} < set(mounted(principals))
    assert "broker-access add" in principals["command"][-1]


def test_only_who_has_to_speaks_to_the_outside() -> None:
    networks = COMPOSE["networks"]
    inner = {name for name, one in networks.items() if (one or {}).get("internal")}
    assert inner == {"inside", "metrics"}
    outward = {name for name, one in CONTAINERS.items() if set(one.get("networks", ())) - inner}
    assert outward == {"kafka", "redis", "notify-dispatcher", *APIS}
    assert {name for name, one in CONTAINERS.items() if one.get("ports")} == outward - {
        "notify-dispatcher"
    }


def test_nothing_is_published_beyond_loopback_and_no_port_twice() -> None:
    published = [port for one in CONTAINERS.values() for port in one.get("ports", [])]
    assert len(published) == len(SERVICES) + 2
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert len({port.split(":")[1] for port in published}) == len(published)
    for container in APIS.values():
        (port,) = container["ports"]
        assert port.rsplit(":")[-1] == container["environment"]["HTTP_PORT"]


def test_containers_may_do_no_more_than_they_need() -> None:
    for container in OURS.values():
        assert container["read_only"] is True
        assert container["cap_drop"] == ["ALL"]
    for name, container in PROCESSES.items():
        written = [each for each in container.get("volumes", ()) if not each.endswith(":ro")]
        journal = f"{service_of(name)}-journal:{container['environment'].get('ACCESS_JOURNAL')}"
        notes_readers = accesses_of(service_of(name)) in ACCESSES
        index = f"disclosure-index:{container['environment'].get('INDEX_FOLDER')}"
        kept = {name: [journal if notes_readers else index] for name in APIS}
        kept["disclosure-exporter"] = ["open-data:/var/lib/safety-credit/open-data"]
        assert written == kept.get(name, []), name
    for path in set(re.findall(r":(/var/lib/safety-credit/\w+)", str(OURS))):
        assert path.removeprefix("/var/lib/") in DOCKERFILE, "a volume that belongs to root"
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["safety-credit"]


def test_everything_is_limited_and_logs_are_turned_over() -> None:
    for name, container in CONTAINERS.items():
        assert {"mem_limit", "cpus", "pids_limit", "logging"} <= set(container), name
        assert set(container["logging"]["options"]) == {"max-size", "max-file"}, name
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name
