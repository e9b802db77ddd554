"""Tokens are shown once and kept as hashes; what they prove ends with time or by revocation."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.chassis.http.credentials import (
    CredentialError,
    CredentialFile,
    issue_department,
    issue_reader,
)

NOW = datetime(2026, 10, 31, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> CredentialFile:
    return CredentialFile(tmp_path / "var" / "credentials.json")


def test_a_token_finds_its_credential(file: CredentialFile) -> None:
    fire, fire_token = issue_department("fire", NOW)
    bank, bank_token = issue_reader("a bank", ["standings:read", "measures:read"], NOW)
    file.add(fire)
    file.add(bank)
    assert file.find(fire_token, NOW) == fire
    assert file.find(bank_token, NOW) == bank
    assert bank.scopes == ("measures:read", "standings:read")


def test_neither_the_token_nor_its_secret_is_in_the_file(
    file: CredentialFile, tmp_path: Path
) -> None:
    credential, token = issue_department("fire", NOW)
    file.add(credential)
    path = tmp_path / "var" / "credentials.json"
    assert token.split(".")[2] not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry["holder"] for entry in json.loads(path.read_text())["credentials"]] == ["fire"]


def test_tokens_have_256_random_bits_and_never_repeat() -> None:
    secrets = {issue_department("fire", NOW)[1].split(".")[2] for _ in range(50)}
    assert len(secrets) == 50
    assert {len(secret) for secret in secrets} == {43}  # 256 bits in base64 without padding


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("safety-credit.", "other."),
        lambda token: token + ".more",
        lambda token: token.split(".")[2],
        lambda token: f"safety-credit.000000000000.{token.split('.')[2]}",
        lambda _: "",
        lambda _: "..",
        lambda _: "safety-credit..",
        lambda _: "safety-credit.密.码",
    ],
)
def test_a_spoilt_token_finds_nothing(file: CredentialFile, spoil: object) -> None:
    credential, token = issue_department("fire", NOW)
    file.add(credential)
    assert callable(spoil)
    assert file.find(spoil(token), NOW) is None
    assert file.find(token, NOW) is not None


def test_one_holders_secret_does_not_fit_another(file: CredentialFile) -> None:
    fire, fire_token = issue_department("fire", NOW)
    tax, tax_token = issue_department("tax", NOW)
    file.add(fire)
    file.add(tax)
    mixed = ".".join([*fire_token.split(".")[:2], tax_token.split(".")[2]])
    assert file.find(mixed, NOW) is None


def test_it_holds_until_the_instant_at_which_it_expires(file: CredentialFile) -> None:
    end = NOW + timedelta(days=1)
    credential, token = issue_department("fire", NOW, end)
    file.add(credential)
    assert file.find(token, end - timedelta(microseconds=1)) is not None
    assert file.find(token, end) is None


def test_revocation_ends_it_and_is_seen_by_an_open_file(
    file: CredentialFile, tmp_path: Path
) -> None:
    credential, token = issue_department("fire", NOW)
    file.add(credential)
    reading = CredentialFile(tmp_path / "var" / "credentials.json")
    assert reading.find(token, NOW) is not None
    file.revoke(credential.id, NOW)
    assert reading.find(token, NOW) is None
    again = file.revoke(credential.id, NOW + timedelta(days=3))
    assert again.revoked_at == NOW


def test_what_can_not_be_made_says_why(file: CredentialFile) -> None:
    with pytest.raises(CredentialError, match="no department 'police'"):
        issue_department("police", NOW)
    with pytest.raises(CredentialError, match="no such scope: all"):
        issue_reader("a bank", ["all"], NOW)
    with pytest.raises(CredentialError, match="at least one scope"):
        issue_reader("a bank", [], NOW)
    with pytest.raises(CredentialError, match="'tax' is a department's code"):
        issue_reader("tax", ["standings:read"], NOW)
    with pytest.raises(CredentialError, match="is past"):
        issue_department("fire", NOW, NOW)
    with pytest.raises(CredentialError, match="no credential 'x'"):
        file.revoke("x", NOW)


def test_a_broken_file_lets_nobody_in(file: CredentialFile, tmp_path: Path) -> None:
    credential, token = issue_department("fire", NOW)
    file.add(credential)
    (tmp_path / "var" / "credentials.json").write_text("{}x")
    with pytest.raises(CredentialError, match="no file of credentials"):
        file.find(token, NOW)


def test_what_was_revoked_stays_so_where_a_clock_is_behind(file: CredentialFile) -> None:
    credential, token = issue_department("fire", NOW)
    file.add(credential)
    file.revoke(credential.id, NOW)
    assert file.find(token, NOW - timedelta(minutes=5)) is None
