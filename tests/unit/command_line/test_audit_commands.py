"""`safety-credit keys`, `audit` and `certificate`: what an auditor and a bidding platform type."""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path

import jwt
import pytest
from typer.testing import CliRunner

from schemas.codec import encode
from services.chassis.clock import CITY_ZONE
from services.chassis.signing import create_key, load_key, load_public_keys
from services.chassis.views import MemoryViews
from services.command_line import certificate_command
from services.command_line.app import build
from services.scoring.adapters.certificate import CertificateError, issue, verified
from services.scoring.read_model import last_decision, standing
from tests.support.safety_records import CODE, Scoring
from tests.support.stored_views import store_of
from tests.unit.scoring.test_decision_log import KEY, KEYS, LOG, OTHER
from tests.unit.scoring.test_stage import CERTIFIED, FATAL, REGISTERED

NOW = datetime(2026, 3, 10, 12, tzinfo=CITY_ZONE)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), list(words))
    return result.exit_code, result.output


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "decisions.jsonl.gz"
    file.write_bytes(gzip.compress(b"".join(encode(fact) + b"\n" for fact in LOG)))
    (tmp_path / "key.pub").write_text(KEY.public.pem)
    return file


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    code, said = run("keys", "create", str(file))
    assert code == 0
    assert (file.stat().st_mode & 0o777) == 0o600
    assert "PRIVATE" not in said
    before = file.read_bytes()
    assert run("keys", "create", str(file))[0] == 1
    (tmp_path / "key.pem.pub").unlink()
    assert run("keys", "create", str(file))[0] == 1
    assert run("keys", "create", "--if-missing", str(file))[0] == 0
    assert file.read_bytes() == before
    code, pem = run("keys", "show", str(file))
    assert code == 0
    assert pem == load_key(file).public.pem
    file.chmod(0o644)
    assert "others may read it" in run("keys", "show", str(file))[1]


def test_an_export_is_verified_alone(export: Path) -> None:
    code, said = run(
        "audit", "verify", "--file", str(export), "--key", str(export.parent / "key.pub")
    )
    assert code == 0
    assert "成立 holds: 3 次等级变化 grade changes" in said
    assert "last seal: 2026-03-03" in said
    lines = gzip.decompress(export.read_bytes()).splitlines()
    lines[1] = lines[1].replace(b'"to_grade":"A"', b'"to_grade":"B"')
    broken = export.with_name("broken.jsonl")
    broken.write_bytes(b"\n".join(lines) + b"\n")
    code, said = run("audit", "verify", "--file", str(broken))
    assert code == 1
    assert f"BROKEN: broken.jsonl, line 2: {CODE} 2: its content has the hash" in said
    broken.write_bytes(b"nonsense\n")
    assert (
        "broken.jsonl, line 1: a message: not readable"
        in run("audit", "verify", "--file", str(broken))[1]
    )


def test_on_the_first_day_nothing_is_due(tmp_path: Path) -> None:
    file, key = tmp_path / "first.jsonl", tmp_path / "key.pub"
    key.write_text(KEY.public.pem)
    for log, told in (
        (LOG[:1], f"not sealed yet, so not proved: {CODE} 1"),
        ([], "0 个封存 seals"),
    ):
        file.write_bytes(b"".join(encode(fact) + b"\n" for fact in log))
        code, said = run("audit", "verify", "--file", str(file), "--key", str(key))
        assert (code, told in said) == (0, True), said
    file.write_bytes(encode(LOG[0]) + b"\n")
    assert "not sealed yet" in run("audit", "prove", CODE, "1", "--file", str(file))[1]
    assert "no such grade change" in run("audit", "prove", CODE, "2", "--file", str(file))[1]


