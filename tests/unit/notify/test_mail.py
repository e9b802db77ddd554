"""Letters by mail, to a real mail server on loopback."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec
import pytest

from schemas import asyncapi
from schemas.codec import decode
from services.chassis.rules.rulebook import RulebookError
from services.notify.adapters.channels import mail
from services.notify.adapters.channels.channels_file import load_channels, notice_of
from services.notify.adapters.channels.mail import Mail, MailServer
from services.notify.domain.delivery import Answer
from services.notify.domain.letters import Letter, compose
from services.notify.stage import load_letters
from tests.support.authority import Authority
from tests.support.mailboxes import PASSWORD, USERNAME, Mailboxes, controller
from tests.support.time_limits import PROMPT_SECONDS

NOW = datetime(2026, 11, 10, 1, tzinfo=UTC)
TO = "duty@enterprise.example"
LETTER = Letter(
    identity="0312795b-9db4-5caf-a4b9-ec9f83518225",
    title="安全生产信用由B级降为D级 / The grade fell from B to D",
    text="东海化工有限公司：自2026-11-10起安全生产信用等级由B级降为D级。" * 9
    + "\n\nEnglish — “too”.",
    urgent=True,
)


@pytest.fixture
def boxes():
    return Mailboxes()


@contextmanager
def served(boxes, security="none", **how) -> Iterator[MailServer]:
    server = controller(boxes, **how)
    server.start()
    try:
        yield MailServer(
            host="127.0.0.1",
            port=server.port,
            security=security,
            sender="no-reply@city.example",
            name="城市安全生产信用",
            timeout_seconds=PROMPT_SECONDS,
        )
    finally:
        server.stop()


def sent(server, address=TO, letter=LETTER):
    answer = asyncio.run(Mail(server, lambda: NOW).send(address, letter))
    assert TO not in repr(answer)
    return answer


def test_a_letter_arrives_whole_and_says_what_it_is(boxes):
    with served(boxes) as server:
        assert sent(server).outcome == "sent"
        assert sent(server, letter=msgspec.structs.replace(LETTER, urgent=False)).outcome == "sent"
    first, again = boxes.taken
    assert first["Subject"] == LETTER.title
    assert first["To"].addresses[0].addr_spec == TO
    assert first["From"].addresses[0].display_name == "城市安全生产信用"
    assert first["From"].addresses[0].addr_spec == "no-reply@city.example"
    assert first.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text
    assert (first.get_content_type(), first.get_content_charset()) == ("text/plain", "utf-8")
    assert first["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(first["Date"]) == NOW
    assert first["Message-ID"] == again["Message-ID"] == f"<{LETTER.identity}@city.example>"
    assert (first["Importance"], again["Importance"]) == ("high", None)
    raw = boxes.envelopes[0].content
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert boxes.envelopes[0].rcpt_tos == [TO]


def test_a_golden_alert_becomes_a_letter_that_arrives(boxes):
    file = Path(asyncapi.__file__).parent / "examples/alert-raised/v1/to-an-enterprise.json"
    fact = decode(file.read_bytes())
    letter = compose(load_letters(), [notice_of("d-7", fact.body)], "both", "mail")
    with served(boxes) as server:
        assert sent(server, letter=letter).outcome == "sent"
    (message,) = boxes.taken
    text = fact.body.text
    assert message["Subject"] == f"{text.title_chinese} / {text.title_english}"
    assert message["Importance"] == "high"
    content = message.get_content().replace("\r\n", "\n")
    assert text.chinese in content
    assert text.english in content
    assert "编号：d-7" in content


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_with_a_password(boxes, tmp_path, monkeypatch, security):
    authority = Authority(tmp_path)
    context = authority.server_context("127.0.0.1")
    starttls = security == "starttls"
    with served(boxes, security, context=context, starttls=starttls, login=True) as server:
        known = msgspec.structs.replace(server, username=USERNAME, password=PASSWORD)
        stranger = sent(known)  # its certificate is nobody's that we trust
        assert (stranger.outcome, stranger.whole) == ("failed", True)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        assert sent(known).outcome == "sent"
        wrong = sent(msgspec.structs.replace(known, password="another"))
        assert (wrong.outcome, wrong.whole) == ("failed", True)
        assert wrong.fault == "mail: SMTPAuthenticationError 535"
    assert len(boxes.taken) == 1


def test_a_server_that_offers_no_encryption_gets_nothing(boxes):
    with served(boxes, "starttls") as server:
        answer = sent(server)
    assert (answer.outcome, answer.whole) == ("failed", True)
    assert boxes.taken == []


@pytest.mark.parametrize(
    ("place", "reply", "expected"),
    [
        ("recipient", "450 4.2.1 busy", ("failed", False, "mail: recipient refused with 450")),
        ("recipient", f"550 5.1.1 <{TO}>", ("refused", False, "mail: recipient refused with 550")),
        ("recipient", "421 4.3.2 closing", ("failed", True, "mail: recipient refused with 421")),
        ("letter", "451 4.7.1 later", ("failed", False, "mail: letter refused with 451")),
        ("letter", f"554 5.7.1 {TO}", ("refused", False, "mail: letter refused with 554")),
        ("sender", "550 5.1.8 who?", ("failed", True, "mail: SMTPSenderRefused 550")),
    ],
)
def test_a_reply_is_final_or_worth_another_attempt(boxes, place, reply, expected):
    setattr(boxes, place, reply)
    with served(boxes) as server:
        answer = sent(server)
    assert (answer.outcome, answer.whole, answer.fault) == expected
    assert boxes.taken == []


@pytest.mark.parametrize("trouble", ["drop", "hang"])
def test_a_broken_or_silent_connection_is_the_servers_trouble(boxes, trouble):
    boxes.trouble = trouble
    with served(boxes) as server:
        answer = sent(msgspec.structs.replace(server, timeout_seconds=0.5))
    assert (answer.outcome, answer.whole) == ("failed", True)


@pytest.mark.parametrize("trouble", ["quit", "reset"])
def test_the_reply_decides_whatever_the_server_does_after_it(boxes, monkeypatch, trouble):
    """Else a letter that the server has taken comes again and again."""
    monkeypatch.setattr(mail, "_QUIT_SECONDS", 0.2)
    boxes.trouble = trouble
    with served(boxes) as server:
        impatient = msgspec.structs.replace(server, timeout_seconds=2)
        assert sent(impatient) == Answer(outcome="sent")
        boxes.recipient = "550 5.1.1 who?"
        refused = sent(impatient)
    assert (refused.outcome, refused.fault) == ("refused", "mail: recipient refused with 550")
    assert len(boxes.taken) == 1


def test_a_server_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    server = MailServer(
        host="127.0.0.1", port=port, security="none", sender="a@city.example", name="n"
    )
    answer = sent(server)
    assert (answer.outcome, answer.whole) == ("failed", True)


def test_delivered_is_said_only_where_the_server_holds_the_mailbox(boxes):
    with served(boxes) as server:
        own = msgspec.structs.replace(server, own_domains=("tax.example",))
        assert sent(own, "duty@Tax.example").outcome == "delivered"
        assert sent(own).outcome == "sent"


@pytest.mark.parametrize("address", ["duty", f"{TO}\r\nBcc: all@x.example", f"{TO}, b@x.example"])
def test_what_is_no_address_is_refused_before_anything_is_sent(boxes, address):
    with served(boxes) as server:
        assert sent(server, address).outcome == "refused"
    assert boxes.taken == []


def test_a_title_can_t_bring_a_header_along(boxes):
    with served(boxes) as server:
        assert (
            sent(
                server, letter=msgspec.structs.replace(LETTER, title="A\r\nBcc: b@x.example")
            ).outcome
            == "sent"
        )
    (message,) = boxes.taken
    assert message["Bcc"] is None
    assert message["Subject"] == "A Bcc: b@x.example"


FILE = """
mail:
  host: mail.city.example
  port: 587
  security: starttls
  username: notify
  password: hidden-secret
  sender: no-reply@city.example
  name: 城市安全生产信用
"""


def test_a_file_names_the_server_and_its_secret_is_not_shown(tmp_path):
    file = tmp_path / "channels.yaml"
    file.write_text(FILE)
    (channel,) = load_channels(file).values()
    assert isinstance(channel, Mail)
    assert "hidden-secret" not in repr(channel) + repr(channel._server) + repr(vars(channel))
    assert load_channels(None) == {}


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("security: starttls", "security: none", "security: a password goes over starttls"),
        ("security: starttls", "security: ssl", "security"),
        ("  username: notify\n", "", "password: username and password go together"),
        ("sender: no-reply@city.example", "sender: no-reply", "sender: mail: expected"),
        ("port: 587", "port: hidden-secret", "mail.port"),
        ("  name:", "  title:", "title"),
        ("mail:", "fax:", "fax"),
    ],
)
def test_a_mistake_in_the_file_is_named_without_its_secrets(tmp_path, before, after, fault):
    file = tmp_path / "channels.yaml"
    assert before in FILE
    file.write_text(FILE.replace(before, after))
    with pytest.raises(RulebookError, match=fault) as caught:
        load_channels(file)
    assert "hidden-secret" not in str(caught.value)
