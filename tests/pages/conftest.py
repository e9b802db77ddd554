"""Tests in a real browser: `make test-pages` alone runs them, and fails where there is none."""

import os
from collections.abc import Iterator

import pytest

from tests.support.page_application import page_application, public_city
from tests.support.public_city import PublicCity
from tests.support.served_pages import Reader, served_pages

collect_ignore_glob = [] if os.environ.get("TEST_PAGES") else ["test_*.py"]


@pytest.fixture(scope="session")
def city() -> PublicCity:
    return public_city()


@pytest.fixture(scope="session")
def base(city: PublicCity) -> Iterator[str]:
    with served_pages(page_application(city)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from tests.support.browser import started_browser  # noqa: PLC0415 - installed for these alone

    with started_browser() as started:
        yield started


@pytest.fixture(params=["phone", "desk"])
def reader(request: pytest.FixtureRequest, browser: object, base: str) -> Iterator[Reader]:
    with Reader.of(browser, base, request.param) as reader:
        yield reader
        assert reader.faults == []
