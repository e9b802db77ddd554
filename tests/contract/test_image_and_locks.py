"""The image is built once, of locked files, from images that can be named by digests."""

import re

import pytest

from development.image_digests import named_images
from tests.support.composition import CONTAINERS, DOCKERFILE, OURS, ROOT

LOCKS = ["", "-dev", "-bench", "-build", "-audit"]


def test_images_can_be_named_by_their_digests() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(named_images(text)) == {"KAFKA_IMAGE", "REDIS_IMAGE", "PYTHON_IMAGE"}
    assert f"ARG PYTHON_IMAGE={named_images(text)['PYTHON_IMAGE']}\n" in DOCKERFILE
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


def test_the_image_is_built_once() -> None:
    assert [name for name, one in CONTAINERS.items() if "build" in one] == ["image"]
    assert {one["pull_policy"] for name, one in OURS.items() if name != "image"} == {"never"}


def test_the_image_has_the_locked_versions_and_all_sources() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "--requirement requirements.txt --requirement requirements-build.txt" in DOCKERFILE
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    copied = set(" ".join(re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)).split())
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize("name", [f"requirements{more}.txt" for more in LOCKS])
def test_a_lock_names_versions_and_hashes_alone_no_place_and_no_server(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", "")
    locked = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert locked
    form = r"[a-z0-9._-]+==[^\s:/]+( ; [^:/]+)?(\s+--hash=sha256:[0-9a-f]{64})+\s*"
    assert [line for line in locked if not re.fullmatch(form, line)] == []


def test_the_peers_of_the_benchmark_run_the_stage_with_the_packages_that_it_has_here() -> None:
    ours, theirs = (
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-bench.txt")
    )
    needed = ("kafka-python", "msgspec", "pyyaml", "rocksdict")
    assert {name: theirs[name] for name in needed} == {name: ours[name] for name in needed}