def test_one_change_is_proved_to_whoever_has_the_key_alone(export: Path) -> None:
    code, said = run("audit", "prove", CODE, "3", "--file", str(export))
    assert code == 0
    proof, key = export.with_name("proof.json"), str(export.parent / "key.pub")
    proof.write_text(said)
    assert run("audit", "check", str(proof), "--key", key)[0] == 0
    told = json.loads(said)
    change, seal = told["change"], told["seal"]
    for altered, what in (
        (told | {"change": change.replace(CODE, "91350100M000100Y43")}, "its content has the hash"),
        (told | {"change": change.replace('"to_grade":"D"', '"to_grade":"A"')}, "its content has"),
        (told | {"proof": ["L" + "0" * 64]}, "not under the root"),
        (told | {"seal": seal.replace('"count":1', '"count":9')}, "its content has the hash"),
        (told | {"seal": change}, "it is not of a grade change and a seal"),
        (told | {"change": "no message"}, "not readable"),
    ):
        proof.write_text(json.dumps(altered))
        code, said = run("audit", "check", str(proof), "--key", key)
        assert (code, what in said) == (1, True)
    assert run("audit", "prove", CODE, "9", "--file", str(export))[0] == 1


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryViews:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)

    monkeypatch.setattr(certificate_command, "RedisViews", store_of(scoring.worker.views))
    monkeypatch.setenv("CITY_DAY", "2026-03-10")
    create_key(tmp_path / "key.pem")
    monkeypatch.setenv("SIGNING_KEY", str(tmp_path / "key.pem"))
    return scoring.worker.views


@pytest.mark.usefixtures("views")
def test_the_certificates_of_all_bidders_are_issued_in_one_go(tmp_path: Path) -> None:
    bidders = tmp_path / "bidders.txt"
    bidders.write_text(f"{CODE}\n\n91350100M000100Y43\n")
    asked = ("certificate", "issue", "--codes", str(bidders), "--lot", "第2标段")
    code, said = run(*asked, "--on", "2026-02-28")
    first, second = map(json.loads, said.splitlines())
    assert code == 1
    assert (first["code"], first["day"], first["grade"]) == (CODE, "2026-02-28", "A")
    assert "is not rated" in second["reason"]
    file, public = tmp_path / "certificate.jws", tmp_path / "key.pub"
    file.write_text(first["certificate"])
    public.write_text(load_key(tmp_path / "key.pem").public.pem)
    verifying = ("certificate", "verify", str(file), "--key", str(public), "--on", "2026-03-11")
    assert run(*verifying)[0] == 3, "it is of a past day"
    assert run(*verifying, "--day", "2026-02-28", "--code", CODE, "--lot", "第2标段")[0] == 0
    bidders.write_text(CODE)
    assert run(*asked)[0] == 0
    assert run(*asked, CODE)[0] == 2
    assert run("certificate", "issue", "--lot", "x")[0] == 2
    bidders.write_bytes("企业".encode("gb18030"))
    assert run(*asked)[0] == 2


def test_a_certificate_is_issued_and_verified_with_the_public_key_alone(
    views: MemoryViews, tmp_path: Path
) -> None:
    code, token = run("certificate", "issue", CODE, "--lot", "第2标段", "--on", "2026-02-28")
    assert code == 0
    file, public = tmp_path / "certificate.jws", tmp_path / "key.pub"
    file.write_text(token)
    public.write_text(load_key(tmp_path / "key.pem").public.pem)
    asked = ("certificate", "verify", str(file), "--key", str(public), "--on")
    code, said = run(*asked, "2026-03-11")
    assert code == 3
    for words in (
        "it speaks for 2026-02-28, not for today",
        "等级 grade: A",
        "评价日 day: 2026-02-28",
        "用途 purpose: 第2标段",
        CODE,
    ):
        assert words in said
    assert "it was valid until" in run(*asked, "2026-05-01")[1]
    assert "which is to come" in run(*asked, "2026-03-01")[1]
    header, payload, signature = token.strip().split(".")
    file.write_text(f"{header}.{payload[:-2]}AA.{signature}")
    assert run(*asked, "2026-03-11")[0] == 1
    decision = last_decision(views, CODE)
    assert decision is not None
    assert decision["number"] == 3


