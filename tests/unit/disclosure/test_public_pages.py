"""What the public's pages answer, without a browser."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.page_application import ADDRESSES, MISSING, page_application, public_city
from tests.support.public_city import PublicCity
from tests.support.public_scenes import HOSTILE, LISTED, MARKUP, NAMELESS, SUCCEEDED

LANGUAGES = ("zh", "en")
PAGES = [f"/{language}/{path}" for language in LANGUAGES for path in ADDRESSES.values()]


@pytest.fixture(scope="module")
def city() -> PublicCity:
    return public_city()


@pytest.fixture(scope="module")
def client(city: PublicCity) -> TestClient:
    return TestClient(page_application(city), follow_redirects=False)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_stands_on_a_day_links_its_twin_and_has_no_script(
    client: TestClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    language, other = ("zh", "en") if address.startswith("/zh") else ("en", "zh")
    assert {"zh": "2028年1月15日", "en": "15 January 2028"}[language] in answer.text
    twin = address.replace(f"/{language}/", f"/{other}/", 1)
    assert f'href="{twin}"' in answer.text
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("enterprises/X", 404),
        (f"enterprises/{'9' * 500}", 404),
        ("enterprises/%3Cscript%3E", 404),
        ("nowhere/at/all", 404),
        ("lists/nowhere", 404),
        ("rules/nowhere", 404),
        ("objection/nowhere", 404),
        ("feeds/nowhere.atom", 404),
        ("lists/grade-a?page=99", 404),
        (f"enterprises/{LISTED}?page=2", 404),
        ("search?page=999999", 404),
        ("search?page=0", 400),
        ("search?page=-1", 400),
        ("search?page=%D9%A1", 400),
        ("search?page=9999999999999", 400),
        ("search?grade=Z", 400),
        ("search?list=x", 400),
        (f"enterprises/{LISTED}?kind=x", 400),
        (f"search?q={'x' * 101}", 400),
        (f"search?q={'x' * 10_240}", 414),
        ("search?q=%00%FF%F0%9F%98%80%27%22", 200),
        ("search?q=*&sector=nowhere", 200),
    ],
)
def test_bad_input_gets_a_page_that_says_so(
    client: TestClient, language: str, path: str, status: int
) -> None:
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Traceback" not in answer.text
    assert len(answer.content) < 20_000
    if status != 200:
        assert answer.headers["cache-control"] == "no-store"
        assert 'role="search"' in answer.text  # what to do next
        assert status == 414 or "2028-01-15" in answer.text


def test_texts_of_strangers_never_become_markup(client: TestClient) -> None:
    for path in (f"enterprises/{HOSTILE}", "lists/penalties", "search?sector=", "figures"):
        text = client.get(f"/en/{path}").text
        assert "&lt;script&gt;" in text
        assert MARKUP not in text
        assert "<script" not in text
        assert 'href="javascript' not in text
    reflected = client.get("/en/search", params={"q": MARKUP}).text
    assert "&lt;script&gt;" in reflected
    assert "<script" not in reflected


def test_the_root_leads_to_the_language_of_the_browser(client: TestClient) -> None:
    for asked, language in {
        "": "zh",
        "en-GB,en;q=0.9": "en",
        "zh-CN,zh;q=0.9,en;q=0.8": "zh",
        "de,en;q=0.5,zh;q=0.2": "en",
        "fr": "zh",
        "en;q=0, zh": "zh",
        "\u00e9;;q=x": "zh",
    }.items():
        answer = client.get("/", headers={"accept-language": asked.encode()})
        assert (asked, answer.headers["location"]) == (asked, f"/{language}/")
        assert answer.headers["vary"] == "Accept-Language"


def test_a_kept_page_will_do_until_the_log_goes_on() -> None:
    city = public_city()
    client = TestClient(page_application(city))
    tag = client.get("/zh/figures").headers["etag"]
    again = client.get("/zh/figures", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/en/figures", headers={"if-none-match": tag})
    assert other.status_code == 200
    city.positions = "1"
    assert client.get("/zh/figures", headers={"if-none-match": tag}).status_code == 200
    city.positions, city.current = "0", False
    assert client.get("/zh/figures", headers={"if-none-match": tag}).status_code == 200


def test_pages_say_when_nobody_can_confirm_that_they_are_current() -> None:
    city = public_city()
    client = TestClient(page_application(city))
    warning = "cannot confirm"
    assert warning not in client.get("/en/").text
    city.current = False
    assert warning in client.get("/en/").text


def test_before_anything_is_read_no_page_says_that_nothing_is_on_record() -> None:
    client = TestClient(page_application(PublicCity({}, None)))
    for path in ("/en/", "/en/lists/penalties", "/en/feeds/penalties.atom"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "retry-after" in answer.headers


def test_what_fails_inside_is_a_page_without_a_trace() -> None:
    class FailingCity(PublicCity):
        def figures(self, *_: object) -> list:
            raise RuntimeError("secret path /srv/index.db")

    answer = TestClient(page_application(FailingCity({}, public_city().day))).get("/en/figures")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something went wrong" in answer.text


def test_the_page_of_an_enterprise_says_what_is_public(client: TestClient) -> None:
    text = client.get(f"/en/enterprises/{LISTED}").text
    for part in (
        "poor",
        "Larger accident at work",
        "There are further reasons",
        "Severe list",
        "20 May 2030",
        "Objection under way",
        "Published late",
        "deaths: 3; serious injuries: 1",
        "CNY 5,200,000",
        "Commitment broken",
        "The enterprise wrote this",
        "更换了全部安全阀",
        "https://enterprise.example/commitment",
        'href="/en/objection/work-safety"',
        'href="/en/repair/work-safety"',
        "/en/rules/hazardous_chemicals-2025",
        "<svg",
    ):
        assert part in text, part
    only = client.get(f"/en/enterprises/{LISTED}?kind=penalty").text
    assert only.count('class="record"') == 1


def test_a_code_that_was_succeeded_leads_on(client: TestClient) -> None:
    text = client.get(f"/zh/enterprises/{SUCCEEDED}").text
    assert f"/zh/enterprises/{LISTED}" in text
    assert "未评级" not in text


def test_an_enterprise_without_a_name_is_called_by_its_code(client: TestClient) -> None:
    assert f"名称未登记（{NAMELESS}）" in client.get(f"/zh/enterprises/{NAMELESS}").text


def test_an_organization_code_leads_to_the_unified_one(client: TestClient) -> None:
    answer = client.get("/zh/enterprises/SCENE0001")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/zh/enterprises/{LISTED}")


def test_what_is_no_longer_public_is_gone_from_pages_and_feeds() -> None:
    city = public_city()
    client = TestClient(page_application(city))
    places = (f"/zh/enterprises/{LISTED}", "/zh/lists/severe-list", "/zh/feeds/severe-list.atom")
    number = "X应急〔2027〕1号"
    assert all(number in client.get(each).text for each in places)
    del city.entries[LISTED]
    assert [each for each in places if number in client.get(each).text] == []


def test_every_link_of_every_page_leads_to_a_page(client: TestClient) -> None:
    links = {
        link.replace("&amp;", "&").partition("#")[0]
        for address in PAGES
        for link in re.findall(r'href="(/[^"]*)"', client.get(address).text)
    }
    assert len(links) > 150
    assert {link for link in links if client.get(link).status_code != 200} == set()


def test_ids_are_unique_on_each_page(client: TestClient) -> None:
    for address in [*PAGES, *(f"/zh/{path}" for path in MISSING.values())]:
        ids = re.findall(r'\sid="([^"]+)"', client.get(address).text)
        assert ids
        assert len(set(ids)) == len(ids), address


def test_style_sheets_are_kept_for_good_under_a_name_by_their_content(client: TestClient) -> None:
    (address,) = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/zh/").text)
    assert re.fullmatch(r"/assets/pages\.[0-9a-f]{16}\.css", address)
    answer = client.get(address)
    assert answer.headers["cache-control"].endswith("immutable")
    assert client.get("/assets/pages.css").status_code == 404
    assert client.get("/assets/..%2Fkit.py").status_code == 404
