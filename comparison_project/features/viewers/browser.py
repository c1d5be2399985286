"""A page of a viewer, in a browser that reaches nothing but the viewer's own server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from comparison_project.features import CannotRun
from comparison_project.features.viewers.tracked import USER

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

# What must be installed for probes of both viewers.
NEEDS = ("kedro-viz", "apache-hamilton-ui", "apache-hamilton-sdk", "playwright")
# The variable that tells the addresses of the running servers, or why there are none.
SERVED = "FEATURES_VIEWERS"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Milliseconds, for a machine that does other things beside.
PATIENCE = 60_000

# Kedro-Viz lays an introduction over the page.
NO_HINTS = """localStorage.setItem("KedroViz", '{"showFeatureHints": false}')"""


@contextmanager
def opened(side: str, path: str = "/", refused: set[str] | None = None) -> Iterator[Page]:
    """A page of the viewer of `kedro` or `hamilton`; how it looks at the end is kept as a picture.

    Other hosts that it asks for are `refused`.
    """
    url = told(side)
    from playwright.sync_api import Error, expect, sync_playwright

    with sync_playwright() as playwright:
        try:
            chromium = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        except Error as problem:
            raise ImportError(f"no browser: {problem}", name="playwright") from problem
        page = browser.new_page(viewport={"width": 1400, "height": 900}, base_url=url)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        _block(page, url, set() if refused is None else refused)
        page.add_init_script(NO_HINTS)
        try:
            if side == "hamilton":
                page.goto("/")
                page.get_by_placeholder("Username").fill(USER)
                page.get_by_text("Get started!").click()
                page.wait_for_url("**/dashboard/**")
                page.goto(f"/dashboard{path}")
            else:
                page.goto(path)
                page.get_by_text("Dismiss").click()  # the news of a release
            yield page
        finally:
            Path("kept").mkdir(exist_ok=True)
            page.screenshot(path=f"kept/{side}.png")
            browser.close()


def insist(act: Callable[[], None], shown: Locator) -> None:
    """Act until there is what shall be shown: a graph that is still being laid out loses clicks."""
    from playwright.sync_api import expect

    for tries in (3, 2, 1):
        act()
        try:
            expect(shown).not_to_have_count(0, timeout=PATIENCE / 3)
            return
        except AssertionError:
            if tries == 1:
                raise


def told(name: str) -> str:
    """What is known of the running servers: the address of a side, or the Kedro side's commit."""
    known = json.loads(os.environ.get(SERVED, '{"why": "nobody has started the servers"}'))
    if "missing" in known:
        raise CannotRun(known["why"])
    if name not in known:
        raise RuntimeError(known["why"])
    return str(known[name])


def _block(page: Page, url: str, refused: set[str]) -> None:
    def decide(route: Route) -> None:
        if route.request.url.startswith(f"{url}/"):
            route.continue_()
        else:
            refused.add(str(urlsplit(route.request.url).hostname))
            route.abort()

    page.route("**/*", decide)
