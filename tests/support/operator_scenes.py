"""Commands of operators over messages and files with text of strangers, and their keys."""

from datetime import UTC, datetime

import msgspec

from development import commands as local_command
from schemas.codec import decode
from schemas.messages import AccessRecorded, MessageDeadLettered
from schemas.topics import (
    catalogue,
)
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka import access as kafka_access
from services.chassis.kafka.access import KnownPrincipal
from services.chassis.kafka.dead_letters import DeadLetter
from services.chassis.signing.key_register import KeyPurpose
from services.chassis.signing.keys import load_key
from services.command_line import accesses_command, dead_letters_command, deliveries_command
from tests.support.golden_examples import EXAMPLES
from tests.support.signing_keys import set_up
from tests.support.table_scenes import CODE, HOSTILE, Keys, Scene, show_all


def dead_letters(scene: Scene) -> tuple[list[str], Keys]:
    golden = decode((EXAMPLES / "message-dead-lettered/v1/not-a-cloudevent.json").read_bytes())
    assert isinstance(golden.body, MessageDeadLettered)
    bodies = (golden.body, msgspec.structs.replace(golden.body, reason=HOSTILE, detail=HOSTILE))
    letters = [
        DeadLetter(id=f"0d1f3a52-2f4b-5d0e-9a51-{n:012}", known_at=golden.known_at, body=body)
        for n, body in enumerate(bodies)
    ]
    scene.patch.setattr(dead_letters_command, "_dead_letters", lambda *_: letters)
    return ["dead-letters", "list"], [*(each.id for each in letters), letters[0].position, HOSTILE]


def deliveries(scene: Scene) -> tuple[list[str], Keys]:
    dead = decode((EXAMPLES / "delivery-deferred/v1/dead.json").read_bytes())
    away = decode((EXAMPLES / "receiver-paused/v1/no-answer.json").read_bytes())
    body = msgspec.structs.replace(dead.body, lane=HOSTILE, fault=HOSTILE)
    held = [msgspec.structs.replace(dead, body=body), away]
    scene.patch.setattr(deliveries_command, "_latest_facts", lambda _: held)
    return ["deliveries", "list"], [body.delivery, body.receiver, HOSTILE, away.body.receiver]  # type: ignore[attr-defined]  # of a receiver


def accesses(scene: Scene) -> tuple[list[str], Keys]:
    golden = decode((EXAMPLES / "access-recorded/v1/look-up.json").read_bytes())
    assert isinstance(golden.body, AccessRecorded)
    body = msgspec.structs.replace(golden.body, purpose=HOSTILE, on_behalf_of=HOSTILE)
    entries = [msgspec.structs.replace(golden, body=body)]
    scene.patch.setattr(accesses_command, "_entries", lambda _: iter(entries))
    return ["accesses", "list"], [golden.subject, body.codes[0], body.address]


def credentials(scene: Scene) -> tuple[list[str], Keys]:
    kept, file = CredentialFile(scene.folder / "c.json"), str(scene.folder / "c.json")
    scopes = ("standings:read", "measures:read", "subscriptions:write", "alerts:acknowledge")
    made, _ = issue_reader("a bank of the province", scopes, datetime.now(UTC), None)
    kept.add(msgspec.structs.replace(made, holder=f"bank{HOSTILE}"))
    return ["credential", "list", "--file", file], [made.id, f"bank{HOSTILE}", *scopes]


def broker_rules(_scene: Scene) -> tuple[list[str], Keys]:
    return ["broker-access", "rules", "department-work-safety"], ["reports-work-safety"]


def broker_list(scene: Scene) -> tuple[list[str], Keys]:
    known = [KnownPrincipal(f"reader-{HOSTILE}", "SCRAM_SHA_512")]
    scene.patch.setattr(kafka_access, "admitted", lambda _: known)
    return ["broker-access", "list"], [known[0].name]


def keys(scene: Scene) -> tuple[list[str], Keys]:
    made = set_up(scene.folder)
    for name, value in made.settings.items():
        scene.patch.setenv(name, value)
    ids = [load_key(made.key(purpose)).public.id for purpose in KeyPurpose]
    return ["keys", "list"], [*ids, "2099-12-31"]


def topics(_scene: Scene) -> tuple[list[str], Keys]:
    return ["topics"], [topic.name for topic in catalogue()]


def rules(_scene: Scene) -> tuple[list[str], Keys]:
    return ["rules", "show", "transport"], ["penalty_severe"]


def report(scene: Scene) -> tuple[list[str], Keys]:
    header = "隐患编号,单位代码,隐患级别,发现日期,整改期限,销号日期,描述"
    bad = "YH-2026-0000000000000001,9199010,一般,2026-07-25,2026-08-09,,堵"
    worse = f"YH2,{CODE},很{HOSTILE},2026-07-25,2026-08-09,,堵".replace("\n", "")
    (scene.folder / "a.csv").write_text(f"{header}\n{bad}\n{worse}\n")
    words = ["--department", "work-safety", "--check", "--day", "2026-10-31"]
    return ["report", *words, str(scene.folder / "a.csv")], ["code_malformed", "9199010"]


def status(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    scene.patch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    scene.patch.setenv("SYSTEM_ADDRESSES", "intake-worker=http://127.0.0.1:1")
    return ["status"], ["intake-worker"]


def up(scene: Scene) -> tuple[list[str], Keys]:
    class System:
        broker = "Apache Kafka"
        environment = dict.fromkeys(
            ("KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "TOPIC_PARTITIONS"),
            "one.example.org:9092,two.example.org:9092",
        )
        addresses = dict.fromkeys(("intake", "disclosure"), "http://127.0.0.1:12345")
        dispatcher_metrics_url = "http://127.0.0.1:1/metrics"

        def metrics_url(self, service: str) -> str:
            return f"http://127.0.0.1:2/{service}/metrics"

    tables = [local_command._addresses(System(), scene.folder)]  # type: ignore[arg-type]  # as one
    return show_all("up", tables), [System.environment["REDIS_URL"], str(scene.folder / "logs")]
