"""An accident and the end of two certificates in the living city, and who was told of them how."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec

from applications.made_city.enterprises import code_of
from development.local_system.credentials import READER
from development.webhook_receiver import WebhookReceiver
from schemas.messages import AlertRaised, Fact, ReceiptRecorded
from schemas.topics import ALERTS, DELIVERIES, DELIVERY_RECEIPTS
from schemas.vocabulary.department import departments
from services.chassis.clock import system_clock
from services.notify.domain.timing import due_at
from services.notify.stage import load
from tests.support.living_city import LivingCity
from tests.support.time_limits import until

CHEMICAL, LAPSING, RENEWING, BYSTANDER = (code_of(number, 7) for number in range(1, 5))
REGISTERED, ACCIDENT = date(2026, 8, 10), date(2026, 8, 11)
VALID_UNTIL, RENEWED = date(2026, 11, 20), date(2026, 10, 1)
ONE_DAY = timedelta(days=1)
AGENCIES = ("work-safety", "tax", "peoples-bank", "human-resources", "development-reform")
WITHOUT_PART = "traffic-police"
STATED = {
    CHEMICAL: ("chinese", "safety@own.example", "boss@elsewhere.example"),
    LAPSING: ("english", "lapsing@own.example"),
    RENEWING: ("both", "renewing@own.example"),
    "work-safety": ("english", "lead@own.example"),
}
((EDITION,), _) = load()


class Mailed(msgspec.Struct, frozen=True):
    """When letters may have been planned, and when it was looked what had come."""

    began: datetime
    ended: datetime
    letters: tuple[EmailMessage, ...]

    def due(self, body: AlertRaised) -> bool | None:
        """Say whether a letter had to be there (None: its time came while it was played)."""
        moments = {
            due_at(body.timing, at, EDITION) <= self.ended for at in (self.began, self.ended)
        }
        return moments.pop() if len(moments) == 1 else None


def addresses(recipient: str) -> tuple[str, ...]:
    """Return where a recipient is written to: as it stated, or as its department's file says."""
    if recipient in STATED:
        return STATED[recipient][1:]
    return tuple(each.contact.email for each in departments() if each.code == recipient)


def certificate(granted_on: date, valid_until: date) -> dict[str, Any]:
    return {
        "kind": "certificate",
        "level": 2,
        "granted_on": granted_on.isoformat(),
        "valid_until": valid_until.isoformat(),
        "review_score": 84,
    }


