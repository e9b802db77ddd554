"""Keys: made once, kept for their owner, named by what they are."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from services.chassis.signing.keys import (
    KeyUnusableError,
    create_key,
    load_key,
    load_public_key,
    public_key,
)


def test_what_one_signs_the_others_can_tell(tmp_path: Path) -> None:
    key = create_key(tmp_path / "key.pem")
    (tmp_path / "key.pem.pub").write_text(key.public.pem)
    public = load_public_key(tmp_path / "key.pem.pub")
    signature = load_key(tmp_path / "key.pem").sign(b"said")
    assert public.id == key.public.id == public_key(public.pem).id
    assert public.signed(signature, b"said")
    assert not public.signed(signature, b"sad")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "key.pem")
    before = (tmp_path / "key.pem").read_bytes()
    with pytest.raises(FileExistsError):
        create_key(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").read_bytes() == before


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)
    with pytest.raises(KeyUnusableError, match="others may read it"):
        load_key(tmp_path / "key.pem")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    private, public = tmp_path / "other.pem", tmp_path / "other.pem.pub"
    private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    private.chmod(0o600)
    pem = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public.write_bytes(pem)
    with pytest.raises(KeyUnusableError, match="not of ed25519 or sm2-sm3"):
        load_key(private)
    with pytest.raises(KeyUnusableError, match="not of ed25519 or sm2-sm3"):
        load_public_key(public)
    with pytest.raises(KeyUnusableError, match="not of ed25519 or sm2-sm3"):
        public_key(pem.decode())


def test_what_is_no_key_is_refused_without_internals(tmp_path: Path) -> None:
    file = tmp_path / "text.pem"
    for content in (b"no key", b"root:x:0:0", b"\xff\xfe", b"-----BEGIN PUBLIC KEY-----\n"):
        file.write_bytes(content)
        file.chmod(0o600)
        with pytest.raises(KeyUnusableError, match=r"no private key \(PEM\): it is none$"):
            load_key(file)
        with pytest.raises(KeyUnusableError, match=r"no public key \(PEM\): it is none$"):
            load_public_key(file)
    with pytest.raises(KeyUnusableError, match="No such file"):
        load_public_key(tmp_path / "missing.pem")
    with pytest.raises(KeyUnusableError, match="it is none"):
        public_key("-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----\n")
