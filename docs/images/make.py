"""The three pictures of the page in docs/images, taken from a page that is already written.

    kg build seeds && python docs/images/make.py exports/graph.html
"""

import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "page": (1440, 900, "light"),
    "page-dark": (1440, 900, "dark"),
    "page-phone": (390, 844, "light"),
}


def main(page: Path, hash: str = "") -> None:
    """``hash`` is the part of the page's address after #: the view that the pictures show."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no chromium, chromium-browser or google-chrome on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name, (width, height, scheme) in PICTURES.items():
            size = {"width": width, "height": height}
            context = browser.new_context(offline=True, viewport=size, color_scheme=scheme)
            window = context.new_page()
            window.goto(page.resolve().as_uri() + (f"#{hash}" if hash else ""))
            window.wait_for_timeout(1000)
            if width < 500 and hash:
                window.locator("#sheet").click()
                window.wait_for_timeout(400)
            window.screenshot(path=Path(__file__).parent / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