class ToldPeople:
    """Plays it all; then `inboxes`, `hooks`, `after_accident` and `at_end` say what came."""

    def __init__(self, folder: Path) -> None:
        self.began = system_clock()
        with ExitStack() as stack:
            self.hooks = {
                name: stack.enter_context(WebhookReceiver(()))
                for name in (*AGENCIES, WITHOUT_PART, "portal", "bank")
            }
            self.city = stack.enter_context(LivingCity(folder))
            self._subscribe()
            for recipient, (language, *mails) in STATED.items():
                self.city.contact(recipient, language, *mails)
            self._register()
            self._accident()
            self.after_accident = self._mailed()
            self.inboxes = self._inboxes()
            self._walk()
            self.at_end = self._mailed()
            self.inboxes_at_end = {
                code: self.city.inbox(code) for code in (LAPSING, RENEWING, BYSTANDER)
            }
        self.facts = self.city.facts

    def alerts(self, about: str, *days: date) -> list[Fact[AlertRaised]]:
        """Return the alerts about an enterprise of these days, each once.

        The embedded broker has no idempotent producer: what it answers late is published again,
        with the same id.
        """
        alerts = {fact.id: fact for fact in self.facts(ALERTS)}.values()
        about_it = [each for each in alerts if each.body.about == about and each.body.day in days]
        assert about_it
        return about_it

    def receipts(self) -> list[ReceiptRecorded]:
        """Return all receipts."""
        return [fact.body for fact in self.facts(DELIVERY_RECEIPTS)]

    def _subscribe(self) -> None:
        for name in (*AGENCIES, WITHOUT_PART):
            self.city.subscribe(
                name,
                self.hooks[name],
                kinds=["alert-raised", "measure-changed"],
                recipients=[name],
                agencies=[name],
            )
        self.city.subscribe(
            READER, self.hooks["portal"], kinds=["alert-raised"], recipients=[CHEMICAL]
        )
        self.city.subscribe(READER, self.hooks["bank"], kinds=["grade-changed"])

    def _register(self) -> None:
        city, on = self.city, REGISTERED
        city.begin(on)
        city.quiet()
        for code in (CHEMICAL, LAPSING, RENEWING, BYSTANDER):
            registration = {
                "kind": "registration",
                "name": f"海东{code[-3:]}化工有限公司",
                "sector": "hazardous_chemicals",
                "district": "镇海区",
                "risk_class": 6,
                "payroll": 43_130_000,
            }
            city.report("market-supervision", code, on, registration)
        city.quiet()
        for code, until_ in (
            (CHEMICAL, date(2027, 12, 31)),
            (LAPSING, VALID_UNTIL),
            (RENEWING, VALID_UNTIL),
        ):
            granted = until_.replace(year=until_.year - 3) + ONE_DAY
            city.report("work-safety", code, granted, certificate(granted, until_))
        city.quiet()  # other departments send now: what overtook a certificate would meet grade C
        rebate = {"kind": "tax_rebate", "amount": 4_120_000, "period_begins": "2027-01-01"}
        city.report("tax", CHEMICAL, on, rebate)
        line = {"kind": "credit_line", "amount": 30_000_000, "bank": "X市商业银行"}
        city.report("peoples-bank", CHEMICAL, on, line | {"granted_on": on.isoformat()})
        project = {"kind": "project_application", "project": "新材料", "applied_on": on.isoformat()}
        city.report("development-reform", CHEMICAL, on, project)
        city.quiet()

    def _accident(self) -> None:
        self.city.begin(ACCIDENT)
        self.city.quiet()
        accident = {
            "kind": "accident",
            "happened_at": f"{REGISTERED}T22:20:00Z",
            "tolls": [{"reported_on": ACCIDENT.isoformat(), "deaths": 1, "serious_injuries": 1}],
            "loss": 3_600_000,
            "responsibility": "responsible",
        }
        self.city.report("work-safety", CHEMICAL, ACCIDENT, accident)
        self.city.quiet()

    def _walk(self) -> None:
        """Let the days begin one after the other, until the day after the certificate's last."""
        day = ACCIDENT
        while day <= VALID_UNTIL:
            day += ONE_DAY
            self.city.begin(day)
            if day == RENEWED:
                self.city.quiet()
                renewed = certificate(RENEWED, date(2029, 9, 30))
                self.city.report("work-safety", RENEWING, RENEWED, renewed)
                self.city.quiet()
        self.city.quiet()

    def _inboxes(self) -> dict[str, list[dict[str, Any]]]:
        recipients = [each.code for each in departments()]
        return {each: self.city.inbox(each) for each in (*recipients, CHEMICAL, BYSTANDER)}

    def _mailed(self) -> Mailed:
        """Wait until each letter that is due is told by a receipt, each other one kept."""
        until(self._all_settled)
        return Mailed(self.began, system_clock(), tuple(self.city.boxes.taken))

    def _all_settled(self) -> bool:
        return set(self._expected()) <= {*self._told("mail"), *self._kept()} and all(
            {fact.id for fact in self.city.facts(ALERTS) if fact.body.recipient == name}
            <= {fact.id for fact in self.hooks[name].received}
            for name in AGENCIES
        )

    def _expected(self) -> Iterable[str]:
        return [
            fact.id
            for fact in self.city.facts(ALERTS)
            if "mail" in fact.body.channels and addresses(fact.body.recipient)
        ]

    def _told(self, receiver: str) -> Iterable[str]:
        return [
            fact.body.message
            for fact in self.city.facts(DELIVERY_RECEIPTS)
            if fact.body.receiver == receiver
        ]

    def _kept(self) -> Iterable[str]:
        deferred = [fact.body for fact in self.city.facts(DELIVERIES)]
        return [getattr(body, "message_id", "") for body in deferred]
