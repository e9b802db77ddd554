"""Keys in a token (PKCS #11): they sign like others, and never leave it. SoftHSM stands for one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from services.chassis.signing.keys import KeyUnusableError, create_key, load_key
from services.chassis.signing.token_key import TokenError, read_uri
from tests.support.decision_logs import LAST
from tests.support.signing_keys import entry_of, keyring_of, register_of

PIN = "5678"
MODULES = (
    os.environ.get("SOFTHSM2_MODULE", ""),
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
MODULE = next((each for each in MODULES if each and Path(each).exists()), "")
ED25519 = bytes.fromhex("06032b6570")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a token that has a key, `seals`, and the file that names it, `seals.key`."""
    pkcs11 = pytest.importorskip("pkcs11", reason="keys in tokens need safety-credit[token]")
    if not MODULE or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM is not installed: softhsm2, or SOFTHSM2_MODULE")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    made = ("--init-token", "--free", "--label", "city", "--so-pin", "1234", "--pin", PIN)
    subprocess.run(["softhsm2-util", "--module", MODULE, *made], check=True, capture_output=True)
    with pkcs11.lib(MODULE).get_token(token_label="city").open(rw=True, user_pin=PIN) as session:
        curve = {pkcs11.Attribute.EC_PARAMS: ED25519}
        kind, how = pkcs11.KeyType.EC_EDWARDS, pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN
        parameters = session.create_domain_parameters(kind, curve, local=True)
        parameters.generate_keypair(mechanism=how, store=True, label="seals")
    written(folder / "pin", PIN)
    named(folder, "seals")
    return folder


def written(file: Path, content: str) -> Path:
    file.write_text(content)
    file.chmod(0o600)
    return file


def named(folder: Path, label: str, token: str = "city", pin: str = "pin") -> Path:
    uri = f"pkcs11:token={token};object={label}?module-path={MODULE}&pin-source={folder / pin}"
    return written(folder / f"{label}.key", f"{uri}\n")


def test_a_key_in_a_token_signs_like_any_other(token: Path, tmp_path: Path) -> None:
    key = load_key(token / "seals.key")
    signature = key.sign(b"said")
    assert key.public.signed(signature, b"said")
    assert not key.public.signed(signature, b"sad")
    assert load_key(token / "seals.key").public.id == key.public.id
    ring = keyring_of(tmp_path, key, register=register_of(entry_of(key.public)))
    assert ring.on(LAST).sign(b"said") == signature


def test_why_a_key_in_a_token_can_not_be_used_is_told_without_its_pin(token: Path) -> None:
    written(token / "wrong", "9999")
    for file, why in (
        (named(token, "none"), "token 'city', key 'none': NoSuchKey"),
        (named(token, "away", token="other"), "token 'other', key 'away': NoSuchToken"),
        (named(token, "locked", pin="wrong"), "PinIncorrect"),
        (named(token, "lost", pin="no-such-file"), "No such file"),
    ):
        with pytest.raises(KeyUnusableError, match=why) as error:
            load_key(file)
        assert PIN not in str(error.value)
        assert "9999" not in str(error.value)
    (token / "wrong").chmod(0o644)
    with pytest.raises(KeyUnusableError, match="others may read the PIN"):
        load_key(named(token, "open", pin="wrong"))


def test_a_token_that_is_away_when_it_shall_sign_is_told(token: Path) -> None:
    key = load_key(token / "seals.key")
    (token / "pin").rename(token / "pin.away")
    try:
        with pytest.raises(KeyUnusableError, match="No such file"):
            key.sign(b"said")
    finally:
        (token / "pin.away").rename(token / "pin")
    assert key.sign(b"said")


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a?module-path=m&pin-source=p",
        "pkcs11:token=a;object=b?module-path=m&pin-value=1234",
        "pkcs11:token=a;object=b;type=private?module-path=m&pin-source=p",
        "file:token=a;object=b?module-path=m&pin-source=p",
    ],
)
def test_a_uri_that_does_not_say_all_or_says_the_pin_is_refused(uri: str) -> None:
    with pytest.raises(TokenError, match="module-path, object, pin-source, token alone"):
        read_uri(uri)


def test_a_uri_is_read(tmp_path: Path) -> None:
    read = read_uri("pkcs11:token=city%20hall;object=seals?module-path=/m.so&pin-source=file:/pin")
    assert (read.token, read.label, read.module) == ("city hall", "seals", "/m.so")
    assert read.pin_file == Path("/pin")
    create_key(tmp_path / "key.pem")
    assert load_key(tmp_path / "key.pem")
