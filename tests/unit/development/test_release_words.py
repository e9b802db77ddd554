"""What the words for a release say where they can't find out, and write where they can."""

import json
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from development import image_digests
from development.container_secrets.__main__ import FILE_MODE, FOLDER_MODE, make
from development.container_secrets.certificates import server_certificate
from development.container_secrets.redis_users import access_list, rules
from development.image_digests import digest_of, named_images, with_digests
from development.known_vulnerabilities import KNOWN, UNCHECKED, verdict

DIGEST = f"sha256:{'0a' * 32}"
BAD = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
GOOD = {"name": "b", "version": "1", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([GOOD, GOOD], 0, "2 个包无已知漏洞"),
        ([GOOD, BAD], KNOWN, "a 1: CVE-1, mended in 2"),
        ([GOOD, SKIPPED], UNCHECKED, "NOT CHECKED, no database answered: the lock: 1 of 2"),
        ([BAD, SKIPPED], KNOWN, "NOT CHECKED"),
    ],
)
def test_what_was_not_checked_is_never_well(
    packages: list[dict[str, object]], code: int, said: str
) -> None:
    found = verdict("the lock", json.dumps({"dependencies": packages}), "")
    assert found.code == code
    assert said in "\n".join(found.lines)


def test_no_report_at_all_is_not_checked_either() -> None:
    found = verdict("the lock", "", "ConnectionError: no route")
    assert found.code == UNCHECKED
    assert "ConnectionError: no route" in found.lines[0]


def test_without_a_registry_nothing_is_pinned_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker-compose.yml").write_text("image: ${KAFKA_IMAGE:-apache/kafka:4.1.0}\n")
    (tmp_path / ".env").write_text("MINE=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"NOT pinned, .env is as it was: there is no docker"):
        image_digests.main()
    assert Path(".env").read_text() == "MINE=1\n"


def test_digests_take_the_place_of_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, f"Name: x\nDigest:    {DIGEST}\n", "")

    monkeypatch.setattr(image_digests.shutil, "which", lambda _: "docker")
    monkeypatch.setattr(image_digests.subprocess, "run", answered)
    assert digest_of("apache/kafka:4.1.0") == DIGEST
    assert named_images("${A_IMAGE:-a:1} ${B_IMAGE:-b:2}") == {"A_IMAGE": "a:1", "B_IMAGE": "b:2"}
    new = {"A_IMAGE": f"a:1@{DIGEST}"}
    assert with_digests("A_IMAGE=a:1@old\nMINE=1\n", new) == f"MINE=1\nA_IMAGE=a:1@{DIGEST}\n"


def test_secrets_are_made_once_for_their_owner_and_the_containers(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = make(folder)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(made) < set(first)
    assert stat.S_IMODE(folder.stat().st_mode) == FOLDER_MODE
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {FILE_MODE}
    assert make(folder) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    passwords = [first[name] for name in made if not name.endswith(".pem")]
    assert len(set(passwords)) == len(passwords)
    assert min(map(len, passwords)) >= 43


def test_a_password_that_is_deleted_is_renewed_with_all_that_follows_from_it(
    tmp_path: Path,
) -> None:
    make(tmp_path)
    before = (tmp_path / "redis-users.acl").read_text()
    old = (tmp_path / "redis-scoring-api").read_text()
    (tmp_path / "redis-scoring-api").unlink()
    assert make(tmp_path) == ["redis-scoring-api"]
    new = (tmp_path / "redis-scoring-api").read_text()
    assert f":{new}@" in (tmp_path / "redis-url-scoring-api").read_text()
    after = (tmp_path / "redis-users.acl").read_text()
    changed = [
        one
        for one, other in zip(after.splitlines(), before.splitlines(), strict=True)
        if one != other
    ]
    assert [line.split()[1] for line in changed] == ["scoring-api"]
    assert old not in after
    assert new not in after


def test_the_certificate_is_for_its_host_and_signed_by_its_authority() -> None:
    authority, certificate, _ = (
        part for part in server_certificate("redis", datetime(2026, 11, 10, tzinfo=UTC))
    )
    signer, signed = (
        x509.load_pem_x509_certificate(pem.encode()) for pem in (authority, certificate)
    )
    signed.verify_directly_issued_by(signer)
    names = signed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["redis", "localhost"]
    constraints = signed.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert constraints.ca is False


def test_no_password_stands_in_the_list_of_users() -> None:
    passwords = {user: f"the password of {user}" for user in rules()}
    lines = access_list(passwords).splitlines()
    assert lines[0] == "user default off"
    assert not any("the password" in line for line in lines)
    assert all("-@dangerous" in line for line in lines[2:])
