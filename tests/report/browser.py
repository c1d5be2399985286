"""What tests do with the page in the browser that `show` of opened.py opens."""

from __future__ import annotations

from typing import Any


def box(page: Any, side: str, id_: str) -> Any:
    """A box of a drawing."""
    return page.locator(f".pane[data-side={side}] .box[data-id='{id_}']")


def click(found: Any) -> None:
    """Clicks wherever the element lies, though another may be on top of it."""
    found.dispatch_event("click", {"bubbles": True})


def classes(found: Any) -> set[str]:
    return set(found.get_attribute("class").split())
