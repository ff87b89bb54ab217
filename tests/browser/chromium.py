"""Debian's Chromium, as the tests start it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAM = "/usr/bin/chromium"
ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "LensOverlay")
"""Suggestions under an address bar that nobody sees: each window would draw them as two pages of
its own, which is a third of all that the tests of a comparison cost."""
OF_THE_DRIVER = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "BlockOriginHeaderModificationOnRedirect",
    "DestroyProfileOnBrowserClose",
    "DialMediaRouteProvider",
    "GlobalMediaControls",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "Translate",
)
"""What Playwright switches off too: Chromium heeds only the last of such lists."""
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    f"--disable-features={','.join(ADDRESS_BAR + OF_THE_DRIVER)}",
)


@contextmanager
def started(*switches: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*SWITCHES, *switches])
        yield browser
        browser.close()
