"""Is each page usable by everybody? axe, zoom, headings, in both languages and at each size."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.page_application import ADDRESSES, MISSING
from tests.support.public_scenes import HOSTILE, NAMELESS, SUCCEEDED
from tests.support.served_pages import Reader

MADE = {"hostile": HOSTILE, "nameless": NAMELESS, "succeeded": SUCCEEDED}
PATHS = {
    **ADDRESSES,
    **MISSING,
    **{name: f"enterprises/{code}" for name, code in MADE.items()},
}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def examined(request: pytest.FixtureRequest, browser: object, base: str) -> Iterator[Reader]:
    """A reader whose browser lets axe look at pages, which have no script themselves."""
    size = getattr(request, "param", "desk")
    with Reader.of(browser, base, size, java_script_enabled=True) as reader:
        yield reader
        assert reader.faults == []


def violations(page: object) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    response = Axe().run(page, options=options).response
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in response["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("examined", ["phone", "desk"], indirect=True)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PATHS)
def test_axe_has_nothing_against_a_page(examined: Reader, language: str, name: str) -> None:
    status = examined.open(f"{language}/{PATHS[name]}")
    assert status == 200 or name in MISSING
    assert violations(examined.page) == []
    assert examined.page.locator("h1").count() == 1


def test_axe_would_see_what_is_wrong(examined: Reader) -> None:
    examined.page.set_content("<html><body><img src='x.png'><a href='/'></a></body></html>")
    found = violations(examined.page)
    assert any(each.startswith("image-alt") for each in found)
    assert any(each.startswith("link-name") for each in found)
    examined.faults.clear()  # the picture is not there


@pytest.mark.parametrize("examined", ["tiny"], indirect=True)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_a_narrow_window(examined: Reader, language: str) -> None:
    """320 px: a small phone, or a desk at 400 % zoom; twice the size of text fits as well."""
    for name, path in PATHS.items():
        examined.open(f"{language}/{path}")
        for size in ("100%", "200%"):
            examined.page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            width = examined.page.evaluate("document.documentElement.scrollWidth")
            assert (name, size, width) == (name, size, 320)


@pytest.mark.parametrize("examined", ["phone"], indirect=True)
def test_what_is_touched_is_large_enough(examined: Reader) -> None:
    """WCAG 2.2, 2.5.8: 24 px, but for links within a sentence."""
    for path in ("en/", f"en/{ADDRESSES['enterprise']}", f"en/{ADDRESSES['results']}"):
        examined.open(path)
        boxes = examined.page.locator("button, select, input, nav a, .actions a")
        heights = [boxes.nth(i).bounding_box()["height"] for i in range(boxes.count())]
        assert len(heights) > 10
        assert min(heights) >= 24, path


def test_headings_go_down_one_by_one(examined: Reader) -> None:
    for name, path in PATHS.items():
        examined.open(f"en/{path}")
        levels = examined.page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(each => +each.tagName[1])"
        )
        assert levels[0] == 1, name
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps, default=0) <= 1, (name, levels)