@pytest.mark.usefixtures("views")
def test_a_certificate_speaks_for_its_day_enterprise_and_lot_alone(tmp_path: Path) -> None:
    file, public = tmp_path / "certificate.jws", tmp_path / "key.pub"
    public.write_text(load_key(tmp_path / "key.pem").public.pem)
    verify = ("certificate", "verify", str(file), "--key", str(public), "--on", "2026-03-10")

    def verdict(*demanded: str) -> tuple[int, dict[str, object]]:
        code, said = run(*verify, *demanded, "--json")
        return code, json.loads(said)

    def issued(*words: str) -> None:
        file.write_text(run("certificate", "issue", CODE, "--lot", "招标〔2026〕118号", *words)[1])

    issued("--on", "2026-02-28")
    right = ("--day", "2026-02-28", "--code", f" {CODE.lower()}", "--lot", "招标[2026] 118号")
    code, found = verdict(*right)
    assert (code, found["valid"], found["mismatches"]) == (0, True, [])
    assert (found["speaks_for"], found["speaks_for_today"]) == ("2026-02-28", False)
    assert found["certificate"]["grade"] == "A"  # type: ignore[index] # it is an object
    for place, other, about in (
        (1, "2026-03-10", "day"),
        (3, "91350100M000100Y43", "code"),
        (5, "招标〔2026〕119号", "lot"),
    ):
        demanded = [*right[:place], other, *right[place + 1 :]]
        code, found = verdict(*demanded)
        assert (code, found["valid"]) == (1, False)
        assert [each["about"] for each in found["mismatches"]] == [about]  # type: ignore[attr-defined] # it is a list
        assert "不符 NOT WHAT IS DEMANDED" in run(*verify, *demanded)[1]
    code, found = verdict("--code", CODE)
    assert (code, found["valid"], found["speaks_for_today"]) == (3, True, False)
    assert run(*verify, "--code", "12345")[0] == 2
    issued()
    code, found = verdict()
    assert (code, found["speaks_for"], found["speaks_for_today"]) == (0, "2026-03-10", True)
    issued("--as-known", "2026-02-28")
    code, found = verdict("--day", "2026-03-10")
    assert (code, [each["about"] for each in found["mismatches"]]) == (1, ["as known"])  # type: ignore[attr-defined] # it is a list
    assert verdict()[0] == 3, "it does not know what became known since"
    file.write_text("no certificate")
    code, said = run(*verify, "--json")
    assert (code, json.loads(said.splitlines()[-1])["valid"]) == (1, False)


def test_why_no_certificate_was_issued_is_told(views: MemoryViews) -> None:
    assert views.get(f"scoring:standing:{CODE}")
    for words, why in (
        ((CODE, "--lot", " "), "须说明用途 say what the certificate is for"),
        ((CODE, "--lot", "x", "--on", "2026-03-11"), "2026-03-11 尚未到来"),
        (("91350100M000100Y43", "--lot", "x"), "未评级 is not rated"),
        ((CODE, "--lot", "x", "--as-known", "2025-01-01"), "未评级 is not rated"),
    ):
        code, said = run("certificate", "issue", *words)
        assert (code, why in said) == (1, True)


def test_a_certificate_of_another_key_type_or_algorithm_is_none(views: MemoryViews) -> None:
    value = standing(views, CODE)
    assert value is not None
    token = issue(OTHER, CODE, value, purpose="x", now=NOW, valid=timedelta(days=1))
    with pytest.raises(CertificateError, match="no public key"):
        verified(token, KEYS, NOW)
    claims = {"iss": "safety-credit", "iat": 1, "exp": 9e9, "sub": CODE}
    headers = {"kid": KEY.public.id, "typ": "standing-certificate+jwt"}
    for forged in (
        jwt.encode(claims, None, algorithm="none", headers=headers),
        jwt.encode(claims, "s" * 64, algorithm="HS256", headers=headers),
        jwt.encode(claims, KEY.key, algorithm="EdDSA", headers={**headers, "typ": "JWT"}),
        jwt.encode(claims, KEY.key, algorithm="EdDSA", headers=headers),
        "no certificate",
    ):
        with pytest.raises(CertificateError):
            verified(forged, KEYS, NOW)


def test_keys_that_are_none_are_told(tmp_path: Path) -> None:
    file = tmp_path / "key.pub"
    file.write_text("no key")
    code, said = run("audit", "check", str(file), "--key", str(file))
    assert (code, "no proof" in said) == (1, True)
    with pytest.raises(ValueError, match="no public key"):
        load_public_keys([file])
