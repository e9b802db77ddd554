"""A local system that is started over a Redis that lost its data rebuilds the views by itself."""

from datetime import date
from pathlib import Path

import httpx
import pytest
import redis

from development.brokers import Tansu
from development.container_secrets.redis_users import WITH_VIEWS
from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from schemas.topics import SCORING
from tests.support.enterprise import CODE
from tests.support.living_city import LivingCity

DAY = date(2026, 11, 10)
REGISTERED = {
    "kind": "registration",
    "name": "海东化工有限公司",
    "sector": "hazardous_chemicals",
    "district": "镇海区",
    "risk_class": 6,
    "payroll": 43_130_000,
}


def standing(system: LocalSystem) -> httpx.Response:
    headers = {"Authorization": f"Bearer {system.tokens[READER]}"}
    return httpx.get(f"{system.addresses[SCORING]}/standings/{CODE}", headers=headers, timeout=60)


def test_what_was_lost_is_rebuilt_at_the_start_and_what_is_whole_is_left_alone(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    def again() -> LocalSystem:
        lines.clear()
        return LocalSystem(tmp_path / "system", lines.append, persistent=False, clock="manual")

    with Tansu() as broker:
        for name, value in {**broker.environment, "REDIS_URL": redis_url}.items():
            monkeypatch.setenv(name, value)
        with LivingCity(tmp_path) as city:
            city.begin(DAY)
            city.report("market-supervision", CODE, DAY, REGISTERED)
            city.quiet()
            truth = standing(city.system).json()
            assert truth["code"] == CODE
        with again() as system:
            assert standing(system).json() == truth
        assert not any("rebuilt" in line for line in lines), lines
        client = redis.Redis.from_url(redis_url)
        client.flushall()
        client.close()
        with again() as system:
            answer = standing(system)
            assert (answer.status_code, answer.json()) == (200, truth)
        rebuilt = [line.partition(":")[0] for line in lines if "are rebuilt" in line]
        assert rebuilt == list(WITH_VIEWS)
