"""Notes, requests, proofs, policies and registers of strangers: read, or refused with a reason."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.signing.key_register import RegisterError
from services.chassis.signing.register_file import read_register, signed_register
from services.chassis.signing.signed_note import NoteError, read_note
from services.chassis.signing.token_key import TokenError, read_uri
from services.chassis.transparency.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from services.chassis.transparency.cosignature import CosignatureError, Cosigner, cosign, read_vkey
from services.chassis.transparency.log_proof import LogProof, ProofError, read_proof
from services.chassis.transparency.witness import AddCheckpoint, NotWitnessedError, read_request
from services.chassis.transparency.witness_policy import PolicyError, read_policy
from tests.support.signing_keys import AUTHORITY, KEY, ORIGIN, OTHER, REGISTER

NOTE = Checkpoint(ORIGIN, 7, bytes(range(32)), date(2026, 3, 3)).signed(KEY)
COSIGNED = NOTE.with_signatures(cosign(NOTE.text, "w", OTHER, datetime(2026, 3, 4, tzinfo=UTC)))
WITNESS = Cosigner("w", OTHER.public)
HASHES = (bytes(32), bytes(range(32)))

READERS: dict[str, tuple[Callable[[str], object], type[Exception], str]] = {
    "note": (read_note, NoteError, str(COSIGNED)),
    "checkpoint": (lambda text: read_checkpoint(text, REGISTER), CheckpointError, str(COSIGNED)),
    "request": (read_request, NotWitnessedError, str(AddCheckpoint(3, HASHES, str(NOTE)))),
    "proof": (read_proof, ProofError, str(LogProof(2, HASHES, NOTE, b"{}"))),
    "policy": (read_policy, PolicyError, f"witness a {WITNESS.vkey}\ngroup g 1 a\nquorum g\n"),
    "vkey": (read_vkey, CosignatureError, WITNESS.vkey),
    "register": (
        lambda text: read_register(text, AUTHORITY.public),
        RegisterError,
        signed_register(REGISTER, AUTHORITY),
    ),
    "uri": (read_uri, TokenError, "pkcs11:token=a;object=b?module-path=m&pin-source=p"),
}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_what_strangers_write_is_read_or_refused_by_its_own_error(
    name: str, data: st.DataObject
) -> None:
    read, refused, right = READERS[name]
    assert read(right)
    start = data.draw(st.integers(0, len(right)))
    end = data.draw(st.integers(start, min(len(right), start + 40)))
    more = data.draw(texts | st.sampled_from(["\n", "\n\n", "9" * 5000, right[:start], "=", "+"]))
    with suppress(refused):
        read(right[:start] + more + right[end:])


@pytest.mark.parametrize("name", READERS)
@given(text=texts)
def test_nonsense_is_refused(name: str, text: str) -> None:
    read, refused, _ = READERS[name]
    with pytest.raises(refused):
        read(text)
