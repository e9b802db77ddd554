"""What machines read beside the pages: feeds, robots.txt, the map of the site."""

from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from tests.support.page_application import page_application, public_city


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(page_application(public_city(), "https://credit.example"))


def test_feeds_are_atom_with_absolute_addresses(client: TestClient) -> None:
    answer = client.get("/en/feeds/penalties.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    name = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{name}entry")
    assert len(entries) == 20
    links = [each.find(f"{name}link").attrib["href"] for each in entries]
    assert all(link.startswith("https://credit.example/en/enterprises/") for link in links)
    assert all(each.findtext(f"{name}updated").endswith("+08:00") for each in entries)
    ids = [each.findtext(f"{name}id") for each in entries]
    assert len(set(ids)) == len(ids)


def test_robots_and_the_map_of_the_site_name_no_enterprise(client: TestClient) -> None:
    assert "Sitemap: https://credit.example/sitemap.xml" in client.get("/robots.txt").text
    root = ET.fromstring(client.get("/sitemap.xml").text)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    addresses = [each.text for each in root.iter(name)]
    assert "https://credit.example/zh/lists/severe-list" in addresses
    assert not any("enterprises" in each for each in addresses)
    for each in addresses:
        assert client.get(each.removeprefix("https://credit.example")).status_code == 200, each
