"""`safety-credit witness`, and `audit verify` with a policy."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.command_line.app import build
from tests.support.made_logs import Changes, lines_of, made_changes, made_seals
from tests.support.signing_keys import AUTHORITY, keyring_of

DAYS = ("AB", "", "BC", "A", "", "ABC")


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), list(words))
    return result.exit_code, result.output


def exported(folder: Path, changes: Changes, days: int) -> str:
    """Write the log as it is after some days."""
    file = folder / f"log-{days}-{changes[0].body.to_grade}.jsonl"
    seals = made_seals(changes, days)
    until = seals[-1].body.day
    lines = lines_of([fact for fact in changes if fact.body.day <= until], seals)
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return str(file)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    keyring_of(tmp_path)
    (tmp_path / "authority.pub").write_text(AUTHORITY.public.pem)
    monkeypatch.setenv("KEY_REGISTER", str(tmp_path / "keys.note"))
    monkeypatch.setenv("KEY_AUTHORITY", str(tmp_path / "authority.pub"))
    monkeypatch.setenv("CITY_DAY", "2026-03-07")
    for name in "ab":
        assert run("keys", "create", str(tmp_path / f"{name}.pem"))[0] == 0
    return tmp_path


def witness(folder: Path, name: str, *words: str) -> tuple[int, str]:
    key = ("--key", str(folder / f"{name}.pem"), "--name", f"witness.test/{name}")
    return run("witness", "cosign", *key, "--state", str(folder / f"{name}.note"), *words)


def policy(folder: Path, quorum: str = "all") -> str:
    lines = []
    for name in "ab":
        key = ("--key", str(folder / f"{name}.pem"), "--name", f"witness.test/{name}")
        lines.append(f"witness {name} {run('witness', 'key', *key)[1].strip()}\n")
    file = folder / "policy.txt"
    file.write_text("".join(lines) + f"group both {quorum} a b\nquorum both\n")
    return str(file)


def test_a_log_is_believed_when_a_quorum_has_seen_it_of_late(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = made_changes(DAYS)
    early, whole = exported(city, changes, 3), exported(city, changes, 6)
    demanded = ("--policy", policy(city), "--witnessed", str(city / "a.note"))
    code, said = witness(city, "a", "--file", early)
    assert (code, said.startswith("\N{EM DASH} witness.test/a ")) == (0, True), said
    code, said = run("audit", "verify", "--file", whole, *demanded)
    assert (code, "the quorum 'both' is not reached" in said) == (1, True), said
    assert witness(city, "b", "--file", whole)[0] == 0
    both = (*demanded, "--witnessed", str(city / "b.note"))
    code, said = run("audit", "verify", "--file", whole, *both)
    assert (code, "witnessed: a, b" in said) == (0, True), said
    assert "not witnessed yet: 4 次" in said, "one of the two has seen four changes of eight"
    assert witness(city, "a", "--file", whole)[0] == 0
    said = run("audit", "verify", "--file", whole, *both)[1]
    assert "not witnessed yet: 0 次" in said, said
    code, said = run("audit", "verify", "--file", early, *both)
    assert (code, "its end was cut off" in said) == (1, True), said
    code, said = run("audit", "verify", "--file", whole, *both, "--as-of", "2026-03-20")
    assert (code, "was cosigned by nobody" in said) == (1, True), said
    later = ("--as-of", "2026-03-20", "--newest", "13")
    assert run("audit", "verify", "--file", whole, *both, *later)[0] == 0
    code, said = run("audit", "verify", "--file", whole, *both, "--as-of", "2026-03-01")
    assert (code, "dates its word 2026-03-07" in said) == (1, True), said
    monkeypatch.delenv("KEY_REGISTER")
    monkeypatch.delenv("KEY_AUTHORITY")
    assert run("audit", "verify", "--file", whole, *both)[0] == 1, "a word needs the register"


def test_two_logs_can_not_both_be_witnessed(city: Path) -> None:
    mine, theirs = made_changes(DAYS), made_changes(DAYS, "C")
    assert witness(city, "a", "--file", exported(city, mine, 3))[0] == 0
    before = (city / "a.note").read_bytes()
    code, said = witness(city, "a", "--file", exported(city, theirs, 6))
    assert (code, "there are two of it" in said) == (1, True), said
    code, said = witness(city, "a", "--file", exported(city, mine, 1))
    assert (code, "its end was cut off" in said) == (1, True), said
    assert (city / "a.note").read_bytes() == before
    any_of = ("--policy", policy(city, "any"), "--witnessed", str(city / "a.note"))
    code, said = run("audit", "verify", "--file", exported(city, theirs, 6), *any_of)
    assert (code, "the log was rewritten, or there are two" in said) == (1, True), said


def test_a_witness_needs_no_log_where_it_is_given_a_request(city: Path) -> None:
    changes = made_changes(DAYS)
    whole, request = exported(city, changes, 6), city / "request.txt"
    assert witness(city, "a", "--file", exported(city, changes, 3))[0] == 0
    for old, code, what in (
        ("0", 1, "the proof begins at 0, the last checkpoint here has 4 leaves"),
        ("4", 0, "8 次等级变化 grade changes, 2026-03-06"),
        ("4", 1, "the last checkpoint here has 8 leaves"),
        ("8", 0, "8 次等级变化 grade changes, 2026-03-06"),
    ):
        asked, text = run("audit", "consistency", old, "--file", whole)
        assert asked == 0
        request.write_text(text)
        done, said = witness(city, "a", "--request", str(request))
        assert (done, what in said) == (code, True), said
    assert run("audit", "consistency", "9", "--file", whole)[0] == 1
    good = request.read_text()
    for wrong, what in (
        ("nonsense", "no request for a witness"),
        (good.replace("old 8", "old x"), "no request for a witness"),
        (good.replace("old 8\n", "old 8\nAAAA\n"), "is no hash"),
        (good.replace("old 8\n", "old 8\n" + "A" * 43 + "=\n"), "does not continue"),
        (good.replace("old 8\n", "old 8\n" + ("A" * 43 + "=\n") * 64), "more than 63 hashes"),
        (good.replace("day 2026-03-06", "day 2026-03-07"), "the signature is not of the key"),
    ):
        request.write_text(wrong)
        code, said = witness(city, "a", "--request", str(request))
        assert (code, what in said) == (1, True), said


def test_a_witness_needs_but_the_hashes_of_the_log(city: Path) -> None:
    changes, tiles = made_changes(DAYS), city / "tiles"
    for days, size in ((3, 4), (6, 8)):
        code, said = run("audit", "tiles", str(tiles), "--file", exported(city, changes, days))
        assert (code, f"{size} 次" in said) == (0, True), said
        code, said = witness(city, "a", "--tiles", str(tiles))
        assert (code, f"{size} 次" in said) == (0, True), said
    shown = b"".join(file.read_bytes() for file in tiles.rglob("*") if file.is_file())
    assert b"grade" not in shown
    other = exported(city, made_changes(DAYS, "C"), 6)
    code, said = run("audit", "tiles", str(tiles), "--file", other)
    assert (code, "of another log" in said) == (1, True), said
    assert run("audit", "tiles", str(city / "theirs"), "--file", other)[0] == 0
    code, said = witness(city, "a", "--tiles", str(city / "theirs"))
    assert (code, "there are two of it" in said) == (1, True), said
    (city / "theirs" / "checkpoint").unlink()
    code, said = witness(city, "a", "--tiles", str(city / "theirs"))
    assert (code, "NOT COSIGNED" in said) == (1, True), said


def test_a_witness_keeps_its_last_word_whole(city: Path) -> None:
    whole = exported(city, made_changes(DAYS), 6)
    (city / "a.note").write_text("nonsense")
    code, said = witness(city, "a", "--file", whole)
    assert (code, "a.note: it is no signed note" in said) == (1, True), said
    (city / "a.note").unlink()
    assert witness(city, "a", "--file", whole)[0] == 0
    key = ("--key", str(city / "a.pem"), "--name", "w", "--state", str(city / "no" / "a.note"))
    code, said = run("witness", "cosign", *key, "--file", whole)
    assert (code, "No such file" in said, "NOT COSIGNED" in said) == (1, True, True), said
    code, said = run("witness", "key", "--key", str(city / "a.pem"), "--name", "a b")
    assert (code, "no name of a witness" in said) == (1, True), said


def test_a_policy_or_word_that_is_none_is_told(city: Path) -> None:
    whole, bad = exported(city, made_changes(DAYS), 6), city / "bad.txt"
    bad.write_text("quorum a\n")
    code, said = run("audit", "verify", "--file", whole, "--policy", str(bad))
    assert (code, "no policy of witnesses: line 1" in said) == (1, True), said
    words = ("--policy", policy(city), "--witnessed", str(bad))
    code, said = run("audit", "verify", "--file", whole, *words)
    assert (code, "BROKEN: bad.txt: it is no signed note" in said) == (1, True), said


def test_a_proof_under_a_cosigned_checkpoint_holds_after_its_key_has_ended(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, proof = exported(city, made_changes(DAYS), 6), city / "decision.tlog-proof"
    monkeypatch.setattr("services.command_line.audit_proofs.code_argument", lambda code: code)
    assert witness(city, "a", "--file", whole)[0] == 0
    under = ("--checkpoint", str(city / "a.note"))
    code, text = run("audit", "prove", "B", "2", "--file", whole, *under)
    assert (code, "witness.test/a" in text) == (0, True), text
    proof.write_text(text)
    monkeypatch.setenv("CITY_DAY", "2100-06-01")
    code, said = run("audit", "check", str(proof))
    assert (code, "its key" in said, "has ended on 2099-12-31" in said) == (1, True, True), said
    assert run("audit", "check", str(proof), "--policy", policy(city, "any"))[0] == 0
    code, said = run("audit", "check", str(proof), "--policy", policy(city, "all"))
    assert (code, "quorum 'both': not cosigned" in said) == (1, True), said
