"""The network between a browser and the server, as a phone meets it."""

from __future__ import annotations

from playwright.sync_api import Page


class Network:
    """Of one page."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def be(self, upload: int = -1, offline: bool = False) -> None:
        """So many bytes a second, or none at all."""
        conditions = {"latency": 0, "downloadThroughput": -1}
        conditions |= {"uploadThroughput": upload, "offline": offline}
        self._session.send("Network.emulateNetworkConditions", conditions)
