"""Nothing of a request is read before its credential is known good; what is read is bounded."""

import asyncio
import re
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request

from services.chassis.http import allowances
from services.chassis.http.allowances import Allowances
from services.chassis.http.door import _address_of
from services.chassis.http.route_table import MOST_BYTES, RouteTable
from tests.support.doors import bearer, build, settings_in, tokens

__all__ = ["tokens"]
MEBIBYTE = 1024 * 1024


async def asked_of(
    app: FastAPI, method: str, path: str, headers: dict[str, str]
) -> tuple[dict[str, Any], bool]:
    """Ask with a large body; return how the answer starts, and whether any of the body was read."""
    started: dict[str, Any] = {}
    read = False

    async def receive() -> dict[str, Any]:
        nonlocal read
        read = True
        return {"type": "http.request", "body": b"[" * 1000, "more_body": True}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)

    sent = {"content-type": "application/json", "content-length": str(45 * MEBIBYTE), **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("192.0.2.1", 1),
        "server": ("x", 80),
    }
    await app(scope, receive, send)
    return started, read


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("nobody", 401), ("bank", 403), ("fire", 413)]
)
def test_no_byte_is_read_of_whom_the_route_is_not_for(
    tmp_path: Path, tokens: dict[str, str], who: str | None, status: int
) -> None:
    headers = {} if who is None else bearer(tokens.get(who, "safety-credit.a.b"))
    app = build(settings_in(tmp_path))
    started, read = asyncio.run(asked_of(app, "POST", "/reports", headers))
    assert started["status"] == status
    assert not read
    assert (b"connection", b"close") in started["headers"]


