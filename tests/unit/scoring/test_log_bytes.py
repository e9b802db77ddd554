"""The decision log holds by its bytes as published: all of them, whatever version wrote them."""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.messages import Decision, StandingAssessed
from services.chassis.processing.fold import day_began
from services.scoring.adapters.decision_log.sealing import DayBook
from tests.support.decision_logs import ASSESSMENTS, CHANGES, LOG, lines_verified
from tests.support.signing_keys import KEY, ORIGIN

STANDING = next(f for f in map(decode, ASSESSMENTS) if isinstance(f.body, StandingAssessed))
UNPROMPTED = msgspec.structs.replace(CHANGES[0].body, prompted_by=None)


def test_the_digest_of_a_standing_is_that_of_its_published_bytes() -> None:
    decided = [value for value in ASSESSMENTS if b'"decision":{' in value]
    data = [msgspec.json.decode(value, type=dict[str, msgspec.Raw])["data"] for value in decided]
    bare = [re.sub(rb'"decision":\{.*?\}', b'"decision":null', bytes(each)) for each in data]
    digests = [hashlib.sha256(each).hexdigest() for each in bare]
    assert digests == [fact.body.standing_digest for fact in CHANGES]


def written(envelope: dict[str, Any]) -> bytes:
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("place", [1, len(LOG) - 1], ids=["a change", "a seal"])
def test_no_field_of_the_envelope_can_be_altered_left_out_or_added(place: int) -> None:
    lines = [encode(fact) for fact in LOG]
    envelope: dict[str, Any] = json.loads(lines[place])
    assert written(envelope) == lines[place]
    others = [{**envelope, key: f"{envelope[key]}x"} for key in envelope if key != "data"]
    others += [{k: v for k, v in envelope.items() if k != key} for key in envelope]
    others.append({**envelope, "more": 1})
    assert len(others) > 20
    for other in others:
        wrong = lines_verified([*lines[:place], written(other), *lines[place + 1 :]])
        assert wrong is not None
        assert wrong.where == f"line {place}"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'"to_grade":"A"', b'"to_grade":"A","to_grade":"B"'),
        (b'"to_grade":"A"', b'"to_grade":"B","to_grade":"A"'),
        (b'"subject":"', b'"subject":"X","subject":"'),
        (b'"number":2', b'"number":2,"number":2'),
    ],
)
def test_a_key_that_stands_twice_is_refused_also_under_a_right_hash(
    written: bytes, instead: bytes
) -> None:
    lines = [encode(fact) for fact in LOG]
    assert written in lines[1]
    lines[1] = rehashed(lines[1].replace(written, instead))
    wrong = lines_verified(lines)
    assert wrong is not None
    assert wrong.where == "line 1"
    assert re.fullmatch(r"it has the key '\w+' more than once", wrong.problem)


def rehashed(line: bytes) -> bytes:
    """Return a message with the hash of its bytes, as whoever holds the topic could make it."""
    bare = re.sub(rb'"hash":"\w*"', b'"hash":""', line)
    digest = hashlib.sha256(bare).hexdigest().encode()
    return bare.replace(b'"hash":""', b'"hash":"' + digest + b'"')


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b',"prompted_by":null', b""),
        (b',"number":1', b',"number":1,"of_another_version":{"a":[1.50]}'),
        (b"grade-changed.v1", b"grade-changed.v9"),
        (b',"', b', "'),
    ],
    ids=["fewer fields", "more fields", "another major", "other spaces"],
)
def test_messages_of_other_versions_hold_by_their_own_bytes(written: bytes, instead: bytes) -> None:
    ours = encode(msgspec.structs.replace(CHANGES[0], body=UNPROMPTED))
    assert written in ours
    line = rehashed(ours.replace(written, instead))
    hash_ = json.loads(line)["data"]["hash"]
    decision = Decision(number=1, hash=hash_)
    standing = msgspec.structs.replace(STANDING.body, day=UNPROMPTED.day, decision=decision)
    book = DayBook(ORIGIN, 1, None)
    book.add(0, msgspec.structs.replace(STANDING, body=standing))
    book.add(0, day_began(UNPROMPTED.day + timedelta(days=1), 0))
    lines = [line, *map(encode, book.seals(lambda _: KEY))]
    assert len(lines) == 2
    assert lines_verified(lines) is None
    assert lines_verified([line.replace(b'"to_', b'"too_'), lines[1]]) is not None
