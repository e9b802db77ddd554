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

from services.chassis.signing import KeyUnusableError, create_key, load_key, load_public_keys


def test_what_one_signs_the_others_can_tell(tmp_path: Path) -> None:
    key = create_key(tmp_path / "key.pem")
    (tmp_path / "key.pem.pub").write_text(key.public.pem)
    (public,) = load_public_keys([tmp_path / "key.pem.pub"]).values()
    signature = load_key(tmp_path / "key.pem").key.sign(b"said")
    assert public.id == key.public.id
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
    with pytest.raises(KeyUnusableError, match="not of Ed25519"):
        load_key(private)
    with pytest.raises(KeyUnusableError, match="not of Ed25519"):
        load_public_keys([public])


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "text.pem"
    file.write_text("no key")
    file.chmod(0o600)
    with pytest.raises(KeyUnusableError, match="no private key"):
        load_key(file)
    with pytest.raises(KeyUnusableError, match="no public key"):
        load_public_keys([file, tmp_path / "missing.pem"])


def test_a_file_that_is_no_public_key_is_told_without_internals(tmp_path: Path) -> None:
    (tmp_path / "no.pub").write_text("root:x:0:0")
    with pytest.raises(KeyUnusableError, match=r"no\.pub: no public key \(PEM\): it is none$"):
        load_public_keys([tmp_path / "no.pub"])
    with pytest.raises(KeyUnusableError, match="No such file"):
        load_public_keys([tmp_path / "away.pub"])
