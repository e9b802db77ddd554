"""The demo's bank: it subscribes to the changes of grade, and shows what it got by webhook."""

from time import monotonic, sleep

import httpx

from development.demo.city_reader import NotQuietError
from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from development.webhook_receiver import WebhookReceiver
from schemas.messages import GradeChanged
from schemas.topics import NOTIFY
from services.command_line.output import say

# Nothing came for so long: then something hangs, however busy the machine is.
STILL_SECONDS = 180.0


def subscribe(system: LocalSystem, bank: WebhookReceiver) -> None:
    """Subscribe the bank as it would itself. Raises an error of httpx."""
    answer = httpx.post(
        f"{system.addresses[NOTIFY]}/subscriptions",
        headers={"Authorization": f"Bearer {system.tokens[READER]}"},
        json={
            "url": bank.url,
            "selection": {"kinds": [GradeChanged.SUBJECT_ACTION]},
            "from_beginning": True,
        },
        timeout=STILL_SECONDS,
    )
    answer.raise_for_status()
    bank.secrets = (answer.json()["secret"],)


def show_webhooks(bank: WebhookReceiver, expected: int) -> None:
    """Wait for all the webhooks, and say how many came. Raises NotQuietError."""
    moved, before = monotonic(), 0
    while (count := len(bank.received)) < expected:
        if count > before:
            moved, before = monotonic(), count
        if monotonic() > moved + STILL_SECONDS:
            raise NotQuietError(f"the bank got {len(bank.received)} of {expected} webhooks")
        sleep(0.1)
    say(
        f"银行经签名webhook收到的等级变化 / grade changes that the bank got by signed webhook:"
        f" {len(bank.received)} (签名不符 refused: {bank.refused})"
    )
