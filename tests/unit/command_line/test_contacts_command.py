"""`safety-credit contacts import`: many recipients' contacts at once, or none of them."""

from datetime import date

import pytest
from typer.testing import CliRunner

from schemas.codec import decode
from schemas.topics import CONTACTS, SUBJECT_KEYS
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.subject_keys import load_master_key
from services.command_line import contacts_command
from services.command_line.app import build
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.contacts.contacts_file import ContactsFileError, read_contacts
from tests.support.contact_desk import personal_data_key
from tests.support.enterprise import CODE
from tests.support.memory_city import MemoryPublisher

TODAY = date(2026, 11, 10)
HEAD = "recipient,language,channel,address,agreed_on\n"
RIGHT = (
    f"{CODE},chinese,mail,duty@enterprise.example,2026-03-02\n"
    f"{CODE},chinese,sms,138 0000 0000,2026-03-02\n"
    "tax,,dingtalk,0123456789abcdef,\n"
    "fire,english,,,\n"
)


class AtTheEnd(MemoryPublisher):
    """As Publisher: flushed at the end."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if error == (None, None, None):
            self.flush()


@pytest.fixture
def log(monkeypatch, tmp_path):
    held = MemoryLog()
    monkeypatch.setenv("PERSONAL_DATA_KEY", str(personal_data_key(tmp_path)))
    monkeypatch.setattr(
        contacts_command,
        "read_from_beginning",
        lambda _settings, topics: [record for topic in topics for record in held.all(topic)],
    )
    monkeypatch.setattr(contacts_command, "Publisher", lambda _settings: AtTheEnd(held))
    return held


def stated(log):
    return [decode(record.value) for record in log.all(CONTACTS.name)]


def book_of(log, folder):
    latest = LatestFacts((CONTACTS, SUBJECT_KEYS))
    for topic in (CONTACTS, SUBJECT_KEYS):
        for record in log.all(topic.name):
            latest.take(record)
    return AddressBook(latest, load_master_key(personal_data_key(folder)))


def run(tmp_path, content, *options, encoding="utf-8"):
    file = tmp_path / "contacts.csv"
    file.write_bytes(content.encode(encoding))
    return CliRunner().invoke(build(), ["contacts", "import", str(file), *options])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_recipient_is_stated_once_with_all_its_addresses(tmp_path, log, encoding):
    answer = run(tmp_path, HEAD + RIGHT, encoding=encoding)
    assert answer.exit_code == 0, answer.output
    assert "3 recipients, 3 addresses" in answer.output
    facts = stated(log)
    book = book_of(log, tmp_path)
    assert [(fact.subject, fact.body.language) for fact in facts] == [
        (CODE, "chinese"),
        ("tax", "both"),
        ("fire", "english"),
    ]
    assert list(book.stated(CODE).addresses) == [
        ("mail", "duty@enterprise.example"),
        ("sms", "+8613800000000"),
    ]
    assert facts[0].body.electronic_service_agreed_on == date(2026, 3, 2)
    assert facts[2].body.sealed is None


def test_a_check_publishes_nothing(tmp_path, log):
    answer = run(tmp_path, HEAD + RIGHT, "--check")
    assert "right: 3 recipients" in answer.output
    assert log.all(CONTACTS.name) == []


def test_one_wrong_row_and_none_is_taken(tmp_path, log):
    answer = run(tmp_path, HEAD + RIGHT + "port,,mail,secret-address,\n")
    assert answer.exit_code == 1
    assert "row 6: address: mail: expected" in answer.output
    assert "nothing was taken" in answer.output
    assert "secret-address" not in answer.output
    assert log.all(CONTACTS.name) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("recipient,address\n", "the first row has to be recipient,language"),
        (HEAD + "nobody,,,,\n", "row 2: recipient: neither"),
        (HEAD + "tax,klingon,,,\n", "row 2: language: one of chinese"),
        (HEAD + "tax,,fax,1,\n", "row 2: channel: one of mail"),
        (HEAD + "tax,,,a@b.example,\n", "row 2: channel: one of mail"),
        (HEAD + "tax,,mail\n", "row 2: it needs 5 fields"),
        (HEAD + "tax,,,,,more\n", "row 2: it needs 5 fields"),
        (HEAD + "tax,,,,2026-03-02\n", "row 2: agreed_on: only an enterprise"),
        (HEAD + f"{CODE},,,,2. März\n", "row 2: agreed_on: a day is written"),
        (HEAD + f"{CODE},,,,2026-11-11\n", "row 2: agreed_on: it is after 2026-11-10"),
        (HEAD + RIGHT + f"{CODE},both,mail,b@b.example,2026-03-02\n", "row 6: language and agreed"),
        (HEAD + RIGHT + "fire,english,mail,b@b.example,\n", "row 6: a row without an address"),
        (
            HEAD + "".join(f"tax,,mail,a{n}@b.example,\n" for n in range(21)),
            "row 22: a recipient may have 20",
        ),
    ],
)
def test_what_is_wrong_is_told_by_row(tmp_path, content, fault):
    file = tmp_path / "contacts.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(ContactsFileError, match=fault):
        read_contacts(file, TODAY)


def test_a_file_in_no_known_encoding(tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_bytes(b"\xff\xff\xff")
    with pytest.raises(ContactsFileError, match="neither utf-8-sig nor gb18030"):
        read_contacts(file, TODAY)


def test_a_recipient_whose_code_has_a_flaw_is_taken_and_named(tmp_path, log):
    """A person may have decided that it is one; it may be mistyped as well."""
    row = RIGHT.splitlines()[0].replace(CODE, f"{CODE[:-1]}1")
    answer = run(tmp_path, f"{HEAD}{row}\n")
    assert answer.exit_code == 0, answer.output
    assert f"check {CODE[:-1]}1 (校验位不符" in answer.output
    assert len(list(log.all(CONTACTS.name))) == 1
    short = RIGHT.splitlines()[0].replace(CODE, CODE[:-1])
    assert "row 2: recipient: neither" in run(tmp_path, f"{HEAD}{short}\n").output


def test_erased_the_addresses_are_read_by_nobody(tmp_path, log):
    assert run(tmp_path, HEAD + RIGHT).exit_code == 0
    before = [(record.key, record.value) for record in log.all(CONTACTS.name)]
    assert not any(b"duty@" in (value or b"") for _, value in before)
    answer = CliRunner().invoke(build(), ["contacts", "erase", CODE])
    assert answer.exit_code == 0, answer.output
    assert log.all(SUBJECT_KEYS.name)[-1].value is None
    assert book_of(log, tmp_path).stated(CODE).addresses == ()
    latest = LatestFacts((CONTACTS, SUBJECT_KEYS))  # whoever puts the former contacts back
    for topic in (CONTACTS, SUBJECT_KEYS):
        for record in log.all(topic.name):
            latest.take(record)
    former = next(record for record in log.all(CONTACTS.name) if record.key == CODE.encode())
    latest.take(former)
    book = AddressBook(latest, load_master_key(personal_data_key(tmp_path)))
    assert book.stated(CODE).addresses == ()
    assert book.stated("tax").addresses != ()
    assert CliRunner().invoke(build(), ["contacts", "erase", "port"]).exit_code == 1


def test_without_a_master_key_no_address_is_taken(tmp_path, log, monkeypatch):
    monkeypatch.delenv("PERSONAL_DATA_KEY")
    answer = run(tmp_path, HEAD + RIGHT)
    assert answer.exit_code == 1
    assert "PERSONAL_DATA_KEY is not set" in answer.output
    assert log.all(CONTACTS.name) == []
