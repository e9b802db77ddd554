"""Signed notes: as C2SP describes them, so that others' tools read ours."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.chassis.signing.keys import PublicKey
from services.chassis.signing.signed_note import (
    NoteError,
    SignedNote,
    note_key_id,
    read_note,
    read_signature,
    sign_note,
    signer_of,
)
from services.chassis.signing.suites import Ed25519Public
from tests.support.signing_keys import KEY, OTHER

NAME = "credit.test/decisions"
NOTE = SignedNote("one\n\ntwo\n", (sign_note("one\n\ntwo\n", NAME, KEY),))
# The example of golang.org/x/mod/sumdb/note: its verifier key, and a note that it has signed.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501 - as it stands there


def test_a_note_of_the_go_library_is_read_and_verified() -> None:
    name, key_id, key = GO_KEY.split("+", 2)
    raw = base64.b64decode(key)[1:]
    public = PublicKey(Ed25519Public(Ed25519PublicKey.from_public_bytes(raw)))
    assert note_key_id(name, b"\x01", raw).hex() == key_id
    note = read_note(GO_NOTE)
    assert signer_of(note, name, [KEY.public, public]) is public
    assert str(note) == GO_NOTE


def test_a_note_is_read_as_it_was_written() -> None:
    assert read_note(str(NOTE)) == NOTE
    assert read_signature(NOTE.signatures[0].line) == NOTE.signatures[0]
    assert signer_of(NOTE, NAME, [OTHER.public, KEY.public]).id == KEY.public.id
    more = NOTE.with_signatures(sign_note(NOTE.text, "other", OTHER), NOTE.signatures[0])
    assert len(more.signatures) == 2
    assert signer_of(read_note(str(more)), NAME, [KEY.public])


def test_what_is_not_signed_by_a_known_key_is_refused() -> None:
    with pytest.raises(NoteError, match=r"no key of 'credit\.test/decisions'"):
        signer_of(NOTE, NAME, [OTHER.public])
    with pytest.raises(NoteError, match="no key of 'else'"):
        signer_of(NOTE, "else", [KEY.public])
    altered = SignedNote("one\n\nthree\n", NOTE.signatures)
    with pytest.raises(NoteError, match="the signature is not of the key"):
        signer_of(altered, NAME, [KEY.public])


@pytest.mark.parametrize(
    "written",
    [
        *("", "text\n", "text\n\n", "text\n\nno signature\n", str(NOTE)[:-1], str(NOTE) + "\n"),
        *(
            str(NOTE).replace("two", "t\two"),
            str(NOTE).replace("\N{EM DASH}", "-"),
            "x" * 1_000_001,
        ),
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    with pytest.raises(NoteError):
        read_note(written)
