"""Who may subscribe to what, and which subscriptions are refused, with reason and advice."""

import pytest

from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.notify.settings import NotifySettings
from tests.support.enterprise import CODE
from tests.support.subscription_desk import request, subscribers_in

MINE = "/subscriptions"
ALERTS = {"kinds": ["alert-raised"]}
MEASURES = {"kinds": ["measure-changed"]}


@pytest.mark.parametrize(
    ("who", "selection", "status"),
    [
        ("bank", {"kinds": ["grade-changed", "measure-changed"]}, 201),
        ("bank", ALERTS, 403),
        ("bank", {"kinds": ["grade-changed", "alert-raised"]}, 403),
        ("portal", ALERTS, 201),
        ("portal", {**ALERTS, "recipients": ["tax", CODE]}, 201),
        ("stranger", {"kinds": ["grade-changed"]}, 403),
        ("tax", ALERTS, 403),
        ("tax", {**ALERTS, "recipients": ["tax"]}, 201),
        ("tax", {**ALERTS, "recipients": ["peoples-bank"]}, 403),
        ("tax", {**ALERTS, "recipients": ["tax", "peoples-bank"]}, 403),
        ("tax", {**ALERTS, "recipients": ["tax", CODE]}, 403),
        ("tax", MEASURES, 403),
        ("tax", {**MEASURES, "agencies": ["tax"]}, 201),
        ("tax", {**MEASURES, "agencies": ["peoples-bank"]}, 403),
        ("tax", {**MEASURES, "agencies": ["tax", "peoples-bank"]}, 403),
        ("tax", {"kinds": ["grade-changed"]}, 403),
        ("tax", {"kinds": ["measure-changed", "alert-raised"], "agencies": ["tax"]}, 403),
        (
            "tax",
            {
                "kinds": ["measure-changed", "alert-raised"],
                "agencies": ["tax"],
                "recipients": ["tax"],
            },
            201,
        ),
    ],
)
def test_who_may_have_what(subscribers, who, selection, status):
    answer = subscribers.subscribe(who, **selection)
    assert answer.status_code == status
    assert len(subscribers.stated) == (status == 201)


def test_a_right_is_needed_for_a_change_too(subscribers):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}"
    answer = subscribers.call("PUT", path, json=request(kinds=["alert-raised"]))
    assert answer.status_code == 403
    own = f"{MINE}/{subscribers.subscribe('tax', **MEASURES, agencies=['tax']).json()['id']}"
    assert subscribers.call("PUT", own, "tax", json=request(**MEASURES)).status_code == 403


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://bank.example.com/", "http_beyond_allowed_networks"),
        ("https://169.254.169.254/latest/meta-data/", "address_not_public"),
        ("https://2130706433/", "host_form"),
        ("https://localhost/", "host_local"),
        ("https://user:hunter2@bank.example.com/", "user_info"),
        ("https://bank.example.com:22/", "port"),
        ("ftp://bank.example.com/", "scheme"),
        ("https://银行.中国/", "url_form"),
        ("https://bank.example.com/#a", "fragment"),
    ],
)
def test_a_url_that_is_no_target_is_refused_with_reason_and_advice(subscribers, url, reason):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}"
    for answer in (
        subscribers.subscribe(url=url),
        subscribers.call("PUT", path, json=request(url=url)),
    ):
        problem = answer.json()
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        (fault,) = problem["errors"]
        assert (fault["field"], fault["reason"]) == ("url", reason)
        assert problem["detail"] == f"{fault['chinese']} {fault['english']}"
        assert "hunter2" not in answer.text
    assert len(subscribers.stated) == 1


def test_networks_that_the_operator_allows_are_targets(tmp_path, monkeypatch):
    monkeypatch.setenv("WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8, ::1/128,")
    local = subscribers_in(tmp_path)
    assert local.subscribe(url="http://127.0.0.1:8088/").status_code == 201
    assert local.subscribe(url="http://[::1]:8088/").status_code == 201
    assert local.subscribe(url="http://10.0.0.1:8088/").status_code == 422


@pytest.mark.parametrize("value", ["10.0.0.1/8", "nowhere", "10.0.0.0/33"])
def test_an_allowed_network_that_is_none_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("WEBHOOK_ALLOWED_NETWORKS", value)
    with pytest.raises(ValueError, match="webhook_allowed_networks"):
        NotifySettings()


@pytest.mark.parametrize(
    ("selection", "place"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": ["standing-assessed"]}, "kinds"),
        ({"codes": []}, "codes"),
        ({"codes": ["12345"]}, "codes"),
        ({"codes": ["11010119900307888X"]}, "codes"),
        ({"codes": ["91350100M000100Y4"]}, "codes"),
        ({"codes": [CODE] * 5001}, "codes"),
        ({"grades": [""]}, "grades"),
        ({"sectors": ["a\nb"]}, "sectors"),
        ({"kinds": ["measure-changed"], "measures": ["prison"]}, "measures"),
        ({"kinds": ["measure-changed"], "agencies": ["police"]}, "agencies"),
        ({"kinds": ["alert-raised"], "recipients": ["police"]}, "recipients"),
        ({"countries": ["cn"]}, "countries"),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused_by_its_field(subscribers, selection, place):
    answer = subscribers.subscribe("portal", **selection)
    assert answer.status_code == 422
    assert any(f"selection.{place}" in fault["place"] for fault in answer.json()["errors"])
    assert subscribers.stated == []


@pytest.mark.parametrize(
    ("selection", "field", "reason"),
    [
        (
            {"kinds": ["alert-raised"], "districts": ["Yuhua"]},
            "selection.districts",
            "alerts_do_not_say_it",
        ),
        (
            {"kinds": ["alert-raised", "grade-changed"], "grades": ["D"]},
            "selection.grades",
            "alerts_do_not_say_it",
        ),
        ({"agencies": ["tax"]}, "selection.agencies", "restricts_nothing"),
    ],
)
def test_a_list_that_would_say_nothing_or_all_is_refused(subscribers, selection, field, reason):
    answer = subscribers.subscribe("portal", **selection)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["field"], fault["reason"]) == (field, reason)
    assert fault["chinese"]
    assert fault["english"]


def test_a_subscription_says_which_right_it_lost(tmp_path):
    desk = subscribers_in(tmp_path)
    made = desk.call("POST", MINE, "portal", json=request(**ALERTS)).json()
    assert made["rests"] is None
    known = CredentialFile(tmp_path / "credentials.json")
    known.add(issue_reader("portal", ("subscriptions:write",), system_clock())[0])
    (first, *_) = [each for each in known.all() if each.holder == "portal"]
    known.revoke(first.id, system_clock())
    later, desk.tokens["portal"] = issue_reader("portal", ("subscriptions:write",), system_clock())
    known.add(later)
    (shown,) = desk.call("GET", MINE, "portal").json()
    assert (shown["state"], shown["rests"]) == (
        "active",
        "alerts take the scope alerts:read as well",
    )
