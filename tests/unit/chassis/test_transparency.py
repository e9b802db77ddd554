"""Checkpoints, cosignatures and policies: as C2SP has them, so that others' tools read ours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.chassis.signing.key_register import KeyPurpose
from services.chassis.signing.signed_note import SignedNote, read_note
from services.chassis.transparency.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_of,
    hash_of,
    read_checkpoint,
)
from services.chassis.transparency.cosignature import (
    CosignatureError,
    Cosigner,
    cosign,
    read_vkey,
)
from services.chassis.transparency.witness_policy import PolicyError, read_policy
from tests.support.signing_keys import (
    KEY,
    ORIGIN,
    OTHER,
    REGISTER,
    change_entry,
    key_of,
)

DAY = date(2026, 3, 3)
CHECKPOINT = Checkpoint(ORIGIN, 7, bytes(range(32)), DAY)
NOTE = CHECKPOINT.signed(KEY)
NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
# The example of C2SP tlog-cosignature: the witness's line under a checkpoint, and its time.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\N{EM DASH} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\N{EM DASH} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 - as it stands there


def test_a_checkpoint_is_a_note_of_origin_size_root_and_day() -> None:
    assert str(NOTE).startswith(
        f"{ORIGIN}\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nday 2026-03-03\n\n"
    )
    read = read_checkpoint(str(NOTE), REGISTER)
    assert (read.checkpoint, read.key.id) == (CHECKPOINT, KEY.public.id)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (str(NOTE).replace("\n7\n", "\n8\n"), "the signature is not of the key"),
        (str(NOTE).replace("day 2026-03-03", "day 2026-03-02"), "the signature is not of the key"),
        (str(NOTE).replace("day 2026-03-03", "day 2026-13-03"), "it is no checkpoint"),
        (str(NOTE).replace("\n7\n", "\n07\n"), "it is no checkpoint"),
        (str(NOTE).replace("Hh8=\n", "Hh9=\n"), "it is no checkpoint"),
        (str(NOTE).replace("day 2026-03-03\n", ""), "it is no checkpoint"),
        (str(Checkpoint("else/log", 7, bytes(32), DAY).signed(KEY)), "it is of the log 'else/log'"),
        (str(CHECKPOINT.signed(OTHER)), "no key of"),
        ("nonsense", "no signed note"),
    ],
)
def test_what_is_no_checkpoint_of_this_log_is_refused(written: str, why: str) -> None:
    with pytest.raises(CheckpointError, match=why):
        read_checkpoint(written, REGISTER)


def test_a_checkpoint_outside_its_keys_life_or_purpose_is_refused() -> None:
    ended = change_entry(REGISTER, KEY.public, retired_on=DAY)
    with pytest.raises(CheckpointError, match="retired on 2026-03-03"):
        read_checkpoint(str(NOTE), ended)
    other = change_entry(REGISTER, KEY.public, purpose=KeyPurpose.CERTIFICATES)
    with pytest.raises(CheckpointError, match="no key of"):
        read_checkpoint(str(NOTE), other)


def test_a_witness_signs_text_and_time() -> None:
    line = cosign(NOTE.text, "witness.test/a", OTHER, NOW)
    note = read_note(str(NOTE.with_signatures(line)))
    witness = read_vkey(Cosigner("witness.test/a", OTHER.public).vkey)
    assert witness.time_of(note) == NOW
    assert witness.time_of(NOTE) is None
    assert Cosigner("witness.test/b", OTHER.public).time_of(note) is None
    later = cosign(NOTE.text, "witness.test/a", OTHER, NOW + timedelta(days=1))
    assert witness.time_of(note.with_signatures(later)) == NOW + timedelta(days=1)
    moved = SignedNote(note.text.replace("\n7\n", "\n8\n"), note.signatures)
    with pytest.raises(CosignatureError, match=r"not of the witness witness\.test/a"):
        witness.time_of(moved)


def test_a_cosigned_checkpoint_of_the_specification_is_read_with_its_time() -> None:
    note = read_note(EXAMPLE)
    assert str(note) == EXAMPLE
    _, cosigned = note.signatures
    assert int.from_bytes(cosigned.signature[:8], "big") == 1679315147
    assert len(cosigned.signature) == 8 + 64
    assert hash_of(note.text.split("\n")[2]).hex().startswith("0ac5186a91863e8e")
    with pytest.raises(CheckpointError, match="other lines"):
        checkpoint_of(note)  # ours have a day


@pytest.mark.parametrize("vkey", ["", "a", "a+00000000+AAAA", "a+b+c+d", "+" * 3])
def test_what_is_no_key_of_a_witness_is_refused(vkey: str) -> None:
    with pytest.raises(CosignatureError, match="no key of a witness"):
        read_vkey(vkey)
    right = Cosigner("w", OTHER.public).vkey
    with pytest.raises(CosignatureError, match="its id is"):
        read_vkey(right.replace("w+", "v+"))
    for name in ("", "two words", "a+b"):
        with pytest.raises(CosignatureError, match="no name"):
            Cosigner(name, OTHER.public)


A, B, C, D = (Cosigner(f"w/{n}", key_of(20 + n).public).vkey for n in range(4))
POLICY = f"""\
# Audit and the courts, or both offices of the province.
log whatever+is+here
witness audit {A} https://audit.test/
witness\tcourt {B}
witness east {C}
  witness west {D}
group city all audit court
group province 2 east west
group either any city province
quorum either
"""


def test_a_quorum_is_counted_by_groups() -> None:
    policy = read_policy(POLICY)
    for names, enough in (
        ((), False),
        (("audit",), False),
        (("audit", "east"), False),
        (("audit", "court"), True),
        (("east", "west"), True),
        (("stranger", "other"), False),
    ):
        assert policy.satisfied(names) == enough, names
    assert read_policy("quorum none\n").satisfied(())
    assert read_policy(f"witness a {A}\nquorum a\n").satisfied({"a"})


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no line `quorum`"),
        ("quorum a\n", "line 1: 'a' is not named before"),
        ("witness a\nquorum a\n", "line 1: a witness has"),
        ("witness a b\nquorum a\n", "line 1: 'b' is no key"),
        (f"witness none {A}\n", "can't be the name"),
        (f"witness a {A}\nwitness a {B}\n", "can't be the name"),
        (f"witness a {A}\nwitness b {A}\n", "the same key"),
        (f"witness a {A}\ngroup g 2 a\n", "'2' of 1 members"),
        (f"witness a {A}\ngroup g 0 a\n", "'0' of 1 members"),
        (f"witness a {A}\ngroup g some a\n", "'some' of 1 members"),
        (f"witness a {A}\ngroup g\n", "of 0 members"),
        ("group\n", "of 0 members"),
        (f"witness a {A}\ngroup g any a\ngroup h any a\n", "in a group already"),
        (f"witness a {A}\ngroup g any a a\n", "in a group already"),
        (f"witness a {A}\nquorum a\nquorum a\n", "one quorum"),
        ("quorums none\n", "is no kind of line"),
        ("#\n" * 1001, "more than 1000 lines"),
    ],
)
def test_a_policy_that_can_not_be_meant_is_refused(written: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        read_policy(written)
