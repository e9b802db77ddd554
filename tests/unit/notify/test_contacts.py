"""Which addresses there can be, and where a recipient is reached."""

import pytest

from services.notify.domain.contacts import (
    ChannelAddress,
    Contacts,
    InvalidAddressError,
    addresses_of,
    language_of,
    valid,
)
from tests.support.enterprise import CODE

KEY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("channel", "address", "kept"),
    [
        ("mail", "duty@tax.example", "duty@tax.example"),
        ("mail", "first.last+alerts@a-b.city.example", "first.last+alerts@a-b.city.example"),
        ("sms", "13800000000", "+8613800000000"),
        ("sms", "138 0000-0000", "+8613800000000"),
        ("sms", "+8613800000000", "+8613800000000"),
        ("sms", "+442079460000", "+442079460000"),
        ("wecom", KEY, KEY),
        ("dingtalk", "a" * 64, "a" * 64),
        ("dingtalk", f"SEC{'b' * 61}@{'a' * 64}", f"SEC{'b' * 61}@{'a' * 64}"),
        ("feishu", KEY, KEY),
    ],
)
def test_an_address_is_kept_in_one_form(channel, address, kept):
    assert valid(channel, address) == ChannelAddress(channel, kept)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("mail", ""),
        ("mail", "duty"),
        ("mail", "duty@localhost"),
        ("mail", "duty@tax.example\nBcc: all@tax.example"),
        ("mail", "duty@tax.example\n"),
        ("mail", "duty@tax.example\r\n"),
        ("mail", "Duty <duty@tax.example>"),
        ("mail", "duty@tax.example,other@tax.example"),
        ("mail", '"duty officer"@tax.example'),
        ("mail", "a..b@tax.example"),
        ("mail", ".a@tax.example"),
        ("mail", "duty@-tax.example"),
        ("mail", "duty@tax..example"),
        ("mail", "值班@tax.example"),
        ("mail", f"{'a' * 65}@tax.example"),
        ("mail", f"a@{'b.' * 130}example"),
        ("mail", "duty@[127.0.0.1]"),
        ("sms", "12345"),
        ("sms", "23800000000"),
        ("sms", "+8623800000000"),
        ("sms", "+86138000000001"),
        ("sms", "+0123456789"),
        ("sms", "+1234567890123456"),
        ("sms", "+8613800000000/../x"),
        ("sms", "１３８00000000"),
        ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"),
        ("wecom", f"{KEY}&key=x"),
        ("wecom", f"x@{KEY}"),
        ("wecom", "short"),
        ("dingtalk", "a" * 63 + "/"),
        ("dingtalk", f"evil.example/@{'a' * 64}"),
        ("feishu", f"{KEY}/../../other"),
        ("feishu", f"{KEY}?x=1"),
        ("feishu", f"{KEY}#x"),
        ("feishu", f"{KEY}%2f"),
        ("feishu", "{address}{address}{address}"),
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(channel, address):
    with pytest.raises(InvalidAddressError, match=f"^{channel}: expected ") as caught:
        valid(channel, address)
    assert len(address) < 6 or address not in str(caught.value)


def stated(*addresses, language="chinese"):
    return Contacts(
        recipient=CODE,
        language=language,
        addresses=tuple(ChannelAddress(*each) for each in addresses),
        electronic_service_agreed_on=None,
    )


def test_who_stated_addresses_is_reached_there_in_its_language():
    contacts = stated(("sms", "+8613800000000"), ("mail", "a@b.example"))
    assert addresses_of(CODE, contacts) == (("sms", "+8613800000000"), ("mail", "a@b.example"))
    assert language_of(contacts) == "chinese"


def test_a_department_that_stated_nothing_is_reached_by_its_mail():
    assert addresses_of("tax", None) == (("mail", "tax@safety-credit.example"),)
    assert language_of(None) == "both"


@pytest.mark.parametrize("recipient", [CODE, "tax"])
def test_who_stated_no_address_wants_no_messages(recipient):
    assert addresses_of(recipient, stated()) == ()


@pytest.mark.parametrize("recipient", [CODE, "no-department"])
def test_others_that_stated_nothing_are_reached_nowhere(recipient):
    assert addresses_of(recipient, None) == ()