def test_files_may_be_larger_than_other_bodies(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = TestClient(build(settings_in(tmp_path)))
    content, headers = b" " * (3 * MEBIBYTE), bearer(tokens["fire"])
    assert client.post("/files", files={"file": content}, headers=headers).json() == len(content)
    assert client.post("/reports", content=content, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"[" * 900_000, b'{"row":' * 100_000, b'{"row":' + b"9" * 900_000 + b"}", b'{"row":1e999999}'],
)
def test_json_that_is_made_to_cost_is_refused_cheaply(
    tmp_path: Path, tokens: dict[str, str], body: bytes
) -> None:
    client = TestClient(build(settings_in(tmp_path)))
    headers = bearer(tokens["fire"]) | {"Content-Type": "application/json"}
    answer = client.post("/reports", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert len(answer.content) < 2000
    assert answer.elapsed.total_seconds() < 2


def test_failed_sign_ins_are_counted_and_shut_out_nobody_else(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    client = TestClient(build(settings_in(tmp_path, http_failed_sign_ins_a_minute=5)))
    identity = tokens["bank"].split(".")[1]
    wrong = [f"safety-credit.{identity}.{n}" for n in range(7)]
    answers = [client.get("/standings/1", headers=bearer(token)) for token in wrong]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert "重试" in answers[-1].json()["detail"]
    # A token can't be guessed, so who has the right one is let in beside whoever tries.
    assert client.get("/standings/1", headers=bearer(tokens["bank"])).status_code == 200


def test_a_credential_and_an_address_have_an_allowance(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    limits = {
        "http_requests_a_minute_by_credential": 3,
        "http_requests_a_minute_by_address": 6,
    }
    client = TestClient(build(settings_in(tmp_path, **limits)))

    def statuses(who: str, count: int) -> list[int]:
        headers = bearer(tokens[who])
        return [client.get("/standings/1", headers=headers).status_code for _ in range(count)]

    assert statuses("bank", 4) == [200, 200, 200, 429]
    assert statuses("insurer", 3) == [200, 200, 429]
    assert client.get("/live").status_code == 200


def test_invented_names_take_no_memory() -> None:
    now = [0.0]
    known = Allowances(2, most=10, clock=lambda: now[0])
    for name in range(1000):
        assert known.take(str(name)) is None
    assert len(known) == 10
    assert allowances.MOST_REMEMBERED < 100_000
    assert [known.take("x"), known.take("x")] == [None, None]
    wait = known.take("x")
    assert wait is not None
    now[0] += wait
    assert known.take("x") is None


def test_ten_thousand_invented_methods_and_paths_make_no_new_label(tmp_path: Path) -> None:
    app = build(settings_in(tmp_path))

    def samples() -> set[str]:
        text = TestClient(app).get("/metrics").text
        return set(re.findall(r"^safety_credit_http_requests_total(\{.*\})", text, re.MULTILINE))

    async def invent() -> None:
        for number in range(10_000):
            path = f"/standings/{number}" if number % 2 else f"/{number}"
            await asked_of(app, f"M{number}", path, {})

    before = samples()
    asyncio.run(invent())
    new = samples() - before
    assert all('method="other"' in labels or "/metrics" in labels for labels in new), new
    assert len(new) <= 4


def test_every_answer_forbids_guessing_framing_and_keeping(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    client = TestClient(build(settings_in(tmp_path)))
    for answer in (
        client.get("/standings/1", headers=bearer(tokens["bank"])),
        client.get("/standings/1"),
        client.get("/nowhere"),
        client.get("/live"),
    ):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Content-Security-Policy"] == policy
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_door_sees_the_route_that_answers(tmp_path: Path) -> None:
    found = [
        (entry.path, entry.most_bytes)
        for entry in RouteTable(build(settings_in(tmp_path))).entries
        if entry.asks
    ]
    assert found == [
        ("/reports", MOST_BYTES),
        ("/files", 64 * MEBIBYTE),
        ("/standings/{code}", MOST_BYTES),
        ("/address", MOST_BYTES),
    ]


@pytest.mark.parametrize(
    ("addresses", "networks"),
    [
        (["2001:db8::5:0:0:1", "2001:db8::6:0:0:1", "2001:db8:0:0::2"], 1),
        (["2001:db8:1:2::3", "2001:db8:1:2:3:4:5:6"], 1),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], 2),
        (["192.0.2.1", "192.0.2.2", "unknown", "fe80::1%eth0"], 4),
    ],
)
def test_an_allowance_is_that_of_a_network_however_its_addresses_are_written(
    addresses: list[str], networks: int
) -> None:
    requests = [Request({"type": "http", "client": (each, 1)}) for each in addresses]
    assert len({_address_of(each) for each in requests}) == networks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_a_key_that_stands_twice_is_refused_in_each_encoding_that_a_route_reads(
    tmp_path: Path, tokens: dict[str, str], encoding: str
) -> None:
    headers = bearer(tokens["fire"]) | {"Content-Type": "application/json"}
    client = TestClient(build(settings_in(tmp_path)))
    once, twice = ('{"row": 1}', '{"row": 1, "row": 2}')
    assert client.post("/reports", content=once.encode(encoding), headers=headers).json() == 1
    answer = client.post("/reports", content=twice.encode(encoding), headers=headers)
    assert answer.json()["errors"] == [{"field": "row", "fault": "key_twice"}]


def test_a_key_that_no_answer_can_repeat_is_refused_like_any_other(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    headers = bearer(tokens["fire"]) | {"Content-Type": "application/json"}
    client = TestClient(build(settings_in(tmp_path)), raise_server_exceptions=False)
    body = b'{"\\ud800": 1, "\\ud800": 2}'
    answer = client.post("/reports", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "?", "fault": "key_twice"}]


def test_the_keys_of_a_large_body_are_compared_while_others_are_answered(
    tmp_path: Path, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def noted(_text: str) -> None:
        threads.append(current_thread() is main_thread())

    monkeypatch.setattr("services.chassis.http.json_bodies.key_twice", noted)
    app, headers = build(settings_in(tmp_path)), bearer(tokens["fire"])

    async def post(body: bytes) -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            sent = headers | {"Content-Type": "application/json"}
            assert (await client.post("/reports", content=body, headers=sent)).json() == 1

    asyncio.run(post(b'{"row": 1}'))
    asyncio.run(post(b'{"row": 1, "more": "' + b"x" * 20_000 + b'"}'))
    assert threads == [True, False]
