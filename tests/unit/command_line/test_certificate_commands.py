"""`safety-credit certificate`: issued for a lot, verified for a day, an enterprise and a lot."""

import json
from datetime import datetime
from pathlib import Path

import jwt
import msgspec
import pytest
from typer.testing import CliRunner

from services.chassis.clock import CITY_ZONE
from services.chassis.signing.signed_token import signed_token
from services.chassis.views.store import MemoryViews
from services.command_line import certificate_command
from services.command_line.app import build
from services.scoring.adapters.certificates.certificate import CertificateError, verified
from services.scoring.read_model import last_decision
from tests.support.certificate_requests import certificate_by, opening_issuer
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring
from tests.support.signing_keys import CERTIFYING, KEY, OTHER, REGISTER, set_up

NOW = datetime(2026, 3, 10, 12, tzinfo=CITY_ZONE)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), list(words))
    return result.exit_code, result.output


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryViews:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)

    monkeypatch.setattr(certificate_command, "opened_issuer", opening_issuer(scoring.worker))
    monkeypatch.setenv("CITY_DAY", "2026-03-10")
    for name, value in set_up(tmp_path).settings.items():
        monkeypatch.setenv(name, value)
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
    file = tmp_path / "certificate.jws"
    file.write_text(first["certificate"])
    verifying = ("certificate", "verify", str(file), "--on", "2026-03-11")
    assert run(*verifying, "--any")[0] == 3, "it is of a past day"
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
    file = tmp_path / "certificate.jws"
    file.write_text(token)
    code, said = run("certificate", "verify", str(file), "--day", "2026-02-28", "--code", CODE)
    assert (code, "须写明 --lot" in said, "--any" in said) == (2, True, True)
    asked = ("certificate", "verify", str(file), "--any", "--on")
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
    assert "决定 decision: 3, " in said
    altered = (
        (f"{header}.{payload[:-2]}AA.{signature}", "the signature does not fit"),
        (f"{header[:-9]}.{payload}.{signature}", "it is no certificate, or was altered"),
        ("root:x:0:0", "it is no certificate, or was altered or cut off"),
    )
    for text, why in altered:
        file.write_text(text)
        code, said = run(*asked, "2026-03-11")
        assert code == 1
        assert why in said
    decision = last_decision(views, CODE)
    assert decision is not None
    assert decision.number == 3


@pytest.mark.usefixtures("views")
def test_a_certificate_speaks_for_its_day_enterprise_and_lot_alone(tmp_path: Path) -> None:
    file = tmp_path / "certificate.jws"
    verify = ("certificate", "verify", str(file), "--on", "2026-03-10")

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
    for number in (0, 2, 4):  # without one of the three it says nothing
        assert run(*verify, *right[:number], *right[number + 2 :])[0] == 2
    code, found = verdict("--code", CODE, "--any")
    assert (code, found["valid"], found["speaks_for_today"]) == (3, True, False)
    assert run(*verify, "--any", "--code", "12345")[0] == 2
    issued()
    code, found = verdict("--any")
    assert (code, found["speaks_for"], found["speaks_for_today"]) == (0, "2026-03-10", True)
    issued("--as-known", "2026-02-28")
    code, found = verdict("--any", "--day", "2026-03-10")
    assert (code, [each["about"] for each in found["mismatches"]]) == (1, ["as known"])  # type: ignore[attr-defined] # it is a list
    assert verdict("--any")[0] == 3, "it does not know what became known since"
    file.write_text("no certificate")
    code, said = run(*verify, "--any", "--json")
    assert (code, json.loads(said.splitlines()[-1])["valid"]) == (1, False)


def test_why_no_certificate_was_issued_is_told(views: MemoryViews) -> None:
    assert views.get(f"scoring:standing:{{{CODE}}}")
    for words, why in (
        ((CODE, "--lot", " "), "须说明用途 say what the certificate is for"),
        ((CODE, "--lot", "x", "--on", "2026-03-11"), "2026-03-11 尚未到来"),
        (("91350100M000100Y43", "--lot", "x"), "未评级 is not rated"),
        ((CODE, "--lot", "x", "--as-known", "2025-01-01"), "未评级 is not rated"),
    ):
        code, said = run("certificate", "issue", *words)
        assert (code, why in said) == (1, True)


def test_a_certificate_of_another_key_type_or_algorithm_is_none() -> None:
    token = certificate_by(OTHER, NOW)
    with pytest.raises(CertificateError, match="is not in the register"):
        verified(token, REGISTER, NOW)
    claims = {"iss": "safety-credit", "iat": 1, "exp": 9e9, "sub": CODE}
    headers = {"kid": CERTIFYING.public.id, "typ": "standing-certificate+jwt"}
    whole = msgspec.json.encode(claims)
    for forged in (
        jwt.encode(claims, None, algorithm="none", headers=headers),
        jwt.encode(claims, "s" * 64, algorithm="HS256", headers=headers),
        signed_token(whole, "JWT", CERTIFYING),
        signed_token(whole, headers["typ"], CERTIFYING),
        certificate_by(KEY, NOW),
        "no certificate",
    ):
        with pytest.raises(CertificateError):
            verified(forged, REGISTER, NOW)
