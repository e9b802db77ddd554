"""A citizen finds an enterprise, understands its grade, learns what to do. Script is off."""

import re

import pytest

from tests.support.public_city import PublicCity
from tests.support.public_scenes import LISTED
from tests.support.served_pages import Reader

ENTERPRISE = "东港恒安化工有限公司"


@pytest.mark.parametrize(
    ("language", "button", "why", "objection"),
    [
        ("zh", "查询", "等级的公开理由", "如何提出异议"),
        ("en", "Search", "Why this grade", "How to object"),
    ],
)
def test_find_by_part_of_a_name_understand_a_d_and_find_how_to_object(
    reader: Reader, language: str, button: str, why: str, objection: str
) -> None:
    page = reader.page
    assert reader.open(f"{language}/") == 200
    page.get_by_role("searchbox").fill("恒安")
    page.get_by_role("button", name=button).click()
    assert page.url.startswith(f"{reader.base}/{language}/search?q=")
    page.get_by_role("link", name=ENTERPRISE).click()
    assert page.get_by_role("heading", level=1).inner_text() == ENTERPRISE
    assert page.locator(".big-grade").inner_text().split() == (
        ["D", "差"] if language == "zh" else ["D", "poor"]
    )
    page.get_by_role("heading", name=why).wait_for()
    reason = page.locator("#reasons ~ table").first
    assert "X应急〔2027〕3号" in reason.inner_text()
    assert page.locator("#records ~ ul .record").count() == 6
    page.get_by_role("link", name=objection).first.click()
    assert page.url == f"{reader.base}/{language}/objection/work-safety"
    assert "work-safety@safety-credit.example" in page.locator("main").inner_text()


def test_the_other_language_has_the_same_page(reader: Reader) -> None:
    reader.open(f"zh/enterprises/{LISTED}?kind=penalty")
    reader.page.get_by_role("link", name="English").click()
    assert reader.page.url == f"{reader.base}/en/enterprises/{LISTED}?kind=penalty"
    assert reader.page.locator(".record").count() == 1
    reader.page.get_by_role("link", name="中文").click()
    assert reader.page.url == f"{reader.base}/zh/enterprises/{LISTED}?kind=penalty"


def test_filters_stay_and_pages_go_on(reader: Reader) -> None:
    page = reader.page
    reader.open("en/search")
    page.get_by_text("Filters").click()
    page.get_by_label("Grade", exact=True).select_option("C")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_label("Grade", exact=True).input_value() == "C"
    first = page.locator(".entries a").all_inner_texts()
    page.get_by_role("link", name=re.compile("Next page")).click()
    assert page.get_by_label("Grade", exact=True).input_value() == "C"
    second = page.locator(".entries a").all_inner_texts()
    assert len(first) == len(second) == 20
    grades = page.locator(".entries .grade").all_inner_texts()
    assert {" ".join(each.split()) for each in grades} == {"C fair"}
    page.get_by_role("link", name=re.compile("Previous page")).click()
    assert page.locator(".entries a").all_inner_texts() == first


def test_nothing_that_answers_comes_with_advice(reader: Reader) -> None:
    reader.open("zh/search?q=没有这样的企业")
    assert "没有符合条件的企业" in reader.page.locator("main").inner_text()
    reader.page.get_by_role("link", name="清除全部条件").click()
    assert reader.page.locator(".entries > li").count() == 20


def test_the_whole_way_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    reader.open("en/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box()["x"] >= 0  # it is seen where it has the focus
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "q"
    page.keyboard.type("SCENE00001")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/en/search"))
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == ENTERPRISE:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/en/enterprises/{LISTED}"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().startswith("How to object"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/en/objection/work-safety"))


def test_on_a_phone_a_table_is_read_row_by_row(browser: object, base: str) -> None:
    with Reader.of(browser, base, "phone") as reader:
        reader.open(f"en/enterprises/{LISTED}")
        cell = reader.page.locator("#reasons ~ table td").first
        assert cell.locator(".label").is_visible()
        assert reader.page.locator("table").first.get_by_role("rowheader").count() == 1
        head = reader.page.locator("#reasons ~ table").first.get_by_role("columnheader")
        assert head.count() == 4  # still there for whoever hears the page


def test_the_printed_page_has_what_matters_and_no_menus(browser: object, base: str) -> None:
    with Reader.of(browser, base, "desk") as reader:
        reader.open(f"zh/enterprises/{LISTED}")
        reader.page.emulate_media(media="print")
        assert not reader.page.get_by_role("searchbox").is_visible()
        assert not reader.page.locator(".menu").first.is_visible()
        assert reader.page.locator(".big-grade").is_visible()
        assert reader.page.locator(".code-picture").is_visible()
        assert len(reader.page.pdf()) > 10_000


def test_no_cookie_is_set_and_nothing_comes_from_elsewhere(browser: object, base: str) -> None:
    with Reader.of(browser, base, "desk", java_script_enabled=True) as reader:
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url))
        for path in ("", "zh/", f"en/enterprises/{LISTED}", "en/figures"):
            reader.open(path)
        assert reader.page.context.cookies() == []
        assert len(asked) > 6
        assert [each for each in asked if not each.startswith(base)] == []
        assert reader.faults == []


def test_the_policy_stops_a_script_that_got_in(browser: object, base: str) -> None:
    with Reader.of(browser, base, "desk", java_script_enabled=True) as reader:

        def spoil(route: object) -> None:
            answer = route.fetch()
            body = answer.text().replace("</main>", "<script>document.title='in'</script></main>")
            route.fulfill(response=answer, body=body)

        reader.page.route("**/en/", spoil)
        reader.open("en/")
        assert reader.page.title() != "in"
        assert any("Content Security Policy" in each for each in reader.faults)


def test_a_page_says_that_it_may_be_old_while_the_log_is_away(
    reader: Reader, city: PublicCity
) -> None:
    city.current = False
    try:
        reader.open(f"en/enterprises/{LISTED}")
        assert "cannot confirm" in reader.page.get_by_role("note").first.inner_text()
        assert "15 January 2028" in reader.page.locator(".as-of").inner_text()
    finally:
        city.current = True
