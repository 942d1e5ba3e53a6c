"""Chromium, driven by Playwright: the system's own, never a downloaded one."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The browser's path: the variable CHROMIUM, else the first known name on the PATH."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if (path := shutil.which(name))), None)


class Faults:
    """What went wrong on a page without anybody clicking on it: script errors, refused files, policy violations."""

    def __init__(self, page):
        self.seen: list[str] = []
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))
        page.on("requestfailed", self.on_failed)

    def on_console(self, message) -> None:
        """Errors in the console; a refused form comes back as 4xx, which Chromium reports there too."""
        if message.type == "error" and "status of 4" not in message.text:
            self.seen.append(f"console: {message.text}")

    def on_failed(self, request) -> None:
        """Requests that got no answer; one that a click on a link cut short is none of them."""
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"{request.failure}: {request.url}")
