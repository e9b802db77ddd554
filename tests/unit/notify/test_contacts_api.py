"""The contacts over HTTP: stated, read back, taken away; personal data in nothing else."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from schemas.codec import encode
from schemas.messages import SubjectKeyStated
from schemas.topics import CONTACTS, SUBJECT_KEYS
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.views.store import MemoryViews
from services.notify.adapters.subscriptions import stated_facts as statements
from services.notify.adapters.subscriptions.stated_facts import statement
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.contact_desk import MAIL, Contacts
from tests.support.enterprise import CODE

PHONE = {"channel": "sms", "address": "138 0000 0000"}


@pytest.fixture
def api(tmp_path):
    return Contacts(tmp_path)


def test_what_was_stated_is_read_at_once_and_kept_in_one_form(api):
    body = {
        "language": "chinese",
        "addresses": [MAIL, PHONE],
        "electronic_service_agreed_on": "2026-03-02",
    }
    answer = api.call("PUT", "clerk", body=body)
    assert answer.status_code == 200
    expected = body | {"addresses": [MAIL, {"channel": "sms", "address": "+8613800000000"}]}
    assert answer.json() == expected
    assert api.call("GET", "reader").json() == expected
    (fact,) = api.published
    assert (fact.subject, fact.body.recipient, fact.source) == (CODE, CODE, "/safety-credit/notify")
    assert api.publisher.log.all(CONTACTS.name)[0].key == CODE.encode()


def test_the_latest_statement_holds_alone(api):
    api.call("PUT", "clerk", body={"addresses": [MAIL]})
    api.call("PUT", "clerk", body={"addresses": [PHONE, PHONE | {"address": "+8613800000000"}]})
    found = api.call("GET", "clerk").json()
    assert [each["channel"] for each in found["addresses"]] == ["sms"]  # said twice, kept once
    assert len({fact.id for fact in api.published}) == 2


def test_taken_back_it_wants_no_messages(api):
    body = {
        "language": "english",
        "addresses": [MAIL],
        "electronic_service_agreed_on": "2026-03-02",
    }
    api.call("PUT", "clerk", body=body)
    assert api.call("DELETE", "clerk").status_code == 200
    found = api.call("GET", "clerk").json()
    assert found == {
        "language": "english",
        "addresses": [],
        "electronic_service_agreed_on": None,
    }
    assert api.published[-1].body.sealed is None


def test_a_clock_that_stands_still_does_not_let_an_old_statement_pass_for_the_new(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(statements, "_POLL_SECONDS", 0.001)
    api = Contacts(tmp_path, city_day="2026-11-10")
    assert api.call("PUT", "clerk", body={"addresses": [MAIL]}).status_code == 200
    assert api.call("PUT", "clerk", body={"addresses": []}).status_code == 200
    first, second = api.published
    assert first.known_at == second.known_at
    assert first.id != second.id


def test_what_is_kept_but_not_seen_yet_is_answered_with_202(tmp_path, monkeypatch):
    monkeypatch.setattr(statements.Statements.__init__, "__defaults__", (0.05,))
    api = Contacts(tmp_path)
    api.publisher.late = True
    assert api.call("PUT", "clerk", body={"addresses": [MAIL]}).status_code == 202
    assert api.call("GET", "clerk").status_code == 404
    assert len(api.published) == 1


def test_where_the_log_takes_nothing_the_answer_says_so_without_the_address(api, capsys):
    api.publisher.fails = True
    answer = api.call("PUT", "clerk", body={"addresses": [MAIL]})
    assert answer.status_code == 503
    assert "duty" not in answer.text
    printed = "".join(capsys.readouterr())
    assert "not stated" in printed
    assert "duty" not in printed


@pytest.mark.parametrize(
    ("method", "who", "recipient", "status"),
    [
        ("GET", None, CODE, 401),
        ("PUT", None, CODE, 401),
        ("GET", "stranger", CODE, 403),
        ("PUT", "stranger", CODE, 403),
        ("PUT", "reader", CODE, 403),
        ("DELETE", "reader", CODE, 403),
        ("GET", "tax", CODE, 403),
        ("PUT", "tax", CODE, 403),
        ("PUT", "tax", "fire", 403),
        ("PUT", "tax", "tax", 200),
        ("GET", "clerk", CODE, 404),
        ("GET", "clerk", "no-department", 404),
        ("PUT", "clerk", CODE[:-1], 404),
    ],
)
def test_who_may(api, method, who, recipient, status):
    body = {"addresses": [MAIL]} if method == "PUT" else None
    assert api.call(method, who, recipient, body).status_code == status
    assert len(api.published) == (1 if status == 200 else 0)


def test_a_department_states_and_reads_its_own(api):
    api.call("PUT", "tax", "tax", {"addresses": [MAIL]})
    assert api.call("GET", "tax", "tax").json()["addresses"] == [MAIL]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"addresses": [{"channel": "fax", "address": "secret-address"}]},
        {"addresses": [{"channel": "mail", "address": "secret-address"}]},
        {
            "addresses": [
                {"channel": "mail", "address": "secret-address@x.example\r\nBcc: y@x.example"}
            ]
        },
        {"addresses": [{"channel": "wecom", "address": "secret-address/../../x?y=z"}]},
        {"addresses": [{"channel": "mail", "address": "secret-address" * 40}]},
        {"addresses": [MAIL | {"name": "secret-address"}]},
        {"addresses": [{"channel": "mail", "address": f"a{n}@x.example"} for n in range(21)]},
        {"addresses": [MAIL], "language": "secret-address"},
        {"addresses": [MAIL], "electronic_service_agreed_on": "2999-01-01"},
        {"addresses": [MAIL], "unknown": "secret-address"},
    ],
)
def test_what_can_t_be_is_refused_without_being_repeated(api, body):
    answer = api.call("PUT", "clerk", body=body)
    assert answer.status_code == 422
    assert "secret-address" not in answer.text
    assert api.published == []


def test_only_an_enterprise_agrees_to_electronic_service(api):
    body = {"addresses": [], "electronic_service_agreed_on": "2026-03-02"}
    assert api.call("PUT", "clerk", "tax", body).status_code == 422


def test_while_the_topic_is_being_read_nothing_passes_for_not_stated(tmp_path):
    settings = NotifySettings(
        credentials_file=tmp_path / "credentials.json", kafka_bootstrap_servers="127.0.0.1:1"
    )
    credential, token = issue_reader("clerk", ("contacts:read",), datetime.now(UTC), None, "upkeep")
    CredentialFile(tmp_path / "credentials.json").add(credential)
    client = TestClient(create_app(settings, MemoryViews()))
    answer = client.get(f"/contacts/{CODE}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 503
    assert "still being read" in answer.json()["detail"]
    assert client.get("/ready").json()["checks"] == {"statements": "NotCaughtUpError"}


def test_the_log_has_no_address_and_what_is_taken_back_is_read_by_nobody(api):
    api.call("PUT", "clerk", body={"addresses": [MAIL, PHONE]})
    api.call("PUT", "clerk", body={"addresses": [MAIL]})
    log = api.publisher.log
    records = [record for topic in log.topics() for record in log.all(topic)]
    assert not any(
        b"duty" in (r.value or b"") or b"13800000000" in (r.value or b"") for r in records
    )
    assert len(log.all(SUBJECT_KEYS.name)) == 1
    former = log.all(CONTACTS.name)[-1]
    assert api.call("DELETE", "clerk").status_code == 200
    assert log.all(SUBJECT_KEYS.name)[-1].value is None
    api.publisher.latest.take(former)  # from a copy of the log
    assert api.call("GET", "clerk").json()["addresses"] == []
    api.call("PUT", "clerk", body={"addresses": [PHONE]})  # a new key
    assert api.call("GET", "clerk").json()["addresses"][0]["channel"] == "sms"
    api.publisher.latest.take(former)
    assert api.call("GET", "clerk").json()["addresses"] == []


def test_a_key_that_somebody_made_at_the_same_time_loses_nothing(api):
    desk, book = api.publisher, api.book
    owner = "contacts/" + CODE
    api.call("PUT", "clerk", body={"addresses": [MAIL]})
    other = book._master.new_key(owner)
    body = SubjectKeyStated(owner=owner, key=other.id, wrapped=other.wrapped)
    value = encode(statement(owner, body, datetime.now(UTC)))
    desk.publish(SUBJECT_KEYS.name, owner.encode(), value, 0)
    assert not book.is_readable(CODE)
    api.call("PUT", "clerk", body={"addresses": [PHONE]})
    assert book.is_readable(CODE)


def test_without_a_master_key_an_address_is_not_taken(tmp_path):
    api = Contacts(tmp_path, personal_data_key=None)
    answer = api.call("PUT", "clerk", body={"addresses": [MAIL]})
    assert answer.status_code == 503
    assert "PERSONAL_DATA_KEY" in answer.json()["detail"]
    assert api.call("PUT", "clerk", body={"addresses": []}).status_code == 200
