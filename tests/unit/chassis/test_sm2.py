"""SM2 with SM3: what we sign OpenSSL takes, and what it signs we take."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from services.chassis.signing import keys as keys_module
from services.chassis.signing import sm2
from services.chassis.signing.keys import (
    KeyUnusableError,
    SigningKey,
    create_key,
    load_key,
    load_public_key,
)
from services.chassis.signing.suites import SuiteMissingError

CONTENT = "2026年11月30日 等级变化".encode()
needs_gmalg = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("gmalg") is None,
    reason="keys of SM2 need safety-credit[sm2]",
)


def openssl(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/usr/bin/openssl", *words], capture_output=True, check=False)


def sm3(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "content").write_bytes(CONTENT)
    return openssl(
        *("pkeyutl", *words, "-rawin", "-digest", "sm3", "-in", str(folder / "content")),
        *("-pkeyopt", f"distid:{sm2.SIGNER_ID.decode()}"),
    )


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    made = create_key(tmp_path / "key.pem", sm2.SM2_SM3)
    (tmp_path / "key.pub").write_text(made.public.pem)
    return made


@needs_gmalg
def test_openssl_takes_what_we_sign(tmp_path: Path, key: SigningKey) -> None:
    signature = load_key(tmp_path / "key.pem").sign(CONTENT)
    numbers = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    (tmp_path / "signature").write_bytes(encode_dss_signature(*numbers))
    with_key = ("-verify", "-pubin", "-inkey", str(tmp_path / "key.pub"))
    checked = sm3(tmp_path, *with_key, "-sigfile", str(tmp_path / "signature"))
    assert (checked.returncode, b"Verified Successfully" in checked.stdout) == (0, True), checked
    assert key.public.suite.name == "sm2-sm3"


@needs_gmalg
def test_we_take_what_openssl_signs(tmp_path: Path) -> None:
    made = openssl("genpkey", "-algorithm", "SM2", "-out", str(tmp_path / "theirs.pem"))
    assert made.returncode == 0, made
    openssl(
        *("pkcs8", "-topk8", "-nocrypt", "-in", str(tmp_path / "theirs.pem")),
        *("-out", str(tmp_path / "theirs.p8")),
    )
    (tmp_path / "theirs.p8").chmod(0o600)
    public = openssl("pkey", "-in", str(tmp_path / "theirs.pem"), "-pubout")
    (tmp_path / "theirs.pub").write_bytes(public.stdout)
    theirs = load_public_key(tmp_path / "theirs.pub")
    signed = sm3(tmp_path, "-sign", "-inkey", str(tmp_path / "theirs.pem"))
    r, s = decode_dss_signature(signed.stdout)
    assert theirs.signed(r.to_bytes(32, "big") + s.to_bytes(32, "big"), CONTENT)
    assert not theirs.signed(r.to_bytes(32, "big") + s.to_bytes(32, "big"), CONTENT + b"x")
    assert not theirs.signed(signed.stdout, CONTENT), "numbers alone are a signature"
    assert not theirs.signed(bytes(64), CONTENT)
    assert load_key(tmp_path / "theirs.p8").public.id == theirs.id


@needs_gmalg
def test_a_point_that_is_not_on_the_curve_is_no_key(tmp_path: Path, key: SigningKey) -> None:
    point = bytearray(key.public.part.raw)
    point[-1] ^= 1
    assert sm2.SM2_SM3.public_part(sm2.Sm2Public(bytes(point)).der) is None
    with pytest.raises(KeyUnusableError, match="not of"):
        load_public_key(_written(tmp_path, sm2.Sm2Public(bytes(point))))


def test_without_its_library_the_suite_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gmalg", None)
    with pytest.raises(SuiteMissingError, match=r"safety-credit\[sm2\]"):
        create_key(tmp_path / "key.pem", sm2.SM2_SM3)
    with pytest.raises(KeyUnusableError, match=r"safety-credit\[sm2\]"):
        load_public_key(_written(tmp_path, sm2.Sm2Public(b"\x04" + bytes(64))))


def _written(folder: Path, part: sm2.Sm2Public) -> Path:
    file = folder / "written.pub"
    file.write_text(keys_module.PublicKey(part, sm2.SM2_SM3).pem)
    return file
