"""The pictures of docs/how-to/disclosure.md: `make page-pictures` writes them anew."""

from io import BytesIO

from PIL import Image

from tests.support.browser import started_browser
from tests.support.page_application import ADDRESSES, page_application, public_city
from tests.support.public_scenes import HOSTILE
from tests.support.served_pages import Reader, served_pages
from tests.support.source_tree import ROOT

FOLDER = ROOT / "docs/how-to/pictures"
# Page, language, size, and how much of it (pixels from the top).
PICTURES = (
    ("home", "zh", "desk", 1130),
    ("home", "en", "phone", 1100),
    ("results", "zh", "phone", 1100),
    ("enterprise", "zh", "desk", 1500),
    ("enterprise", "en", "phone", 1500),
    ("commitments", "en", "desk", 900),
)


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    city = public_city()
    del city.entries[HOSTILE]
    app = page_application(city)
    with served_pages(app) as base, started_browser() as browser:
        for name, language, size, height in PICTURES:
            with Reader.of(browser, base, size) as reader:
                reader.open(f"{language}/{ADDRESSES[name]}")
                clip = {"x": 0, "y": 0, "width": reader.width, "height": height}
                picture = reader.page.screenshot(full_page=True, clip=clip)
            file = FOLDER / f"{name}-{language}-{size}.png"
            colours = Image.open(BytesIO(picture)).convert("RGB").quantize(128, dither=0)
            colours.save(file, optimize=True)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
